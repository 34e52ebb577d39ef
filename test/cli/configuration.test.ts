import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runInProcess, type World } from './run-varve.ts';
import { DEMO, scratch, written } from './scratch.ts';

const SCRATCH = scratch();
const FOLDER = join(SCRATCH, 'a', 'b');
mkdirSync(FOLDER, { recursive: true });
written(SCRATCH, '.varve.yaml', 'ignore: ["/usr/**", "/models/releases"]\n');
const WRONG = written(SCRATCH, 'wrong.yaml', 'keys: {quitt: q}\n');

const call = (argv: readonly string[], world: World = { folder: () => FOLDER }) => runInProcess(argv, world);
const linesOf = async (argv: readonly string[], world?: World) => (await call(argv, world)).stdout.split('\n');

it('leaves paths out of diff, as the nearest configuration has it', async () => {
  const lines = await linesOf(['diff', DEMO, '--layer', '1']);
  expect(lines).toContain('A /etc/ld.so.cache');
  expect(lines.filter((line) => line.includes('/usr'))).toEqual([]);
});

it('leaves paths out that --ignore names, too', async () => {
  const lines = await linesOf(['diff', DEMO, '--layer', '1', '--ignore', '/etc']);
  expect(lines.filter((line) => /\/(usr|etc)/.test(line))).toEqual([]);
});

it('leaves no path out of what is asked for by its name', async () => {
  expect((await call(['diff', DEMO, '--layer', '1', '--unified', '/etc'])).exit).toBe(0);
});

it('looks nowhere where there is no folder', async () => {
  expect(await linesOf(['diff', DEMO, '--layer', '1'], {})).toContain('C /usr');
});

it('leaves paths out of duplicates, and out of nothing else', async () => {
  const [without, usual] = await Promise.all(
    [{ folder: () => FOLDER }, {}].map((world) => call(['analyze', DEMO, '--duplicates', '--json'], world)),
  );
  expect(JSON.parse(usual!.stdout).duplicates.bytes).toBe(18_432);
  const expected = { ...JSON.parse(usual!.stdout), duplicates: { bytes: 0, groups: [] } };
  expect(JSON.parse(without!.stdout)).toEqual(expected);
});

it.each([[['diff', DEMO]], [['analyze', DEMO]], [['analyze', DEMO, '--duplicates']], [['explore', DEMO]]])(
  'refuses a wrong configuration that is named: %j',
  async (argv) => {
    const { exit, stderr } = await call([...argv, '--config', WRONG, '--quiet']);
    expect(exit).toBe(2);
    expect(stderr).toContain(`${WRONG}: line 1, column 8: there is no command quitt\n  The nearest is quit.\n`);
  },
);

it.each([[['ls', DEMO]], [['analyze', DEMO]]])('asks for no configuration where none is needed: %j', async (argv) => {
  const world: World = {
    folder() {
      throw new Error('nobody should ask');
    },
  };
  expect((await call(argv, world)).exit).toBe(0);
});
