import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** Tries after the first one, and the pause before the first of them; each later pause is twice as long. */
const RETRIES = 5;
const FIRST_PAUSE_MS = 400;
const MAX_PAUSE_MS = 30_000;
/** Fewer bytes are no progress: a server could send one a try, for ever. */
const PROGRESS_BYTES = 64 * 1024;

/** How long and how often something is tried again. */
export interface RetryOptions {
  readonly tries?: number | undefined;
  readonly firstPauseMs?: number | undefined;
  /** Ends all waiting: nobody wants the answer any more. */
  readonly signal: AbortSignal;
}

/** Counts failures in a row, and says how long to wait after each. */
export class Retries {
  readonly #tries: number;
  readonly #firstPauseMs: number;
  readonly #signal: AbortSignal;
  #failures = 0;
  #bytes = 0;

  constructor({ tries = RETRIES, firstPauseMs = FIRST_PAUSE_MS, signal }: RetryOptions) {
    this.#tries = tries;
    this.#firstPauseMs = firstPauseMs;
    this.#signal = signal;
  }

  /** Bytes arrived: after enough of them what fails next is a new failure. */
  progress(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < PROGRESS_BYTES) return;
    this.#bytes = 0;
    this.#failures = 0;
  }

  /** Waits until it is time to try again; `false` when it is time to give up. `after` is what a server asked for. */
  async wait(after?: string): Promise<boolean> {
    if (this.#failures >= this.#tries || this.#signal.aborted) return false;
    const pause = this.#firstPauseMs * 2 ** this.#failures;
    this.#failures += 1;
    // Clients that were all turned away together shall not all come back together.
    const jittered = pause / 2 + randomInt(Math.max(1, Math.ceil(pause / 2)));
    const length = Math.min(MAX_PAUSE_MS, Math.max(askedMs(after), jittered));
    try {
      await sleep(length, undefined, { signal: this.#signal });
      return true;
    } catch (error) {
      if (this.#signal.aborted) return false;
      throw error;
    }
  }
}

/** `Retry-After`: seconds, or a date (RFC 9110, 10.2.3). */
function askedMs(text = ''): number {
  if (/^\d{1,6}$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? 0 : date - Date.now();
}

/** Whether a status means that the same request may do better later. */
export function isPassing(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
}
