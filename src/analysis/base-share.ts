/** What names a layer: its bytes as stored, its bytes unpacked. */
export interface LayerIdentity {
  readonly digest: string | null;
  readonly diffId: string | null;
}

/** What an image has in common with the one it is built on, or should be. */
export interface BaseShare {
  /** Whether the base's layers are the first ones of the image. */
  readonly isPrefix: boolean;
  /** For each layer of the image whether the base has it, too. */
  readonly isShared: readonly boolean[];
}

/** Which layers two images share, by what their configs and manifests claim. */
export function shareWithBase(layers: readonly LayerIdentity[], base: readonly LayerIdentity[]): BaseShare {
  const known = new Set(base.flatMap(({ digest, diffId }) => [digest, diffId]));
  known.delete(null);
  return {
    isPrefix: base.every((layer, place) => place < layers.length && isSame(layers[place]!, layer)),
    isShared: layers.map(({ digest, diffId }) => known.has(diffId) || known.has(digest)),
  };
}

/** The same layer may be packed in two ways: then only the diff IDs agree. */
function isSame(a: LayerIdentity, b: LayerIdentity): boolean {
  return (a.diffId !== null && a.diffId === b.diffId) || (a.digest !== null && a.digest === b.digest);
}
