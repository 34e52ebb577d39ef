import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Patience } from '../../../src/source/engine/engine-client.ts';

/** What an engine answers to a path: a value as JSON, or by hand. */
export type Answers = Readonly<Record<string, object | ((response: ServerResponse) => void)>>;

export interface FakeEngine {
  /** For `DOCKER_HOST`. */
  readonly host: string;
  readonly socket: string;
  /** The paths that were asked for, `/_ping` left out. */
  readonly asked: string[];
}

/** A test has no minutes to wait. */
export const BRIEF: Patience = { connectMs: 300, reachMs: 300, answerMs: 300, idleMs: 300 };

/** An engine on a Unix socket of its own, until the test is over. */
export async function fakeEngine(answers: Answers): Promise<FakeEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'varve-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const socket = join(folder, 'engine.sock');
  const asked: string[] = [];
  const server = createServer(answering(answers, asked));
  await new Promise<void>((resolve) => void server.listen(socket, resolve));
  onTestFinished(() => server.closeAllConnections());
  onTestFinished(() => void server.close());
  return { host: `unix://${socket}`, socket, asked };
}

/** An engine that is reached by TCP, with TLS where there are options for it. */
export async function fakeEngineOnTcp(answers: Answers, tls?: ServerOptions): Promise<string> {
  const listener = answering(answers, []);
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => server.closeAllConnections());
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An answer with that status and a reason, as engines give it. */
export function refusal(status: number, message: string): (response: ServerResponse) => void {
  return (response) => response.writeHead(status).end(JSON.stringify({ message }));
}

function answering(answers: Answers, asked: string[]): RequestListener {
  return ({ url }, response) => {
    const path = url!;
    if (path !== '/_ping') asked.push(path);
    const answer = Object.hasOwn(answers, path) ? answers[path]! : usualAnswer(path);
    if (typeof answer === 'function') answer(response);
    else response.end(JSON.stringify(answer));
  };
}

function usualAnswer(path: string): (response: ServerResponse) => void {
  if (path === '/_ping') return (response) => response.end('OK');
  return refusal(404, `No such image: ${decodeURIComponent(path.split('/').at(-2)!)}:latest`);
}
