import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** The demo image. */
export const DEMO = join(import.meta.dirname, '../../fixtures/demo.tar');

/** A folder that goes with the tests of this file. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'varve-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file into a folder and gives its path. */
export function written(folder: string, name: string, content: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
