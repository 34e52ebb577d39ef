import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { runInProcess } from './run-varve.ts';
import { DEMO } from './scratch.ts';

const NAMES = Object.keys(COMMANDS);

describe('a wrong command line', () => {
  it.each<[string, readonly string[], string]>([
    ['an option that no command has', ['--bogus'], 'neither a command nor an image is named'],
    ['options and no image', ['--json', '--quiet'], 'neither a command nor an image is named'],
    ['an unknown option', ['analyze', DEMO, '--bogus'], 'unknown argument: bogus'],
    ['an unknown option of the command that is not named', [DEMO, '--bogus'], 'unknown argument: bogus'],
    ['a known option of another command', ['analyze', DEMO, '--layer', '1'], 'unknown argument: layer'],
    ['an unknown short option', ['ls', DEMO, '-Z'], 'unknown argument: Z'],
    ['no image', ['analyze'], '<image> is missing'],
    ['no image to list', ['ls'], '<image> is missing'],
    ['no path to print', ['cat', DEMO], '<path> is missing'],
    ['no path to follow', ['log', DEMO], '<path> is missing'],
    ['no shell', ['completion'], '<shell> is missing'],
    ['an unknown shell', ['completion', 'tcsh'], '"tcsh"; it takes bash, zsh, fish'],
    ['a word named as if it were an option', ['cat', DEMO, '--path=/etc/passwd'], 'unknown argument: path'],
    ['one word too many', ['analyze', DEMO, 'extra'], 'unknown argument: extra'],
    ['an empty image', ['analyze', ''], 'the name of the image is empty'],
    ['an option without its value', ['ls', DEMO, '--layer'], '--layer takes a value'],
    ['a short option without its value', ['ls', DEMO, '-o'], '-o takes a value'],
    ['a layer beyond the last', ['ls', DEMO, '--layer', '6'], '--layer is 6, but the image has layers 0 to 5'],
    ['a layer below the first', ['ls', DEMO, '--layer', '-1'], '--layer is "-1"; it takes a whole number from 0 on'],
    ['a layer that is no number', ['cat', DEMO, '/etc/passwd', '--layer', 'top'], '--layer is "top"'],
    ['a version beyond the last', ['cat', DEMO, '/etc/passwd', '--layer', '6'], 'layers 0 to 5'],
    ['a range from beyond the last', ['diff', DEMO, '--from', '6'], '--from is 6, but the image has layers 0 to 5'],
    ['a range to beyond the last', ['diff', DEMO, '--to', '17'], '--to is 17, but the image has layers 0 to 5'],
    ['a layer and a range', ['diff', DEMO, '--layer', '1', '--from', '0'], '--layer and --from/--to contradict each'],
    ['an unknown format', ['analyze', DEMO, '--format', 'yaml'], '--format is "yaml"; it takes text, json'],
    ['two formats', ['analyze', DEMO, '--json', '--format', 'text'], '--json and --format text contradict each other'],
    ['an unknown format of a file', ['analyze', DEMO, '-o', 'yaml=x'], 'the format of --output is "yaml"'],
    ['a file without a name', ['analyze', DEMO, '-o', 'json='], '--output names no file'],
    ['a file with an empty name', ['analyze', DEMO, '-o', ''], '--output names no file'],
    ['an unknown colour mode', ['analyze', DEMO, '--color', 'blue'], '--color is "blue"; it takes auto, always, never'],
    ['a day that is none', ['analyze', DEMO, '--as-of', '2026-13-45'], '--as-of is "2026-13-45"'],
    ['a day in words', ['analyze', DEMO, '--as-of', 'tomorrow'], 'it takes a date such as'],
    ['no jobs', ['analyze', DEMO, '--jobs', '0'], '--jobs is "0"; it takes a whole number from 1 on'],
    ['a platform that is none', ['analyze', DEMO, '--platform', 'x'], 'x is not a platform'],
    ['an unknown unit', ['analyze', DEMO, '--max-bytes', '5XB'], '--max-bytes is "5XB"; it takes a size such as'],
    ['half an entry', ['analyze', DEMO, '--max-entries', '1.5'], '--max-entries is "1.5"'],
    ['an unknown type', ['ls', DEMO, '--type', 'file,foo'], '--type is "foo"; it takes file, dir,'],
    ['an unknown order', ['ls', DEMO, '--sort', 'age'], '--sort is "age"; it takes path, size'],
    ['an empty glob', ['ls', DEMO, '--glob', ''], '--glob is empty'],
    ['a number that is no image', ['analyze', DEMO, '--image', '@x'], '@x does not name an image'],
  ])('is refused with exit 2 and nothing printed: %s', async (_what, argv, message) => {
    const { exit, stdout, stderr } = await runInProcess(argv);
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    expect(stderr).toMatch(/^varve: /);
    expect(stderr).toContain(message);
  });

  it('never shows control characters of what was typed', async () => {
    const { exit, stderr } = await runInProcess(['ls', DEMO, '--sort', 'a\u001b[31mb']);
    expect(exit).toBe(2);
    expect(stderr).toContain('\\x1b[31m');
    expect(stderr).not.toContain('\u001b');
  });

  it('names the help that shows more', async () => {
    const { stderr } = await runInProcess(['diff', DEMO, '--bogus']);
    expect(stderr).toContain('`varve diff --help`');
  });
});

