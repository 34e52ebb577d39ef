import type { Transform } from 'node:stream';
import type { Damage } from './damage.ts';
import { Outlet } from './outlet.ts';

/** One of node's zlib streams. `bytesWritten` counts the packed bytes it used. */
export type Engine = Transform & { readonly bytesWritten: number };

/** Output of one step of an engine. Larger gains little, smaller costs much: each step is a trip to the thread pool. */
export const STEP_BYTES = 1 << 20;

/** Input of one step. No slower than more, and an error costs and hides only what came out of its own step. */
const FEED_BYTES = 256 * 1024;

/** Chunks that wait for the consumer before an engine is told to pause. */
const WAITING_CHUNKS = 2;
const NOTHING = new Uint8Array(0);

/**
 * Feeds one packed run to an engine, which works in zlib's thread pool while the consumer works here.
 * The run ends where the engine says so, or where `next` has no more.
 */
export class EngineRun {
  readonly #engine: Engine;
  readonly #next: () => Promise<Uint8Array | undefined>;
  readonly #outlet = new Outlet();
  #fedBytes = 0;
  #chunk: Uint8Array = NOTHING;
  /** How much of the chunk was fed. */
  #at = 0;

  /** `toDamage` tells what the engine's errors mean. */
  constructor(engine: Engine, next: () => Promise<Uint8Array | undefined>, toDamage: (error: Error) => Damage) {
    this.#engine = engine;
    this.#next = next;
    engine.on('data', (chunk: Uint8Array) => this.#put(chunk));
    engine.on('end', () => this.#outlet.end());
    engine.on('error', (error) => this.#outlet.fail(toDamage(error)));
    this.#feed();
  }

  /** What was taken from `next` and not used: the end of its last chunk. */
  get unused(): Uint8Array {
    return this.#chunk.subarray(this.#at - (this.#fedBytes - this.#engine.bytesWritten));
  }

  /** Throws `Damage`, and what `next` throws. Lets go of the engine when it is done or left. */
  async *output(): AsyncGenerator<Uint8Array> {
    try {
      for (let chunk; (chunk = await this.#outlet.take());) {
        if (this.#outlet.length < WAITING_CHUNKS) this.#engine.resume();
        yield chunk;
      }
    } finally {
      this.#engine.destroy();
    }
  }

  #put(chunk: Uint8Array): void {
    this.#outlet.put(chunk);
    if (this.#outlet.length >= WAITING_CHUNKS) this.#engine.pause();
  }

  /** One piece after the other, so that what an engine leaves unused is always the end of the last chunk. */
  #feed(): void {
    if (this.#at < this.#chunk.length) return this.#write();
    this.#next().then(
      (chunk) => this.#begin(chunk),
      (error: unknown) => this.#outlet.fail(error),
    );
  }

  #begin(chunk: Uint8Array | undefined): void {
    if (this.#engine.destroyed) return;
    if (!chunk) return void this.#engine.end();
    this.#chunk = chunk;
    this.#at = 0;
    this.#write();
  }

  #write(): void {
    const piece = this.#chunk.subarray(this.#at, this.#at + FEED_BYTES);
    this.#at += piece.length;
    this.#fedBytes += piece.length;
    // An engine that did not use it all has found the end of the run.
    this.#engine.write(piece, () => this.#fedBytes === this.#engine.bytesWritten && this.#feed());
  }
}
