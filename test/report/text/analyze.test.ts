import { describe, expect, it } from 'vitest';
import type { AnalyzeDocument } from '../../../src/report/documents/analyze.ts';
import { analyzeText } from '../../../src/report/text/analyze.ts';
import type { TextStyle } from '../../../src/report/text/style.ts';
import { CLEAN, EMPTY, layerOf, MANIFEST, ODD, PLAIN, SHOP, TALL } from './documents.ts';
import { goldenFile, goldenText, plainText, widthOf } from './golden.ts';

const textOf = (document: AnalyzeDocument, style: Partial<TextStyle> = {}): string =>
  [...analyzeText(document, { ...PLAIN, ...style })].join('');

const lastLine = (document: AnalyzeDocument): string =>
  textOf(document, { columns: 200 }).trimEnd().split('\n').at(-1)!;

describe('analyze as text', () => {
  it.each([
    ['shop.40', SHOP, { columns: 40 }],
    ['shop.80', SHOP, { columns: 80 }],
    ['shop.100', SHOP, { columns: 100 }],
    ['shop.120', SHOP, { columns: 120 }],
    ['shop.100.color', SHOP, { columns: 100, color: true }],
    ['shop.100.verbose', SHOP, { columns: 100, verbose: true }],
    ['shop.80.all', SHOP, { columns: 80, all: true }],
    ['clean.40', CLEAN, { columns: 40 }],
    ['clean.80', CLEAN, { columns: 80 }],
    ['clean.120', CLEAN, { columns: 120 }],
    ['empty.80', EMPTY, { columns: 80 }],
    ['manifest.40', MANIFEST, { columns: 40 }],
    ['manifest.80', MANIFEST, { columns: 80 }],
    ['odd.40', ODD, { columns: 40 }],
    ['odd.80', ODD, { columns: 80 }],
    ['tall.80', TALL, { columns: 80 }],
  ])('%s', async (name, document, style) => {
    const pieces = [...analyzeText(document, { ...PLAIN, ...style })];
    expect(widthOf(pieces)).toBeLessThanOrEqual(style.columns);
    await expect(goldenText(pieces)).toMatchFileSnapshot(goldenFile(`analyze.${name}`));
  });

  it('says the same with colours as without', () => {
    const colored = textOf(SHOP, { color: true, columns: 100 });
    expect(plainText(colored)).toBe(textOf(SHOP, { columns: 100 }));
  });

  it('does not believe in terminals of less than 40 columns', () => {
    expect(textOf(SHOP, { columns: 39 })).toBe(textOf(SHOP, { columns: 80 }));
    expect(textOf(SHOP, { columns: 0 })).toBe(textOf(SHOP, { columns: 80 }));
  });

  it('gives whole lines', () => {
    for (const piece of analyzeText(SHOP, PLAIN)) expect(piece).toMatch(/\n$/);
  });
});

describe('the figures', () => {
  const withDead = (deadBytes: number, layerBytes: number): string => {
    const visibleBytes = layerBytes - deadBytes;
    const totals = { ...SHOP.totals, layerBytes, visibleBytes, deadBytes, efficiency: visibleBytes / layerBytes };
    return textOf({ ...SHOP, totals }).split('\n')[4]!;
  };

  it.each([
    ['a trace of dead bytes is not none', 1, 1_000_000, '<1 %', '0.99'],
    ['a half is a half', 500, 1000, '50 %', '0.50'],
    ['a trace of living bytes is not none', 999_999, 1_000_000, '99 %', '0.01'],
    ['all is all', 1000, 1000, '100 %', '0.00'],
  ])('%s', (_name, dead, stored, percent, efficiency) => {
    expect(withDead(dead, stored)).toContain(` ${percent} `);
    expect(withDead(dead, stored)).toContain(`efficiency ${efficiency} `);
  });
});

describe('sizes that are not known', () => {
  it('are said to be unknown', () => {
    const totals = { ...MANIFEST.totals, compressedBytes: null };
    const layers = MANIFEST.layers.map((layer, place) => (place === 1 ? { ...layer, compressedBytes: null } : layer));
    const lines = textOf({ ...MANIFEST, totals, layers }).split('\n');
    expect(lines[2]).toBe('  stored  3 layers (+ 2 empty steps) of unknown size');
    expect(lines[7]).toMatch(/^ {6}1 {8}\? {2}/);
  });

  it('are no sizes where a layer that was read is not compressed', () => {
    const layers = CLEAN.layers.map((layer, place) => (place === 1 ? { ...layer, compressedBytes: null } : layer));
    expect(textOf({ ...CLEAN, layers })).toMatch(/^ {6}1 {5}1 B {11}- {5}- /m);
  });
});

