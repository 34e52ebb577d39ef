import type { Blob } from '../blob/blob.ts';
import { type IndexedLayer, indexLayer, type IndexOptions, type LayerClaims, liesPlain } from './index-layer.ts';
import type { LayerCache } from './layer-cache.ts';

/**
 * Like `indexLayer`, but a layer that would have to be unpacked or fetched is looked for in the cache, and kept there once
 * it was read by `read`. When everything is to be hashed, nothing is believed of the cache.
 */
export async function recallLayer(
  blob: Blob,
  claims: LayerClaims,
  options: IndexOptions & { readonly cache: LayerCache },
  read: typeof indexLayer = indexLayer,
): Promise<IndexedLayer> {
  if (liesPlain(blob)) return indexLayer(blob, claims, options);
  const known = options.hashAll ? undefined : await options.cache.get(blob, claims, options);
  if (known) return known;
  const layer = await read(blob, claims, options);
  await keepLayer(layer, claims, options);
  return layer;
}

/** Keeps a layer that was read from end to end, if its bytes are what is claimed of them. */
export async function keepLayer(
  read: IndexedLayer,
  { digest, diffId }: LayerClaims,
  { cache, limits }: Pick<IndexOptions, 'limits'> & { readonly cache: LayerCache },
): Promise<void> {
  const isClaimed = digest !== null || diffId !== null;
  const isTrue = (digest ?? read.digest) === read.digest && (diffId ?? read.diffId) === read.diffId;
  if (isClaimed && isTrue) await cache.put(read, limits);
}
