import { crc32 } from 'node:zlib';
import { inflate } from '../../../blob/inflate.ts';
import type { Form } from './content-rule.ts';
import { MAX_UNPACKED_BYTES } from './gzip-content.ts';

interface ZipMember {
  readonly name: Buffer;
  /** What the directory says of it but times, sizes and places. */
  readonly facts: readonly Uint8Array[];
  readonly content: Buffer;
  readonly start: number;
  readonly end: number;
}

const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const MARK = { local: 0x04034b50, entry: 0x02014b50, end: 0x06054b50, descriptor: 0x08074b50 };
const HAS_DESCRIPTOR = 0x08;
const METHOD = { stored: 0, deflated: 8 };
/** Extra fields that hold times: Info-ZIP's, its old one, NTFS's. */
const TIME_FIELDS = new Set([0x5455, 0x5855, 0x000a]);

/**
 * The members of a zip archive by name, with their content, without times and how they are packed. `undefined` unless
 * every byte of the archive is accounted for: bytes between the members would be seen by nobody.
 */
export function zipForm(archive: Buffer): Form | undefined {
  const end = archive.length - END_BYTES;
  if (end < 0 || archive.readUInt32LE(0) !== MARK.local) return undefined;
  // One with a comment is passed over: its end would have to be searched for.
  if (archive.readUInt32LE(end) !== MARK.end || archive.readUInt16LE(end + 20) !== 0) return undefined;
  const directory = archive.readUInt32LE(end + 16);
  const members = membersOf(archive, directory, end);
  if (!members || !isPlainEnd(archive, end, members.length, end - directory)) return undefined;
  const places = members.toSorted((a, b) => a.start - b.start);
  const isWhole = places.every(({ start }, i) => start === (places[i - 1]?.end ?? 0));
  if (!isWhole || places.at(-1)?.end !== directory) return undefined;
  return members
    .toSorted((a, b) => Buffer.compare(a.name, b.name))
    .flatMap(({ facts, content }) => [...facts, content]);
}

/** One disk, and counts that are right. */
function isPlainEnd(archive: Buffer, end: number, count: number, directoryBytes: number): boolean {
  const [disks, here, all] = [
    archive.readUInt32LE(end + 4),
    archive.readUInt16LE(end + 8),
    archive.readUInt16LE(end + 10),
  ];
  return disks === 0 && here === count && all === count && archive.readUInt32LE(end + 12) === directoryBytes;
}

function membersOf(archive: Buffer, directory: number, end: number): ZipMember[] | undefined {
  const members: ZipMember[] = [];
  let unpackedBytes = 0;
  let at = directory;
  while (at < end) {
    if (at + ENTRY_BYTES > end || archive.readUInt32LE(at) !== MARK.entry) return undefined;
    const member = memberAt(archive, at, MAX_UNPACKED_BYTES - unpackedBytes);
    if (!member) return undefined;
    members.push(member);
    unpackedBytes += member.content.length;
    at += entryBytes(archive, at);
  }
  return at === end ? members : undefined;
}

function entryBytes(archive: Buffer, at: number): number {
  return ENTRY_BYTES + archive.readUInt16LE(at + 28) + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
}

function memberAt(archive: Buffer, at: number, maxBytes: number): ZipMember | undefined {
  const local = archive.readUInt32LE(at + 42);
  if (local + LOCAL_BYTES > archive.length || archive.readUInt32LE(local) !== MARK.local) return undefined;
  const name = archive.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + archive.readUInt16LE(at + 28));
  const localName = archive.subarray(local + LOCAL_BYTES, local + LOCAL_BYTES + archive.readUInt16LE(local + 26));
  const [flags, method] = [archive.readUInt16LE(at + 8), archive.readUInt16LE(at + 10)];
  const agrees = archive.readUInt16LE(local + 6) === flags && archive.readUInt16LE(local + 8) === method;
  if (!agrees || !name.equals(localName)) return undefined;
  const extraBytes = archive.readUInt16LE(local + 28);
  const body = local + LOCAL_BYTES + name.length + extraBytes;
  const packed = archive.subarray(body, body + archive.readUInt32LE(at + 20));
  const content = contentOf(archive, at, packed, maxBytes);
  const localExtra = timelessExtra(archive.subarray(body - extraBytes, body));
  const tail = tailBytes(archive, at, local, body + packed.length);
  if (!content || !localExtra || tail === undefined) return undefined;
  const facts = [name, ...factsOf(archive, at), localExtra];
  return { name, facts, content, start: local, end: body + packed.length + tail };
}

/** System and version of the maker, flags, attributes, other extra fields, comment. */
function factsOf(archive: Buffer, at: number): Uint8Array[] {
  const flags = Buffer.from(archive.subarray(at + 8, at + 10));
  // Where sizes stand and how hard was packed say nothing.
  flags[0]! &= 0xff ^ (HAS_DESCRIPTOR | 0x06);
  const extraAt = at + ENTRY_BYTES + archive.readUInt16LE(at + 28);
  const commentAt = extraAt + archive.readUInt16LE(at + 30);
  const extra = archive.subarray(extraAt, commentAt);
  const comment = archive.subarray(commentAt, at + entryBytes(archive, at));
  return [
    archive.subarray(at + 5, at + 6),
    flags,
    archive.subarray(at + 34, at + 42),
    timelessExtra(extra) ?? extra,
    comment,
  ];
}

function contentOf(archive: Buffer, at: number, packed: Buffer, maxBytes: number): Buffer | undefined {
  const sizeBytes = archive.readUInt32LE(at + 24);
  const method = archive.readUInt16LE(at + 10);
  if (packed.length !== archive.readUInt32LE(at + 20) || sizeBytes > maxBytes) return undefined;
  if (method !== METHOD.stored && method !== METHOD.deflated) return undefined;
  const inflated = method === METHOD.deflated ? inflate(packed, sizeBytes) : undefined;
  if (method === METHOD.deflated && inflated?.engine.bytesWritten !== packed.length) return undefined;
  const content = inflated?.buffer ?? packed;
  return content.length === sizeBytes && crc32(content) === archive.readUInt32LE(at + 16) ? content : undefined;
}

/** How many bytes follow the content: crc and sizes, where they do not stand before it. All must be as the directory says. */
function tailBytes(archive: Buffer, at: number, local: number, end: number): number | undefined {
  const expected = archive.subarray(at + 16, at + 28);
  if (!(archive.readUInt16LE(at + 8) & HAS_DESCRIPTOR)) {
    return expected.equals(archive.subarray(local + 14, local + 26)) ? 0 : undefined;
  }
  const marked = end + 4 <= archive.length && archive.readUInt32LE(end) === MARK.descriptor ? 4 : 0;
  return expected.equals(archive.subarray(end + marked, end + marked + 12)) ? marked + 12 : undefined;
}

function timelessExtra(extra: Buffer): Buffer | undefined {
  const kept: Buffer[] = [];
  for (let at = 0; at < extra.length;) {
    if (at + 4 > extra.length) return undefined;
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (end > extra.length) return undefined;
    if (!TIME_FIELDS.has(extra.readUInt16LE(at))) kept.push(extra.subarray(at, end));
    at = end;
  }
  return Buffer.concat(kept);
}
