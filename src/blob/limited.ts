import { formatCount } from '../base/text.ts';
import { VarveError } from '../model/error.ts';
import { type Limits, RATIO_FREE_BYTES } from '../model/limits.ts';

/** What a limit on unpacked bytes needs to know. `takenBytes` is asked after each chunk: packed bytes read so far. */
export interface Gauge {
  readonly name: string;
  readonly limits: Limits;
  readonly takenBytes: () => number;
}

/**
 * Passes chunks on until they are more than the limits allow.
 *
 * @throws VarveError `LIMIT` in place of the chunk that goes beyond `maxBytes` or `maxRatio`
 */
export async function* limited(chunks: AsyncIterable<Uint8Array>, gauge: Gauge): AsyncGenerator<Uint8Array> {
  let unpackedBytes = 0;
  for await (const chunk of chunks) {
    unpackedBytes += chunk.length;
    check(unpackedBytes, gauge);
    yield chunk;
  }
}

function check(unpackedBytes: number, { name, limits: { maxBytes, maxRatio }, takenBytes }: Gauge): void {
  if (unpackedBytes > maxBytes) {
    throw beyond('max-bytes', `${name}: unpacks to more than ${formatCount(maxBytes)} bytes`);
  }
  if (unpackedBytes > RATIO_FREE_BYTES && unpackedBytes > maxRatio * takenBytes()) {
    const sizes = `${formatCount(takenBytes())} bytes unpack to more than ${formatCount(unpackedBytes)}`;
    throw beyond('max-ratio', `${name}: ${sizes}, over ${formatCount(maxRatio)} times as many`);
  }
}

function beyond(limit: 'max-bytes' | 'max-ratio', found: string): VarveError {
  return new VarveError('LIMIT', `${found}, the limit ${limit}`, { hint: `Raise --${limit} if you trust this image.` });
}
