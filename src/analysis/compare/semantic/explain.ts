import { plural } from '../../../base/text.ts';
import type { ConfigChange } from '../config-changes.ts';
import { type FileDifference, keyOf } from './file-difference.ts';
import { MAX_BODY_BYTES, sharedReason } from './fingerprints.ts';
import { isOfContent, reasonOfPath } from './path-rules.ts';
import type { Fingerprints } from './read-fingerprints.ts';
import { REASON_IDS, type ReasonId, REASONS } from './reasons.ts';

/**
 * `identical`: no path differs in content or metadata, and the config in nothing but who made it when, and with what.
 * `equivalent`: for each difference there is a harmless reason. `different`: for one there is none. Histories are not
 * asked: they tell how an image was made, not what it is.
 */
export const VERDICTS = ['identical', 'equivalent', 'different'] as const;

/** Why two images differ, and whether it matters. */
export interface Semantics {
  readonly verdict: (typeof VERDICTS)[number];
  /** Most frequent first, ties by id. */
  readonly reasons: readonly ReasonCount[];
  /** What no harmless reason explains, in the order given. */
  readonly different: readonly RealDifference[];
}

export interface ReasonCount {
  readonly id: ReasonId;
  readonly title: string;
  readonly harmless: boolean;
  readonly count: number;
  /** Paths, and keys of the config. */
  readonly examples: readonly string[];
}

export interface RealDifference {
  readonly path: string;
  readonly change: FileDifference['change'];
  /** A reason that is known and may matter. */
  readonly why: ReasonId | null;
  /** Why it was not looked into. */
  readonly note: string | null;
}

/** What else is known of the two images. */
export interface Compared {
  readonly config: readonly ConfigChange[];
  readonly before: Fingerprints;
  readonly after: Fingerprints;
}

const MAX_EXAMPLES = 3;

/** Whether the contents of a difference must be read on both sides before it can be explained. */
export function wantsBody(difference: FileDifference): boolean {
  return isOfContent(difference) && reasonOfPath(difference) === undefined && !isTooLarge(difference);
}

/** Finds for each difference why it is there, and says what all of them together mean. */
export function explainDifferences(differences: Iterable<FileDifference>, compared: Compared): Semantics {
  const counts = new Counts();
  const different: RealDifference[] = [];
  for (const difference of differences) {
    const { path, change, reasons } = difference;
    if (change === 'C' && reasons.length === 0) continue;
    const why = reasonOf(difference, compared) ?? null;
    if (why) counts.add(why, path);
    if (why && REASONS[why].harmless) continue;
    const note = isOfContent(difference) && isTooLarge(difference) ? TOO_LARGE : null;
    different.push({ path, change, why, note });
  }
  for (const { key, weight } of compared.config) if (weight === 'harmless') counts.add('builder-config', key);
  const isReal = different.length > 0 || compared.config.some(({ weight }) => weight === 'real');
  const reasons = counts.list();
  const verdict = isReal ? 'different' : reasons.length > 0 ? 'equivalent' : 'identical';
  return { verdict, reasons, different };
}

const TOO_LARGE = `larger than ${plural(MAX_BODY_BYTES / 2 ** 20, 'MiB', 'MiB')}, not looked into`;

function reasonOf(difference: FileDifference, { before, after }: Compared): ReasonId | undefined {
  const { change, reasons } = difference;
  if (change === 'C' && reasons.every((each) => each === 'mtime')) return 'mtime';
  const ofPath = reasonOfPath(difference);
  if (ofPath || !isOfContent(difference)) return ofPath;
  const [old, now] = [before.get(keyOf(difference)), after.get(keyOf(difference))];
  return old && now && sharedReason(old, now);
}

function isTooLarge({ sizeBefore, sizeAfter }: FileDifference): boolean {
  return Math.max(sizeBefore ?? 0, sizeAfter ?? 0) > MAX_BODY_BYTES;
}

/** How often each reason was found, and where first. */
class Counts {
  readonly #found = new Map<ReasonId, { count: number; examples: string[] }>();

  add(id: ReasonId, example: string): void {
    const found = this.#found.get(id) ?? { count: 0, examples: [] };
    this.#found.set(id, found);
    found.count += 1;
    if (found.examples.length < MAX_EXAMPLES) found.examples.push(example);
  }

  list(): ReasonCount[] {
    const known = REASON_IDS.flatMap((id): ReasonCount[] => {
      const found = this.#found.get(id);
      return found ? [{ id, ...REASONS[id], ...found }] : [];
    });
    return known.sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
  }
}
