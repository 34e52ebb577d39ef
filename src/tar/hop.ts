import { TarDecoder } from './decoder.ts';
import type { TarSink } from './entry.ts';
import { BLOCK_BYTES, padded } from './header.ts';
import { bodyCut, extraCut, firstNonZero, reportEnd, reportTail, TAIL_BYTES } from './ending.ts';
import { Window } from './window.ts';

/** How many headers are read between two pauses: well under 10 ms of work. */
const HEADERS_PER_STEP = 512;
/** Read at once where headers follow each other closely: reading over small bodies costs less than a call for each. */
const NEAR_BYTES = 64 * 1024;
const TAIL_PIECE_BYTES = 64 * 1024;

/**
 * Reads a plain tar that lies open for positional reads, hopping from header to header: bodies are never touched.
 * Yields the offset reached now and then, so that a caller can let others work. The first all-zero block ends it.
 *
 * @throws VarveError `TAR_DAMAGED`
 */
export function* hopTar(
  readInto: (target: Uint8Array, offset: number) => number,
  sizeBytes: number,
  sink: TarSink,
): Generator<number, void> {
  const decoder = new TarDecoder((code, message, byte) => sink.oddity(code, message, byte));
  const window = new Window(readInto, sizeBytes, NEAR_BYTES);
  let at = 0;
  for (let headers = 1; ; headers += 1) {
    if (headers % HEADERS_PER_STEP === 0) yield at;
    const block = window.bytes(at, BLOCK_BYTES);
    if (block.length < BLOCK_BYTES) return reportEnd(block, Math.min(at, sizeBytes), decoder.isWaiting, sink);
    const step = decoder.block(block, at);
    at += BLOCK_BYTES;
    if (step.kind === 'end') {
      reportEnd(block.subarray(0, 0), at, decoder.isWaiting, sink);
      return findTail(window, at, sink);
    }
    switch (step.kind) {
      case 'meta':
        decoder.meta(metaBytes(window, at, step.bytes, sizeBytes), at);
        at += padded(step.bytes);
        break;
      case 'skip':
        if (at + step.bytes > sizeBytes) throw extraCut('an entry that is no file', step.bytes, sizeBytes);
        at += padded(step.bytes);
        break;
      case 'entry':
        if (at + decoder.entry.storedBytes > sizeBytes) throw bodyCut(decoder.entry, sizeBytes);
        sink.entry(decoder.entry);
        at += padded(decoder.entry.storedBytes);
        break;
    }
  }
}

function metaBytes(window: Window, at: number, length: number, sizeBytes: number): Uint8Array {
  const bytes = window.bytes(at, length);
  if (bytes.length < length) throw extraCut('an extended header', length, sizeBytes);
  return bytes;
}

function findTail(window: Window, start: number, sink: TarSink): void {
  for (let at = start; at < start + TAIL_BYTES;) {
    const bytes = window.bytes(at, TAIL_PIECE_BYTES);
    if (bytes.length === 0) return;
    const found = firstNonZero(bytes);
    if (found >= 0) return reportTail(at + found, sink);
    at += bytes.length;
  }
}
