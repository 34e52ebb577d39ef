import { EventEmitter } from 'node:events';
import type { WriteStream } from 'node:tty';

/** The standard output as blessed may see it: never without a size, and of the size it was last told. */
export class Outlet extends EventEmitter {
  readonly isTTY = true;
  readonly writable = true;
  readonly #stdout: WriteStream;
  columns = 0;
  rows = 0;

  constructor(stdout: WriteStream) {
    super();
    this.#stdout = stdout;
    this.#measure();
  }

  /** Writes at once. */
  write(text: string): void {
    if (text !== '') this.#stdout.write(text);
  }

  /** Takes the size that the terminal has now. */
  resize(): void {
    this.#measure();
    this.emit('resize');
  }

  #measure(): void {
    this.columns = this.#stdout.columns || 80;
    this.rows = this.#stdout.rows || 24;
  }
}
