import type { Blob } from '../blob/blob.ts';
import { sameBytes } from '../blob/same-bytes.ts';
import { type IndexedLayer, type LayerClaims, liesPlain } from '../layer/index-layer.ts';
import type { LayerIndex } from '../layer/layer-index.ts';
import type { EntryBudget } from '../layer/layer-sink.ts';
import type { Diagnostics } from '../model/diagnostic.ts';
import type { Limits } from '../model/limits.ts';
import { TableBuilder } from '../union/table-builder.ts';

interface KnownLayer {
  readonly blob: Blob;
  readonly claims: LayerClaims;
  readonly indexed: IndexedLayer;
}

/**
 * Layers of images that are read one after the other: one that an image before had is not read again. Two layers get
 * the same index only where they are proven to hold the same bytes: they lie at the same place, or their bytes were
 * compared, or both were hashed. Claims are only a reason to look.
 */
export class SharedLayers {
  readonly #known: KnownLayer[] = [];
  readonly #builders: TableBuilder[] = [];

  /** The plain layer that `blob` holds, when another image had it. Its entries are counted on `budget`. */
  async find(
    blob: Blob,
    claims: LayerClaims,
    { limits, budget }: { readonly limits: Limits; readonly budget: EntryBudget },
  ): Promise<IndexedLayer | undefined> {
    if (this.#known.length === 0 || !liesPlain(blob)) return undefined;
    for (const known of this.#known) {
      const { index, compression, tarBytes } = known.indexed;
      if (compression !== 'none' || tarBytes !== blob.sizeBytes || !known.blob.readInto) continue;
      const isSame =
        isSamePlace(known.blob, blob) || (claimsSame(known.claims, claims) && (await sameBytes(known.blob, blob)));
      if (!isSame) continue;
      // Reading it says that there are too many.
      if (budget.entries + index.rows > limits.maxEntries) return undefined;
      budget.entries += index.rows;
      return known.indexed;
    }
    return undefined;
  }

  /** Remembers a layer that was read; gives it with the index of one of the same diff ID, where both were hashed. */
  keep(blob: Blob, claims: LayerClaims, indexed: IndexedLayer): IndexedLayer {
    const twin = this.#known.find((known) => indexed.diffId !== null && known.indexed.diffId === indexed.diffId);
    const kept =
      twin && !indexed.content && !twin.indexed.content ? { ...indexed, index: twin.indexed.index } : indexed;
    this.#known.push({ blob, claims, indexed: kept });
    return kept;
  }

  /** Stacks an image on `base`: what the last one on it has below is not placed again. */
  builder(base: LayerIndex, diagnostics: Diagnostics, maxPaths: number): TableBuilder {
    const builder = new TableBuilder(
      diagnostics,
      maxPaths,
      this.#builders.findLast((each) => each.isOn(base)),
    );
    this.#builders.push(builder);
    return builder;
  }
}

function isSamePlace(one: Blob, other: Blob): boolean {
  return one.place !== undefined && one.place === other.place && one.sizeBytes === other.sizeBytes;
}

function claimsSame(one: LayerClaims, other: LayerClaims): boolean {
  const isSame = (a: string | null, b: string | null): boolean => a !== null && a === b;
  return isSame(one.diffId, other.diffId) || isSame(one.digest, other.digest);
}
