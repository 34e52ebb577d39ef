import * as zlib from 'node:zlib';
import { concatBytes } from '../base/bytes.ts';
import { Damage } from './damage.ts';
import { type Engine, EngineRun, STEP_BYTES } from './engine.ts';
import type { Intake } from './intake.ts';
import { zstdDamage } from './zstd-damage.ts';
import { type FrameEnd, type FramePart, FrameScanner } from './zstd-frames.ts';

/** The part of `node:zlib` that knows zstd, from Node 22.15 on. */
export interface NativeZstd {
  createZstdDecompress(options: { readonly chunkSize: number }): Engine;
  zstdDecompressSync(packed: Uint8Array, options: { readonly maxOutputLength: number }): Uint8Array;
}

/** Frames that are small on both sides are unpacked in one call: an engine for each of a zstd:chunked layer costs seconds. */
const SMALL_BYTES = 256 * 1024;

/** node's own zstd, where it has one. */
export function nativeZstd(): NativeZstd | undefined {
  return 'createZstdDecompress' in zlib ? (zlib as unknown as NativeZstd) : undefined;
}

/**
 * Unpacks zstd frame by frame: node's decoder stops at the end of a frame and drops the rest in silence, and takes a cut
 * frame for a whole one. So frames are told apart and found complete before, and their claimed size is checked after.
 */
export async function* unzstdNatively(intake: Intake, native: NativeZstd): AsyncGenerator<Uint8Array> {
  const parts = frameParts(intake);
  for (let first; !(first = await parts.next()).done;) yield* unpackFrame(first.value, parts, native);
}

async function* frameParts(intake: Intake): AsyncGenerator<FramePart, undefined> {
  const scanner = new FrameScanner();
  for (let chunk; (chunk = await intake.chunk());) yield* scanner.scan(chunk);
  if (!scanner.mayEnd) throw new Damage('cut');
}

async function* unpackFrame(
  first: FramePart,
  rest: AsyncIterator<FramePart, undefined>,
  native: NativeZstd,
): AsyncGenerator<Uint8Array> {
  const frame = new Frame(first, rest);
  const head = await frame.head(SMALL_BYTES);
  const isSmall = frame.end !== undefined && frame.end.atMostBytes <= STEP_BYTES;
  let sizeBytes = 0;
  for await (const bytes of isSmall ? unpackAtOnce(head, frame, native) : unpackInPool(head, frame, native)) {
    sizeBytes += bytes.length;
    if (bytes.length > 0) yield bytes;
  }
  checkSize(frame, sizeBytes);
}

/** The parts of one frame. */
class Frame {
  readonly #rest: AsyncIterator<FramePart, undefined>;
  readonly atByte: number;
  #part: FramePart | undefined;
  #end: FrameEnd | undefined;

  constructor(first: FramePart, rest: AsyncIterator<FramePart, undefined>) {
    this.atByte = first.atByte ?? 0;
    this.#part = first;
    this.#rest = rest;
  }

  /** Known once the last bytes have been taken. */
  get end(): FrameEnd | undefined {
    return this.#end;
  }

  /** The next bytes of the frame, `undefined` after its last. */
  async next(): Promise<Uint8Array | undefined> {
    if (this.#end) return undefined;
    const part = this.#part ?? (await this.#rest.next()).value;
    this.#part = undefined;
    this.#end = part?.end;
    return part?.bytes;
  }

  /** The first bytes, at least `bytes` of them where the frame has so many. */
  async head(bytes: number): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    let sizeBytes = 0;
    for (let piece; sizeBytes < bytes && (piece = await this.next()); sizeBytes += piece.length) pieces.push(piece);
    return concatBytes(pieces);
  }
}

function* unpackAtOnce(packed: Uint8Array, { atByte }: Frame, native: NativeZstd): Generator<Uint8Array> {
  try {
    yield native.zstdDecompressSync(packed, { maxOutputLength: STEP_BYTES });
  } catch (error) {
    throw nativeDamage(error as NativeError, atByte);
  }
}

async function* unpackInPool(head: Uint8Array, frame: Frame, native: NativeZstd): AsyncGenerator<Uint8Array> {
  let first: Uint8Array | undefined = head;
  const next = () => {
    const bytes = first ? Promise.resolve(first) : frame.next();
    first = undefined;
    return bytes;
  };
  const engine = native.createZstdDecompress({ chunkSize: STEP_BYTES });
  const run = new EngineRun(engine, next, (error) => nativeDamage(error, frame.atByte + engine.bytesWritten));
  yield* run.output();
  if (!frame.end || run.unused.length > 0) {
    throw new Damage('damaged', 'a frame ends before its last block', { atByte: frame.atByte + engine.bytesWritten });
  }
}

function checkSize({ end, atByte }: Frame, sizeBytes: number): void {
  if (end?.contentBytes === undefined || end.contentBytes === sizeBytes) return;
  throw new Damage('damaged', `a frame of ${end.contentBytes} bytes unpacked to ${sizeBytes}`, { atByte });
}

/** node gives zstd's own error number. */
type NativeError = Error & { readonly errno?: number };

function nativeDamage(error: NativeError, atByte: number): Damage {
  return zstdDamage(Math.abs(error.errno ?? 0), atByte);
}
