import { describe, expect, it } from 'vitest';
import { diffText } from '../../../src/report/text/diff.ts';
import { LAYERS_DIFF, PLAIN, RANGE_DIFF } from './documents.ts';
import { goldenFile, goldenText, widthOf } from './golden.ts';

describe('diff as text', () => {
  it.each([
    ['layers.40', LAYERS_DIFF, { ...PLAIN, columns: 40 }],
    ['layers.80', LAYERS_DIFF, PLAIN],
    ['layers.80.color', LAYERS_DIFF, { ...PLAIN, color: true }],
    ['layers.120', LAYERS_DIFF, { ...PLAIN, columns: 120 }],
    ['range', RANGE_DIFF, PLAIN],
  ])('%s', async (name, document, style) => {
    const pieces = [...diffText(document, { ...style, form: 'lines' })];
    expect(widthOf(pieces)).toBeLessThanOrEqual(style.columns);
    await expect(goldenText(pieces)).toMatchFileSnapshot(goldenFile(`diff.${name}`));
  });

  it('of a range is what docker diff prints, and nothing else', () => {
    expect([...diffText(RANGE_DIFF, { ...PLAIN, form: 'lines' })].join('')).toBe('C /etc\nD /etc/x\n');
    expect([...diffText({ ...RANGE_DIFF, changes: [] }, { ...PLAIN, form: 'lines' })]).toEqual([]);
  });

  it('of an image without layers is nothing', () => {
    expect([...diffText({ ...LAYERS_DIFF, layers: [] }, { ...PLAIN, form: 'lines' })]).toEqual([]);
  });
});
