import type { InspectDocument } from '../documents/inspect.ts';

/**
 * As `skopeo inspect` prints it, key for key in its order (cmd/skopeo/inspect.go, `inspect.Output`): scripts that read the
 * one can read the other. JSON escapes what a terminal would act on.
 */
export function inspectText(document: InspectDocument): Iterable<string> {
  const { image, layers } = document;
  const output = {
    ...(document.repository !== null && { Name: document.repository }),
    Digest: document.digest ?? '',
    RepoTags: document.tags ?? [],
    Created: image.created,
    DockerVersion: document.dockerVersion ?? '',
    Labels: document.labels,
    Architecture: image.platform?.architecture ?? '',
    Os: image.platform?.os ?? '',
    Layers: layers.map(({ digest, diffId }) => digest ?? diffId),
    LayersData: layers.map(({ mediaType, digest, diffId, sizeBytes, annotations }) => ({
      MIMEType: mediaType ?? '',
      Digest: digest ?? diffId,
      Size: sizeBytes ?? -1,
      Annotations: Object.keys(annotations).length > 0 ? annotations : null,
    })),
    Env: document.env.length > 0 ? document.env : null,
  };
  return [`${safe(JSON.stringify(output, null, 4))}\n`];
}

/** Control and format characters that JSON leaves as they are, as JSON escapes. */
function safe(json: string): string {
  return json.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}]/gu, (character) =>
    character === '\n' ? character : Array.from(character.split(''), escapeOf).join(''),
  );
}

function escapeOf(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
