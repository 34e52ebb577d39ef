import { isInsecureHost, isInRange } from '../../config/insecure-hosts.ts';
import type { RemoteOptions } from '../../config/remote-options.ts';
import { VarveError } from '../../model/error.ts';

/**
 * The proxy through which `url` is asked, as curl and Go read the environment: one a scheme, none for this machine and for
 * what `NO_PROXY` lists: hosts with all below them, ranges of addresses, `*`.
 *
 * @throws VarveError `CONFIG_INVALID`
 */
export function proxyFor(url: URL, env: RemoteOptions['env']): URL | null {
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const text = valueOf(env, name);
  if (text === '' || isInsecureHost(url.hostname, []) || isExempt(url, valueOf(env, 'NO_PROXY'))) return null;
  const proxy = text.includes('://') ? text : `http://${text}`;
  if (URL.canParse(proxy) && /^https?:\/\//.test(proxy)) return new URL(proxy);
  // The text may hold a password.
  throw new VarveError('CONFIG_INVALID', `${name} does not name a proxy that varve can use`, {
    hint: 'It takes http://HOST:PORT or https://HOST:PORT.',
  });
}

function valueOf(env: RemoteOptions['env'], name: string): string {
  return env[name.toLowerCase()] || env[name] || '';
}

function isExempt({ hostname, port, protocol }: URL, list: string): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  const ownPort = port || (protocol === 'https:' ? '443' : '80');
  return list.split(/[\s,]+/).some((entry) => {
    const [, name = '', onPort] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (entry === '*' || isInRange(host, entry)) return true;
    if (name === '' || (onPort !== undefined && onPort !== ownPort)) return false;
    return host === name || host.endsWith(`.${name}`);
  });
}
