import { describe, expect, it } from 'vitest';
import { findRenames } from '../../src/image/renames.ts';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import { viewChanges } from '../../src/union/changes.ts';
import { sidesOf } from '../../src/union/sides.ts';
import { viewAt } from '../../src/union/view.ts';
import { imageOf } from './loading.ts';

describe('renames', () => {
  it.each<readonly [behaviour: string, maxCandidates: number, letters: string | undefined]>([
    ['are found among as many files as may be looked at', 4, 'RR'],
    ['are not looked for among more', 3, undefined],
  ])('%s', async (_behaviour, maxCandidates, letters) => {
    const image = await imageOf('a=one, b=two, z=other size', '.wh.a, .wh.b, c=two, d=one, y=size');
    const sides = sidesOf(image.paths, viewAt(image.paths, 0), viewAt(image.paths, 1));
    const changes = viewChanges(sides, () => true);
    const options = { limits: DEFAULT_LIMITS, maxCandidates };
    const found = await findRenames({ before: image, after: image }, sides, changes, options);
    expect(found?.flatMap(({ letter }) => (letter === 'R' ? [letter] : [])).join('')).toBe(letters);
  });
});
