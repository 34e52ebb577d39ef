import { printable } from '../../base/text.ts';
import { isSystemError, systemReason } from '../../blob/system-error.ts';
import { type ErrorCode, VarveError } from '../../model/error.ts';
import type { Engine } from './engine.ts';

/** A place where an engine was looked for, and why none was found there. */
export interface Attempt {
  /** Printable: `unix:///var/run/docker.sock`. */
  readonly place: string;
  /** Printable: `no such file or directory`. */
  readonly reason: string;
  readonly isDenied: boolean;
}

const REASONS: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_BODY_TIMEOUT: 'nothing came for too long',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the answer is not as long as announced',
};

/**
 * Why a request to an engine failed, printable: `connection refused`. What is no failure of the network is our own
 * mistake, and thrown again.
 */
export function reasonOf(error: unknown): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  if (!(first instanceof Error)) throw error;
  if (first.name === 'TimeoutError') return 'no answer in time';
  if (first.name === 'HTTPParserError') return 'what answers does not speak HTTP';
  if (isSystemError(first)) return systemReason(first);
  const code = 'code' in first && typeof first.code === 'string' ? first.code : undefined;
  if (code === undefined) throw error;
  // OpenSSL's whole message names its own source files.
  const plain = 'reason' in first && typeof first.reason === 'string' ? first.reason : first.message;
  return REASONS[code] ?? cutText(plain);
}

/** Whether the system does not let the user talk to an engine's socket. */
export function isDenied(error: unknown): boolean {
  return isSystemError(error) && (error.code === 'EACCES' || error.code === 'EPERM');
}

const SHOWN_CHARACTERS = 300;

/** Text from an engine, printable and of a length that one reads. */
export function cutText(text: string): string {
  const trimmed = text.trim();
  return printable(trimmed.length > SHOWN_CHARACTERS ? `${trimmed.slice(0, SHOWN_CHARACTERS)}…` : trimmed);
}

/** No place has an engine that answers. */
export function notReached(engine: Engine, attempts: readonly Attempt[]): VarveError {
  const tried = attempts.map(({ place, reason }) => `${place}: ${reason}`).join('; ');
  if (attempts.some((attempt) => attempt.isDenied)) {
    const hint = `Run varve as a user who may use it, or pipe the image: \`sudo ${engine.command} save NAME | varve -\`.`;
    return new VarveError('ACCESS_DENIED', `${engine.withArticle} may not be asked (${tried})`, { hint });
  }
  return new VarveError('NETWORK_FAILED', `${engine.withArticle} does not answer (${tried})`, {
    hint: engine.startHint,
  });
}

const CODES: Readonly<Record<number, ErrorCode>> = {
  401: 'ACCESS_DENIED',
  403: 'ACCESS_DENIED',
  404: 'IMAGE_NOT_FOUND',
};

/** An engine that answers with another status than 200. `message` is what it says, printable. */
export function refused(engine: Engine, attempt: string, status: number, message: string): VarveError {
  const code = CODES[status] ?? 'NETWORK_FAILED';
  if (code === 'IMAGE_NOT_FOUND') {
    const hint = `\`${engine.command} images\` lists the images there; \`${engine.command} pull NAME\` fetches one.`;
    return new VarveError(code, `${attempt}: there is no such image (${message})`, { hint });
  }
  return new VarveError(code, `${attempt}: status 200 was expected, it answers ${status}: ${message}`);
}

/** A connection that fails while it is in use. */
export function broken(attempt: string, error: unknown): VarveError {
  return new VarveError('NETWORK_FAILED', `${attempt}: ${reasonOf(error)}`, { cause: error });
}
