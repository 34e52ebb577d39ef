import pLimit from 'p-limit';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import type { ImageManifest, SourceLayer } from '../source/image-source.ts';
import type { Check, CheckId, Finding } from './check.ts';
import { skipped } from './check.ts';
import { checkChain, checkCounts } from './counts.ts';
import { checkDocuments } from './documents.ts';
import { algorithmOf, unreadable } from './hashed.ts';
import { checkClaims, judgeLayer, type JudgedLayer, type LayerOptions } from './layer.ts';

export interface VerifyOptions {
  readonly limits: Limits;
  /** How many layers are read at once. */
  readonly jobs: number;
  /** Whether the source keeps layers at all, or only manifests. */
  readonly hasLayers: boolean;
}

const OF_LAYERS: readonly CheckId[] = ['digest', 'size', 'diff-id', 'duplicate-entries', 'unsafe-entries'];

/**
 * Checks all that is claimed of an image against the bytes: documents, then the config against the layers, then layer by
 * layer, the base first, then the chain of them. The manifest must have been read leniently.
 */
export async function verifyImage(manifest: ImageManifest, options: VerifyOptions): Promise<readonly Check[]> {
  const limit = pLimit(options.jobs);
  const shared: LayerOptions = { limits: options.limits, budget: { entries: 0 } };
  const running = new Map<string, Promise<JudgedLayer>>();
  const judged = await Promise.all(manifest.layers.map((layer) => judge(layer)));
  return [
    ...(await checkDocuments(manifest)),
    ...checkCounts(manifest),
    ...judged.flatMap((each, layer) => checksOf(manifest, layer, each, options.hasLayers)),
    checkChain(manifest, judged.map(diffIdOf)),
  ];

  /** A layer that stands in the image twice is read once. */
  function judge(layer: SourceLayer): Promise<JudgedLayer> | undefined {
    const { blob } = layer;
    if (!blob) return undefined;
    const key = [blob.name, algorithmOf(layer.digest), algorithmOf(layer.diffId)].join(' ');
    const reading = running.get(key) ?? limit(() => judgeLayer(blob, layer, shared));
    running.set(key, reading);
    return reading;
  }
}

function checksOf(
  { layers, diagnostics }: ImageManifest,
  layer: number,
  judged: JudgedLayer | undefined,
  hasLayers: boolean,
): readonly Check[] {
  const foreign = diagnostics.find((each) => each.layer === layer && each.code === 'foreign-layer');
  let findings: readonly Finding[];
  if (judged) findings = checkClaims(layers[layer]!, judged);
  else if (foreign) findings = OF_LAYERS.map((check) => skipped(check, 'it is foreign and not in the image'));
  else if (!hasLayers) findings = OF_LAYERS.map((check) => skipped(check, 'only the manifest is at hand'));
  else findings = unreadable('it is not there', OF_LAYERS);
  return findings.map((finding) => ({ ...finding, subject: `layer ${layer}`, layer }));
}

function diffIdOf(judged: JudgedLayer | undefined): string | null {
  return !judged || judged.unpacked instanceof VarveError ? null : judged.unpacked.digest;
}
