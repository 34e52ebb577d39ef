import { decodeUtf8 } from '../base/bytes.ts';
import { scanTar, type Seekable } from './scan-tar.ts';

/** What the names of a tar's entries give away. */
export interface Traces {
  readonly hasManifest: boolean;
  readonly hasIndex: boolean;
  /** `oci-layout`, `blobs/…`, files named by a digest or by a layer's id: what only saved images hold at the top. */
  readonly hasImageParts: boolean;
  /** `etc`, `usr`, … at the top. */
  readonly hasRootDirectories: boolean;
}

/** Longer names are no trace of anything. */
const MAX_NAME_BYTES = 160;
const SLASH = 0x2f;
const DOT = 0x2e;

const PARTS = /^(?:oci-layout$|blobs(?:\/|$)|(?:sha256:)?[0-9a-f]{64}(?:\.json|\.tar|\.tar\.gz|\/layer\.tar|\/json)?$)/;
const ROOT = /^(?:bin|dev|etc|lib|proc|sbin|sys|usr|var)$/;

/** Collects {@link Traces} from names, so that a tar of a million files is told from an image without being listed. */
export class TraceFinder {
  #hasManifest = false;
  #hasIndex = false;
  #hasImageParts = false;
  #hasRootDirectories = false;

  add(name: Uint8Array): void {
    if (name.length > MAX_NAME_BYTES) return;
    const path = name.subarray(startOf(name));
    const slash = path.indexOf(SLASH);
    // Most names lie deep in a tree that is known by now: only their first part is looked at.
    const top = decodeUtf8(slash < 0 ? path : path.subarray(0, slash)) ?? '';
    if (slash < 0 || slash === path.length - 1) this.#addTop(top);
    else if (ROOT.test(top)) this.#hasRootDirectories = true;
    else if (PARTS.test(decodeUtf8(path) ?? '')) this.#hasImageParts = true;
  }

  #addTop(name: string): void {
    if (name === 'manifest.json') this.#hasManifest = true;
    else if (name === 'index.json') this.#hasIndex = true;
    else if (ROOT.test(name)) this.#hasRootDirectories = true;
    else if (PARTS.test(name)) this.#hasImageParts = true;
  }

  get traces(): Traces {
    return {
      hasManifest: this.#hasManifest,
      hasIndex: this.#hasIndex,
      hasImageParts: this.#hasImageParts,
      hasRootDirectories: this.#hasRootDirectories,
    };
  }
}

/**
 * Whether a tar is a saved image, complete or not; else it is a root filesystem. One that has a `/manifest.json` of its own
 * (a web page's) is told from an archive by its directories.
 */
export function isSavedImage({ hasManifest, hasIndex, hasImageParts, hasRootDirectories }: Traces): boolean {
  if (hasImageParts) return hasManifest || hasIndex || !hasRootDirectories;
  return hasManifest && !hasRootDirectories;
}

/**
 * Looks at the names of all entries, keeping none.
 *
 * @throws VarveError `TAR_DAMAGED`, naming the file
 */
export async function findTraces(file: Seekable, name: string): Promise<Traces> {
  const finder = new TraceFinder();
  await scanTar(file, name, (entry) => finder.add(entry.name));
  return finder.traces;
}

/** Behind `./`, `/` and any number of both. */
function startOf(name: Uint8Array): number {
  let at = 0;
  while (name[at] === SLASH || (name[at] === DOT && name[at + 1] === SLASH)) at += 1;
  return at;
}
