import { Damage } from './damage.ts';
import type { Intake } from './intake.ts';
import { Outlet } from './outlet.ts';
import type { JobAnswer, JobRequest } from './zstd-job.ts';

/** Chunks on their way to the worker, and chunks it may unpack before they are asked for: one at work, one waiting. */
const CHUNKS_AHEAD = 2;
const FEED_BYTES = 1 << 20;

type WithoutJob<T> = T extends unknown ? Omit<T, 'job'> : never;

/** A request as the side that opened the job makes it. */
export type Order = WithoutJob<JobRequest>;

/** The way to where a job is done. */
export interface Line {
  send(order: Order): void;
  /** From `true` to `false` somebody waits for an answer, and the process must not end. */
  wait(isWaiting: boolean): void;
}

/** A zstd stream that is unpacked elsewhere, as seen from here. */
export class RemoteJob {
  readonly #line: Line;
  readonly #outlet = new Outlet();
  #unusedChunks = 0;
  #isOver = false;
  #goOn: (() => void) | undefined;

  constructor(line: Line) {
    this.#line = line;
  }

  /** Takes what the worker says. */
  hear(answer: JobAnswer): void {
    switch (answer.kind) {
      case 'output':
        return this.#outlet.put(answer.bytes);
      case 'fed':
        this.#unusedChunks -= 1;
        return this.#goOn?.();
      case 'done':
        return this.#outlet.end();
      case 'failed':
        return this.#outlet.fail(new Damage(answer.damage, answer.detail, { atByte: answer.atByte }));
    }
  }

  /** Nothing more will be heard, because of `damage`. */
  fail(damage: Damage): void {
    this.#outlet.fail(damage);
  }

  /** The unpacked bytes. Throws `Damage` and what `intake` throws. To be called once. */
  async *unpack(intake: Intake): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < CHUNKS_AHEAD; i += 1) this.#line.send({ kind: 'room' });
    this.#feed(intake).catch((error: unknown) => this.#outlet.fail(error));
    try {
      for (let chunk; (chunk = await this.#take());) {
        this.#line.send({ kind: 'room' });
        yield chunk;
      }
    } finally {
      this.#isOver = true;
      this.#goOn?.();
      this.#line.send({ kind: 'close' });
    }
  }

  async #take(): Promise<Uint8Array | undefined> {
    this.#line.wait(true);
    try {
      return await this.#outlet.take();
    } finally {
      this.#line.wait(false);
    }
  }

  async #feed(intake: Intake): Promise<void> {
    for (let chunk; (chunk = await intake.chunk());) {
      for (let at = 0; at < chunk.length; at += FEED_BYTES) {
        while (this.#unusedChunks >= CHUNKS_AHEAD && !this.#isOver)
          await new Promise<void>((goOn) => (this.#goOn = goOn));
        if (this.#isOver) return;
        this.#unusedChunks += 1;
        // A copy: the chunk may be a view of something larger, or belong to someone who still needs it.
        this.#line.send({ kind: 'input', bytes: new Uint8Array(chunk.subarray(at, at + FEED_BYTES)) });
      }
    }
    if (!this.#isOver) this.#line.send({ kind: 'end' });
  }
}
