import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { Damage } from './damage.ts';
import { EngineRun, STEP_BYTES } from './engine.ts';
import { skipGzipHeader } from './gzip-header.ts';
import type { Intake } from './intake.ts';

const TRAILER_BYTES = 8;

/** A member up to this many packed bytes leads to the guess that the next one is small, too, as in eStargz layers. */
const SMALL_BYTES = 256 * 1024;

/**
 * Unpacks gzip: all members one after the other, each checked against its CRC and length.
 * What follows the last member and does not begin like one, zeros or anything else, is ignored, as gzip(1) does.
 * The members are told apart here, and not by node's own gunzip, because that one forgets the last bytes of a member when
 * rubbish follows.
 */
export async function* gunzip(intake: Intake): AsyncGenerator<Uint8Array> {
  let memberBytes = Infinity;
  do {
    const startByte = intake.takenBytes;
    await skipGzipHeader(intake);
    yield* checked(memberBytes <= SMALL_BYTES ? inflateSmall(intake) : inflate(intake), intake);
    memberBytes = intake.takenBytes - startByte;
  } while (await hasAnotherMember(intake));
  await intake.drain();
}

/** Passes a member's body, then takes its trailer: CRC-32 and the length, modulo 2^32. */
async function* checked(chunks: AsyncIterable<Uint8Array>, intake: Intake): AsyncGenerator<Uint8Array> {
  let sum = 0;
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    sum = crc32(chunk, sum);
    sizeBytes += chunk.length;
    yield chunk;
  }
  const trailer = await intake.bytes(TRAILER_BYTES);
  if (trailer.length < TRAILER_BYTES) throw new Damage('cut');
  const stored = new DataView(trailer.buffer, trailer.byteOffset);
  if (stored.getUint32(0, true) !== sum) throw new Damage('damaged', 'the checksum does not match');
  if (stored.getUint32(4, true) !== sizeBytes % 2 ** 32) throw new Damage('damaged', 'the length does not match');
}

async function* inflate(intake: Intake): AsyncGenerator<Uint8Array> {
  const run = new EngineRun(createInflateRaw({ chunkSize: STEP_BYTES }), () => intake.chunk(), zlibDamage);
  try {
    yield* run.output();
  } finally {
    intake.giveBack(run.unused);
  }
}

/** Z_BUF_ERROR is how zlib says that its input ended too early. */
function zlibDamage(error: Error & { readonly code?: string }): Damage {
  return new Damage(error.code === 'Z_BUF_ERROR' ? 'cut' : 'damaged', error.message, { cause: error });
}

/** Tries the bytes at hand in one call: an engine of its own for each of 20,000 small members costs seconds. */
async function* inflateSmall(intake: Intake): AsyncGenerator<Uint8Array> {
  const packed = await intake.chunk();
  const found = packed && inflateAtOnce(packed);
  if (packed) intake.giveBack(found ? packed.subarray(found.usedBytes) : packed);
  if (found) yield found.bytes;
  else yield* inflate(intake);
}

/** What the body at the start of `packed` unpacks to, or `undefined` when it is large, goes on beyond `packed` or is damaged. */
function inflateAtOnce(packed: Uint8Array): { bytes: Uint8Array; usedBytes: number } | undefined {
  try {
    const inflated = inflateRawSync(packed, { maxOutputLength: STEP_BYTES, info: true }) as unknown as Inflated;
    return { bytes: inflated.buffer, usedBytes: inflated.engine.bytesWritten };
  } catch {
    return undefined; // the engine, which comes next, tells which it is
  }
}

/** What node gives for `info: true`. */
interface Inflated {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

/** A single byte 0x1f at the end is the beginning of a member that was cut. */
async function hasAnotherMember(intake: Intake): Promise<boolean> {
  const magic = await intake.bytes(2);
  intake.giveBack(magic);
  return magic[0] === 0x1f && (magic.length === 1 || magic[1] === 0x8b);
}
