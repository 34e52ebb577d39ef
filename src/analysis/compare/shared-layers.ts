/** What is known of a layer before its files are. */
export interface ComparedLayer {
  readonly diffId: string | null;
  readonly bytes: number | null;
  readonly instruction: string;
}

/** A layer of one image that the other one has not. */
export interface OwnLayer extends ComparedLayer {
  readonly layer: number;
}

/** A layer that both images have, maybe at another height. */
export interface SharedLayer {
  readonly layerA: number;
  readonly layerB: number;
  readonly diffId: string;
  readonly bytes: number | null;
}

/** Each list base first; shared layers in the order of the second image. */
export interface LayerAlignment {
  readonly shared: readonly SharedLayer[];
  readonly onlyA: readonly OwnLayer[];
  readonly onlyB: readonly OwnLayer[];
}

/** Which layers two images share by diff_id. One that stands in an image twice needs two in the other; unknown ones are alike to none. */
export function alignLayers(before: readonly ComparedLayer[], after: readonly ComparedLayer[]): LayerAlignment {
  const waiting = new Map<string, number[]>();
  for (const [layer, { diffId }] of before.entries()) {
    if (diffId !== null) waiting.set(diffId, [...(waiting.get(diffId) ?? []), layer]);
  }
  const shared = after.flatMap(({ diffId, bytes }, layerB): SharedLayer[] => {
    const layerA = diffId === null ? undefined : waiting.get(diffId)?.shift();
    return layerA === undefined ? [] : [{ layerA, layerB, diffId: diffId!, bytes }];
  });
  const [inA, inB] = [new Set(shared.map(({ layerA }) => layerA)), new Set(shared.map(({ layerB }) => layerB))];
  return { shared, onlyA: ownLayers(before, inA), onlyB: ownLayers(after, inB) };
}

function ownLayers(layers: readonly ComparedLayer[], shared: ReadonlySet<number>): OwnLayer[] {
  return layers.flatMap((each, layer) => (shared.has(layer) ? [] : [{ layer, ...each }]));
}
