import { VarveError } from '../model/error.ts';
import { distinctNames } from '../model/image-name.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { attempt } from './attempt.ts';
import type { ImageEntry, ImageManifest, SourceLayer } from './image-source.ts';
import type { ImageSet, StoredImage } from './image-set.ts';

/**
 * The images of an archive that has both `manifest.json` and `index.json` (docker 25 and later): those of the first, then
 * those that only the second names. Neither is complete: docker leaves untagged images out of the index when it saves
 * them with tagged ones (moby#51389), and the index alone knows other platforms. An image in both is one, told by its
 * config: names come from both, digest, platform and media types from the index.
 */
export function hybrid(docker: ImageSet, oci: ImageSet): ImageSet {
  const others = new Set(oci.images);
  const byConfig = new Map(oci.images.toReversed().map((image) => [image.entry.configDigest, image]));
  const images = docker.images.map((saved) => {
    const { configDigest } = saved.entry;
    const twin = configDigest === null ? undefined : byConfig.get(configDigest);
    if (!twin) return saved;
    others.delete(twin);
    return both(saved, twin);
  });
  return { transport: 'docker-archive', format: 'docker archive with OCI layout', images: [...images, ...others] };
}

function both(saved: StoredImage, indexed: StoredImage): StoredImage {
  const entry: ImageEntry = {
    ...saved.entry,
    ...indexed.entry,
    names: distinctNames([...saved.entry.names, ...indexed.entry.names]),
    platform: indexed.entry.platform ?? saved.entry.platform,
  };
  return {
    entry,
    async open() {
      const manifest = await saved.open();
      return { ...manifest, ...entry, ...withClaims(manifest, await attempt(() => indexed.open())) };
    },
  };
}

/** The layers are those of `manifest.json`: early docker 25 wrote manifests without layers (moby#47065). */
function withClaims(
  saved: ImageManifest,
  indexed: ImageManifest | VarveError,
): Pick<ImageManifest, 'layers' | 'annotations' | 'attestations' | 'documents' | 'diagnostics'> {
  if (indexed instanceof VarveError)
    return { layers: saved.layers, diagnostics: [...saved.diagnostics, unlike(indexed.message)] };
  const { annotations = {}, documents = [], attestations } = indexed;
  const told = { annotations, documents, ...(attestations && { attestations }) };
  const diagnostics = mergedDiagnostics(saved.diagnostics, indexed.diagnostics);
  const agree =
    indexed.layers.length === saved.layers.length &&
    saved.layers.every((layer, i) => isSame(layer, indexed.layers[i]!));
  if (!agree)
    return {
      ...told,
      layers: saved.layers,
      diagnostics: [...diagnostics, unlike('they name other layers')],
    };
  return {
    ...told,
    layers: saved.layers.map((layer, i) => claimed(layer, indexed.layers[i]!)),
    diagnostics,
  };
}

function isSame(saved: SourceLayer, indexed: SourceLayer): boolean {
  return saved.digest === null || saved.digest === indexed.digest;
}

function claimed(saved: SourceLayer, { digest, mediaType, sizeBytes, annotations = {} }: SourceLayer): SourceLayer {
  return { ...saved, digest, mediaType, sizeBytes, annotations };
}

function unlike(why: string): Diagnostic {
  return {
    code: 'manifests-differ',
    message: `the image's manifest in index.json does not agree with manifest.json: ${why}`,
  };
}

/** Both look at the same config and the same layers: what both tell is told once. */
function mergedDiagnostics(saved: readonly Diagnostic[], indexed: readonly Diagnostic[]): readonly Diagnostic[] {
  const keys = new Set(saved.map((each) => `${each.code} ${each.layer}`));
  return [...saved, ...indexed.filter((each) => !keys.has(`${each.code} ${each.layer}`))];
}