describe('a command line', () => {
  it('may give an option twice: the last counts', async () => {
    const last = await runInProcess([
      'ls',
      DEMO,
      '--type',
      'file',
      '--type',
      'symlink',
      '--layer',
      '9',
      '--layer',
      '0',
    ]);
    const once = await runInProcess(['ls', DEMO, '--type', 'symlink', '--layer', '0']);
    expect(last.exit).toBe(0);
    expect(last.stdout).toBe(once.stdout);
  });

  it.each(['--image', '--platform', '--glob', '--as-of', '--max-bytes'])('may give %s twice', async (option) => {
    const value = { '--image': '@0', '--platform': 'linux/amd64', '--as-of': '2026-01-01' }[option] ?? '9';
    const { exit, stderr } = await runInProcess(['ls', DEMO, option, value, option, value]);
    expect({ exit, isBug: stderr.includes('bug') }).toEqual({ exit: option === '--max-bytes' ? 3 : 0, isBug: false });
  });

  it('may end its options with --', async () => {
    const { exit, stdout } = await runInProcess(['ls', '--long', '--', DEMO, '/etc/hostname']);
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: expect.stringContaining('/etc/hostname') as string });
    expect((await runInProcess(['--', DEMO])).stdout).toBe((await runInProcess(['analyze', DEMO])).stdout);
  });

  it('may put options before the command', async () => {
    const before = await runInProcess(['--format', 'json', '--jobs', '1', 'ls', DEMO]);
    expect(before.stdout).toBe((await runInProcess(['ls', DEMO, '--json'])).stdout);
  });

  it('without any word shows all commands and exits 2', async () => {
    const { exit, stdout, stderr } = await runInProcess([]);
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: '' });
    for (const name of NAMES) expect(stdout).toContain(`  ${name} `);
  });

  it.each([['--help'], ['-h'], ['help']])('%s shows the same and exits 0', async (word) => {
    const { exit, stdout } = await runInProcess([word]);
    expect(exit).toBe(0);
    expect(stdout).toBe((await runInProcess([])).stdout);
  });

  it.each(NAMES)('`%s --help` has examples, exits 0 and needs no image', async (name) => {
    const { exit, stdout, stderr } = await runInProcess([name, '--help']);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stdout).toContain(`Usage: varve ${name} `);
    expect(stdout).not.toContain('reference');
    const examples = stdout.slice(stdout.indexOf('Examples:')).split('\n').slice(1).filter(Boolean);
    expect(examples.length).toBeGreaterThan(0);
    for (const width of stdout.split('\n').map((line) => line.length)) expect(width).toBeLessThanOrEqual(100);
    expect((await runInProcess(['help', name])).stdout).toBe(stdout);
  });

  it.each(['--version', '-V'])('%s prints the version alone', async (word) => {
    const { exit, stdout } = await runInProcess([word]);
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
