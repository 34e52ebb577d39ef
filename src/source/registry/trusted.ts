import * as tls from 'node:tls';

/** What newer versions of node can tell (22.15), and the types of older ones do not know. */
interface NewerTls {
  getCACertificates?(kind: 'default' | 'system'): readonly string[];
}

/**
 * TLS options that trust `authorities` beside node's own and, where node can tell them, the system's: a company's
 * certificates lie there. Nothing to say when there are no others: node's own choice then holds.
 */
export function trustedWith(authorities: readonly string[]): { readonly ca?: string[] } {
  const { getCACertificates } = tls as NewerTls;
  const system = getCACertificates?.('system') ?? [];
  if (authorities.length === 0 && system.length === 0) return {};
  return { ca: [...(getCACertificates?.('default') ?? tls.rootCertificates), ...system, ...authorities] };
}
