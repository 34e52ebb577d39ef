import { JsonError, parseJson } from '../../base/json.ts';
import { type Shape, ShapeError } from '../../base/shape.ts';
import { formatCount } from '../../base/text.ts';
import type { RemoteOptions } from '../../config/remote-options.ts';
import { VarveError } from '../../model/error.ts';
import type { Engine } from './engine.ts';
import type { EngineAddress } from './engine-address.ts';
import {
  engineClient,
  type EngineClient,
  MAX_ANSWER_BYTES,
  messageOf,
  type Patience,
  wholeBody,
} from './engine-client.ts';
import { type Attempt, broken, isDenied, notReached, reasonOf, refused } from './engine-failure.ts';

/** An engine that answers. */
export interface Connection {
  readonly engine: Engine;
  /**
   * What the engine answers to a question. `attempt` begins every complaint: `looking for app:1`.
   *
   * @throws VarveError `IMAGE_NOT_FOUND` (status 404), `ACCESS_DENIED` (401, 403), `NETWORK_FAILED`, `LIMIT`
   */
  ask<T>(path: string, attempt: string, shape: Shape<T>): Promise<T>;
  /** The same for an answer that is a stream of bytes; nothing is asked before its first piece is wanted. */
  stream(path: string, attempt: string): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Finds the first place where the engine answers.
 *
 * @throws VarveError `NETWORK_FAILED` when it answers nowhere, `ACCESS_DENIED` when a socket is there that the user may
 * not use; `CONFIG_INVALID`, `UNSUPPORTED`, `READ_FAILED`, `LIMIT` for what the settings say
 */
export async function reachEngine(engine: Engine, options: RemoteOptions, patience: Patience): Promise<Connection> {
  const attempts: Attempt[] = [];
  const addresses = await engine.addresses(options);
  const signal = AbortSignal.timeout(patience.reachMs);
  for (const address of addresses) {
    const client = await engineClient(address, patience);
    const attempt = await greet(client, address, signal);
    if (!attempt) {
      options.trace(`${engine.withArticle} answers at ${address.shown}`);
      return connection(engine, address, client);
    }
    await client.close();
    attempts.push(attempt);
  }
  throw notReached(engine, attempts);
}

/** Nothing when an engine answers there. */
async function greet(
  client: EngineClient,
  { shown: place }: EngineAddress,
  signal: AbortSignal,
): Promise<Attempt | undefined> {
  try {
    const { status, bytes } = await client.get('/_ping', signal);
    if (status === 200) return undefined;
    return { place, reason: `status ${status}, ${messageOf(bytes)}`, isDenied: status === 401 || status === 403 };
  } catch (error) {
    return { place, reason: reasonOf(error), isDenied: isDenied(error) };
  }
}

function connection(engine: Engine, { shown }: EngineAddress, client: EngineClient): Connection {
  const asking = (attempt: string) => `asking ${engine.withArticle} (${shown}), ${attempt}`;
  return {
    engine,
    async ask(path, attempt, shape) {
      const { status, bytes } = await client.get(path).catch((error: unknown) => {
        throw broken(asking(attempt), error);
      });
      if (status !== 200) throw refused(engine, asking(attempt), status, messageOf(bytes));
      return jsonAnswer(asking(attempt), bytes, shape);
    },
    stream: (path, attempt) => pieces(engine, asking(attempt), () => client.stream(path)),
    close: () => client.close(),
  };
}

function jsonAnswer<T>(attempt: string, bytes: Uint8Array | undefined, shape: Shape<T>): T {
  if (!bytes)
    throw new VarveError('LIMIT', `${attempt}: the answer has more than ${formatCount(MAX_ANSWER_BYTES)} bytes`);
  try {
    return shape(parseJson(bytes), 'the answer');
  } catch (error) {
    if (!(error instanceof JsonError || error instanceof ShapeError)) throw error;
    throw new VarveError('NETWORK_FAILED', `${attempt}: the answer is not understood: ${error.message}`, {
      cause: error,
    });
  }
}

/** One piece is held back, as the last one may say that the engine failed under way. */
async function* pieces(
  engine: Engine,
  attempt: string,
  start: () => ReturnType<EngineClient['stream']>,
): AsyncGenerator<Uint8Array> {
  let passedBytes = 0;
  let held: Uint8Array | undefined;
  try {
    const { statusCode, body } = await start();
    if (statusCode !== 200) throw refused(engine, attempt, statusCode, messageOf(await wholeBody(body)));
    for await (const piece of body as AsyncIterable<Uint8Array>) {
      passedBytes += piece.length;
      if (held) yield held;
      held = piece;
    }
  } catch (error) {
    throw error instanceof VarveError ? error : broken(`${attempt}: after ${formatCount(passedBytes)} bytes`, error);
  }
  if (!held) return;
  const complaint = complaintAtEnd(held);
  if (complaint !== undefined) throw new VarveError('NETWORK_FAILED', `${attempt}: the engine gave up: ${complaint}`);
  yield held;
}

const MAX_COMPLAINT_BYTES = 4_096;

/** Docker appends JSON to an archive that it cannot finish, and ends the stream as if all were well. */
function complaintAtEnd(piece: Uint8Array): string | undefined {
  const end = Buffer.from(piece.subarray(-MAX_COMPLAINT_BYTES)).toString('latin1');
  const [found] = /\{"errorDetail":.*\}\s*$/s.exec(end) ?? [];
  return found && messageOf(Buffer.from(found, 'latin1'));
}
