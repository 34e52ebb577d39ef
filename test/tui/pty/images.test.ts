import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scratch, written } from '../../cli/scratch.ts';
import { runProgram } from '../../cli/run-varve.ts';
import { openPty } from './pty.ts';
import { playScript } from './script.ts';

const ROOT = join(import.meta.dirname, '../../..');
const VARVE = [process.execPath, join(ROOT, 'bin/varve.js')];
const FOLDER = scratch();
for (const name of ['demo.tar', 'demo-next.tar']) copyFileSync(join(ROOT, 'fixtures', name), join(FOLDER, name));
const CONFIG = written(FOLDER, 'keys.yaml', 'keys: {quit: Q, last: Z}\n');

it('lets people choose among the images of a folder', async () => {
  const args = [`${FOLDER}/`, '--as-of', '2026-12-01', '--config', CONFIG];
  const pty = openPty({ command: [...VARVE, ...args], columns: 100, rows: 24 });
  await pty.waitFor('2 images, 300.5 kB with each layer once');
  await playScript(pty, [
    { press: ['s', 'Z', 'enter'] },
    { see: 'view at layer' },
    { see: 'shop/api:2.4' },
    { press: ['i'] },
    { see: 'by name' },
    { press: ['g', 'enter'] },
    { see: 'shop/api:2.3' },
    { press: ['Q'] },
  ]);
  expect(await pty.ended).toEqual({ exitCode: 0, signal: 0 });
});

it('says why a folder without images is none', async () => {
  const pty = openPty({ command: [...VARVE, join(ROOT, 'src/')], columns: 100, rows: 24 });
  expect(await pty.ended).toEqual({ exitCode: 3, signal: 0 });
  expect(pty.output).toContain('no image');
});

it('lists nothing where there is no terminal', async () => {
  const { exit, stdout, stderr } = await runProgram([`${FOLDER}/`]);
  expect([exit, stdout]).toEqual([3, '']);
  expect(stderr).toContain('is a directory without oci-layout');
});
