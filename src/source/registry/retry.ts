import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** Tries after the first one, and the pause before the first of them; each later pause is twice as long. */
const RETRIES = 5;
const FIRST_PAUSE_MS = 400;
const MAX_PAUSE_MS = 30_000;

/** Counts failures in a row, and says how long to wait after each. */
export class Retries {
  #left = RETRIES;
  readonly #firstPauseMs: number;

  constructor(firstPauseMs = FIRST_PAUSE_MS) {
    this.#firstPauseMs = firstPauseMs;
  }

  /** Something arrived: what fails next is a new failure. */
  reset(): void {
    this.#left = RETRIES;
  }

  /** Waits until it is time to try again; `false` when it is time to give up. `after` is what a server asked for. */
  async wait(after?: string): Promise<boolean> {
    if (this.#left === 0) return false;
    const pause = this.#firstPauseMs * 2 ** (RETRIES - this.#left);
    this.#left -= 1;
    const asked = secondsOf(after);
    // Clients that were all turned away together shall not all come back together.
    const jittered = pause / 2 + randomInt(Math.max(1, Math.ceil(pause / 2)));
    await sleep(Math.min(MAX_PAUSE_MS, asked === undefined ? jittered : Math.max(asked * 1000, jittered)));
    return true;
  }
}

/** `Retry-After` in seconds; a date is answered with the usual pause. */
function secondsOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

/** Whether a status means that the same request may do better later. */
export function isPassing(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
}
