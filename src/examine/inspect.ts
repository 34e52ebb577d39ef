import type { InspectDocument } from '../report/documents/inspect.ts';
import type { ImageManifest } from '../source/image-source.ts';
import { documentHead, imageDocument, type Naming } from './opened.ts';

/** What is known of an image's repository. */
export interface RepositoryFacts {
  readonly name: string;
  /** `null` when they were not asked for. */
  readonly tags: readonly string[] | null;
}

/** What `inspect` says of an image: its manifest and config, no layer is read. `repository` for images of a registry. */
export function inspect(naming: Naming, manifest: ImageManifest, repository: RepositoryFacts | null): InspectDocument {
  const { settings, dockerVersion } = manifest.config;
  const { Labels: labels, Env: env } = settings;
  return {
    ...documentHead('inspect'),
    image: imageDocument(naming, manifest),
    digest: manifest.within?.[0] ?? manifest.digest,
    repository: repository?.name ?? null,
    tags: repository?.tags ?? null,
    dockerVersion,
    labels: typeof labels === 'object' && labels !== null ? textsOf(labels) : null,
    env: Array.isArray(env) ? env.filter((each) => typeof each === 'string') : [],
    layers: manifest.layers.map(({ digest, diffId, mediaType, sizeBytes, annotations }, layer) => ({
      ...{ layer, digest, diffId, mediaType, sizeBytes },
      annotations: annotations ?? {},
    })),
    diagnostics: manifest.diagnostics,
  };
}

function textsOf(values: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((each): each is [string, string] => typeof each[1] === 'string'),
  );
}
