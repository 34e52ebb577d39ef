import { describe, expect, it } from 'vitest';
import { diffText } from '../../../src/report/text/diff.ts';
import { diffImagesText } from '../../../src/report/text/diff-images.ts';
import { packageOf, SAME_IMAGES, TWO_IMAGES } from './diff-documents.ts';
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

  it.each([
    ['layers.sums', LAYERS_DIFF, 'sums'],
    ['layers.names', LAYERS_DIFF, 'names'],
  ] as const)('%s', async (name, document, form) => {
    await expect(goldenText([...diffText(document, { ...PLAIN, form })])).toMatchFileSnapshot(
      goldenFile(`diff.${name}`),
    );
  });

  it('of an image without layers is nothing', () => {
    expect([...diffText({ ...LAYERS_DIFF, layers: [] }, { ...PLAIN, form: 'lines' })]).toEqual([]);
  });
});

describe('diff of two images as text', () => {
  it.each([
    ['40.sums', TWO_IMAGES, { ...PLAIN, columns: 40, form: 'sums' }],
    ['80', TWO_IMAGES, { ...PLAIN, form: 'lines' }],
    ['80.color', TWO_IMAGES, { ...PLAIN, color: true, form: 'lines' }],
    ['120.sums', TWO_IMAGES, { ...PLAIN, columns: 120, form: 'sums' }],
    ['names', TWO_IMAGES, { ...PLAIN, form: 'names' }],
    ['same', SAME_IMAGES, { ...PLAIN, form: 'lines' }],
  ] as const)('%s', async (name, document, style) => {
    const pieces = [...diffImagesText(document, style)];
    if (style.form !== 'names') expect(widthOf(pieces)).toBeLessThanOrEqual(style.columns);
    await expect(goldenText(pieces)).toMatchFileSnapshot(goldenFile(`diff-images.${name}`));
  });

  it('cuts a long list of packages', () => {
    const packages = Array.from({ length: 50 }, (_, i) => packageOf(`p${i}`, null, '1'));
    expect([...diffImagesText({ ...TWO_IMAGES, packages }, { ...PLAIN, form: 'sums' })].join('')).toContain(
      '… 10 more, which --json lists',
    );
  });
});
