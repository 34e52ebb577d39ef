import { describe, expect, it } from 'vitest';
import type { LayerLines } from '../../fixtures/layers.ts';
import { analyze } from '../../src/examine/analyze.ts';
import { historyEntry, open } from './open-layers.ts';
import { written } from './schema.ts';

/** Instruction and entries of the layer that stores the bytes, those of the one that hides them, and the advice. */
type Row = readonly [writer: string, below: LayerLines, hider: string, above: LayerLines, advice: string];

const BASE = 'ADD rootfs.tar / # buildkit';
const RM = 'RUN rm -rf it';

async function adviceOf(steps: readonly string[], ...layers: readonly LayerLines[]): Promise<readonly string[]> {
  const opened = await open(...layers);
  const { manifest } = opened.image;
  const config = { ...manifest.config, history: steps.map((by) => historyEntry(by)) };
  const image = { ...opened.image, manifest: { ...manifest, config } };
  return written(await analyze({ ...opened, image })).dead!.pairs.map(({ advice }) => advice);
}

describe('the advice for dead bytes', () => {
  it.each<Row>([
    ['RUN make', 'd/a=1', RM, 'd/.wh.a', 'delete in the same RUN that writes (layer 1): && rm -f /d/a'],
    [
      'RUN make',
      [{ name: 'd/a b', body: '1' }],
      RM,
      '.wh.d',
      "delete in the same RUN that writes (layer 1): && rm -f '/d/a b'",
    ],
    ['RUN make', 'd/a=1, d/b=1', RM, '.wh.d', 'delete in the same RUN that writes (layer 1): && rm -rf /d/*'],
    [
      'RUN make',
      'd/a=1, d/b=1',
      RM,
      'd/.wh.a, d/.wh.b',
      'delete in the same RUN that writes (layer 1): && rm -rf /d/*',
    ],
    ['RUN make', 'd/a=1, d/b=1', RM, 'd/.wh..wh..opq', 'delete in the same RUN that writes (layer 1): && rm -rf /d/*'],
    [
      'RUN make',
      'd/a=1, d/b=1, d/c=',
      RM,
      'd/.wh.a, d/.wh.b',
      'join these two RUN (layers 1 and 2): the second removes /d/*',
    ],
    ['RUN make', 'a=1, b=1', RM, '.wh.a, .wh.b', 'join these two RUN (layers 1 and 2): the second removes these files'],
    ['RUN make', 'a=1', 'RUN mv /a /b', '.wh.a', 'join these two RUN (layers 1 and 2): the second removes /a'],
    ['RUN make', 'a=1', 'RUN make', 'a=22', 'join these two RUN (layers 1 and 2): both write /a'],
    ['RUN make', 'a=1', 'RUN touch /a', 'a=1 @9', 'join these two RUN (layers 1 and 2): the second stores /a again'],
    ['RUN make', 'a=1', 'COPY a /', 'a=22', 'do not write /a in layer 1: layer 2 copies over it'],
    ['RUN make', 'a=1', 'COPY a /', 'a=1 @9', 'write /a once: layer 2 copies what layer 1 has'],
    [
      'COPY a /',
      'a=1',
      RM,
      '.wh.a',
      'do not copy /a (layer 1): name it in .dockerignore, or mount it where it is used (RUN --mount=type=bind)',
    ],
    [
      'COPY --from=x a /',
      'a=1',
      RM,
      '.wh.a',
      'do not copy /a (layer 1): copy only what is needed, or mount it where it is used (RUN --mount=type=bind)',
    ],
    [
      'ADD https://example.org/a /a',
      'a=1',
      RM,
      '.wh.a',
      'fetch /a in the RUN that uses and deletes it, not by ADD (layer 1)',
    ],
    [
      'COPY a /',
      'a=1',
      'RUN sed -i s/1/2/ /a',
      'a=22',
      'change /a before it is copied, or where layer 2 has it only mounted (RUN --mount=type=bind)',
    ],
    ['COPY a /', 'a=1', 'COPY b /a', 'a=22', 'copy /a once: leave it out of layer 1, layer 2 replaces it'],
    [
      'COPY a /',
      'a=1',
      'RUN chown -R app:app /a',
      'a=1 5:5',
      'COPY --chown=app:app a /, without the RUN that stores /a again',
    ],
    [
      'COPY a /',
      'a=1',
      'RUN chmod 755 /a && chown 5 /a',
      'a=1 5:5',
      'COPY --chown=5 --chmod=755 a /, without the RUN that stores /a again',
    ],
    [
      'COPY --chown=1 a /',
      'a=1',
      'RUN chown 5 /a',
      'a=1 5:5',
      'COPY --chown=5 in layer 1, without the RUN that stores /a again',
    ],
    [
      '/bin/sh -c #(nop) COPY file:1a in /a ',
      'a=1',
      'RUN chown 5 /a',
      'a=1 5:5',
      'COPY --chown=5 in layer 1, without the RUN that stores /a again',
    ],
    [
      'COPY a /',
      'a=1',
      'RUN touch /a',
      'a=1 @9',
      'set mode, owner and time of /a in the step that writes it (COPY --chown --chmod), not in layer 2',
    ],
    [
      '',
      'a=1',
      RM,
      '.wh.a',
      'delete /a in the step that writes it (layer 1): what a layer stores, no later layer takes out',
    ],
    ['', 'd/a=1', '', 'd -> e', 'do not fill /d/a in layer 1: layer 2 replaces what it lies in'],
    ['', 'a=1', '', 'a=22', 'write /a once: join layers 1 and 2, or leave it out of layer 1'],
    ['RUN make', 'a=1, a=22', RM, '', 'the tar of layer 1 stores /a more than once: rebuild it with another tool'],
  ])('%s (%s), then %s (%s): %s', async (writer, below, hider, above, advice) => {
    expect(await adviceOf([BASE, writer, hider], 'etc/', below, above)).toEqual([advice]);
  });

  it.each<readonly [cause: string, above: LayerLines]>([
    ['deletes', '.wh.a'],
    ['changes', 'a=22'],
    ['rewrites', 'a=1 0700'],
  ])('is another base where a RUN %s what the base has', async (_cause, above) => {
    expect(await adviceOf([BASE, 'RUN make'], 'a=1', above)).toEqual([
      'the base has /a (layer 0): take another base, or squash 0..1',
    ]);
  });
});
