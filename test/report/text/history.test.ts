import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryDocument } from '../../../src/report/documents/history.ts';
import { type HistoryFormat, historyLines, humanSize } from '../../../src/report/text/history.ts';
import { PLAIN, SHOP } from './documents.ts';

type Step = HistoryDocument['steps'][number];

const stepOf = (given: Partial<Step>): Step => ({
  ...{ step: 0, layer: 0, created: '2026-10-30T12:00:00Z', createdBy: 'RUN make', instruction: 'RUN make' },
  ...{ author: null, comment: null, emptyLayer: false, bytes: 8_464_000, tarBytes: null, compressedBytes: null },
  ...{ diffId: null, digest: null, ...given },
});

function shown(steps: readonly Step[], format: Partial<HistoryFormat>, image = SHOP.image): string {
  const document: HistoryDocument = { ...SHOP, kind: 'history', image, steps, diagnostics: [] };
  const lines = historyLines({ noTrunc: false, quiet: false, human: true, ...format });
  return [...lines(document, PLAIN)].join('');
}

const cell = (field: string, step: Partial<Step>, format: Partial<HistoryFormat> = {}) =>
  shown([stepOf(step)], { format: `{{.${field}}}`, ...format }).trimEnd();

describe('the table of docker history', () => {
  const steps = [stepOf({ createdBy: 'ADD rootfs.tar /' }), stepOf({ comment: 'by hand', bytes: 0 })];
  const id = '1f'.repeat(32);

  it.each<[string, Partial<HistoryFormat>, string]>([
    [
      'has the newest step first, and the id of the image in its row',
      {},
      'IMAGE          CREATED       CREATED BY         SIZE      COMMENT\n' +
        '1f1f1f1f1f1f   3 weeks ago   RUN make           0B        by hand\n' +
        '<missing>      3 weeks ago   ADD rootfs.tar /   8.46MB    \n',
    ],
    [
      'has dates and bytes with --human=false',
      { human: false },
      'IMAGE          CREATED AT             CREATED BY         SIZE      COMMENT\n' +
        '1f1f1f1f1f1f   2026-10-30T12:00:00Z   RUN make           0         by hand\n' +
        '<missing>      2026-10-30T12:00:00Z   ADD rootfs.tar /   8464000   \n',
    ],
    ['has ids only with -q', { quiet: true }, '1f1f1f1f1f1f\n<missing>\n'],
    ['has whole ids with --no-trunc', { quiet: true, noTrunc: true }, `sha256:${id}\n<missing>\n`],
    ['prefers a template to -q', { quiet: true, format: '{{.Size}}' }, '0B\n8.46MB\n'],
  ])('%s', (_, format, expected) => expect(shown(steps, format)).toBe(expected));

  it('names no image that has no id, and has its headers without a step', () => {
    expect(shown([stepOf({})], { quiet: true }, { ...SHOP.image, configDigest: null })).toBe('<missing>\n');
    expect(shown([], {})).toBe('IMAGE     CREATED   CREATED BY   SIZE      COMMENT\n');
  });

  it.each([
    ['2026-11-20T11:59:30.5Z', '30 seconds ago'],
    ['2000-01-01T00:00:01Z', '26 years ago'],
    ['2000-01-01T00:00:00Z', 'N/A'],
    ['1970-01-01T00:00:00Z', 'N/A'],
    ['0001-01-01T00:00:00Z', 'N/A'],
    ['yesterday', 'N/A'],
    ['2026-10-28 09:12', 'N/A'],
    ['2026-13-28T09:12:00Z', 'N/A'],
    [null, 'N/A'],
  ])('says of %s %s', (created, expected) => expect(cell('CreatedSince', { created })).toBe(expected));

  it.each([
    ['2026-10-30T14:00:00.987654321+02:00', '2026-10-30T12:00:00Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00Z'],
    [null, 'N/A'],
  ])('dates %s %s', (created, expected) => {
    expect(cell('CreatedAt', { created })).toBe(expected);
    expect(cell('CreatedSince', { created }, { human: false })).toBe(expected);
  });

  it.each([
    ['a'.repeat(45), 'a'.repeat(45)],
    ['a'.repeat(46), `${'a'.repeat(44)}…`],
    ['写'.repeat(23), `${'写'.repeat(22)}…`],
    ['RUN a\tb', 'RUN a b'],
  ])('shows the command %s as %s', (createdBy, expected) => expect(cell('CreatedBy', { createdBy })).toBe(expected));

  it('cuts no command with --no-trunc', () => {
    expect(cell('CreatedBy', { createdBy: 'a'.repeat(500) }, { noTrunc: true })).toBe('a'.repeat(500));
  });

  it('has stored sizes where no layer was read, and N/A where nothing claims them', () => {
    expect(cell('Size', { bytes: null, compressedBytes: 1234 })).toBe('1.23kB');
    expect(cell('Size', { bytes: null, compressedBytes: null })).toBe('N/A');
  });
});

it.each([
  [0, '0B'],
  [999, '999B'],
  [1000, '1kB'],
  [1234, '1.23kB'],
  [100_500, '101kB'],
  [999_499, '999kB'],
  [999_500, '1MB'],
  [1_982_375, '1.98MB'],
  [14_381_056, '14.4MB'],
  [1e12, '1TB'],
  [2.5e18, '2.5EB'],
])('%d bytes are %s', (bytes, expected) => expect(humanSize(bytes)).toBe(expected));

/** What would move the cursor, hide text or change its order. */
const SPEAKS = /[^\P{Cc}\n\t]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

it('a step takes one line and speaks to no terminal, whatever it says', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('\u001b', '\n', '\t', '\u0301', '写', '\ud800', '\u202e', 'a') }),
  );
  const anyFormat = fc.constantFrom(
    undefined,
    'json',
    '{{.CreatedBy}}\\t{{json .Comment}}',
    '{{truncate .Comment 3 | upper}}',
  );
  fc.assert(
    fc.property(anyText, anyText, anyText, anyFormat, fc.boolean(), (created, createdBy, comment, format, noTrunc) => {
      const text = shown([stepOf({ created, createdBy, comment }), stepOf({ comment: createdBy })], {
        format,
        noTrunc,
      });
      expect(text.split('\n')).toHaveLength(format === undefined ? 4 : 3);
      expect(text).not.toMatch(SPEAKS);
    }),
  );
});
