import { Client, type Dispatcher } from 'undici';
import { concatBytes } from '../../base/bytes.ts';
import { isObject } from '../../base/shape.ts';
import { JsonError, parseJson } from '../../base/json.ts';
import { cutText } from './engine-failure.ts';
import type { EngineAddress } from './engine-address.ts';

/** How long one waits for an engine, in milliseconds. */
export interface Patience {
  /** For a connection. */
  readonly connectMs: number;
  /** For a sign of life from one of all places where it may listen. */
  readonly reachMs: number;
  /** For the whole of an answer that is no stream. */
  readonly answerMs: number;
  /** For the next bytes of a stream. */
  readonly idleMs: number;
}

/** The largest answer that is read into memory. */
export const MAX_ANSWER_BYTES = 16 * 2 ** 20;

/** What an engine answered, whole. */
export interface Answer {
  readonly status: number;
  /** `undefined` when there are more than {@link MAX_ANSWER_BYTES}. */
  readonly bytes: Uint8Array | undefined;
}

/** HTTP with one engine. Failures of the network are thrown as undici and Node.js have them. */
export interface EngineClient {
  get(path: string, signal?: AbortSignal): Promise<Answer>;
  /** The body is read by whoever gets it, or destroyed by `close`. */
  stream(path: string): Promise<Dispatcher.ResponseData>;
  /** Cuts what is still under way. */
  close(): Promise<void>;
}

/** Makes a client; nothing is connected before something is asked for. */
export async function engineClient(address: EngineAddress, patience: Patience): Promise<EngineClient> {
  const client = new Client(address.origin, { connect: connectOptions(address, patience.connectMs) });
  const request = (path: string, options: Partial<Dispatcher.RequestOptions>) =>
    client.request({ method: 'GET', path: address.basePath + path, ...options });
  return {
    async get(path, signal = AbortSignal.timeout(patience.answerMs)) {
      const { statusCode, body } = await request(path, { signal });
      return { status: statusCode, bytes: await wholeBody(body) };
    },
    // Some engines pack the whole image before the first byte of their answer, which takes minutes: that wait is endless.
    stream: (path) => request(path, { headersTimeout: 0, bodyTimeout: patience.idleMs }),
    close: () => client.destroy(),
  };
}

/** What an engine says of a failure: the `message` or `error` of its JSON, else its text. Printable and short. */
export function messageOf(bytes: Uint8Array | undefined): string {
  const text = Buffer.from(bytes?.subarray(0, MAX_MESSAGE_BYTES) ?? []).toString();
  return cutText(jsonMessage(bytes) ?? text) || 'no reason is given';
}

const MAX_MESSAGE_BYTES = 65_536;

function jsonMessage(bytes: Uint8Array | undefined): string | undefined {
  if (!bytes || bytes.length > MAX_MESSAGE_BYTES) return undefined;
  try {
    const value = parseJson(bytes);
    const message = isObject(value) ? (value['message'] ?? value['error']) : undefined;
    return typeof message === 'string' ? message : undefined;
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

function connectOptions({ socketPath, tls }: EngineAddress, timeout: number) {
  return {
    timeout,
    ...(socketPath !== null && { socketPath }),
    ...(tls && {
      rejectUnauthorized: tls.verify,
      ...pem('ca', tls.ca),
      ...pem('cert', tls.cert),
      ...pem('key', tls.key),
    }),
  };
}

function pem(name: 'ca' | 'cert' | 'key', bytes: Uint8Array | undefined) {
  return bytes && { [name]: Buffer.from(bytes) };
}

/** The body, unless it is too long: the rest of such a one is never read. */
export async function wholeBody(body: AsyncIterable<Uint8Array>): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_ANSWER_BYTES) return undefined;
    chunks.push(chunk);
  }
  return concatBytes(chunks);
}
