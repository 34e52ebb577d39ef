import { describe, expect, it } from 'vitest';
import { type LayerIdentity, shareWithBase } from '../../src/analysis/base-share.ts';

/** `a:1` is stored as `a` and unpacked `1`; `?` is not known. */
const layersOf = (text: string): LayerIdentity[] =>
  text === ''
    ? []
    : text.split(' ').map((word) => {
        const [digest, diffId] = word.split(':').map((each) => (each === '?' ? null : each));
        return { digest: digest!, diffId: diffId! };
      });

describe('layers shared with a base', () => {
  it.each([
    ['are its first ones', 'a:1 b:2 c:3', 'a:1 b:2', true, [true, true, false]],
    ['may be packed in another way', 'a:1 b:2', 'x:1', true, [true, false]],
    ['may be known by their digest only', 'a:? b:2', 'a:?', true, [true, false]],
    ['are not those of which nothing is known', '?:? ?:?', '?:?', false, [false, false]],
    ['may be some of a base that was rebuilt', 'a:1 b:2 c:3', 'a:1 x:9 c:3', false, [true, false, true]],
    ['may stand in another order', 'a:1 b:2', 'b:2 a:1', false, [true, true]],
    ['may be all of the image', 'a:1', 'a:1 b:2', false, [true]],
    ['may be none', 'a:1', 'b:2', false, [false]],
    ['are none of a base without layers, which is below every image', 'a:1', '', true, [false]],
  ])('%s', (_what, image, base, isPrefix, isShared) => {
    expect(shareWithBase(layersOf(image), layersOf(base))).toEqual({ isPrefix, isShared });
  });
});
