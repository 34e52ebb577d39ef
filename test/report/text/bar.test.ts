import { expect, it } from 'vitest';
import { bar, track } from '../../../src/report/text/bar.ts';

it.each([
  ['nothing is no bar', 0, 4, ''],
  ['a trace is an eighth', 0.000001, 4, '▏'],
  ['an eighth of a cell is told from two', 2 / 32, 4, '▎'],
  ['a quarter is a cell of four', 0.25, 4, '█'],
  ['more than three quarters is in between', 0.9, 4, '███▋'],
  ['all is all', 1, 4, '████'],
  ['more than all is all', 3, 4, '████'],
])('%s', (_name, share, cells, expected) => {
  expect(bar(share, cells)).toBe(expected);
});

it('fills up what a bar leaves', () => {
  expect(track('█▌', 4)).toBe('░░');
  expect(track('████', 4)).toBe('');
  expect(track('', 3)).toBe('░░░');
});
