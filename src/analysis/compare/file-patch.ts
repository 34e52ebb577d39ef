import { structuredPatch } from 'diff/lib/patch/create.js';

/** A regular file or a symlink as git stores it. */
export interface FileVersion {
  /** Six octal digits, as git writes them: `100644`, `120000` for a symlink. */
  readonly mode: string;
  /** A symlink's is its target; `null` where it is larger than `MAX_PATCH_BYTES`. */
  readonly content: Uint8Array | null;
}

/** What differs between two versions of a file. Lines are `latin1` texts, a character a byte. */
export interface FilePatch {
  /** The absolute path without its first slash, likewise. */
  readonly path: string;
  /** Modes before and after; `null` where there was no file. */
  readonly before: string | null;
  readonly after: string | null;
  readonly change: ContentChange;
}

export type ContentChange =
  | { readonly kind: 'none' | 'binary' | 'large' }
  | { readonly kind: 'text'; readonly hunks: readonly Hunk[] };

/** Lines that change, with some around them. Places are counted from 1; of no lines, from the line before. */
export interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  /** Each begins with ` `, `-` or `+`; one that begins with a backslash says that the line before has no end. */
  readonly lines: readonly string[];
}

/** Larger files are not compared line by line. */
export const MAX_PATCH_BYTES = 4 * 2 ** 20;

const CONTEXT_LINES = 3;
/** Work grows with the square of it. What is further apart is told as replaced. */
const MAX_EDITS = 2_000;
/** git looks for a NUL in as many bytes. */
const BINARY_LOOK_BYTES = 8_000;
const NO_END = '\\ No newline at end of file';

/** The patches between two versions, at least one of which there is; none where nothing differs, two where a file becomes a link. */
export function filePatches(path: string, before: FileVersion | null, after: FileVersion | null): FilePatch[] {
  if (before && after && typeOf(before) !== typeOf(after)) {
    return [...filePatches(path, before, null), ...filePatches(path, null, after)];
  }
  const change = contentChange(before, after);
  if (before && after && change.kind === 'none' && before.mode === after.mode) return [];
  return [{ path, before: before?.mode ?? null, after: after?.mode ?? null, change }];
}

function typeOf({ mode }: FileVersion): string {
  return mode.slice(0, 2);
}

function contentChange(before: FileVersion | null, after: FileVersion | null): ContentChange {
  const [old, now] = [before, after].map((version) => (version ? version.content : new Uint8Array()));
  if (!old || !now) return { kind: 'large' };
  if (Buffer.compare(old, now) === 0) return { kind: 'none' };
  if (isBinary(old) || isBinary(now)) return { kind: 'binary' };
  return { kind: 'text', hunks: hunksOf(latin1(old), latin1(now)) };
}

function isBinary(content: Uint8Array): boolean {
  return content.subarray(0, BINARY_LOOK_BYTES).includes(0);
}

function latin1(content: Uint8Array): string {
  return Buffer.from(content.buffer, content.byteOffset, content.length).toString('latin1');
}

function hunksOf(before: string, after: string): readonly Hunk[] {
  const options = { context: CONTEXT_LINES, maxEditLength: MAX_EDITS };
  const patch = structuredPatch('', '', before, after, undefined, undefined, options);
  return (patch?.hunks ?? [replacement(before.split('\n'), after.split('\n'))]).map(withGitPlaces);
}

/** One hunk that replaces all lines from the first to the last that differ. */
function replacement(before: readonly string[], after: readonly string[]): Hunk {
  const shared = Math.min(before.length, after.length);
  let head = 0;
  while (head < shared && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shared - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const start = Math.max(0, head - CONTEXT_LINES);
  const kept = Math.max(0, tail - CONTEXT_LINES);
  const lines = [
    ...marked(' ', before, start, head),
    ...marked('-', before, head, before.length - tail),
    ...marked('+', after, head, after.length - tail),
    ...marked(' ', before, before.length - tail, before.length - kept),
  ];
  return {
    oldStart: start + 1,
    oldLines: lines.filter((line) => /^[ -]/.test(line)).length,
    newStart: start + 1,
    newLines: lines.filter((line) => /^[ +]/.test(line)).length,
    lines,
  };
}

/** What follows the last newline is a line without an end, or none when it is empty. */
function marked(sign: string, lines: readonly string[], start: number, end: number): string[] {
  const found = lines.slice(start, Math.min(end, lines.length - 1)).map((line) => sign + line);
  const rest = lines.at(-1)!;
  return end === lines.length && start < end && rest !== '' ? [...found, sign + rest, NO_END] : found;
}

function withGitPlaces({ oldStart, oldLines, newStart, newLines, lines }: Hunk): Hunk {
  return {
    oldStart: oldLines === 0 ? oldStart - 1 : oldStart,
    oldLines,
    newStart: newLines === 0 ? newStart - 1 : newStart,
    newLines,
    lines,
  };
}
