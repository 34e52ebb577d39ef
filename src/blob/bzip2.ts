import { setImmediate } from 'node:timers/promises';
import type { Bits } from 'unbzip2-stream/lib/bzip2.js';
import { BitWindow } from './bzip2-bits.ts';
import { Damage } from './damage.ts';
import type { Intake } from './intake.ts';

const STREAM_MAGIC = [0x42, 0x5a, 0x68];
const BLOCK_UNIT = 100_000;

/** No packed block can be longer: 32,767 groups of 50 symbols of 20 bits, and its tables. */
const MAX_PACKED_BYTES = 4_300_000;
/** Read beyond that at least, so that what is left in the window is not moved for each small chunk. */
const REFILL_BYTES = 1 << 20;
const FIRST_OUTPUT_BYTES = 1 << 20;

type Unpack = (bits: Bits, put: (byte: number) => void, checksum: number) => number | null;

/**
 * Unpacks bzip2 in this thread, very slowly: all streams one after the other, each checked against its CRCs. What follows
 * the last stream and does not begin like one is ignored, as bzip2(1) does.
 * The library's own stream unpacks all blocks it has at once, 46 MB for each 45 bytes of a bomb, so its blocks are
 * unpacked here one by one.
 */
export async function* bunzip2(intake: Intake): AsyncGenerator<Uint8Array> {
  const { default: library } = await import('unbzip2-stream/lib/bzip2.js');
  const window = new BitWindow();
  await fill(window, intake);
  do {
    const blockBytes = BLOCK_UNIT * attempt(window, intake, () => library.header(window.take));
    const buffer = new Int32Array(blockBytes);
    yield* blocks(window, intake, (bits, put, sum) => library.decompress(bits, put, buffer, blockBytes, sum));
  } while (window.startsWith(STREAM_MAGIC));
  await intake.drain();
}

/** The blocks of one stream. */
async function* blocks(window: BitWindow, intake: Intake, unpack: Unpack): AsyncGenerator<Uint8Array> {
  for (let checksum: number | null = 0; ;) {
    const output = new Output();
    const before: number = checksum;
    checksum = attempt(window, intake, () => unpack(window.take, output.put, before));
    await fill(window, intake);
    if (checksum === null) return;
    yield output.bytes;
    await setImmediate(); // lets the others in this thread work
  }
}

/** Holds at least one whole block in the window, or all there is: the library cannot wait for more. */
async function fill(window: BitWindow, intake: Intake): Promise<void> {
  if (window.leftBytes >= MAX_PACKED_BYTES) return;
  const chunks: Uint8Array[] = [];
  let missing = MAX_PACKED_BYTES + REFILL_BYTES - window.leftBytes;
  for (let chunk; missing > 0 && (chunk = await intake.chunk()); missing -= chunk.length) chunks.push(chunk);
  if (chunks.length > 0) window.append(chunks);
}

/** The library's messages help nobody ("moo i'm a cow"), so none of them is passed on. */
function attempt<T>(window: BitWindow, intake: Intake, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Damage) throw error;
    throw new Damage('damaged', '', { atByte: intake.takenBytes - window.leftBytes, cause: error });
  }
}

/** Bytes that come one by one. */
class Output {
  #bytes = new Uint8Array(FIRST_OUTPUT_BYTES);
  #sizeBytes = 0;

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#sizeBytes);
  }

  readonly put = (byte: number): void => {
    if (this.#sizeBytes === this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#sizeBytes] = byte;
    this.#sizeBytes += 1;
  };
}
