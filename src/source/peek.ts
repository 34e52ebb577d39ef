import { Intake } from '../blob/intake.ts';

/** A stream whose first bytes are known. */
export interface Peeked {
  readonly head: Uint8Array;
  /** The whole stream, its head included. To be read once; leaving it early lets go of the source. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Lets go of the source when nobody is going to read `chunks`. */
  close(): Promise<void>;
}

/** Reads the first `length` bytes of a stream, fewer only where it ends. */
export async function peek(source: AsyncIterable<Uint8Array>, length: number): Promise<Peeked> {
  const intake = new Intake(source);
  const head = await intake.bytes(length);
  intake.giveBack(head);
  return { head, chunks: remaining(intake), close: () => intake.close() };
}

async function* remaining(intake: Intake): AsyncGenerator<Uint8Array> {
  try {
    for (let chunk; (chunk = await intake.chunk());) yield chunk;
  } finally {
    await intake.close();
  }
}
