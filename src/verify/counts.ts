import { digestOf } from '../blob/hash.ts';
import { utf8 } from '../base/bytes.ts';
import { parseDigest } from '../model/digest.ts';
import type { ImageManifest } from '../source/image-source.ts';
import { type Check, compared, type Finding, skipped } from './check.ts';

/** The number of layers against the config: its diff IDs, and the steps of its history that make a layer. */
export function checkCounts({ config, layers }: ImageManifest): readonly Check[] {
  const count = String(layers.length);
  const steps = config.history.filter(({ emptyLayer }) => !emptyLayer).length;
  const findings = [
    config.diffIds.length === 0 && layers.length > 0
      ? skipped('layer-count', 'no config names diff IDs')
      : compared('layer-count', 'number of layers', String(config.diffIds.length), count),
    config.history.length === 0
      ? skipped('history-count', 'no config tells a history')
      : compared('history-count', 'number of layers that the history tells of', String(steps), count),
  ];
  return findings.map((finding) => ({ ...finding, subject: 'config' }));
}

/** The chain ID of the image as its layers' bytes make it; `null` stands for a layer that could not be unpacked. */
export function checkChain({ config }: ImageManifest, diffIds: readonly (string | null)[]): Check {
  return { ...chainFinding(config.diffIds, diffIds), subject: 'image' };
}

function chainFinding(claimed: readonly string[], diffIds: readonly (string | null)[]): Finding {
  const known = diffIds.filter((diffId) => diffId !== null);
  if (known.length === 0) return skipped('chain-id', 'there is no layer to be chained');
  if (known.length < diffIds.length) return skipped('chain-id', 'not every layer could be unpacked');
  const found = chainId(known);
  if (claimed.length !== known.length || !claimed.every((diffId) => parseDigest(diffId)))
    return { ...skipped('chain-id', `the config claims none; its layers make ${found}`), found };
  return compared('chain-id', 'chain ID', chainId(claimed), found);
}

/** Each step hashes the chain so far and the next diff ID; always with sha256, as engines do. */
function chainId(diffIds: readonly string[]): string {
  return diffIds.reduce((chain, diffId) => digestOf(utf8(`${chain} ${diffId}`)));
}
