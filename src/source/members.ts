import type { Blob } from '../blob/blob.ts';

/** The named things that an archive or a directory holds: who reads images out of them need not know where they lie. */
export interface Members {
  /** Of the whole input, printable, for messages. */
  readonly name: string;
  /**
   * The file at a path. `./` and `//` in it mean nothing; symlinks are followed inside, wherever their targets stand.
   * `undefined` for a path or a link that climbs out, a loop, a thing that is no file, and what is not there.
   */
  find(path: string): Member | undefined;
  /** Paths of all files, cleaned, in the order of the archive or sorted: may be a long walk. */
  paths(): Iterable<string>;
}

export interface Member {
  /** Where it really lies, links followed. */
  readonly path: string;
  readonly blob: Blob;
}

/** A link on the way to a member. `fromRoot`: the target counts from the top (hard links), not from the link. */
export interface Link {
  readonly target: string;
  readonly fromRoot: boolean;
}

/** As Linux: more links than that on one way are a loop. */
const MAX_LINKS = 40;
/** As Linux. Longer names are legal in a tar, but no image's member has one, and walking them costs time squared. */
const MAX_PATH_CHARACTERS = 4096;

/**
 * Cleans `path` and follows the links on its way; `linkAt` says what lies at a cleaned path, if it is a link.
 * Gives `undefined` when the way leads out of the root, in circles, or nowhere.
 */
export function resolvePath(path: string, linkAt: (path: string) => Link | undefined): string | undefined {
  if (path.length > MAX_PATH_CHARACTERS) return undefined;
  const ahead = path.split('/').reverse();
  let done: string[] = [];
  let links = 0;
  while (ahead.length > 0) {
    const part = ahead.pop()!;
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (done.pop() === undefined) return undefined;
      continue;
    }
    done.push(part);
    const link = linkAt(done.join('/'));
    if (!link) continue;
    // An absolute symlink means a place on the machine that reads the archive: the way to its password file.
    if (link.target.startsWith('/') && !link.fromRoot) return undefined;
    if ((links += 1) > MAX_LINKS || link.target.length > MAX_PATH_CHARACTERS) return undefined;
    if (link.fromRoot) done = [];
    else done.pop();
    ahead.push(...link.target.split('/').reverse());
  }
  return done.length > 0 ? done.join('/') : undefined;
}

/** The path without `./`, `//` and `..`; `undefined` when it climbs out or comes to nothing. */
export function cleanPath(path: string): string | undefined {
  return resolvePath(path, () => undefined);
}
