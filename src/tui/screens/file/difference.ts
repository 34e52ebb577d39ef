import { diffArrays } from 'diff/lib/diff/array.js';
import { utf8 } from '../../../base/bytes.ts';
import type { Opened } from '../../../examine/opened.ts';
import { EntryType } from '../../../tar/entry.ts';
import { inSlices } from '../../../base/slices.ts';
import { readContent } from './content.ts';
import { textLines } from './text-lines.ts';
import { linkText, rowNamed, shownOf } from './versions.ts';

/** One line of a difference: its numbers before and after, `null` where it is not there. */
export interface DifferenceLine {
  readonly kind: 'same' | 'deleted' | 'added';
  readonly before: number | null;
  readonly after: number | null;
  readonly text: string;
}

/** Lines that are left out, being the same. */
export interface Gap {
  readonly kind: 'gap';
  readonly lines: number;
}

/** What stands on the left and on the right of a row. */
export type Pair =
  | Gap
  | { readonly kind: 'pair'; readonly left: DifferenceLine | null; readonly right: DifferenceLine | null };

/** What differs between two versions of a path. */
export type Difference =
  | {
      readonly kind: 'lines';
      readonly unified: readonly (DifferenceLine | Gap)[];
      readonly pairs: readonly Pair[];
      /** Whether only the beginning of a file was compared. */
      readonly isCut: boolean;
    }
  | {
      /** One of them is no text. */
      readonly kind: 'bytes';
      readonly sizes: readonly [number, number];
      /** The first byte that differs; `null` where none of those read does. */
      readonly firstByte: number | null;
      readonly isCut: boolean;
    };

/** Lines around a change. */
const CONTEXT = 3;
/** What a key may wait; then the comparison goes on step by step, up to its end. */
const AT_ONCE_MS = 30;
const PATIENCE_MS = 3000;
/** Work, and memory, grow with the square of it. */
const MOST_EDITS = 2000;

interface Side {
  readonly bytes: Uint8Array;
  readonly sizeBytes: number;
  readonly isText: boolean;
}

const NOTHING: Side = { bytes: new Uint8Array(), sizeBytes: 0, isText: true };

/** A path as an image has it after a layer. */
export interface Version {
  readonly opened: Opened;
  readonly path: string;
  readonly layer: number;
}

/**
 * Compares two versions of a file; `null` for where there is nothing to compare with. Not by the patches of `diff`: those
 * are made at one go, and keys would wait for them.
 *
 * @throws VarveError
 */
export async function findDifference(before: Version | null, after: Version | null): Promise<Difference> {
  const [old, now] = [await sideOf(before), await sideOf(after)];
  const isCut = old.sizeBytes > old.bytes.length || now.sizeBytes > now.bytes.length;
  if (!old.isText || !now.isText) {
    const sizes = [old.sizeBytes, now.sizeBytes] as const;
    return { kind: 'bytes', sizes, firstByte: firstDifference(old.bytes, now.bytes), isCut };
  }
  const unified = withGaps(await compared(old.bytes, now.bytes));
  return { kind: 'lines', unified, pairs: pairsOf(unified), isCut };
}

async function sideOf(version: Version | null): Promise<Side> {
  if (!version) return NOTHING;
  const { opened, path, layer } = version;
  const content = await readContent(opened, path, layer);
  if (content) return { ...content, isText: content.readable?.kind === 'text' };
  const table = opened.image.paths;
  const { target } = shownOf(table, rowNamed(table, path), { letter: 'C', layer });
  if (target?.type !== EntryType.symlink) return NOTHING;
  const bytes = utf8(`-> ${linkText(target)}\n`);
  return { bytes, sizeBytes: bytes.length, isText: true };
}

function firstDifference(one: Uint8Array, other: Uint8Array): number | null {
  const shared = Math.min(one.length, other.length);
  for (let at = 0; at < shared; at += 1) if (one[at] !== other[at]) return at;
  return one.length === other.length ? null : shared;
}

