/**
 * What one layer says of one path, as bits: at most one content, and marks that hide what lower layers have.
 * Within a layer the order of events does not matter any more: marks act on lower layers only.
 */
export const Content = { none: 0, imply: 1, dir: 2, symlink: 3, other: 4 } as const;
export type Content = (typeof Content)[keyof typeof Content];

export const CONTENT_BITS = 7;
/** A whiteout of this name: hides the path and all below. */
export const WHITEOUT = 8;
/** An opaque marker in this directory: hides all below. */
export const OPAQUE = 16;
/** A file of this name stood in the way of a path below it in the same tar: it is dead, but hides what it covered. */
export const DEAD_FILE = 32;

export const HIDES_SELF = WHITEOUT | DEAD_FILE;

export function contentOf(flags: number): Content {
  return (flags & CONTENT_BITS) as Content;
}

/** Whether the event hides everything that lower layers put below its path. */
export function hidesBelow(flags: number): boolean {
  return (flags & (WHITEOUT | OPAQUE | DEAD_FILE)) !== 0 || contentOf(flags) >= Content.symlink;
}

/** Whether a directory is what the event shows. */
export function isDirectory(flags: number): boolean {
  const content = contentOf(flags);
  return content === Content.imply || content === Content.dir;
}
