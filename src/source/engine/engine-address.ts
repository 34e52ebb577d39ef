import { printable } from '../../base/text.ts';
import { VarveError } from '../../model/error.ts';

/** Where an engine may listen. */
export interface EngineAddress {
  /** For messages, without credentials: `unix:///run/docker.sock`. */
  readonly shown: string;
  /** `https://host:2376`; for a socket the host that HTTP wants to hear of. */
  readonly origin: string;
  /** What stands before each path that is asked for: empty, or `/engine`. */
  readonly basePath: string;
  /** The Unix socket or the Windows pipe; `null` for an engine on the network. */
  readonly socketPath: string | null;
  readonly tls: EngineTls | null;
}

/** PEM documents for a connection with TLS. Without `ca` the certificates that Node.js knows are trusted. */
export interface EngineTls {
  readonly ca?: Uint8Array | undefined;
  readonly cert?: Uint8Array | undefined;
  readonly key?: Uint8Array | undefined;
  /** Whether the engine must prove who it is. */
  readonly verify: boolean;
}

/** How engines are named in settings: `DOCKER_HOST`, and what counts only where that is on the network. */
export interface HostSetting {
  readonly text: string;
  /** Who says so: `DOCKER_HOST`, `the context build-server`. Printable. */
  readonly saidBy: string;
  readonly tls: EngineTls | null;
  /** `false`: the user wants no proof of any engine. */
  readonly tlsVerify: boolean;
  /** What to run instead where the address is of a kind that is not asked: `docker save`. */
  readonly saveCommand: string;
}

/** A Unix socket or, with backslashes, a Windows pipe. */
export function socketAddress(path: string): EngineAddress {
  const shown = printable(path.startsWith('\\') ? `npipe://${path.replaceAll('\\', '/')}` : `unix://${path}`);
  return { shown, origin: 'http://localhost', basePath: '', socketPath: path, tls: null };
}

/**
 * Reads the address of an engine as `DOCKER_HOST` and `CONTAINER_HOST` have it: `unix://`, `npipe://`, `tcp://`,
 * `http://`, `https://`; no scheme is `tcp://`.
 *
 * @throws VarveError `UNSUPPORTED` for `ssh://`, `CONFIG_INVALID`
 */
export function parseEngineHost(host: HostSetting): EngineAddress {
  const [, scheme, rest = ''] = /^([a-z]+):(?=\/)(.*)$/s.exec(host.text) ?? [null, 'tcp', `//${host.text}`];
  const path = rest.replace(/^\/\//, '');
  if (scheme === 'ssh') throw behindSsh(host);
  if (scheme === 'unix' && path !== '') return socketAddress(path);
  if (scheme === 'npipe' && path !== '') return socketAddress(path.replaceAll('/', '\\'));
  const url = ['tcp', 'http', 'https'].includes(scheme!) ? httpUrl(scheme!, rest, host.tls !== null) : null;
  if (!url) throw notAnAddress(host);
  return {
    shown: printable(`${scheme}://${url.host}${basePathOf(url)}`),
    origin: url.origin,
    basePath: basePathOf(url),
    socketPath: null,
    tls: url.protocol === 'https:' ? { ...host.tls, verify: host.tlsVerify && (host.tls?.verify ?? true) } : null,
  };
}

/** `tcp://:2375` is this machine, and `tcp://host` has the engines' own port. */
function httpUrl(scheme: string, rest: string, isTls: boolean): URL | null {
  const [, login = '', host, port, path = ''] =
    /^\/\/([^/@]*@)?(\[[^\]/]*\]|[^:/@[\]]*)(?::(\d+))?(\/.*)?$/s.exec(rest) ?? [];
  if (host === undefined || (host === '' && port === undefined)) return null;
  const protocol = isTls || scheme === 'https' ? 'https' : 'http';
  const usualPort = scheme === 'tcp' ? (isTls ? ':2376' : ':2375') : '';
  const text = `${protocol}://${login}${host || 'localhost'}${port ? `:${port}` : usualPort}${path}`;
  return URL.canParse(text) ? new URL(text) : null;
}

function basePathOf({ pathname }: URL): string {
  return pathname.replace(/\/+$/, '');
}

function behindSsh(host: HostSetting): VarveError {
  return new VarveError('UNSUPPORTED', `${host.saidBy} is ${shownHost(host)}: an engine behind ssh is not asked`, {
    hint: `Pipe the image: \`${host.saveCommand} NAME | varve -\`.`,
  });
}

function notAnAddress(host: HostSetting): VarveError {
  return new VarveError('CONFIG_INVALID', `${host.saidBy} is ${shownHost(host)}, which is no address of an engine`, {
    hint: 'Give it as unix:///PATH, tcp://HOST:PORT, http://HOST:PORT, https://HOST:PORT or npipe:////./pipe/NAME.',
  });
}

const SHOWN_CHARACTERS = 200;

function shownHost({ text }: HostSetting): string {
  return printable(text.replace(/^([^:]*:\/\/)?.*@/s, '$1').slice(0, SHOWN_CHARACTERS)) || 'empty';
}
