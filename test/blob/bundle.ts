import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll } from 'vitest';

const BLOB = join(import.meta.dirname, '../../src/blob');

/** A folder that goes with the tests of this file. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'varve-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Bundles files of `src/blob` as the build does: code splitting, all in one folder. */
export async function bundle(folder: string, ...names: readonly string[]): Promise<void> {
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const banner = 'import { createRequire as __cr } from "node:module"; const require = __cr(import.meta.url);';
  await build({
    entryPoints: names.map((name) => join(BLOB, `${name}.ts`)),
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    banner: { js: banner },
  });
}

/** Runs a script beside what was bundled, through a shell where `prefix` is given; gives its output once it has ended. */
export function runScript(folder: string, script: string, { prefix = '', env = {} } = {}): string {
  writeFileSync(join(folder, 'script.js'), script);
  const command = `${prefix} exec "${process.execPath}" script.js`;
  const { stdout, stderr, status, signal } = spawnSync('sh', ['-c', command], {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: 10_000,
  });
  if (status !== 0) throw new Error(`ended with ${signal ?? status}: ${stderr}`);
  return stdout.trim();
}