describe('the header', () => {
  const header = (image: Partial<AnalyzeDocument['image']>, given: Partial<AnalyzeDocument> = {}): string =>
    textOf({ ...SHOP, ...given, image: { ...SHOP.image, ...image } }, { columns: 200 }).split('\n')[0]!;

  it.each([
    ['a date from before images is a fixed one', '1970-01-01T00:00:00Z', 'BuildKit, dated 1970-01-01'],
    ["Go's zero date is no date", '0001-01-01T00:00:00Z', 'BuildKit'],
    ['a date to come is given as it is', '2031-01-01T00:00:00Z', 'BuildKit, dated 2031-01-01'],
    ['what is no date is left out', 'yesterday', 'BuildKit'],
    ['a date is told from now', '2026-11-18T12:00:00Z', 'BuildKit, 2 days ago'],
  ])('%s', (_name, created, expected) => {
    expect(header({ created }).split('   ').at(-1)).toBe(expected);
  });

  it.each([
    ['docker build', { comment: null, createdBy: '/bin/sh -c #(nop) ADD file:1 in / ' }],
    ['kaniko', { comment: null, author: 'kaniko' }],
    ['ko', { comment: null, author: 'github.com/ko-build/ko' }],
    ['Jib', { comment: null, createdBy: 'jib-maven-plugin:3.4.0' }],
    ['Bazel', { comment: null, createdBy: 'bazel build ...' }],
  ])('knows %s by the topmost layer that tells', (builder, step) => {
    const layers = [layerOf(0, {}), layerOf(1, step), layerOf(2, { comment: null })];
    expect(header({}, { layers })).toContain(`${builder}, 3 weeks ago`);
  });

  it('shows the reference of an image without a name', () => {
    expect(header({ names: [], dangling: true })).toMatch(/^app\.tar \(without a name\) {3}linux/);
    expect(header({ names: [], dangling: false })).toMatch(/^app\.tar {3}linux/);
  });
});

describe('the last line', () => {
  it('leads to the layer that hides most', () => {
    expect(lastLine(SHOP)).toBe('Next: varve diff app.tar --layer 4   (hides 83.0 MB)');
  });

  it('quotes the name for the shell', () => {
    expect(lastLine(CLEAN)).toBe(
      "Next: varve ls 'my images/app.tar' -R --long --sort size   (every file, the largest first)",
    );
    expect(lastLine(ODD)).toContain(String.raw`varve diff 'it'\''s \x1b[31mred\x1b[0m.tar' --layer 4`);
  });

  it('leads into the tar that stores paths twice', () => {
    const pairs = SHOP.dead!.pairs.filter(({ cause }) => cause === 'duplicateEntry');
    expect(lastLine({ ...SHOP, dead: { ...SHOP.dead!, pairs } })).toBe(
      'Next: varve ls app.tar --own --long --layer 5   (stores 300.0 kB in vain)',
    );
  });

  it('asks for the layers where only the manifest was read', () => {
    expect(lastLine(MANIFEST)).toBe('Next: docker save IMAGE | varve analyze -   (reads the layers, too)');
  });

  it('is the figures where there is nothing to look at', () => {
    expect(lastLine(EMPTY)).toMatch(/^ {2}dead/);
  });
});

describe('lists', () => {
  it('end after the worst five, and say what is left', () => {
    expect(textOf(SHOP)).toContain('40.0 kB  in 2 more pairs (--all)');
    expect(textOf(SHOP, { all: true })).not.toContain('more pair');
  });

  it('count duplicates beyond the worst five', () => {
    const groups = Array.from({ length: 7 }, (_, i) => ({
      bytes: 1000,
      count: 2,
      sha256: '',
      paths: [`/a${i}`, `/b${i}`],
    }));
    const document = { ...SHOP, duplicates: { bytes: 7000, groups } };
    expect(textOf(document)).toContain('    2.0 kB  in 2 more groups (--all)');
    expect(textOf(document)).not.toContain('/a5');
    expect(textOf(document, { all: true })).toContain('/a6');
  });

  it('tell of one odd thing as of one', () => {
    const document = { ...SHOP, diagnostics: SHOP.diagnostics.slice(1) };
    expect(textOf(document)).toContain('\n1 thing is odd (varve analyze -v shows it)\n');
  });
});
