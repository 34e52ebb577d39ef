import { Agent, type Dispatcher, Pool, ProxyAgent } from 'undici';
import type { Endpoint } from '../../config/registry-config.ts';
import type { RemoteOptions } from '../../config/remote-options.ts';
import { proxyFor } from './proxy.ts';
import { trustedWith } from './trusted.ts';

/** What a server answered: the body not yet read. */
export interface HttpAnswer {
  readonly status: number;
  /** Where it came from: not where it was asked, after redirects. */
  readonly from: URL;
  /** A header by its name in lower case; of several with one name all, as one list. */
  header(name: string): string | undefined;
  /** To be read to its end or closed: until then it holds a connection. Throws plain errors of the network. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Lets go of a body that is not wanted. */
  close(): void;
}

/** One request. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly form?: string;
}

/** Sends requests to whatever host, without following redirects. */
export interface Http {
  /** @throws VarveError `CONFIG_INVALID` for the proxy of the environment; plain errors of the network */
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** Milliseconds that are waited for a connection, for the first byte of an answer, and for the next one. */
export interface Patience {
  readonly connect: number;
  readonly answer: number;
  readonly idle: number;
  /** How long {@link LEAST_BYTES} may take: a server that sends a byte now and then is not waited for. */
  readonly drip: number;
}

/** What a person bears with. */
const PATIENCE: Patience = { connect: 15_000, answer: 60_000, idle: 60_000, drip: 120_000 };

const LEAST_BYTES = 4096;

/** Connections to the host of `endpoint` and to where it sends its users, through the proxies of the environment. */
export function openHttp(
  { host, verifyTls, authorities, clientCertificate }: Endpoint,
  { env, tlsVerify }: RemoteOptions,
  patience: Patience = PATIENCE,
): Http {
  // Only the registry itself may see the user's certificate, or do without one of its own where settings say so.
  const tlsOf = (isOwn: boolean): object => ({
    rejectUnauthorized: isOwn ? verifyTls : tlsVerify,
    ...trustedWith(authorities),
    ...(isOwn && clientCertificate),
  });
  const ways = new Map<string, Dispatcher>();
  const wayTo = (url: URL): Dispatcher => {
    const isOwn = url.host === new URL(`${url.protocol}//${host}`).host;
    const proxy = proxyFor(url, env);
    const key = `${url.protocol} ${isOwn} ${proxy?.href ?? ''}`;
    const way = ways.get(key) ?? dispatcher(url.protocol === 'https:' ? tlsOf(isOwn) : {}, proxy, patience);
    ways.set(key, way);
    return way;
  };
  return {
    async send({ method, url, headers, form }) {
      const answer = await wayTo(url).request({
        ...{ method, origin: url.origin, path: url.pathname + url.search, headers, body: form ?? null },
        ...{ headersTimeout: patience.answer, bodyTimeout: patience.idle },
      });
      return {
        status: answer.statusCode,
        from: url,
        header: (name) => (answer.headers[name] === undefined ? undefined : [answer.headers[name]].flat().join(', ')),
        body: notDripping(answer.body, patience.drip),
        close: () => void answer.body.on('error', ignoreAbort).destroy(),
      };
    },
    async close() {
      await Promise.all([...ways.values()].map((way) => way.destroy()));
    },
  };
}

function dispatcher(tls: object, proxy: URL | null, { connect: timeout }: Patience): Dispatcher {
  if (!proxy) return new Agent({ connect: { ...tls, timeout } });
  return new ProxyAgent({
    uri: proxy.href,
    requestTls: { ...tls, timeout },
    proxyTls: { timeout },
    // Plain HTTP is asked for in full, as proxies expect it.
    proxyTunnel: false,
    // A proxy that takes a connection and says nothing is not waited for either.
    clientFactory: (origin, options) => new Pool(origin, { ...options, headersTimeout: timeout }),
  });
}

/** The same bytes, as long as they come faster than drop by drop. Only waiting counts, not what the reader does. */
async function* notDripping(body: AsyncIterable<Uint8Array>, dripMs: number): AsyncGenerator<Uint8Array> {
  let [waitedMs, bytes] = [0, 0];
  let since = Date.now();
  for await (const chunk of body) {
    waitedMs += Date.now() - since;
    bytes += chunk.length;
    if (bytes >= LEAST_BYTES) [waitedMs, bytes] = [0, 0];
    if (waitedMs > dripMs) throw new Error(`less than ${LEAST_BYTES} bytes came in ${Math.round(waitedMs / 1000)} s`);
    yield chunk;
    since = Date.now();
  }
}

/** A body that is let go of ends with an error that says so. */
function ignoreAbort(): void {}
