import { BlockList, isIP } from 'node:net';

/** What every docker takes for insecure, whatever its settings: the machine itself. */
const LOOPBACK = ['127.0.0.0/8', '::1/128'];

/**
 * Whether a host (`host[:port]`) needs no valid certificate, nor any: it is this machine, or one of `entries`, which are
 * hosts in just that spelling and ranges of addresses. docker looks up names to see whether an address of theirs is in
 * a range; here a range holds for hosts that are addresses.
 */
export function isInsecureHost(host: string, entries: readonly string[]): boolean {
  const bare = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return bare === 'localhost' || [...LOOPBACK, ...entries].some((entry) => entry === host || isInRange(bare, entry));
}

/** Whether an address is in a range such as `10.0.0.0/8`. */
export function isInRange(address: string, range: string): boolean {
  const [, network = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(range) ?? [];
  const version = isIP(address);
  if (version === 0 || isIP(network) !== version || Number(bits) > (version === 4 ? 32 : 128)) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(address, family);
}
