import { printableBytes } from '../base/text.ts';
import { VarveError } from '../model/error.ts';
import type { TarEntry, TarSink } from './entry.ts';

/**
 * Judges how an archive ends: `rest` is what is left where a header should stand, fewer bytes than a block.
 * A missing end marker is legal in the field (some builders write none); half a header is not.
 *
 * @throws VarveError `TAR_DAMAGED`
 */
export function reportEnd(rest: Uint8Array, at: number, isWaiting: boolean, sink: TarSink): void {
  if (rest.some((byte) => byte !== 0)) {
    throw new VarveError(
      'TAR_DAMAGED',
      `the tar ends at byte ${at + rest.length}, within the header that starts at byte ${at}`,
    );
  }
  if (isWaiting) sink.oddity('dangling-header', 'the tar ends after an extended header that belongs to no entry', at);
}

/** The archive ends at `endsAt`, before the body of `entry` does. */
export function bodyCut(entry: TarEntry, endsAt: number): VarveError {
  const needed = entry.bodyOffset + entry.storedBytes;
  return new VarveError(
    'TAR_DAMAGED',
    `the tar ends at byte ${endsAt}, but the body of ${printableBytes(entry.name)} (byte ${entry.bodyOffset}) needs it up to byte ${needed}`,
  );
}

/** The archive ends at `endsAt`, within `bytes` bytes of something that is no file: `what` names it. */
export function extraCut(what: string, bytes: number, endsAt: number): VarveError {
  return new VarveError('TAR_DAMAGED', `the tar ends at byte ${endsAt}, within ${what} of ${bytes} bytes`);
}

/** How far behind the end marker is looked for bytes that are not filling: enough to notice a second archive. */
export const TAIL_BYTES = 2 ** 20;

/** Something other than zeros follows the end marker: engines ignore it, and so does varve, but not in silence. */
export function reportTail(byte: number, sink: TarSink): void {
  sink.oddity('data-after-end', 'data follows the end marker of the tar; engines ignore it', byte);
}

/** Index of the first byte that is not zero, or -1. */
export function firstNonZero(bytes: Uint8Array): number {
  return bytes.findIndex((byte) => byte !== 0);
}
