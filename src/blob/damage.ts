import { formatCount } from '../base/text.ts';
import { VarveError } from '../model/error.ts';
import type { Compression } from './compression.ts';

/**
 * `cut`: the stream ends too early. `damaged`: its bytes make no sense. `unsupported`: they do, but not to varve.
 * `failed`: it is not the stream's fault.
 */
export type DamageKind = 'cut' | 'damaged' | 'unsupported' | 'failed';

/** Why a decoder cannot go on with a compressed stream. Decoders throw it; nobody outside this floor sees it. */
export class Damage extends Error {
  override readonly name = 'Damage';
  readonly kind: DamageKind;
  /** Where in the compressed stream, as far as the decoder knows. */
  readonly atByte: number | undefined;

  /** `detail` says what was found, in words that may follow a colon. */
  constructor(kind: DamageKind, detail = '', { atByte, cause }: { atByte?: number | undefined; cause?: unknown } = {}) {
    super(detail, { cause });
    this.kind = kind;
    this.atByte = atByte;
  }
}

/** The same as a user sees it. `takenBytes` of the compressed stream had been read. */
export function damageError(damage: Damage, name: string, compression: Compression, takenBytes: number): VarveError {
  const { kind, message: detail, atByte = takenBytes } = damage;
  const cause = damage.cause ?? damage;
  if (kind === 'unsupported') {
    const hint = 'Pack it again with the default options of the tool, or as gzip.';
    return new VarveError('UNSUPPORTED', `${name}: ${detail}`, { hint, cause });
  }
  if (kind === 'failed') return new VarveError('READ_FAILED', `${name}: ${detail}`, { cause });
  if (kind === 'cut') {
    const message = `${name}: ${compression} stream ends early after ${formatCount(takenBytes)} compressed bytes`;
    return new VarveError('STREAM_DAMAGED', message, { hint: 'It is incomplete: save or fetch it again.', cause });
  }
  const message = `${name}: ${compression} stream is damaged near compressed byte ${formatCount(atByte)}`;
  const hint = 'Save or fetch it again, and compare its digest.';
  return new VarveError('STREAM_DAMAGED', detail ? `${message}: ${detail}` : message, { hint, cause });
}
