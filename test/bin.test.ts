import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

function varve(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'bin/varve.js'), ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('the built varve', () => {
  it.each(['--version', '-V'])('answers %s with the version of the package', (flag) => {
    expect(varve(flag)).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('hands all else to the command line, and its verdict to the shell', () => {
    const { status, stderr } = varve('ls', join(ROOT, 'no such image.tar'));
    expect(status).toBe(3);
    expect(stderr).toContain('no such image.tar');
  });
});
