import type { ListedImage, ListedLayer } from './listed-image.ts';

/** How much of an image others have, too. */
export interface Share {
  /** Bytes of its layers that another image of the list has; `null` where its layers are not known. */
  readonly sharedBytes: number | null;
  /** Bytes of the rest. */
  readonly uniqueBytes: number | null;
  /** It has no name, and no other image is built on it. */
  readonly dangling: boolean;
}

/** What images come to together. */
export interface Stock {
  /** One for each image, in the order of the list. */
  readonly shares: readonly Share[];
  /** Different images: those of one ID count once. */
  readonly images: number;
  /** Each different layer once, a layer without an ID each time; `null` where something is not known. */
  readonly sizeBytes: number | null;
}

/**
 * Takes stock of images. An image that is listed twice shares nothing with itself. A layer that images store differently,
 * packed and plain, counts for each as that stores it, and in the sum as the largest.
 */
export function takeStock(images: readonly ListedImage[]): Stock {
  const identities = images.map(({ id }, place) => id ?? place);
  const owners = ownersOf(images, identities);
  const parents = parentsOf(images);
  return {
    shares: images.map((image, place) => ({
      ...bytesOf(image, (layer) => owners.get(layer) === SEVERAL),
      dangling: image.names.length === 0 && !parents.has(place),
    })),
    images: new Set(identities).size,
    sizeBytes: totalOf(images),
  };
}

const SEVERAL = Symbol('several images');

/** The image that has a layer, or that there are several. */
function ownersOf(
  images: readonly ListedImage[],
  identities: readonly (string | number)[],
): ReadonlyMap<string, string | number | typeof SEVERAL> {
  const owners = new Map<string, string | number | typeof SEVERAL>();
  for (const [place, { layers }] of images.entries()) {
    const identity = identities[place]!;
    for (const { id } of layers ?? []) {
      if (id !== null) owners.set(id, [undefined, identity].includes(owners.get(id) as string) ? identity : SEVERAL);
    }
  }
  return owners;
}

function bytesOf(
  { layers, sizeBytes }: ListedImage,
  isShared: (id: string) => boolean,
): Pick<Share, 'sharedBytes' | 'uniqueBytes'> {
  if (!layers || sizeBytes === null) return { sharedBytes: null, uniqueBytes: null };
  const shared = layers.filter(({ id }) => id !== null && isShared(id));
  const sharedBytes = shared.reduce((sum, layer) => sum + layer.sizeBytes!, 0);
  return { sharedBytes, uniqueBytes: sizeBytes - sharedBytes };
}

function totalOf(images: readonly ListedImage[]): number | null {
  const known = new Map<string, number>();
  let nameless = 0;
  for (const { layers, sizeBytes } of images) {
    if (!layers || sizeBytes === null) return null;
    for (const { id, sizeBytes: bytes } of layers) {
      if (id === null) nameless += bytes!;
      else known.set(id, Math.max(known.get(id) ?? 0, bytes!));
    }
  }
  return [...known.values()].reduce((sum, bytes) => sum + bytes, nameless);
}

/** Places of the images whose layers are the lower ones of another image. */
function parentsOf(images: readonly ListedImage[]): ReadonlySet<number> {
  const chains = new Chains();
  const tops = images.map(({ layers }) => chains.add(layers ?? []));
  return new Set(tops.flatMap((top, place) => (top !== null && chains.isBuiltOn(top) ? [place] : [])));
}

/** Layers on layers, each chain by the number of its top. */
class Chains {
  readonly #numbers = new Map<string, number>();
  readonly #builtOn = new Set<number>();

  /** `null` for a chain of nothing, or with a layer that has no ID. */
  add(layers: readonly ListedLayer[]): number | null {
    let top = 0;
    for (const { id } of layers) {
      if (id === null) return null;
      const key = `${top} ${id}`;
      const next = this.#numbers.get(key) ?? this.#numbers.size + 1;
      this.#numbers.set(key, next);
      this.#builtOn.add(top);
      top = next;
    }
    return top === 0 ? null : top;
  }

  isBuiltOn(top: number): boolean {
    return this.#builtOn.has(top);
  }
}
