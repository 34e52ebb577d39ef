import { inflate } from '../../blob/inflate.ts';
import { Unreadable } from './claim.ts';

/** A file of a zip archive. */
export interface ZipEntry {
  readonly name: string;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  /** The content. @throws Unreadable when it is damaged, packed in an unusual way, or larger than `maxBytes` */
  read(maxBytes: number): Buffer;
}

const END_BYTES = 22;
const END_MARK = Buffer.from('PK\x05\x06', 'latin1');
const ENTRY_MARK = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

/**
 * The files that the central directory of an archive names, in its order. Our own, because fflate takes the memory that an
 * entry claims, and does not read jars behind a start script.
 *
 * @throws Unreadable
 */
export function* zipEntries(archive: Buffer): Generator<ZipEntry> {
  const end = archive.lastIndexOf(END_MARK);
  if (end < 0 || end + END_BYTES > archive.length) throw new Unreadable('it is no zip archive, or is cut short');
  const count = archive.readUInt16LE(end + 10);
  // What stands before the archive (a start script) moves it, but not its own offsets.
  const shift = end - archive.readUInt32LE(end + 12) - archive.readUInt32LE(end + 16);
  let at = archive.readUInt32LE(end + 16) + Math.max(0, shift);
  for (let i = 0; i < count; i += 1) {
    if (at + ENTRY_BYTES > archive.length || archive.readUInt32LE(at) !== ENTRY_MARK) {
      throw new Unreadable('its directory is damaged');
    }
    yield entryAt(archive, at, Math.max(0, shift));
    at += ENTRY_BYTES + archive.readUInt16LE(at + 28) + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
}

function entryAt(archive: Buffer, at: number, shift: number): ZipEntry {
  const nameBytes = archive.readUInt16LE(at + 28);
  const packedBytes = archive.readUInt32LE(at + 20);
  return {
    name: archive.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes),
    packedBytes,
    sizeBytes: archive.readUInt32LE(at + 24),
    read(maxBytes) {
      const method = archive.readUInt16LE(at + 10);
      const local = archive.readUInt32LE(at + 42) + shift;
      if (local + LOCAL_BYTES > archive.length) throw new Unreadable('its directory is damaged');
      const start = local + LOCAL_BYTES + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
      const packed = archive.subarray(start, start + packedBytes);
      if (method === STORED) return packed;
      if (method !== DEFLATED) throw new Unreadable(`it is packed by method ${method}, which is not read`);
      const content = inflate(packed, maxBytes)?.buffer;
      if (!content) throw new Unreadable('a file in it is damaged or too large');
      return content;
    },
  };
}
