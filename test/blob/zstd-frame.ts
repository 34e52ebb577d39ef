/** A block of a hand-made frame: bytes as they are, or one byte repeated. */
export type Block = Uint8Array | { readonly byte: number; readonly times: number };

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
const WINDOW_8_MB = 0x68;

/** A zstd frame that packs nothing, so that tests need no tool. With `contentBytes` in its header when given. */
export function frame(blocks: readonly Block[], contentBytes?: number): Buffer {
  const header =
    contentBytes === undefined ? [0x00, WINDOW_8_MB] : [0x80, WINDOW_8_MB, ...littleEndian(contentBytes, 4)];
  const body = blocks.map((block, i) => Buffer.from(packed(block, i === blocks.length - 1)));
  return Buffer.concat([Buffer.from([...MAGIC, ...header]), ...body]);
}

/** A frame that decoders jump over. */
export function skippable(body: Uint8Array, kind = 0): Buffer {
  return Buffer.concat([Buffer.from([0x50 + kind, 0x2a, 0x4d, 0x18, ...littleEndian(body.length, 4)]), body]);
}

function packed(block: Block, isLast: boolean): Uint8Array {
  if (block instanceof Uint8Array) return Buffer.concat([blockHeader(block.length, 0, isLast), block]);
  return Buffer.concat([blockHeader(block.times, 1, isLast), Buffer.of(block.byte)]);
}

function blockHeader(size: number, type: number, isLast: boolean): Buffer {
  return Buffer.from(littleEndian((size << 3) | (type << 1) | (isLast ? 1 : 0), 3));
}

function littleEndian(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, i) => (value >>> (8 * i)) & 0xff);
}
