import { formatBytes } from '../base/text.ts';
import { cutTo, padEnd } from '../base/width.ts';
import type { Download, Progress } from '../config/remote-options.ts';
import type { Io } from './io.ts';

const FRAME_MS = 100;
const BAR_CELLS = 24;
/** More lines than this would scroll, and could not be drawn over. */
const MAX_LINES = 12;

interface Line {
  readonly name: string;
  readonly totalBytes: number;
  /** Seconds since 1970. */
  readonly since: number;
  bytes: number;
}

/** One line for each download on standard error, drawn over ten times a second, and gone when all are over. */
export class ProgressBars implements Progress {
  readonly #io: Pick<Io, 'err' | 'now' | 'columns'>;
  readonly #lines = new Set<Line>();
  #drawn = 0;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(io: Pick<Io, 'err' | 'now' | 'columns'>) {
    this.#io = io;
  }

  begin(name: string, totalBytes: number): Download {
    const line: Line = { name, totalBytes, since: this.#io.now(), bytes: 0 };
    this.#lines.add(line);
    if (!this.#isStopped) this.#timer ??= setInterval(() => this.#draw(), FRAME_MS).unref();
    return {
      advance: (bytes) => void (line.bytes += bytes),
      end: () => this.#end(line),
    };
  }

  /** Takes all lines away, for good: what is said now must stay. */
  stop(): void {
    this.#isStopped = true;
    this.#lines.clear();
    this.#rest();
  }

  #end(line: Line): void {
    if (this.#lines.delete(line) && this.#lines.size === 0) this.#rest();
  }

  #rest(): void {
    if (!this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#draw();
  }

  #draw(): void {
    const lines = [...this.#lines].slice(0, MAX_LINES).map((line) => barOf(line, this.#io.now()));
    const more = this.#lines.size - lines.length;
    if (more > 0) lines.push(`and ${more} more`);
    const up = this.#drawn > 0 ? `\x1b[${this.#drawn}A\r` : '';
    const width = Math.max(20, this.#io.columns - 1);
    this.#io.err(`${up}\x1b[J${lines.map((line) => `${cutTo(line, width)}\n`).join('')}`);
    this.#drawn = lines.length;
  }
}

/** `sha256:7c1e09f0a3b2  ████████░░░░  12.4 MB of 45.0 MB  8.1 MB/s  4 s left`. */
function barOf({ name, totalBytes, since, bytes }: Line, now: number): string {
  const share = totalBytes === 0 ? 1 : Math.min(1, bytes / totalBytes);
  const cells = Math.round(share * BAR_CELLS);
  const bar = '█'.repeat(cells) + '░'.repeat(BAR_CELLS - cells);
  const rate = bytes / Math.max(0.1, now - since);
  const left = rate > 0 ? `${Math.ceil((totalBytes - bytes) / rate)} s left` : '';
  const done = `${formatBytes(bytes)} of ${formatBytes(totalBytes)}`;
  return `${name}  ${bar}  ${padEnd(done, 22)}  ${padEnd(`${formatBytes(Math.round(rate))}/s`, 11)}  ${left}`.trimEnd();
}
