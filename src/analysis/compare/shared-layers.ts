/** What is known of a layer before its files are. */
export interface ComparedLayer {
  readonly diffId: string | null;
  /** Of the bytes as they are stored. */
  readonly digest: string | null;
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
  readonly diffId: string | null;
  readonly bytes: number | null;
}

/** Each list base first; shared layers in the order of the second image. */
export interface LayerAlignment {
  readonly shared: readonly SharedLayer[];
  readonly onlyA: readonly OwnLayer[];
  readonly onlyB: readonly OwnLayer[];
}

/**
 * Which layers two images share: those of one diff_id; where one of the two has none, those whose stored bytes have one
 * digest. A layer that stands in an image twice needs two in the other; unknown ones are alike to none.
 */
export function alignLayers(before: readonly ComparedLayer[], after: readonly ComparedLayer[]): LayerAlignment {
  const pairs = new Pairs(before, after);
  pairs.match(({ diffId }) => diffId);
  pairs.match(({ digest }) => digest);
  const shared = after.flatMap(({ diffId, bytes }, layerB): SharedLayer[] => {
    const layerA = pairs.layerA(layerB);
    return layerA === undefined ? [] : [{ layerA, layerB, diffId: diffId ?? before[layerA]!.diffId, bytes }];
  });
  const [inA, inB] = [new Set(shared.map(({ layerA }) => layerA)), new Set(shared.map(({ layerB }) => layerB))];
  return { shared, onlyA: ownLayers(before, inA), onlyB: ownLayers(after, inB) };
}

/** Whether two layers say that they are the same. */
export function claimSame(one: Pick<ComparedLayer, 'diffId' | 'digest'>, other: typeof one): boolean {
  if (one.diffId !== null && other.diffId !== null) return one.diffId === other.diffId;
  return one.digest !== null && one.digest === other.digest;
}

class Pairs {
  readonly #before: readonly ComparedLayer[];
  readonly #after: readonly ComparedLayer[];
  readonly #layersA = new Map<number, number>();

  constructor(before: readonly ComparedLayer[], after: readonly ComparedLayer[]) {
    this.#before = before;
    this.#after = after;
  }

  layerA(layerB: number): number | undefined {
    return this.#layersA.get(layerB);
  }

  /** Pairs what has no pair yet and the same id, the lowest first. */
  match(idOf: (layer: ComparedLayer) => string | null): void {
    const taken = new Set(this.#layersA.values());
    const waiting = new Map<string, number[]>();
    for (const [layer, each] of this.#before.entries()) {
      const id = taken.has(layer) ? null : idOf(each);
      if (id !== null) waiting.set(id, [...(waiting.get(id) ?? []), layer]);
    }
    for (const [layerB, each] of this.#after.entries()) {
      const list = (!this.#layersA.has(layerB) && waiting.get(idOf(each) ?? '')) || [];
      if (list.length > 0 && claimSame(this.#before[list[0]!]!, each)) this.#layersA.set(layerB, list.shift()!);
    }
  }
}

function ownLayers(layers: readonly ComparedLayer[], shared: ReadonlySet<number>): OwnLayer[] {
  return layers.flatMap((each, layer) => (shared.has(layer) ? [] : [{ layer, ...each }]));
}
