/** A place that repositories lie at: a host, and what stands before their names there. */
export interface Address {
  readonly host: string;
  /** Empty, or a path without slashes at its ends. */
  readonly path: string;
}

/** A mirror as users and docker write it: with or without a scheme. */
export interface MirrorAddress extends Address {
  readonly scheme: 'https' | 'http' | null;
}

const HOST = String.raw`(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\d{1,5})?`;
const PATH = String.raw`[A-Za-z0-9][\w.-]*(?:/[A-Za-z0-9][\w.-]*)*`;
const ADDRESS = new RegExp(`^(${HOST})(?:/(${PATH}))?/*$`);

/** Reads `host[:port][/path]`; `undefined` for anything else. */
export function parseAddress(text: string): Address | undefined {
  const [, host, path = ''] = ADDRESS.exec(text) ?? [];
  return host === undefined ? undefined : { host, path };
}

/** Reads `[http[s]://]host[:port][/path]`; `undefined` for anything else. */
export function parseMirrorAddress(text: string): MirrorAddress | undefined {
  const [, scheme, rest = text] = /^(https?):\/\/(.*)$/s.exec(text) ?? [];
  const address = parseAddress(rest);
  if (!address) return undefined;
  return { ...address, scheme: scheme === 'http' || scheme === 'https' ? scheme : null };
}

/** Joins paths that may be empty. */
export function joinPaths(upper: string, lower: string): string {
  return [upper, lower].filter((path) => path !== '').join('/');
}
