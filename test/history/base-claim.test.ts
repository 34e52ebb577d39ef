import { describe, expect, it } from 'vitest';
import { claimedBase } from '../../src/history/base-claim.ts';
import { EMPTY_CONFIG } from '../../src/model/manifest.ts';
import { historyEntry } from '../examine/open-layers.ts';

describe('what an image says of its base', () => {
  const NAME = 'org.opencontainers.image.base.name';
  const DIGEST = 'org.opencontainers.image.base.digest';
  const claim = (annotations: Record<string, string>, labels: unknown, comments: readonly (string | null)[]) => {
    const history = comments.map((comment) => ({ ...historyEntry('RUN'), comment }));
    const config = { ...EMPTY_CONFIG, history, settings: { Labels: labels } };
    return claimedBase({ annotations, config });
  };

  it.each([
    ['annotations first', { [NAME]: 'a', [DIGEST]: 'd' }, { [NAME]: 'b' }, ['FROM c'], 'a d annotation'],
    ['then labels', {}, { [NAME]: 'b' }, ['FROM c'], 'b null label'],
    [
      'then the last comment that names an image',
      {},
      null,
      ['FROM a', 'FROM b:1', 'FROM 0123456789ab'],
      'b:1 null history',
    ],
    ['not labels that are no text', {}, { [NAME]: 5, [DIGEST]: '' }, ['FROM b'], 'b null history'],
    ['a digest alone', { [DIGEST]: 'd' }, {}, [], 'null d annotation'],
  ])('%s', (_what, annotations, labels, comments, expected) => {
    const { name, digest, saidBy } = claim(annotations as Record<string, string>, labels, comments)!;
    expect(`${name} ${digest} ${saidBy}`).toBe(expected);
  });

  it('is nothing where it says nothing', () => {
    expect(claim({}, 'odd', [null, 'FROM scratch', 'buildkit.dockerfile.v0'])).toBe(null);
  });
});
