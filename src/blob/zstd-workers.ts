import { Worker } from 'node:worker_threads';
import { Damage } from './damage.ts';
import type { Intake } from './intake.ts';
import type { JobAnswer } from './zstd-job.ts';
import { type Order, RemoteJob } from './zstd-remote.ts';

/** How long a worker without a job is kept for the next one. */
const IDLE_MS = 1000;

/** Threads that unpack zstd, started as they are needed. They keep the process alive only while somebody waits for them. */
export class ZstdWorkers {
  readonly #url: URL;
  readonly #maxWorkers: number;
  #seats: readonly Seat[] = [];

  /** `url` is where the bundled `zstd-worker.ts` lies. */
  constructor(url: URL, maxWorkers: number) {
    this.#url = url;
    this.#maxWorkers = maxWorkers;
  }

  /**
   * The unpacked bytes of a zstd stream. Streams beyond the number of workers share one: none waits for another to end,
   * so they may be read in step. Throws `Damage`, also when the worker dies, and what `intake` throws.
   */
  async *unpack(intake: Intake): AsyncGenerator<Uint8Array> {
    yield* this.#seat().open().unpack(intake);
  }

  #seat(): Seat {
    const [leastBusy] = [...this.#seats].sort((a, b) => a.jobs - b.jobs);
    if (leastBusy && (leastBusy.jobs === 0 || this.#seats.length >= this.#maxWorkers)) return leastBusy;
    const seat = new Seat(new Worker(this.#url, { execArgv: [] }), () => {
      this.#seats = this.#seats.filter((other) => other !== seat);
    });
    this.#seats = [...this.#seats, seat];
    return seat;
  }
}

/** One worker and the jobs it has. */
class Seat {
  readonly #worker: Worker;
  readonly #jobs = new Map<number, RemoteJob>();
  readonly #leave: () => void;
  #openedJobs = 0;
  #waitingJobs = 0;
  #idleTimer: NodeJS.Timeout | undefined;

  /** `leave` is called when the worker takes no more jobs. */
  constructor(worker: Worker, leave: () => void) {
    this.#worker = worker;
    this.#leave = leave;
    worker.on('message', (answer: JobAnswer) => this.#jobs.get(answer.job)?.hear(answer));
    worker.on('error', (error) => this.#failAll(error.message));
    worker.on('exit', () => this.#failAll('it ended'));
    worker.unref(); // last: a listener for messages undoes it
  }

  get jobs(): number {
    return this.#jobs.size;
  }

  open(): RemoteJob {
    const job = (this.#openedJobs += 1);
    const remote = new RemoteJob({
      send: (order) => this.#send(job, order),
      wait: (isWaiting) => this.#wait(isWaiting),
    });
    clearTimeout(this.#idleTimer);
    this.#jobs.set(job, remote);
    return remote;
  }

  #send(job: number, order: Order): void {
    this.#worker.postMessage({ job, ...order }, order.kind === 'input' ? [order.bytes.buffer as ArrayBuffer] : []);
    if (order.kind !== 'close' || !this.#jobs.delete(job) || this.#jobs.size > 0) return;
    this.#idleTimer = setTimeout(() => this.#retire(), IDLE_MS).unref();
  }

  #wait(isWaiting: boolean): void {
    this.#waitingJobs += isWaiting ? 1 : -1;
    if (this.#waitingJobs > 0) this.#worker.ref();
    else this.#worker.unref();
  }

  #retire(): void {
    this.#leave();
    void this.#worker.terminate();
  }

  #failAll(reason: string): void {
    this.#leave();
    const damage = new Damage('failed', `the thread that unpacks zstd failed: ${reason}`);
    for (const job of this.#jobs.values()) job.fail(damage);
  }
}
