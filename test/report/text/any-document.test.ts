import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AnalyzeDocument } from '../../../src/report/documents/analyze.ts';
import type { LogDocument } from '../../../src/report/documents/log.ts';
import { analyzeText } from '../../../src/report/text/analyze.ts';
import type { TwoImagesDocument } from '../../../src/report/documents/diff.ts';
import { diffText } from '../../../src/report/text/diff.ts';
import { diffImagesText } from '../../../src/report/text/diff-images.ts';
import { logText } from '../../../src/report/text/log.ts';
import { lsText } from '../../../src/report/text/ls.ts';
import { verifyText } from '../../../src/report/text/verify.ts';
import { CHANGED, changeOf, DAMAGED, entryOf, LAYERS_DIFF, lsOf, PLAIN, SHOP } from './documents.ts';
import { packageOf, REASON, TWO_IMAGES } from './diff-documents.ts';
import { plainText, widthOf } from './golden.ts';

/** Whatever an image may hold where text is expected: controls, marks, wide characters, lone surrogates. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({
    unit: fc.constantFrom('\u001b', '\n', '\u0301', '写', '👍🏽', '❤️', '\ud800', '\u200d', '\u202e', ' ', 'a', '/'),
  }),
);
const anyColumns = fc.constantFrom(40, 41, 60, 79, 80, 100, 133, 250);
/** What would move the cursor, hide text or change its order. */
const SPEAKS = /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

const anyAnalysis = fc
  .tuple(anyText, anyText, anyText, fc.array(anyText, { minLength: 6, maxLength: 6 }))
  .map(([name, path, message, instructions]): AnalyzeDocument => ({
    ...SHOP,
    image: { ...SHOP.image, names: [name], reference: message, format: path },
    layers: SHOP.layers.map((layer) => ({ ...layer, instruction: instructions[layer.layer]! })),
    dead: {
      ...SHOP.dead!,
      paths: [{ path, bytes: 1, copies: [{ layer: 0, hiddenBy: 1, bytes: 1, cause: 'hidden' }] }],
      pairs: SHOP.dead!.pairs.map((pair) => ({ ...pair, advice: message })),
    },
    duplicates: { bytes: 2, groups: [{ bytes: 1, count: 3, sha256: '', paths: [path, name, message] }] },
    largest: { files: [{ path, bytes: 1, layer: 0 }], directories: [{ path, bytes: 1, layer: 0 }] },
    diagnostics: [
      { code: 'odd', message, layer: 1, path },
      { code: 'odd', message: path },
    ],
  }));

it('an analysis fits its columns and speaks to no terminal, whatever the image says', () => {
  fc.assert(
    fc.property(anyAnalysis, anyColumns, fc.boolean(), fc.boolean(), (document, columns, verbose, all) => {
      const pieces = [...analyzeText(document, { ...PLAIN, columns, verbose, all })];
      expect(widthOf(pieces)).toBeLessThanOrEqual(columns);
      expect(plainText(pieces)).not.toMatch(SPEAKS);
    }),
    { numRuns: 300 },
  );
});

it('a verification fits its columns and speaks to no terminal, whatever the image says', () => {
  fc.assert(
    fc.property(anyText, anyColumns, fc.boolean(), (message, columns, verbose) => {
      const checks = DAMAGED.checks.map((check) => ({ ...check, message }));
      const pieces = [...verifyText({ ...DAMAGED, checks }, { ...PLAIN, columns, verbose })];
      expect(widthOf(pieces)).toBeLessThanOrEqual(columns);
      expect(plainText(pieces)).not.toMatch(SPEAKS);
    }),
    { numRuns: 100 },
  );
});

it('a log fits its columns and speaks to no terminal, whatever the image says', () => {
  fc.assert(
    fc.property(anyText, anyText, anyColumns, (instruction, path, columns) => {
      const events = CHANGED.events.map((event) => ({ ...event, instruction }));
      const gone = { ...events[0]!, layer: 11, change: 'D' as const };
      const document: LogDocument = { ...CHANGED, path, asked: path, events: [...events, gone] };
      const pieces = [...logText(document, { ...PLAIN, columns })];
      expect(widthOf(pieces)).toBeLessThanOrEqual(columns);
      expect(plainText(pieces)).not.toMatch(SPEAKS);
    }),
  );
});

it('a list is one line an entry and speaks to no terminal, whatever the image says', () => {
  fc.assert(
    fc.property(fc.array(anyText, { minLength: 1 }), (names) => {
      const document = lsOf(names.map((name) => entryOf(`/${name}`, { link: name, type: 'symlink' })));
      // Long lines are followed by a blank one and what made their one layer.
      for (const [long, more] of [
        [false, 0],
        [true, 2],
      ] as const) {
        const text = plainText(lsText(document, { ...PLAIN, long, tree: false }));
        expect(text.split('\n')).toHaveLength(names.length + 1 + more);
        expect(text).not.toMatch(SPEAKS);
      }
      expect(plainText(lsText(document, { ...PLAIN, long: false, tree: true }))).not.toMatch(SPEAKS);
      const [layer] = LAYERS_DIFF.layers!;
      const changes = names.map((name) => changeOf(`A /${name}`));
      const layers = [{ ...layer!, instruction: names[0]!, changes }];
      expect(plainText(diffText({ ...LAYERS_DIFF, layers }, { ...PLAIN, form: 'lines' })).split('\n')).toHaveLength(
        names.length + 2,
      );
    }),
  );
});

it('a diff of two images fits its columns and speaks to no terminal, whatever the images say', () => {
  fc.assert(
    fc.property(anyText, anyText, anyText, anyColumns, fc.boolean(), (reference, value, path, columns, color) => {
      const document: TwoImagesDocument = {
        ...TWO_IMAGES,
        a: { ...TWO_IMAGES.a, reference },
        packages: [packageOf(value, '1', path)],
        config: [{ key: `env.${path}`, change: 'C', before: value, after: reference, weight: 'real' }],
        semantic: { ...TWO_IMAGES.semantic!, reasons: [{ ...REASON, examples: [path] }] },
        changes: [],
      };
      const pieces = [...diffImagesText(document, { ...PLAIN, columns, color, form: 'lines' })];
      expect(widthOf(pieces)).toBeLessThanOrEqual(columns);
      expect(plainText(pieces)).not.toMatch(SPEAKS);
    }),
    { numRuns: 300 },
  );
});
