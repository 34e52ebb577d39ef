import { expect, it } from 'vitest';
import { history, historyManifest } from '../../src/examine/history.ts';
import type { HistoryEntry } from '../../src/model/manifest.ts';
import { historyEntry, manifestOf, NAMING, open } from './open-layers.ts';
import { written } from './schema.ts';

const ENTRY: HistoryEntry = {
  created: '2026-10-28T09:12:00Z',
  createdBy: '/bin/sh -c #(nop)  CMD ["sh"]',
  author: 'ann',
  comment: 'by hand',
  emptyLayer: true,
};

async function stepsWith(entries: readonly HistoryEntry[], ...layers: readonly string[]) {
  const opened = await open(...layers);
  const { manifest } = opened.image;
  const config = { ...manifest.config, history: entries };
  return written(history({ ...opened, image: { ...opened.image, manifest: { ...manifest, config } } })).steps;
}

it('tells the steps oldest first, each with the layer it made', async () => {
  const [made, empty] = await stepsWith([historyEntry('RUN make'), ENTRY], 'a=hello, h => a, b=you');
  expect(made).toMatchObject({
    step: 0,
    layer: 0,
    instruction: 'RUN make',
    emptyLayer: false,
    bytes: 8,
    tarBytes: 3584,
  });
  expect(empty).toEqual({
    step: 1,
    layer: null,
    ...ENTRY,
    instruction: 'CMD ["sh"]',
    bytes: 0,
    tarBytes: null,
    compressedBytes: null,
    diffId: null,
    digest: null,
  });
});

it.each<[string, readonly string[], readonly string[], readonly (readonly [number | null, string, number | null])[]]>([
  [
    'more steps than layers',
    ['one', 'two'],
    ['a=1'],
    [
      [0, 'one', 1],
      [null, 'two', null],
    ],
  ],
  [
    'more layers than steps',
    ['one'],
    ['a=1', 'b=22'],
    [
      [0, 'one', 1],
      [1, '', 2],
    ],
  ],
  ['no history', [], ['a=1'], [[0, '', 1]]],
  ['no layer', ['one'], [], [[null, 'one', null]]],
  ['nothing at all', [], [], []],
])('shows all there is: %s', async (_, commands, layers, expected) => {
  const steps = await stepsWith(
    commands.map((createdBy) => historyEntry(createdBy)),
    ...layers,
  );
  expect(steps.map(({ layer, createdBy, bytes }) => [layer, createdBy, bytes])).toEqual(expected);
});

it('tells what the manifest claims where no layer is read', () => {
  const manifest = manifestOf(['a=1', 'b=2']);
  const claimed = { ...manifest.layers[0]!, sizeBytes: 77, digest: 'sha256:aa', diffId: 'sha256:bb' };
  const document = historyManifest(NAMING, { ...manifest, layers: [claimed, manifest.layers[1]!] });
  expect(written(document).steps).toMatchObject([
    { layer: 0, bytes: null, tarBytes: null, compressedBytes: 77, digest: 'sha256:aa', diffId: 'sha256:bb' },
    { layer: 1, bytes: null, tarBytes: null, compressedBytes: null, digest: null, diffId: null },
  ]);
});
