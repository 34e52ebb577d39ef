import type { SparseChunk, TarEntry, Xattr } from './entry.ts';
import { textField } from './header.ts';
import { PaxError, paxNumber, type PaxRecord, paxRecords, paxTime } from './pax.ts';
import { decodeUtf8 } from '../base/bytes.ts';

const XATTR = 'SCHILY.xattr.';

/**
 * What extended headers say of the entry that follows (PAX `x`, GNU `L` and `K`), and of all that follow (PAX `g`).
 * As Go reads them: a second `x` header replaces the first, an empty value takes a record back.
 */
export class Overrides {
  #global = new Map<string, Uint8Array>();
  #local: readonly PaxRecord[] = [];
  #longName: Uint8Array | undefined;
  #longLink: Uint8Array | undefined;

  /** @throws PaxError */
  take(flag: string, bytes: Uint8Array): void {
    if (flag === 'L') this.#longName = textField(bytes, 0, bytes.length).slice();
    else if (flag === 'K') this.#longLink = textField(bytes, 0, bytes.length).slice();
    else if (flag === 'g') this.#takeGlobal(paxRecords(bytes));
    else this.#local = paxRecords(bytes);
  }

  /**
   * Changes `entry` by all that was said of it and forgets what concerned only it.
   * @throws PaxError
   */
  apply(entry: TarEntry): void {
    if (this.#longName) entry.name = this.#longName;
    if (this.#longLink) entry.link = this.#longLink;
    if (this.#local.length > 0 || this.#global.size > 0) applyRecords(this.#records(), entry, this.#local);
    this.forget();
  }

  /** Forgets what was said of the next entry: it came, and is none. */
  forget(): void {
    this.#longName = undefined;
    this.#longLink = undefined;
    this.#local = [];
  }

  #takeGlobal(records: readonly PaxRecord[]): void {
    for (const { key, value } of records) {
      if (value.length === 0) this.#global.delete(key);
      else this.#global.set(key, value);
    }
  }

  /** The records that count, the last of each key. */
  #records(): ReadonlyMap<string, Uint8Array> {
    const all = new Map(this.#global);
    for (const { key, value } of this.#local) {
      if (value.length === 0) all.delete(key);
      else all.set(key, value);
    }
    return all;
  }
}

function applyRecords(records: ReadonlyMap<string, Uint8Array>, entry: TarEntry, local: readonly PaxRecord[]): void {
  const xattrs: Xattr[] = [];
  for (const [key, value] of records) {
    if (key === 'path') entry.name = withoutNul(key, value);
    else if (key === 'linkpath') entry.link = withoutNul(key, value);
    else if (key === 'size') applySize(value, entry);
    else if (key === 'uid') entry.uid = paxNumber(key, value);
    else if (key === 'gid') entry.gid = paxNumber(key, value);
    else if (key === 'mtime') applyTime(value, entry);
    else if (key.startsWith(XATTR)) xattrs.push({ name: key.slice(XATTR.length), value });
  }
  if (xattrs.length > 0) entry.xattrs = xattrs;
  applySparse(records, entry, local);
}

function applySize(value: Uint8Array, entry: TarEntry): void {
  const bytes = paxNumber('size', value);
  if (bytes < 0) throw new PaxError(`size is ${bytes}`);
  entry.storedBytes = bytes;
  if (!entry.sparse) entry.sizeBytes = bytes;
}

function applyTime(value: Uint8Array, entry: TarEntry): void {
  const { seconds, nanos } = paxTime(value);
  entry.mtimeSec = seconds;
  entry.mtimeNanos = nanos;
}

/** GNU sparse files in PAX: 0.0 (repeated offset and numbytes), 0.1 (one map), 1.0 (the map heads the body). */
function applySparse(records: ReadonlyMap<string, Uint8Array>, entry: TarEntry, local: readonly PaxRecord[]): void {
  const size = records.get('GNU.sparse.realsize') ?? records.get('GNU.sparse.size');
  const name = records.get('GNU.sparse.name');
  if (name) entry.name = withoutNul('GNU.sparse.name', name);
  if (!size) return;
  const map = records.get('GNU.sparse.map');
  if (records.has('GNU.sparse.major')) entry.sparse = { chunks: null };
  else if (map) entry.sparse = { chunks: chunksOf((decodeUtf8(map) ?? '').split(',')) };
  else if (records.has('GNU.sparse.numblocks')) entry.sparse = { chunks: chunksOf(sparsePairs(local)) };
  else return;
  entry.sizeBytes = paxNumber('GNU.sparse.size', size);
  if (entry.sizeBytes < 0) throw new PaxError(`GNU.sparse.size is ${entry.sizeBytes}`);
}

/** Format 0.0 repeats its two keys; the order tells the pairs. */
function sparsePairs(local: readonly PaxRecord[]): string[] {
  return local
    .filter(({ key }) => key === 'GNU.sparse.offset' || key === 'GNU.sparse.numbytes')
    .map(({ value }) => decodeUtf8(value) ?? '');
}

function chunksOf(numbers: readonly string[]): SparseChunk[] {
  const chunks: SparseChunk[] = [];
  if (numbers.length === 1 && numbers[0] === '') return chunks;
  if (numbers.length % 2 !== 0 || !numbers.every((text) => /^\d{1,15}$/.test(text))) {
    throw new PaxError('the map of a sparse file is broken');
  }
  for (let i = 0; i < numbers.length; i += 2)
    chunks.push({ offset: Number(numbers[i]), length: Number(numbers[i + 1]) });
  return chunks;
}

function withoutNul(key: string, value: Uint8Array): Uint8Array {
  if (value.includes(0)) throw new PaxError(`${key} holds a NUL`);
  return value;
}
