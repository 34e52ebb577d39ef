import { describe, expect, it } from 'vitest';
import { verifyText } from '../../../src/report/text/verify.ts';
import { DAMAGED, passedLayer, PLAIN } from './documents.ts';
import { goldenFile, goldenText, plainText, widthOf } from './golden.ts';

describe('verify as text', () => {
  it.each([
    ['damaged.40', { ...PLAIN, columns: 40 }],
    ['damaged.80', PLAIN],
    ['damaged.80.color', { ...PLAIN, color: true }],
    ['damaged.120.verbose', { ...PLAIN, columns: 120, verbose: true }],
  ])('%s', async (name, style) => {
    const pieces = [...verifyText(DAMAGED, style)];
    expect(widthOf(pieces)).toBeLessThanOrEqual(style.columns);
    await expect(goldenText(pieces)).toMatchFileSnapshot(goldenFile(`verify.${name}`));
  });

  it('tells of hundreds of layers in a few lines', () => {
    const checks = Array.from({ length: 300 }, (_, layer) => passedLayer(layer)).flat();
    expect(plainText(verifyText({ ...DAMAGED, verdict: 'pass', checks }, PLAIN))).toBe(
      'PASS  layers 0-299  digest, size, diff-id\n\nPASS  900 passed\n',
    );
  });

  it('shows nothing that a terminal would act on', () => {
    const checks = [{ ...passedLayer(0)[0]!, verdict: 'fail' as const, message: 'the name \u001b[2J is odd' }];
    expect(plainText(verifyText({ ...DAMAGED, checks }, PLAIN))).toContain(String.raw`the name \x1b[2J is odd`);
  });
});
