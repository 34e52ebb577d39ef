import { concatBytes } from '../base/bytes.ts';
import { TarDecoder } from './decoder.ts';
import type { TarSink } from './entry.ts';
import { BLOCK_BYTES, padded } from './header.ts';
import { bodyCut, extraCut, firstNonZero, reportEnd, reportTail, TAIL_BYTES } from './ending.ts';

type State = 'header' | 'meta' | 'body' | 'skip' | 'padding' | 'ended';

/**
 * Reads a tar that comes in pieces. `sink` gets each entry, then its stored bytes as they pass.
 * Call {@link TarStream.end} when no more comes. What follows the end marker is ignored.
 */
export class TarStream {
  readonly #sink: TarSink;
  readonly #decoder: TarDecoder;
  #state: State = 'header';
  /** Offset of the next byte to come. */
  #at = 0;
  /** Bytes of the current state, how many of them are still to come, and the zeros that fill its last block. */
  #length = BLOCK_BYTES;
  #left = BLOCK_BYTES;
  #padding = 0;
  #held: Uint8Array[] = [];
  #endedAt = 0;
  #tailReported = false;

  constructor(sink: TarSink) {
    this.#sink = sink;
    this.#decoder = new TarDecoder((code, message, byte) => sink.oddity(code, message, byte));
  }

  /** Whether the end marker was seen. */
  get hasEnded(): boolean {
    return this.#state === 'ended';
  }

  /** @throws VarveError `TAR_DAMAGED`, and what the sink throws */
  push(given: Uint8Array): void {
    // A Buffer's `slice` is a view: what is kept of it would keep the whole chunk, and change with it.
    const chunk = new Uint8Array(given.buffer, given.byteOffset, given.length);
    let from = 0;
    while (from < chunk.length && this.#state !== 'ended') {
      const piece = chunk.subarray(from, from + this.#left);
      this.#take(piece);
      from += piece.length;
    }
    if (from < chunk.length) this.#tail(chunk.subarray(from));
    // The name is for the message of a cut body; the chunk it lies in may be gone by then.
    if (this.#state === 'body') this.#decoder.entry.name = this.#decoder.entry.name.slice();
  }

  /** @throws VarveError `TAR_DAMAGED` when the archive ends within an entry */
  end(): void {
    switch (this.#state) {
      case 'ended':
        return;
      case 'header':
      case 'padding': {
        const held = concatBytes(this.#held);
        return reportEnd(held, this.#at - held.length, this.#decoder.isWaiting, this.#sink);
      }
      case 'body':
        throw bodyCut(this.#decoder.entry, this.#at);
      case 'meta':
        throw extraCut('an extended header', this.#length, this.#at);
      case 'skip':
        throw extraCut('an entry that is no file', this.#length, this.#at);
    }
  }

  /** Looks at what follows the end marker, up to where a hopping reader would look. */
  #tail(piece: Uint8Array): void {
    const seen = this.#at - this.#endedAt;
    const found = this.#tailReported || seen >= TAIL_BYTES ? -1 : firstNonZero(piece.subarray(0, TAIL_BYTES - seen));
    if (found >= 0) {
      this.#tailReported = true;
      reportTail(this.#at + found, this.#sink);
    }
    this.#at += piece.length;
  }

  #take(piece: Uint8Array): void {
    this.#at += piece.length;
    this.#left -= piece.length;
    if (this.#state === 'body') this.#sink.body?.(piece);
    else if (this.#state === 'header' || this.#state === 'meta') this.#held.push(piece);
    if (this.#left > 0) {
      // Chunks may be reused by whoever sent them; what is kept must be our own.
      if (this.#held.length > 0) this.#held[this.#held.length - 1] = piece.slice();
      return;
    }
    this.#complete();
  }

  #complete(): void {
    switch (this.#state) {
      case 'header':
        return this.#header(concatBytes(this.#held.splice(0)));
      case 'meta':
        this.#decoder.meta(concatBytes(this.#held.splice(0)), this.#at - this.#length);
        break;
    }
    const padding = this.#padding;
    this.#padding = 0;
    if (padding > 0) this.#expect('padding', padding);
    else this.#expect('header', BLOCK_BYTES);
  }

  #header(block: Uint8Array): void {
    const step = this.#decoder.block(block, this.#at - BLOCK_BYTES);
    switch (step.kind) {
      case 'end':
        this.#state = 'ended';
        this.#endedAt = this.#at;
        return reportEnd(block.subarray(0, 0), this.#at, this.#decoder.isWaiting, this.#sink);
      case 'more':
        return this.#expect('header', BLOCK_BYTES);
      case 'entry':
        this.#sink.entry(this.#decoder.entry);
        return this.#expectBody('body', this.#decoder.entry.storedBytes);
      default:
        return this.#expectBody(step.kind, step.bytes);
    }
  }

  #expectBody(state: 'meta' | 'skip' | 'body', bytes: number): void {
    this.#padding = padded(bytes) - bytes;
    if (bytes > 0) return this.#expect(state, bytes);
    if (state === 'meta') this.#decoder.meta(new Uint8Array(), this.#at);
    this.#expect('header', BLOCK_BYTES);
  }

  #expect(state: State, bytes: number): void {
    this.#state = state;
    this.#length = bytes;
    this.#left = bytes;
  }
}
