import { describe, expect, it } from 'vitest';
import { tar } from '../../fixtures/tar.ts';
import { baseArchive } from './base-archive.ts';
import { wrongIn } from './judge.ts';
import { wrongBetween, wrongBetweenInputs, wrongInDocument } from './judge-document.ts';
import { smallArchives } from './made-archives.ts';
import { cutsOf, type Mutant, mutantOf } from './mutants.ts';
import { randomFrom } from './random.ts';
import { Tally } from './tally.ts';

const small = await smallArchives();
const base = small.find(({ name }) => name === 'oci plain')!;
const layer = base.layers[1]!;

const mutant = (touched: Mutant['touched']): Mutant => ({ base, what: 'test', bytes: base.bytes, touched });
const outcome = { exit: 3, stdout: '', bytes: Buffer.alloc(0), stderr: 'varve: x.tar: no image\n', seconds: 0.1 };
const judge = (changes: Partial<typeof outcome>, touched: Mutant['touched'] = []) =>
  wrongIn({ mutant: mutant(touched), argv: ['analyze'], shown: 'x.tar', outcome: { ...outcome, ...changes } });

describe('the judge of the sweep', () => {
  it('knows where the layers of plain archives lie', () => {
    const layers = Object.fromEntries(small.map(({ name, layers: found }) => [name, found.length]));
    expect(layers).toMatchObject({ 'docker-1.2 plain': 3, 'oci gzip': 3, 'gzip of oci': 0, rootfs: 0 });
  });

  it('finds nothing wrong with a good message', () => {
    expect(judge({})).toEqual([]);
    expect(judge({ stderr: 'varve: layer 1 (x.tar: a): the tar is damaged at byte 512: …\n' }, [layer])).toEqual([]);
    expect(judge({ exit: 2, stderr: 'varve: there are 2 images and none is chosen:\n  @0  a\n  @1  b\n' })).toEqual([]);
  });

  it.each<[string, Partial<typeof outcome>, Mutant['touched']]>([
    ['exit 70', { exit: 70 }, []],
    ['exit 1', { exit: 1 }, []],
    ['it was killed', { exit: -1 }, []],
    ['exit 2, though nothing is wrong with the call', { exit: 2 }, []],
    ['a stack trace', { stderr: 'varve: x.tar: bug\nError: x\n    at main (file:///x.js:1:2)\n' }, []],
    ['it took longer than 5 s', { seconds: 5.1 }, []],
    ['output together with exit 3', { stdout: '{' }, []],
    ['no message', { stderr: '' }, []],
    ['the message does not name the input', { stderr: 'varve: no image\n' }, []],
    ['the message names no byte of the tar', { stderr: 'varve: x.tar: the tar is damaged\n' }, []],
    ['the message does not name the damaged layer', { stderr: 'varve: layer 0 (x.tar): not read\n' }, [layer]],
    ['the document does not parse', { exit: 0, stdout: '{' }, []],
  ])('finds: %s', (rule, changes, touched) => {
    expect(judge(changes, touched)).toContain(rule);
  });

  it('finds figures that do not add up', () => {
    const figures = (layerBytes: number) => ({
      totals: { layerBytes, visibleBytes: 7, deadBytes: 3 },
      layers: [{ bytes: 10, deadBytes: 3 }],
      dead: { byCause: { deleted: 3 }, paths: [{ bytes: 3, copies: [{ bytes: 3 }] }] },
    });
    expect(wrongInDocument('analyze', JSON.stringify(figures(10)))).toEqual([]);
    expect(wrongInDocument('analyze', JSON.stringify(figures(11)))).toHaveLength(2);
  });

  it('finds lists that cannot be true', () => {
    const ls = (...paths: readonly string[]) =>
      JSON.stringify({ entries: paths.map((path) => ({ path, type: 'file' })) });
    expect(wrongInDocument('ls', ls('/a', '/b'))).toEqual([]);
    expect(wrongInDocument('ls', ls('/a', '/a'))).toEqual(['a path is listed twice']);
    expect(wrongInDocument('ls', ls('/d/a'))).toEqual(['a path is listed without its directory']);
    const diff = JSON.stringify({ layers: [{ changes: [{ path: '/a', change: 'A', type: 'file' }] }] });
    expect(wrongBetween(ls('/a'), diff)).toEqual([]);
    expect(wrongBetween(ls('/a', '/b'), diff)).toEqual(['diff and ls tell of different files']);
    expect(wrongBetween(ls(), diff)).toEqual(['diff and ls tell of different files']);
    expect(wrongBetweenInputs(ls('/a'), ls('/a'))).toEqual([]);
    expect(wrongBetweenInputs(ls('/a'), ls('/b'))).toHaveLength(1);
  });
});

describe('mutants', () => {
  it('are the same for the same seed', async () => {
    const archive = await baseArchive('tiny', tar([{ name: 'a', body: '1234' }, { name: 'b' }]));
    const made = (seed: number) => {
      const random = randomFrom(seed);
      return Array.from({ length: 50 }, () => mutantOf(archive, random).what);
    };
    expect(made(7)).toEqual(made(7));
    expect(made(7)).not.toEqual(made(8));
  });

  it('can be made of every archive, also of one that ends within a block', async () => {
    const random = randomFrom(1);
    for (const bytes of [new Uint8Array(700).fill(1), new Uint8Array(1), base.bytes]) {
      const archive = await baseArchive('any', bytes);
      for (let i = 0; i < 200; i += 1) expect(mutantOf(archive, random).what).not.toBe('');
    }
  });

  it('cut at every block', () => {
    expect([...cutsOf(base)].map(({ bytes }) => bytes.length).slice(0, 3)).toEqual([0, 512, 1024]);
    expect([...cutsOf(base)]).toHaveLength(base.bytes.length / 512);
  });
});

describe('the summary', () => {
  it('counts, and tells of each kind of finding once', () => {
    const heard: string[] = [];
    const tally = new Tally((text) => heard.push(text));
    for (const byte of [512, 1024]) {
      tally.mutant('one');
      tally.run('one', outcome);
      const said = { ...outcome, stderr: `varve: at byte ${byte}\n` };
      tally.finding('one', { rule: 'a rule', mutant: mutant([]), call: 'ls x.tar', outcome: said });
    }
    expect(heard).toHaveLength(1);
    expect(tally.findings).toBe(2);
    expect(tally.report()).toMatch(
      /^2 x a rule\n {2}oci plain: test\n {2}varve ls x\.tar\n {2}exit 3\n {4}varve: at byte 512$/m,
    );
    expect(tally.table().split('\n').at(-1)).toMatch(/^all +2 +0 +0 +2 +0 +2 +0\.10 s$/);
  });
});
