import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnalyzeDocument } from '../../../src/report/documents/analyze.ts';
import type { BaseDocument, SquashDocument } from '../../../src/report/documents/what-if.ts';
import type { TextStyle } from '../../../src/report/text/style.ts';
import { baseLines, squashLines } from '../../../src/report/text/what-if.ts';
import { MANIFEST, PLAIN, SHOP } from './documents.ts';
import { goldenFile, goldenText, plainText, widthOf } from './golden.ts';

const pairs = SHOP.dead!.pairs.map(({ advice: _advice, ...pair }) => pair);

const SQUASH: SquashDocument = {
  from: 1,
  to: 4,
  savedBytes: 113_000_000,
  before: { layers: 6, layerBytes: 412_604_100, deadBytes: 114_540_000 },
  after: { layers: 3, layerBytes: 299_604_100, deadBytes: 1_540_000 },
  layer: { bytes: 75_704_100, entries: 3581, whiteouts: 7 },
  hiddenBelowBytes: 1_240_000,
  replacedCompressedBytes: 61_200_000,
  pairs: pairs.slice(0, 2),
};

const BASE: BaseDocument = {
  reference: 'debian:12',
  digest: `sha256:${'d'.repeat(64)}`,
  layers: 1,
  isPrefix: true,
  sharedLayers: 1,
  verified: true,
  yours: { layers: 5, bytes: 288_404_100, visibleBytes: 175_104_100, deadBytes: 113_300_000 },
  bases: { layers: 1, bytes: 124_200_000, visibleBytes: 122_960_000, deadBytes: 1_240_000, hiddenBytes: 1_240_000 },
  pull: { layers: 5, bytes: 290_100_000, compressedBytes: 99_000_000 },
  claimed: null,
};

const REBUILT: BaseDocument = {
  ...BASE,
  layers: 4,
  isPrefix: false,
  verified: false,
  claimed: { name: 'docker.io/library/debian:11', digest: null, saidBy: 'annotation' },
};
const NOTHING = { ...REBUILT, sharedLayers: 0 };
const UNREAD: BaseDocument = {
  ...BASE,
  verified: false,
  yours: { layers: 2, bytes: null, visibleBytes: null, deadBytes: null },
  bases: { layers: 1, bytes: null, visibleBytes: null, deadBytes: null, hiddenBytes: null },
  pull: { layers: 2, bytes: null, compressedBytes: 12_100_400 },
};

const squashText = (squash: Partial<SquashDocument>, style: Partial<TextStyle> = {}): string =>
  squashLines({ ...SHOP, squash: { ...SQUASH, ...squash } }, { ...PLAIN, ...style }).join('\n');
const baseText = (base: Partial<BaseDocument>, document: AnalyzeDocument = SHOP): string =>
  baseLines({ ...document, base: { ...BASE, ...base } }, { ...PLAIN, columns: 200 }).join('\n');

describe('what if, as text', () => {
  it.each<readonly [name: string, document: Partial<AnalyzeDocument>, style: Partial<TextStyle>]>([
    ['squash.40', { squash: SQUASH }, { columns: 40 }],
    ['squash.80', { squash: SQUASH }, { columns: 80 }],
    ['squash.80.color', { squash: SQUASH }, { columns: 80, color: true }],
    ['base.40', { base: BASE }, { columns: 40 }],
    ['base.80', { base: BASE }, { columns: 80 }],
    ['base.80.color', { base: BASE }, { columns: 80, color: true }],
    ['rebuilt.80', { base: REBUILT }, { columns: 80 }],
    ['nothing.80', { base: NOTHING }, { columns: 80 }],
    ['unread.80', { ...MANIFEST, base: UNREAD }, { columns: 80 }],
  ])('%s', async (name, given, style) => {
    const [document, wanted] = [
      { ...SHOP, ...given },
      { ...PLAIN, ...style },
    ];
    const lines = [...squashLines(document, wanted), ...baseLines(document, wanted)].map((line) => `${line}\n`);
    expect(widthOf(lines)).toBeLessThanOrEqual(wanted.columns);
    await expect(goldenText(lines)).toMatchFileSnapshot(goldenFile(`what-if.${name}`));
  });

  it('is not there when it is not asked', () => {
    expect([...squashLines(SHOP, PLAIN), ...baseLines(SHOP, PLAIN)]).toEqual([]);
  });

  it('says the same with colours as without', () => {
    expect(plainText(squashText({}, { color: true }))).toBe(squashText({}));
  });

  it.each([
    ['a range', {}, 'If layers 1-4 were one: 412.6 MB -> 299.6 MB, 113.0 MB less (of 114.5 MB dead)'],
    ['one layer', { to: 1 }, 'If layer 1 were made anew: 412.6 MB -> 299.6 MB'],
    ['nothing saved', { savedBytes: 0 }, 'nothing less (of 114.5 MB dead)'],
  ])('answers first: %s', (_what, squash, expected) => {
    expect(squashText(squash, { columns: 200 }).split('\n')[0]).toContain(expected);
  });

  it('fits its columns and speaks to no terminal, whatever is said of the base', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 90 }),
      fc.string({ unit: 'grapheme', maxLength: 200 }),
    );
    const said = fc.record({ name: anyText, digest: anyText, reference: anyText });
    fc.assert(
      fc.property(
        said,
        fc.constantFrom(40, 61, 80, 200),
        fc.nat(2),
        ({ reference, ...claim }, columns, sharedLayers) => {
          const base = { ...REBUILT, reference, sharedLayers, claimed: { ...claim, saidBy: 'label' as const } };
          const lines = baseLines({ ...SHOP, base }, { ...PLAIN, columns }).map((line) => `${line}\n`);
          expect(widthOf(lines)).toBeLessThanOrEqual(columns);
          expect(plainText(lines)).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        },
      ),
    );
  });

  it('shows five pairs, and all when all are wanted', () => {
    expect(squashText({ pairs }).match(/\bwritten by/g)).toHaveLength(5);
    expect(squashText({ pairs })).toContain('2 more pairs (--all)');
    expect(squashText({ pairs }, { all: true }).match(/\bwritten by/g)).toHaveLength(7);
  });

  it.each<readonly [what: string, base: Partial<BaseDocument>, expected: RegExp]>([
    ['nothing to pull', { pull: { layers: 0, bytes: 0, compressedBytes: 0 } }, /pull {4}nothing/],
    ['sizes that nobody gives', { pull: { layers: 2, bytes: null, compressedBytes: null } }, /an unknown size in 2/],
    ['plain layers', { pull: { layers: 2, bytes: 2048, compressedBytes: null } }, /pull {4}2\.0 kB of tar in 2 layers/],
    ['layers that were not hashed', { verified: false }, /not all of these layers were hashed \(--verify\)/],
    ['an image that is silent of its base', { sharedLayers: 0 }, /says {4}nothing of what it was built on/],
    ['a name that speaks', { sharedLayers: 0, reference: '\u001b[2J' }, /^No layer is shared with \\x1b\[2J/],
  ])('knows %s', (_what, base, expected) => {
    expect(baseText(base)).toMatch(expected);
  });
});
