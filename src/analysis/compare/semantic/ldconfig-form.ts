import type { Form } from './content-rule.ts';

const OLD = { magic: 'ld.so-1.7.0', headerBytes: 16, entryBytes: 12 };
const NEW = { magic: 'glibc-ld.so.cache1.1', headerBytes: 48, entryBytes: 24 };
const EXTENSION_MAGIC = 0xeaa42174;
const HWCAPS = 1;
const MAX_HWCAPS = 64;
/** A thousand libraries take 100 kB; paths are no longer than the kernel takes them. */
const MAX_CACHE_BYTES = 2 ** 20;
const MAX_STRING_BYTES = 4096;
/** Set in an entry's `hwcap` whose lower half is the number of a name in the extension. */
const NAMED_HWCAP = 2n ** 62n;
const LOWER_HALF = 0xffff_ffffn;

/**
 * What the cache of glibc's ldconfig leads to: a line an entry, ordered by library. Several entries of one library keep
 * their order, because the first that fits is taken. Where strings lie and which ldconfig wrote them says nothing.
 */
export function ldconfigForm(content: Buffer): Form | undefined {
  if (content.length > MAX_CACHE_BYTES) return undefined;
  const cache = new CacheBytes(content);
  const newStart = cache.hasMagic(0, OLD.magic) ? align(oldEnd(cache)) : 0;
  if (newStart > 0 && newStart + NEW.headerBytes > content.length) return oldLines(cache);
  if (!cache.hasMagic(newStart, NEW.magic)) return undefined;
  cache.isBig = (content[newStart + 28] ?? 0) % 4 === 3;
  const lines = newLines(cache, newStart);
  return newStart > 0 && lines ? [...(oldLines(cache) ?? []), '', ...lines] : lines;
}

/** The numbers and strings of a cache. */
class CacheBytes {
  isBig = false;
  readonly #content: Buffer;

  constructor(content: Buffer) {
    this.#content = content;
  }

  get length(): number {
    return this.#content.length;
  }

  hasMagic(at: number, magic: string): boolean {
    return this.#content.toString('latin1', at, at + magic.length) === magic;
  }

  /** 0 beyond the end. */
  word(at: number): number {
    if (at + 4 > this.#content.length) return 0;
    return this.isBig ? this.#content.readUInt32BE(at) : this.#content.readUInt32LE(at);
  }

  wide(at: number): bigint {
    const [first, second] = [BigInt(this.word(at)), BigInt(this.word(at + 4))];
    return this.isBig ? (first << 32n) | second : (second << 32n) | first;
  }

  /** Up to the next NUL; empty beyond the end. */
  string(at: number): string {
    const text = this.#content.subarray(at, at + MAX_STRING_BYTES);
    const end = text.indexOf(0);
    return text.toString('latin1', 0, end < 0 ? text.length : end);
  }
}

function oldEnd(cache: CacheBytes): number {
  return OLD.headerBytes + cache.word(12) * OLD.entryBytes;
}

function align(at: number): number {
  return Math.ceil(at / 8) * 8;
}

function oldLines(cache: CacheBytes): string[] | undefined {
  const strings = oldEnd(cache);
  if (strings > cache.length) return undefined;
  return byLibrary(
    Array.from({ length: cache.word(12) }, (_, i) => {
      const at = OLD.headerBytes + i * OLD.entryBytes;
      const [key, value] = [cache.word(at + 4), cache.word(at + 8)];
      return [cache.string(strings + key), cache.word(at), cache.string(strings + value)];
    }),
  );
}

function newLines(cache: CacheBytes, start: number): string[] | undefined {
  const count = cache.word(start + 20);
  if (start + NEW.headerBytes + count * NEW.entryBytes > cache.length) return undefined;
  const hwcaps = namedHwcaps(cache, start);
  return byLibrary(
    Array.from({ length: count }, (_, i) => {
      const at = start + NEW.headerBytes + i * NEW.entryBytes;
      const hwcap = cache.wide(at + 16);
      const isNamed = (hwcap & NAMED_HWCAP) !== 0n;
      const name = isNamed ? hwcaps[Number(hwcap & LOWER_HALF)] : undefined;
      return [
        cache.string(start + cache.word(at + 4)),
        cache.word(at),
        cache.string(start + cache.word(at + 8)),
        cache.word(at + 12),
        name ?? `${hwcap}`,
      ];
    }),
  );
}

/** The names of the extension's hwcaps: its sections say `tag flags offset size`. */
function namedHwcaps(cache: CacheBytes, start: number): string[] {
  const extension = cache.word(start + 32);
  if (extension === 0 || cache.word(extension) !== EXTENSION_MAGIC) return [];
  for (let i = 0, at = extension + 8; i < cache.word(extension + 4) && at < cache.length; i += 1, at += 16) {
    if (cache.word(at) !== HWCAPS) continue;
    const [offset, size] = [cache.word(at + 8), cache.word(at + 12)];
    const count = offset + size > cache.length ? 0 : Math.min(MAX_HWCAPS, Math.floor(size / 4));
    return Array.from({ length: count }, (_, k) => cache.string(start + cache.word(offset + k * 4)));
  }
  return [];
}

function byLibrary(entries: readonly (readonly [library: string, ...rest: readonly unknown[]])[]): string[] {
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted.map((entry) => JSON.stringify(entry));
}
