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
  const { fileName, text, buildArguments, target, steps } = original;
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

/** The first lines of what BuildKit ran. */
function instructionsOf(
  text: string,
  steps: OriginalDockerfile['steps'],
  layerAt: ReadonlyMap<number, number>,
  { layers }: ImageManifest,
): readonly Instruction[] {
  const lines = text.split('\n');
  return [...new Set(steps.map(({ line }) => line))].flatMap((line): Instruction[] => {
    const layer = layerAt.get(line) ?? null;
    const bytes = layer === null ? null : (layers[layer]?.sizeBytes ?? null);
    const instruction = lines[line - 1];
    return instruction === undefined
      ? []
      : [{ instruction, origin: 'provenance', step: null, layer, bytes, notes: [] }];
  });
}
