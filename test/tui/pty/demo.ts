import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll } from 'vitest';
import { openPty, type Pty, type PtyOptions } from './pty.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** What the terminal is like once it has been given back. */
export const GIVEN_BACK = { alternate: false, mouse: 'none', paste: false, cursor: true, keypad: false };

/** Starts the demo program and waits for its first screen. */
export async function openDemo(options: PtyOptions): Promise<Pty> {
  const pty = openPty(options);
  await pty.waitFor('heard:');
  return pty;
}

/** Bundles the demo program as the build would; gives the command that runs it. It goes with the tests. */
export async function bundledDemo(): Promise<readonly [node: string, script: string]> {
  const folder = mkdtempSync(join(tmpdir(), 'varve-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const script = join(folder, 'demo.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('demo-main.ts', import.meta.url))],
    outfile: script,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: ['blessed'],
  });
  return [process.execPath, script];
}
