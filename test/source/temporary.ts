import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { bytesOf, type Files } from './build.ts';

/** A directory with these files, removed when the test is over. */
export function folderOf(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'varve-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    if (typeof content === 'object' && 'symlink' in content) symlinkSync(content.symlink, join(folder, path));
    else writeFileSync(join(folder, path), bytesOf(content));
  }
  return folder;
}
