import { crc32 } from 'node:zlib';
import { inflate } from '../../../blob/inflate.ts';

/** What is unpacked to be compared is no larger. */
export const MAX_UNPACKED_BYTES = 256 * 2 ** 20;
const MAX_MEMBERS = 10_000;

const FIXED_BYTES = 10;
const TRAILER_BYTES = 8;
const FLAG = { headerCrc: 0x02, extra: 0x04, name: 0x08, comment: 0x10, reserved: 0xe0 };

/** The content of a gzip file (RFC 1952), `undefined` where it is none, is damaged or too large, or more follows it. */
export function gzipContent(packed: Buffer): Buffer | undefined {
  const members: Buffer[] = [];
  let unpackedBytes = 0;
  for (let at = 0; at < packed.length || at === 0;) {
    const member = memberAt(packed, at, MAX_UNPACKED_BYTES - unpackedBytes);
    if (!member || members.length === MAX_MEMBERS) return undefined;
    members.push(member.content);
    unpackedBytes += member.content.length;
    at = member.end;
  }
  return members.length === 1 ? members[0] : Buffer.concat(members);
}

function memberAt(packed: Buffer, start: number, maxBytes: number): { content: Buffer; end: number } | undefined {
  const body = bodyStart(packed, start);
  const inflated = body === undefined ? undefined : inflate(packed.subarray(body), maxBytes);
  if (!inflated) return undefined;
  const trailer = body! + inflated.engine.bytesWritten;
  if (trailer + TRAILER_BYTES > packed.length) return undefined;
  const content = inflated.buffer;
  const isWhole =
    packed.readUInt32LE(trailer) === crc32(content) && packed.readUInt32LE(trailer + 4) === content.length % 2 ** 32;
  return isWhole ? { content, end: trailer + TRAILER_BYTES } : undefined;
}

/** Where the deflated bytes of the member at `start` begin. */
function bodyStart(packed: Buffer, start: number): number | undefined {
  if (start + FIXED_BYTES > packed.length || packed.readUIntBE(start, 3) !== 0x1f8b08) return undefined;
  const flags = packed[start + 3]!;
  if (flags & FLAG.reserved) return undefined;
  let at = start + FIXED_BYTES;
  if (flags & FLAG.extra) at += 2 + (packed[at] ?? 0) + ((packed[at + 1] ?? 0) << 8);
  for (const flag of [FLAG.name, FLAG.comment]) {
    if (!(flags & flag)) continue;
    at = packed.indexOf(0, at) + 1;
    if (at === 0) return undefined;
  }
  if (flags & FLAG.headerCrc) {
    if (at + 2 > packed.length || packed.readUInt16LE(at) !== (crc32(packed.subarray(start, at)) & 0xffff))
      return undefined;
    at += 2;
  }
  return at < packed.length ? at : undefined;
}
