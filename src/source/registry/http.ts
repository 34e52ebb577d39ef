import { rootCertificates } from 'node:tls';
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { Endpoint } from '../../config/registry-config.ts';
import type { RemoteOptions } from '../../config/remote-options.ts';

/** What a server answered: headers in lower case, the body not yet read. */
export interface HttpAnswer {
  readonly status: number;
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

/** Connections to the host of `endpoint`, and to where it redirects: through the proxy that the environment names. */
export function openHttp(
  { host, verifyTls, authorities, clientCertificate }: Endpoint,
  { env }: RemoteOptions,
  patience: Patience = PATIENCE,
): Http {
  const trusted = authorities.length > 0 ? { ca: [...rootCertificates, ...authorities] } : {};
  const tls = { rejectUnauthorized: verifyTls, ...trusted };
  const proxies = proxiesOf(env);
  const dispatcherWith = (connect: object): Dispatcher => {
    const timeouts = { headersTimeout: patience.answer, bodyTimeout: patience.idle };
    const options = { ...timeouts, connect: { ...connect, timeout: patience.connect } };
    return proxies ? new EnvHttpProxyAgent({ ...options, ...proxies, requestTls: connect }) : new Agent(options);
  };
  // Only the registry itself may see the user's certificate.
  const own = dispatcherWith({ ...tls, ...clientCertificate });
  const others = clientCertificate ? dispatcherWith(tls) : own;
  const direct = new Agent({ connect: { ...tls, timeout: patience.connect } });
  return {
    async send({ method, url, headers, form }) {
      const dispatcher = isLoopback(url.hostname) ? direct : url.host === host ? own : others;
      const answer = await dispatcher.request({
        ...{ method, origin: url.origin, path: url.pathname + url.search, headers, body: form ?? null },
        ...{ headersTimeout: patience.answer, bodyTimeout: patience.idle },
      });
      return {
        status: answer.statusCode,
        header: (name) => [answer.headers[name]].flat()[0],
        body: notDripping(answer.body, patience.drip),
        close: () => void answer.body.on('error', ignoreAbort).destroy(),
      };
    },
    async close() {
      await Promise.all([own, others, direct].map((each) => each.destroy()));
    },
  };
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

interface Proxies {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
}

/** As curl and Go read them; given in full, so that undici does not look into the environment itself. */
function proxiesOf(env: RemoteOptions['env']): Proxies | null {
  const value = (name: string): string => env[name.toLowerCase()] || env[name] || '';
  const proxies = { httpProxy: value('HTTP_PROXY'), httpsProxy: value('HTTPS_PROXY'), noProxy: value('NO_PROXY') };
  return proxies.httpProxy || proxies.httpsProxy ? proxies : null;
}

/** Such hosts are never asked through a proxy, as in Go. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