async function compared(before: Uint8Array, after: Uint8Array): Promise<DifferenceLine[]> {
  const [old, now] = [await inSlices(textLines(before)), await inSlices(textLines(after))];
  const ids = new Map<string, number>();
  const chunks = await alignment(idsOf(before, ids), idsOf(after, ids));
  const isOpenEnded = (bytes: Uint8Array): boolean => bytes.length > 0 && bytes.at(-1) !== 0x0a;
  const textOf = (lines: readonly string[], at: number, bytes: Uint8Array): string =>
    lines[at]! + (at === lines.length - 1 && isOpenEnded(bytes) ? '  (no newline at the end)' : '');
  const found: DifferenceLine[] = [];
  let [i, j] = [0, 0];
  for (const { added, removed, count } of chunks) {
    for (let n = 0; n < count; n += 1) {
      if (added) found.push({ kind: 'added', before: null, after: j, text: textOf(now, j, after) });
      else if (removed) found.push({ kind: 'deleted', before: i, after: null, text: textOf(old, i, before) });
      else found.push({ kind: 'same', before: i, after: j, text: textOf(now, j, after) });
      if (!added) i += 1;
      if (!removed) j += 1;
    }
  }
  return found;
}

/** A number for each line, the same for the same bytes. */
function idsOf(bytes: Uint8Array, ids: Map<string, number>): number[] {
  const lines =
    Buffer.from(bytes)
      .toString('latin1')
      .match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return lines.map((line) => {
    const known = ids.get(line) ?? ids.size;
    if (known === ids.size) ids.set(line, known);
    return known;
  });
}

interface Chunk {
  readonly added: boolean;
  readonly removed: boolean;
  readonly count: number;
}

/** Which lines stay, go and come. What would take too long to find out is all gone, and all new. */
async function alignment(old: number[], now: number[]): Promise<readonly Chunk[]> {
  const chunks =
    diffArrays(old, now, { maxEditLength: MOST_EDITS, timeout: AT_ONCE_MS }) ??
    (await new Promise<readonly Chunk[] | undefined>((resolve) => {
      diffArrays(old, now, { maxEditLength: MOST_EDITS, timeout: PATIENCE_MS, callback: resolve });
    }));
  return (
    chunks ?? [
      { added: false, removed: true, count: old.length },
      { added: true, removed: false, count: now.length },
    ]
  );
}

function withGaps(lines: readonly DifferenceLine[]): (DifferenceLine | Gap)[] {
  const isNear = new Uint8Array(lines.length);
  for (const [at, { kind }] of lines.entries()) {
    if (kind !== 'same') isNear.fill(1, Math.max(0, at - CONTEXT), at + CONTEXT + 1);
  }
  const kept: (DifferenceLine | Gap)[] = [];
  for (let at = 0; at < lines.length;) {
    if (isNear[at]) {
      kept.push(lines[at]!);
      at += 1;
      continue;
    }
    const next = isNear.indexOf(1, at);
    const end = next < 0 ? lines.length : next;
    kept.push({ kind: 'gap', lines: end - at });
    at = end;
  }
  return kept;
}

/** Lines that go stand beside those that come in their place. */
function pairsOf(lines: readonly (DifferenceLine | Gap)[]): Pair[] {
  const pairs: Pair[] = [];
  let [gone, come]: [DifferenceLine[], DifferenceLine[]] = [[], []];
  const settle = (): void => {
    for (let at = 0; at < Math.max(gone.length, come.length); at += 1) {
      pairs.push({ kind: 'pair', left: gone[at] ?? null, right: come[at] ?? null });
    }
    [gone, come] = [[], []];
  };
  for (const line of lines) {
    if (line.kind === 'deleted') gone.push(line);
    else if (line.kind === 'added') come.push(line);
    else {
      settle();
      pairs.push(line.kind === 'gap' ? line : { kind: 'pair', left: line, right: line });
    }
  }
  settle();
  return pairs;
}
