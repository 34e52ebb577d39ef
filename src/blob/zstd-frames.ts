import { Damage } from './damage.ts';

/** A run of bytes of one frame. The first one says where in the stream the frame begins, the last one that it is the last. */
export interface FramePart {
  readonly bytes: Uint8Array;
  readonly atByte?: number;
  readonly end?: FrameEnd;
}

/** What the headers of a frame said. */
export interface FrameEnd {
  /** Unpacked size as the frame claims it; `undefined` when it does not. */
  readonly contentBytes: number | undefined;
  /** The frame cannot unpack to more than this. */
  readonly atMostBytes: number;
}

/** What the scanner does next: look at the next `bytes`, let them pass, or tell that a frame begins or has ended. */
type Step =
  | { readonly kind: 'hold' | 'pass'; readonly bytes: number; readonly mayEnd?: boolean }
  | { readonly kind: 'begin' }
  | { readonly kind: 'end'; readonly end: FrameEnd };

const FRAME_MAGIC = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd);
const SKIPPABLE_MAGIC = 0x184d2a50;
const MAX_BLOCK_BYTES = 128 * 1024;
/** Sizes of the fields Dictionary_ID and Frame_Content_Size by their flags. */
const DICTIONARY_BYTES = [0, 1, 2, 4] as const;
const CONTENT_BYTES = [0, 2, 4, 8] as const;
const BLOCK = { raw: 0, runLength: 1, reserved: 3 };

/** Finds where the frames of a zstd stream end, in pieces of any size. Only headers are looked at, bodies pass by. */
export class FrameScanner {
  readonly #grammar = frames();
  readonly #held = new DataView(new ArrayBuffer(8));
  #step: Step = this.#grammar.next().value;
  #doneBytes = 0;
  #isInFrame = false;
  #scannedBytes = 0;

  /** Whether a stream may end here: not before its first frame, nor within one. */
  get mayEnd(): boolean {
    return this.#scannedBytes > 0 && this.#step.kind === 'hold' && this.#step.mayEnd === true && this.#doneBytes === 0;
  }

  /** The parts of frames in `chunk`, in order; skippable frames are left out. Throws `Damage`. */
  *scan(chunk: Uint8Array): Generator<FramePart> {
    let from = 0;
    for (let at = 0; at < chunk.length;) {
      at += this.#take(chunk.subarray(at));
      for (let step; (step = this.#nextStep());) {
        if (step.kind === 'end') yield { bytes: chunk.subarray(from, at), end: step.end };
        if (step.kind === 'begin') yield { bytes: FRAME_MAGIC, atByte: this.#scannedBytes + at - FRAME_MAGIC.length };
        if (step.kind === 'end' || step.kind === 'begin') from = at;
      }
    }
    this.#scannedBytes += chunk.length;
    if (this.#isInFrame && from < chunk.length) yield { bytes: chunk.subarray(from) };
  }

  /** Takes what the step still misses from the start of `bytes`; gives how many it took. */
  #take(bytes: Uint8Array): number {
    if (this.#step.kind !== 'hold' && this.#step.kind !== 'pass') return 0;
    const taken = Math.min(this.#step.bytes - this.#doneBytes, bytes.length);
    if (this.#step.kind === 'hold') new Uint8Array(this.#held.buffer).set(bytes.subarray(0, taken), this.#doneBytes);
    this.#doneBytes += taken;
    return taken;
  }

  /** The next step, once this one has all its bytes. */
  #nextStep(): Step | undefined {
    if ('bytes' in this.#step && this.#doneBytes < this.#step.bytes) return undefined;
    this.#doneBytes = 0;
    this.#step = this.#advance();
    if (this.#step.kind === 'begin') this.#isInFrame = true;
    if (this.#step.kind === 'end') this.#isInFrame = false;
    return this.#step;
  }

  #advance(): Step {
    try {
      return this.#grammar.next(this.#held).value;
    } catch (error) {
      throw error instanceof Damage ? new Damage(error.kind, error.message, { atByte: this.#scannedBytes }) : error;
    }
  }
}

/** The grammar of a zstd stream (RFC 8878, section 3.1), as steps; each `hold` is answered with the bytes. */
function* frames(): Generator<Step, never, DataView> {
  for (;;) {
    const magic = (yield { kind: 'hold', bytes: 4, mayEnd: true }).getUint32(0, true);
    if (magic === new DataView(FRAME_MAGIC.buffer).getUint32(0, true)) yield* frame();
    else if ((magic & ~0xf) >>> 0 === SKIPPABLE_MAGIC) yield pass((yield hold(4)).getUint32(0, true));
    else throw new Damage('damaged', 'no frame begins here');
  }
}

function* frame(): Generator<Step, void, DataView> {
  yield { kind: 'begin' };
  const descriptor = (yield hold(1)).getUint8(0);
  const contentBytes = yield* contentSize(descriptor);
  let atMostBytes = 0;
  for (let isLast = false; !isLast;) {
    const header = yield hold(3);
    const type = (header.getUint8(0) >> 1) & 3;
    const size = (header.getUint8(0) >> 3) + (header.getUint16(1, true) << 5);
    if (type === BLOCK.reserved) throw new Damage('damaged', 'a block is of an unknown type');
    isLast = (header.getUint8(0) & 1) === 1;
    atMostBytes += type === BLOCK.raw || type === BLOCK.runLength ? size : MAX_BLOCK_BYTES;
    yield pass(type === BLOCK.runLength ? 1 : size);
  }
  yield pass(descriptor & 4 ? 4 : 0); // the checksum
  yield { kind: 'end', end: { contentBytes, atMostBytes } };
}

/** Takes the rest of the frame header: window descriptor, dictionary, content size; gives the last. */
function* contentSize(descriptor: number): Generator<Step, number | undefined, DataView> {
  const isSingleSegment = (descriptor & 0x20) !== 0;
  yield pass((isSingleSegment ? 0 : 1) + DICTIONARY_BYTES[(descriptor & 3) as 0 | 1 | 2 | 3]);
  const bytes = CONTENT_BYTES[(descriptor >> 6) as 0 | 1 | 2 | 3] || (isSingleSegment ? 1 : 0);
  if (bytes === 0) return undefined;
  const field = yield hold(bytes);
  if (bytes === 1) return field.getUint8(0);
  if (bytes === 2) return field.getUint16(0, true) + 256;
  return field.getUint32(0, true) + (bytes === 8 ? field.getUint32(4, true) * 2 ** 32 : 0);
}

function hold(bytes: number): Step {
  return { kind: 'hold', bytes };
}

function pass(bytes: number): Step {
  return { kind: 'pass', bytes };
}
