import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import { type ExtractOptions, planExtract, runExtract } from '../../src/transfer/extract.ts';
import { SafeFolder } from '../../src/transfer/safe-folder.ts';
import { type Item, selectItems } from '../../src/transfer/selection.ts';
import { imageOf } from '../image/loading.ts';

const full = vi.hoisted(() => ({ afterBytes: Infinity }));

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  const writeSync = (file: number, piece: Uint8Array, at: number, length: number, position: number | null): number => {
    full.afterBytes -= length;
    if (full.afterBytes >= 0) return real.writeSync(file, piece, at, length, position);
    throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'write', errno: -28 });
  };
  return { ...real, writeSync };
});

/** What the system says of a link where a directory was, or we do. */
const GONE = /ENOTDIR|ELOOP|replaced meanwhile/;

let folder = '';
let to = '';

beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'varve-test-'));
  to = join(folder, 'to');
  fs.mkdirSync(to);
});

afterEach(() => {
  vi.unstubAllEnvs();
  full.afterBytes = Infinity;
  fs.rmSync(folder, { recursive: true });
});

async function items(lines: string): Promise<readonly Item[]> {
  return selectItems(await imageOf(lines), { paths: [], layer: 0, own: false }).items;
}

describe.each([
  ['through open directories', true],
  ['by looking first', false],
])('a safe folder that works %s', (_how, byDescriptor) => {
  it('does not go through a directory that was swapped for a link', async () => {
    const [directory, file, link] = (await items('d/, d/f=1, d/s -> x')) as [Item, Item, Item];
    const safe = new SafeFolder(to, [directory, file, link], byDescriptor);
    safe.makeDirectory(directory, false);
    fs.rmdirSync(join(to, 'd'));
    fs.mkdirSync(join(folder, 'outside'));
    fs.symlinkSync('../outside', join(to, 'd'));
    const fill = async (): Promise<void> => {};
    await expect(safe.makeFile(file, false, fill)).rejects.toThrow(GONE);
    expect(() => safe.makeSymlink(link, true)).toThrow(GONE);
    expect(() => safe.makeLink({ ...file, linkOf: 1 }, true)).toThrow(GONE);
    expect(() => safe.finishDirectory(0)).toThrow(GONE);
    expect(fs.readdirSync(join(folder, 'outside'))).toEqual([]);
    safe.close();
  });

  it('writes no file over what appeared meanwhile', async () => {
    const [file] = (await items('f=1')) as [Item];
    const safe = new SafeFolder(to, [file], byDescriptor);
    const fill = async (): Promise<void> => fs.writeFileSync(join(to, 'f'), 'precious');
    await expect(safe.makeFile(file, false, fill)).rejects.toThrow('EEXIST');
    expect(fs.readFileSync(join(to, 'f'), 'utf8')).toBe('precious');
    expect(fs.readdirSync(to)).toEqual(['f']);
    safe.close();
  });

  it('tells two names that are one on this disk, also where files are replaced', async () => {
    const [file] = (await items('f=1')) as [Item];
    const safe = new SafeFolder(to, [file], byDescriptor);
    const fill = async (): Promise<void> => {};
    await safe.makeFile(file, true, fill);
    await expect(safe.makeFile(file, true, fill)).rejects.toThrow('two names are one on this disk');
    safe.close();
  });

  it('opens many directories, one within the other', async () => {
    const list = await items(`${'d/'.repeat(200)}f=1`);
    const safe = new SafeFolder(to, list, byDescriptor);
    for (const item of list.slice(0, -1)) safe.makeDirectory(item, false);
    for (let i = list.length - 2; i >= 0; i -= 1) safe.finishDirectory(i);
    expect(safe.look(list.at(-1)!)).toBe('nothing');
    expect(fs.statSync(join(to, 'd/'.repeat(200))).mode & 0o777).toBe(0o755);
    safe.close();
  });
});

it.runIf(fs.existsSync('/proc/self/fd'))('gives no mode to what was put in the place of a pipe', async () => {
  const [pipe] = (await items('p p 0666')) as [Item];
  const precious = join(folder, 'precious');
  fs.writeFileSync(precious, '', { mode: 0o600 });
  fs.writeFileSync(
    join(folder, 'mknod'),
    `#!/bin/sh\nfor each; do case $each in .varve-*) ln -s ${precious} "$each";; esac; done`,
    { mode: 0o755 },
  );
  vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
  const safe = new SafeFolder(to, [pipe], true);
  safe.makeSpecial(pipe, false);
  expect(fs.statSync(precious).mode & 0o777).toBe(0o600);
  safe.close();
});

describe('a disk that is full', () => {
  it('leaves whole files only, and the message counts them', async () => {
    const image = await imageOf('a=1234, b=5678, d/c=9');
    const options: ExtractOptions = {
      ...{ paths: [], layer: 0, own: false, to: join(folder, 'new'), force: false, devices: false },
      ...{ limits: DEFAULT_LIMITS, system: 'linux' },
    };
    const plan = planExtract(image, options);
    full.afterBytes = 6;
    await expect(runExtract(image, plan)).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      message: expect.stringMatching(
        /^\/b could not be written in .*: no space left on device; 2 of 4 entries were written, each of them whole$/,
      ),
    });
    expect(fs.readdirSync(join(folder, 'new'))).toEqual(['a', 'd']);
    expect(fs.readFileSync(join(folder, 'new/a'), 'utf8')).toBe('1234');
  });
});
