import { printable } from '../../base/text.ts';

const SHOWN_CHARACTERS = 300;
const CERTIFICATE = /CERT|TLS|SSL|ALTNAME|ISSUER|SELF_SIGNED|EPROTO/;
/** Nobody is there; that will be the same in a second. */
const ABSENT = new Set(['ENOTFOUND', 'ECONNREFUSED', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host could not be looked up',
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_CONNECT_TIMEOUT: 'no connection came about in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer came in time',
  UND_ERR_BODY_TIMEOUT: 'nothing more came in time',
};

/** What a network error says, in words. */
export function reasonFor(error: Error): string {
  const code = codeOf(error);
  const said = [error.message.trim(), code && `(${code})`].filter(Boolean).join(' ');
  return REASONS[code] ?? printable(said.slice(0, SHOWN_CHARACTERS));
}

/** Whether it is about TLS: no better in a second, and cured by other options. */
export function isAboutTls(error: Error): boolean {
  return CERTIFICATE.test(codeOf(error));
}

/** Whether nobody was there at all. */
export function isAbsent(error: Error): boolean {
  return ABSENT.has(codeOf(error));
}

/** The code of the error inside: undici, and node where it tries several addresses, wrap the one that says something. */
function codeOf(error: Error): string {
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
  const { code } = error as NodeJS.ErrnoException;
  return code ?? (inner instanceof Error ? codeOf(inner) : '');
}
