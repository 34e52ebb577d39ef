import { describe, expect, it } from 'vitest';
import { type Connection, reachEngine } from '../../../src/source/engine/connection.ts';
import { socketAddress } from '../../../src/source/engine/engine-address.ts';
import { DOCKER } from '../../../src/source/engine/docker-engine.ts';
import { type Answers, BRIEF, fakeEngine, refusal } from './fake-engine.ts';
import { remoteOptions } from './remote-options.ts';

const MEGABYTE = Buffer.alloc(1e6, 'x');

async function connected(answers: Answers): Promise<Connection> {
  const { host } = await fakeEngine(answers);
  return reachEngine(DOCKER, remoteOptions({ env: { DOCKER_HOST: host } }), BRIEF);
}

async function streamed(answer: Answers[string]): Promise<number> {
  const connection = await connected({ '/get': answer });
  let sizeBytes = 0;
  try {
    for await (const chunk of connection.stream('/get', 'saving app')) sizeBytes += chunk.length;
    return sizeBytes;
  } finally {
    await connection.close();
  }
}

describe('what an engine saves', () => {
  it('comes whole, however long the engine waits before its first byte', async () => {
    const late: Answers[string] = (response) => void setTimeout(() => response.end(MEGABYTE), 2 * BRIEF.idleMs);
    expect(await streamed(late)).toBe(1e6);
  });

  it.each([
    [
      'is cut in the middle',
      (response) => void response.writeHead(200).write(MEGABYTE, () => setTimeout(() => response.destroy(), 50)),
      /\(unix:.*\), saving app: after 1,000,000 bytes: the connection was cut$/,
    ],
    [
      'is shorter than announced',
      (response) =>
        void response.writeHead(200, { 'content-length': 2e6 }).write(MEGABYTE, () => response.socket!.end()),
      /saving app: after 1,000,000 bytes: the connection was cut$/,
    ],
    [
      'stops coming',
      (response) => void response.writeHead(200).write(MEGABYTE),
      /saving app: after 1,000,000 bytes: nothing came for too long$/,
    ],
    [
      'ends with the complaint of the engine',
      (response) =>
        void response.end(
          Buffer.concat([MEGABYTE, Buffer.from('{"errorDetail":{"message":"no space"},"error":"no space"}\r\n')]),
        ),
      /saving app: the engine gave up: no space$/,
    ],
  ] satisfies [string, Answers[string], RegExp][])('fails when it %s', async (_what, answer, message) => {
    await expect(streamed(answer)).rejects.toMatchObject({
      code: 'NETWORK_FAILED',
      message: expect.stringMatching(message),
    });
  });

  it('is sent no faster than it is read', async () => {
    let sentBytes = 0;
    const connection = await connected({
      '/get': (response) => {
        const send = (): void => {
          while (sentBytes < 100e6) {
            sentBytes += 1e6;
            if (!response.write(MEGABYTE)) return void response.once('drain', send);
          }
          response.end();
        };
        send();
      },
    });
    const chunks = connection.stream('/get', 'saving app')[Symbol.asyncIterator]();
    await chunks.next();
    await new Promise((resolve) => setTimeout(resolve, 2 * BRIEF.idleMs)); // who reads may take longer than who sends
    expect(sentBytes).toBeLessThan(10e6);
    expect((await chunks.next()).done).toBe(false);
    await connection.close();
  });
});

it('an answer that does not come in time is a failure', async () => {
  const connection = await connected({ '/slow': () => {} });
  await expect(connection.ask('/slow', 'waiting', (value) => value)).rejects.toMatchObject({
    code: 'NETWORK_FAILED',
    message: expect.stringMatching(/, waiting: no answer in time$/),
  });
  await connection.close();
});

it('an answer that comes too slowly is a failure', async () => {
  const connection = await connected({
    '/slow': (response) => void setInterval(() => response.write(' '), 50).unref(),
  });
  await expect(connection.ask('/slow', 'waiting', (value) => value)).rejects.toMatchObject({
    message: expect.stringMatching(/, waiting: no answer in time$/),
  });
  await connection.close();
});

it('the first place where an engine answers is asked', async () => {
  const first = await fakeEngine({ '/_ping': refusal(503, 'starting') });
  const second = await fakeEngine({ '/x': {} });
  const third = await fakeEngine({});
  const places = ['/no/such.sock', first.socket, second.socket, third.socket];
  const engine = { ...DOCKER, addresses: async () => places.map(socketAddress) };
  const traced: string[] = [];
  const connection = await reachEngine(engine, remoteOptions({ trace: (line) => void traced.push(line) }), BRIEF);
  await connection.ask('/x', 'trying', (value) => value);
  await connection.close();
  expect(second.asked).toEqual(['/x']);
  expect(traced).toEqual([`the docker engine answers at unix://${second.socket}`]);
});

it('all places are told of where no engine answers', async () => {
  const { socket } = await fakeEngine({ '/_ping': refusal(503, 'starting') });
  const engine = { ...DOCKER, addresses: async () => ['/no/such.sock', socket].map(socketAddress) };
  await expect(reachEngine(engine, remoteOptions(), BRIEF)).rejects.toMatchObject({
    code: 'NETWORK_FAILED',
    message: `the docker engine does not answer (unix:///no/such.sock: no such file or directory; unix://${socket}: status 503, starting)`,
    hint: 'Start it, or say with DOCKER_HOST where it listens.',
  });
});
