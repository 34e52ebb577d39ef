import { describe, expect, it } from 'vitest';
import { compareTexts, sorted } from '../../src/base/sorted.ts';
import { inSlices } from '../../src/base/slices.ts';

describe('sorting in steps', () => {
  it.each([0, 1, 2, 4096, 4097, 8192, 30_001])(
    'sorts %d numbers as an array does, equal ones as they come',
    async (count) => {
      const keys = Array.from({ length: count }, (_, at) => (at * 7919) % 101);
      const compare = (a: number, b: number): number => keys[a]! - keys[b]!;
      expect([...(await inSlices(sorted(count, compare)))]).toEqual([...keys.keys()].sort(compare));
    },
  );

  it('pauses again and again', () => {
    const steps = sorted(100_000, (a, b) => b - a);
    let pauses = 0;
    while (!steps.next().done) pauses += 1;
    expect(pauses).toBeGreaterThan(100);
  });
});

it('orders texts by their characters', () => {
  expect(['b', 'a', 'B', 'a'].sort(compareTexts)).toEqual(['B', 'a', 'a', 'b']);
});
