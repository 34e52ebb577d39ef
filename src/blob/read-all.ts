import { concatBytes } from '../base/bytes.ts';
import { formatCount } from '../base/text.ts';
import { VarveError } from '../model/error.ts';
import type { Blob } from './blob.ts';

/**
 * The whole blob in one array: for JSON documents.
 *
 * @throws VarveError `LIMIT` when it is larger than `maxBytes`, whatever size it claims
 */
export async function readAll(blob: Blob, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  if (blob.sizeBytes > maxBytes) throw tooLarge(blob, maxBytes);
  for await (const chunk of blob.open()) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) throw tooLarge(blob, maxBytes);
    chunks.push(chunk);
  }
  return concatBytes(chunks);
}

function tooLarge({ name, sizeBytes }: Blob, maxBytes: number): VarveError {
  const found = sizeBytes > maxBytes ? `has ${formatCount(sizeBytes)} bytes` : 'goes on';
  return new VarveError('LIMIT', `${name}: ${found}, beyond the limit max-json of ${formatCount(maxBytes)} bytes`, {
    hint: 'Raise --max-json if you trust this image.',
  });
}
