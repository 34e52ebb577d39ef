/** How a stream of bytes is packed; `none` is everything not recognised as packed. */
export type Compression = 'none' | 'gzip' | 'zstd' | 'xz' | 'bzip2';

/** First bytes that {@link sniffCompression} needs to be sure. */
export const SNIFF_BYTES = 10;

const ZSTD_FRAME = [0x28, 0xb5, 0x2f, 0xfd];
const XZ_STREAM = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
const BZIP2_BLOCK = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59];
const BZIP2_END = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90];

/**
 * Tells by the first bytes how a stream is packed. zstd's skippable frames count as zstd.
 * A shorter head is enough where the stream itself is shorter.
 */
export function sniffCompression(head: Uint8Array): Compression {
  if (startsWith(head, [0x1f, 0x8b, 0x08])) return 'gzip';
  if (startsWith(head, ZSTD_FRAME) || isSkippable(head)) return 'zstd';
  if (startsWith(head, XZ_STREAM)) return 'xz';
  if (isBzip2(head)) return 'bzip2';
  return 'none';
}

/** The magic number 0x184D2A5?, least significant byte first. */
function isSkippable(head: Uint8Array): boolean {
  return (head[0]! & 0xf0) === 0x50 && startsWith(head.subarray(1), [0x2a, 0x4d, 0x18]);
}

/** `BZh` and a digit could begin a file name in a tar, so what follows must fit, too, as far as it is there. */
function isBzip2(head: Uint8Array): boolean {
  if (!startsWith(head, [0x42, 0x5a, 0x68]) || !(head[3]! >= 0x31 && head[3]! <= 0x39)) return false;
  const next = head.subarray(4, SNIFF_BYTES);
  return startsWith(next, BZIP2_BLOCK.slice(0, next.length)) || startsWith(next, BZIP2_END.slice(0, next.length));
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}
