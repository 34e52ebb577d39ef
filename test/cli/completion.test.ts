import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { runInProcess } from './run-varve.ts';
import { scratch, written } from './scratch.ts';

const folder = scratch();
const NAMES = Object.keys(COMMANDS);
/** Few machines have all shells. */
const isMissing = (shell: string) => spawnSync(shell, ['--version']).error !== undefined;

async function scriptFor(shell: string): Promise<string> {
  const { exit, stdout } = await runInProcess(['completion', shell]);
  expect(exit).toBe(0);
  return written(folder, `varve.${shell}`, stdout);
}

/** What bash offers for the last of `words`, with the script of `path` loaded. */
function offered(path: string, words: readonly string[]): readonly string[] {
  const script = `
    source "$0"
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
    "$(complete -p varve | sed 's/.*-F \\([^ ]*\\).*/\\1/')"
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-c', script, path, ...words], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.split('\n').filter(Boolean);
}

describe('completion for bash', () => {
  it('is a script without mistakes', async () => {
    const { status, stderr } = spawnSync('bash', ['-n', await scriptFor('bash')], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('completes a command', async () => {
    expect(offered(await scriptFor('bash'), ['varve', 'an'])).toEqual(['analyze']);
  });

  it('offers all commands, and files as well: each may be an image', async () => {
    const path = await scriptFor('bash');
    written(folder, 'app.tar', '');
    expect(offered(path, ['varve', ''])).toEqual(expect.arrayContaining([...NAMES, 'app.tar']));
    expect(offered(path, ['varve', 'app'])).toEqual(['app.tar']);
  });

  it('offers the options of the command', async () => {
    const path = await scriptFor('bash');
    expect(offered(path, ['varve', 'diff', 'app.tar', '--ex'])).toEqual(['--exit-code']);
    expect(offered(path, ['varve', 'ls', '--l']).toSorted()).toEqual(['--layer', '--long']);
    expect(offered(path, ['varve', 'cat', '--js'])).toEqual([]);
  });

  it('offers files behind a command', async () => {
    const path = await scriptFor('bash');
    written(folder, 'a b.tar', '');
    expect(offered(path, ['varve', 'ls', 'app'])).toEqual(['app.tar']);
  });
});

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish'])('for %s knows every command and its options', async (shell) => {
    const { stdout } = await runInProcess(['completion', shell]);
    for (const word of [...NAMES, 'max-bytes', 'exit-code', 'min-size']) expect(stdout).toContain(word);
    for (const positional of ['reference', 'path', 'shell'])
      expect(stdout).not.toMatch(new RegExp(`(--|-l )${positional}\\b`));
  });

  it.skipIf(isMissing('zsh'))('for zsh is a script without mistakes', async () => {
    const { status, stderr } = spawnSync('zsh', ['-n', await scriptFor('zsh')], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it.skipIf(isMissing('fish'))('for fish is a script without mistakes', async () => {
    const { status, stderr } = spawnSync('fish', ['--no-execute', await scriptFor('fish')], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
