import { VarveError } from '../../model/error.ts';
import { formatCount } from '../../base/text.ts';
import type { HttpAnswer } from './http.ts';
import { reasonFor } from './network-error.ts';
import type { RegistryClient } from './registry-client.ts';

/** A blob as a manifest names it. */
export interface WantedBlob {
  readonly digest: string;
  readonly sizeBytes: number;
}

/** Part of a blob: from byte `start` up to byte `end`, which is not in it. */
export interface Part {
  readonly start: number;
  readonly end: number;
  /** A server that would send the whole blob instead is refused. */
  readonly isStrict?: boolean;
}

/**
 * The bytes of a part of a blob, or of all of it. A connection that breaks is taken up where it broke; where the server
 * cannot do that, the bytes that came before are passed over. More or fewer bytes than the manifest says are an error;
 * the digest is for whoever reads to check.
 *
 * @throws VarveError `NETWORK_FAILED`, `ACCESS_DENIED`, `IMAGE_NOT_FOUND`, `UNSUPPORTED` for a strict part
 */
export async function* downloadBlob(
  client: RegistryClient,
  wanted: WantedBlob,
  { start, end, isStrict = false }: Part = { start: 0, end: wanted.sizeBytes },
): AsyncGenerator<Uint8Array> {
  const retries = client.retries();
  for (let at = start; at < end;) {
    const { tookBytes, failure } = yield* takeUp(client, wanted, { start: at, end, isStrict });
    at += tookBytes;
    retries.progress(tookBytes);
    if (failure === undefined || (await retries.wait())) continue;
    const where = `${client.name}: ${wanted.digest} broke off at byte ${formatCount(at)}`;
    throw new VarveError(
      'NETWORK_FAILED',
      `${where} of ${formatCount(wanted.sizeBytes)}, again and again: ${failure}`,
      {
        hint: 'Try again later; what was read of other layers is kept.',
      },
    );
  }
}

/** How far one connection led, and why not further; nothing when the part is complete. */
interface Taken {
  readonly tookBytes: number;
  readonly failure?: string;
}

/** One connection's worth. */
async function* takeUp(client: RegistryClient, wanted: WantedBlob, part: Part): AsyncGenerator<Uint8Array, Taken> {
  const answer = await open(client, wanted, part);
  const allBytes = part.end - part.start;
  const goesOn = part.end < wanted.sizeBytes;
  // A server that knows no ranges begins at the beginning.
  let toSkip = answer.status === 200 ? part.start : 0;
  let tookBytes = 0;
  try {
    for await (const chunk of answer.body) {
      const skipped = Math.min(toSkip, chunk.length);
      toSkip -= skipped;
      if (chunk.length - skipped > allBytes - tookBytes && !goesOn) throw tooLong(client, wanted);
      const fresh = chunk.subarray(skipped, skipped + allBytes - tookBytes);
      tookBytes += fresh.length;
      if (fresh.length > 0) yield fresh;
      if (tookBytes === allBytes && goesOn) return { tookBytes };
    }
  } catch (error) {
    if (error instanceof VarveError || !(error instanceof Error)) throw error;
    return { tookBytes, failure: reasonFor(error) };
  } finally {
    answer.close();
  }
  return tookBytes < allBytes ? { tookBytes, failure: 'it ended too early' } : { tookBytes };
}

/** A part is asked for as one; the answer must be that part, or the whole. */
async function open(client: RegistryClient, { digest, sizeBytes }: WantedBlob, part: Part): Promise<HttpAnswer> {
  const isWhole = part.start === 0 && part.end === sizeBytes;
  const range = isWhole ? {} : { range: `bytes=${part.start}-${part.end - 1}` };
  const answer = await client.getFine(
    `blobs/${digest}`,
    { what: `the blob ${digest}`, missing: 'BLOB_MISSING' },
    range,
  );
  if (answer.status === 200 && !isWhole && part.isStrict) {
    answer.close();
    throw new VarveError('UNSUPPORTED', `${client.name} gives no parts of ${digest}, only the whole`);
  }
  const first = /^bytes (\d{1,15})-/.exec(answer.header('content-range') ?? '')?.[1];
  if (answer.status === 200 || Number(first) === part.start) return answer;
  answer.close();
  throw new VarveError(
    'NETWORK_FAILED',
    `${client.name}: ${digest} was asked for from byte ${part.start}, and came from another`,
  );
}

function tooLong(client: RegistryClient, { digest, sizeBytes }: WantedBlob): VarveError {
  const message = `${client.name}: ${digest} should have ${formatCount(sizeBytes)} bytes, but more come`;
  return new VarveError('DIGEST_MISMATCH', message, { hint: 'The registry is damaged, or someone stands in between.' });
}
