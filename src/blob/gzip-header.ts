import { crc32 } from 'node:zlib';
import { concatBytes } from '../base/bytes.ts';
import { Damage } from './damage.ts';
import type { Intake } from './intake.ts';

const FIXED_BYTES = 10;
const FLAG = { headerCrc: 0x02, extra: 0x04, name: 0x08, comment: 0x10, reserved: 0xe0 };

/**
 * Takes the header of a gzip member (RFC 1952); nothing it says is of use here.
 * Throws `Damage` where it is cut, breaks the format or does not match its own checksum.
 */
export async function skipGzipHeader(intake: Intake): Promise<void> {
  const fixed = await intake.bytes(FIXED_BYTES);
  if (fixed.length < FIXED_BYTES) throw new Damage('cut');
  const flags = fixed[3]!;
  if (fixed[0] !== 0x1f || fixed[1] !== 0x8b) throw new Damage('damaged', 'no member begins here');
  if (fixed[2] !== 8) throw new Damage('damaged', `unknown compression method ${fixed[2]}`);
  if (flags & FLAG.reserved) throw new Damage('damaged', 'unknown header flags are set');
  let sum = crc32(fixed);
  if (flags & FLAG.extra) sum = await skipExtra(intake, sum);
  if (flags & FLAG.name) sum = await skipText(intake, sum);
  if (flags & FLAG.comment) sum = await skipText(intake, sum);
  if (flags & FLAG.headerCrc) await checkSum(intake, sum);
}

/** A field that begins with its length in two bytes. Gives the checksum carried on over it, as all of these do. */
async function skipExtra(intake: Intake, sum: number): Promise<number> {
  const length = await intake.bytes(2);
  const expectedBytes = (length[0] ?? 0) + ((length[1] ?? 0) << 8);
  const body = await intake.bytes(expectedBytes);
  if (length.length < 2 || body.length < expectedBytes) throw new Damage('cut');
  return crc32(concatBytes([length, body]), sum);
}

/** A field that ends with a zero byte, however long it is. */
async function skipText(intake: Intake, sum: number): Promise<number> {
  for (let chunk; (chunk = await intake.chunk());) {
    const zero = chunk.indexOf(0);
    const text = zero < 0 ? chunk : chunk.subarray(0, zero + 1);
    sum = crc32(text, sum);
    if (zero < 0) continue;
    intake.giveBack(chunk.subarray(zero + 1));
    return sum;
  }
  throw new Damage('cut');
}

async function checkSum(intake: Intake, sum: number): Promise<void> {
  const stored = await intake.bytes(2);
  if (stored.length < 2) throw new Damage('cut');
  if (stored[0]! + (stored[1]! << 8) !== (sum & 0xffff))
    throw new Damage('damaged', 'the header does not match its checksum');
}
