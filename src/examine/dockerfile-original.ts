import { formatBytes } from '../base/text.ts';
import { comments } from '../history/dockerfile-text.ts';
import type { OriginalDockerfile } from '../history/provenance.ts';
import type { DockerfileDocument } from '../report/documents/dockerfile.ts';
import type { ImageManifest } from '../source/image-source.ts';

type Instruction = DockerfileDocument['instructions'][number];

/** An original as it is shown: byte for byte, with comments that say layers before lines when they are asked for. */
export function originalText(
  original: OriginalDockerfile,
  manifest: ImageManifest,
  annotate: boolean,
): { readonly text: string; readonly lines: readonly Instruction[] } {
  const { fileName, text, buildArguments, target, steps, others } = original;
  const byDigest = new Map(manifest.layers.map(({ digest }, layer) => [digest, layer]));
  const layerAt = new Map<number, number>();
  for (const { line, digest } of steps) {
    const layer = digest === null ? undefined : byDigest.get(digest);
    if (layer !== undefined) layerAt.set(line, layer);
  }
  const shown = annotate ? annotated(text, layerAt, manifest) : text;
  const notes = [
    `the original ${fileName}, out of the provenance of the image`,
    ...Object.entries(buildArguments).map(([name, value]) => `it was built with --build-arg ${name}=${value}`),
    ...(target === null ? [] : [`it was built with --target ${target}`]),
    ...(others.length > 0 ? [`built along with it, and in the provenance, too: ${others.join(', ')}`] : []),
  ];
  return {
    text: [shown.replace(/\n$/, ''), ...comments(notes)].join('\n'),
    lines: instructionsOf(text, steps, layerAt, manifest),
  };
}

function annotated(text: string, layerAt: ReadonlyMap<number, number>, manifest: ImageManifest): string {
  const lines = text.split('\n').flatMap((line, i) => {
    const layer = layerAt.get(i + 1);
    return layer === undefined ? [line] : [...comments([`layer ${layer}${sizeOf(manifest, layer)}`]), line];
  });
  return lines.join('\n');
}

function sizeOf({ layers }: ImageManifest, layer: number): string {
  const bytes = layers[layer]?.sizeBytes ?? null;
  return bytes === null ? '' : `, ${formatBytes(bytes)} stored`;
}

/** What BuildKit ran, in the order of its lines; a line that made several steps once. */
function instructionsOf(
  text: string,
  steps: OriginalDockerfile['steps'],
  layerAt: ReadonlyMap<number, number>,
  { layers }: ImageManifest,
): readonly Instruction[] {
  const lines = text.split('\n');
  const lastLines = new Map(steps.map(({ line, lastLine }) => [line, lastLine]));
  return [...lastLines].flatMap(([line, lastLine]): Instruction[] => {
    const layer = layerAt.get(line) ?? null;
    const bytes = layer === null ? null : (layers[layer]?.sizeBytes ?? null);
    const instruction = lines.slice(line - 1, lastLine).join('\n');
    return instruction === '' ? [] : [{ instruction, origin: 'provenance', step: null, layer, bytes, notes: [] }];
  });
}
