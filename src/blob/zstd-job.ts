import { Damage, type DamageKind } from './damage.ts';
import type { ZstdExports } from './zstd-exports.ts';
import { ZstdDecoder } from './zstd-wasm.ts';

/** From the main thread to a worker; `job` tells the streams apart that one worker unpacks. */
export type JobRequest =
  /** `end`: all input was sent. `room`: the reader has room for one more chunk. `close`: nobody listens any more. */
  | { readonly job: number; readonly kind: 'end' | 'room' | 'close' }
  | { readonly job: number; readonly kind: 'input'; readonly bytes: Uint8Array };

/** From a worker. `fed`: one input chunk is used up. `done` and `failed` are the last word. */
export type JobAnswer =
  | { readonly job: number; readonly kind: 'fed' | 'done' }
  | { readonly job: number; readonly kind: 'output'; readonly bytes: Uint8Array }
  | {
      readonly job: number;
      readonly kind: 'failed';
      readonly damage: DamageKind;
      readonly detail: string;
      readonly atByte: number | undefined;
    };

/** One stream in a worker. Works only while it has input and its reader has room, so neither side piles up chunks. */
export class ZstdJob {
  readonly #decoder: ZstdDecoder;
  readonly #inputs: Uint8Array[] = [];
  #outputs: Iterator<Uint8Array> | undefined;
  #hasAllInput = false;
  #room = 0;
  #isOver = false;

  constructor(exports: ZstdExports) {
    this.#decoder = new ZstdDecoder(exports);
  }

  /** What can be answered after `request`, ending with `done` or `failed`. */
  *answers(request: JobRequest): Generator<JobAnswer> {
    const { job } = request;
    if (request.kind === 'input') this.#inputs.push(request.bytes);
    if (request.kind === 'room') this.#room += 1;
    if (request.kind === 'end') this.#hasAllInput = true;
    try {
      yield* this.#work(job);
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      this.#isOver = true;
      yield { job, kind: 'failed', damage: error.kind, detail: error.message, atByte: error.atByte };
    }
  }

  free(): void {
    this.#decoder.free();
  }

  *#work(job: number): Generator<JobAnswer> {
    while (this.#room > 0 && !this.#isOver) {
      const bytes = this.#nextOutput();
      if (bytes) {
        this.#room -= 1;
        yield { job, kind: 'output', bytes };
      } else if (this.#outputs) {
        this.#outputs = undefined;
        yield { job, kind: 'fed' };
      } else if (!this.#startInput()) {
        if (this.#hasAllInput) yield* this.#finish(job);
        return;
      }
    }
  }

  #nextOutput(): Uint8Array | undefined {
    return this.#outputs?.next().value as Uint8Array | undefined;
  }

  #startInput(): boolean {
    const input = this.#inputs.shift();
    this.#outputs = input && this.#decoder.decode(input);
    return input !== undefined;
  }

  *#finish(job: number): Generator<JobAnswer> {
    const bytes = this.#decoder.finish();
    this.#isOver = true;
    if (bytes.length > 0) yield { job, kind: 'output', bytes };
    yield { job, kind: 'done' };
  }
}
