import { alignLayers, claimSame, type ComparedLayer, type LayerAlignment } from '../analysis/compare/shared-layers.ts';
import { layerSteps } from '../history/steps.ts';
import { liesOpen } from '../image/bodies.ts';
import type { Image } from '../image/image.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { ImageManifest } from '../source/image-source.ts';

/** Two images, the one that was there before first. */
export interface Two<T> {
  readonly a: T;
  readonly b: T;
}

/** Layers as their manifest and config tell of them; sizes are those of the stored bytes. */
export function claimedLayers({ config, layers }: ImageManifest): ComparedLayer[] {
  const steps = layerSteps(config, layers.length);
  return layers.map(({ diffId, digest, sizeBytes }, layer) => ({
    diffId: diffId ?? config.diffIds[layer] ?? null,
    digest,
    bytes: sizeBytes,
    instruction: steps[layer]!.instruction,
  }));
}

/** Layers that were read; sizes are those of the regular files they store. */
export function readLayers({ manifest, layers, paths }: Image): ComparedLayer[] {
  const steps = layerSteps(manifest.config, layers.length);
  return layers.map(({ diffId, digest }, layer) => ({
    diffId,
    digest,
    bytes: paths.placements[layer]!.bodyBytes,
    instruction: steps[layer]!.instruction,
  }));
}

/** Which layers two images share by what they claim, but for the layers of `b` that are known to hold other bytes. */
export function alignmentOf({ a, b }: Two<readonly ComparedLayer[]>, liars: ReadonlySet<number>): LayerAlignment {
  const told = b.map((each, layer) => (liars.has(layer) ? { ...each, diffId: null, digest: null } : each));
  const { shared, onlyA, onlyB } = alignLayers(a, told);
  return { shared, onlyA, onlyB: onlyB.map(({ layer }) => ({ layer, ...b[layer]! })) };
}

/** How many layers the two have in common from the base on. */
export function commonBase({ shared }: LayerAlignment): number {
  const pairs = new Set(shared.map(({ layerA, layerB }) => `${layerA} ${layerB}`));
  let layers = 0;
  while (pairs.has(`${layers} ${layers}`)) layers += 1;
  return layers;
}

/**
 * The layers of `b` that claim to be a layer of `a` and hold other bytes. Plain layers that lie open were
 * compared while they were read, and those that turned out to be the same have one index; others are known only where
 * they were hashed, and then the claims are true.
 */
export function falseTwins({ a, b }: Two<Image>): { layers: ReadonlySet<number>; diagnostics: Diagnostic[] } {
  const layers = new Set<number>();
  const diagnostics: Diagnostic[] = [];
  for (const [layer, own] of b.layers.entries()) {
    const twins = a.layers.filter((each) => claimSame(each, own));
    const isCompared = liesOpen(own) && twins.some(liesOpen);
    if (!isCompared || twins.some((twin) => twin.index === own.index || !liesOpen(twin))) continue;
    layers.add(layer);
    const message = `both images claim the diff ID ${own.diffId ?? own.digest} of a layer, and its bytes differ: a claim is false`;
    diagnostics.push({ code: 'false-diff-id', message, layer });
  }
  return { layers, diagnostics };
}
