import { expect, it } from 'vitest';
import { nearest } from '../../src/base/nearest.ts';

it.each([
  ['quitt', 'quit'],
  ['qiut', 'quit'],
  ['QUIT', 'quit'],
  ['tags', 'last'],
  ['x'.repeat(5_000), 'waste'],
])('the word nearest to %s is %s', (text, word) => {
  expect(nearest(text, ['waste', 'quit', 'first', 'last'])).toBe(word);
});

it('is none where there are no words', () => {
  expect(nearest('quit', [])).toBeUndefined();
});
