/** Stands between varve and a registry, and does to the answers what bad networks and bad registries do. */
import { createServer, type IncomingMessage, request as ask, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers a request, or hands it on by giving `false`. `count` is how often this path was asked for before. */
export type Fault = (asked: Asked, answer: ServerResponse) => boolean | Promise<boolean>;

/** A request as the proxy sees it. */
export interface Asked {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly count: number;
}

/** A proxy that runs. */
export interface FaultProxy {
  readonly host: string;
  readonly asked: readonly Asked[];
  /** Bytes of bodies that came from the registry and were handed on. */
  readonly passedBytes: () => number;
  close(): Promise<void>;
}

/** Starts one before the registry at `target`. */
export async function startFaultProxy(target: string, fault: Fault): Promise<FaultProxy> {
  const asked: Asked[] = [];
  let passedBytes = 0;
  const server = createServer((request, response) => void handle(request, response));
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url!;
    const count = asked.filter((each) => each.path === path).length;
    const each = { path, headers: request.headers, count };
    asked.push(each);
    if (await fault(each, response)) return;
    const onward = ask(`http://${target}${path}`, { headers: { ...request.headers, host: target } }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.on('data', (chunk: Buffer) => (passedBytes += chunk.length)).pipe(response);
    });
    onward.on('error', () => response.destroy());
    onward.end();
  }
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    passedBytes: () => passedBytes,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

/** What the registry itself answers. */
export async function fetched(target: string, path: string): Promise<Buffer> {
  const answer = await fetch(`http://${target}${path}`);
  return Buffer.from(await answer.arrayBuffer());
}
