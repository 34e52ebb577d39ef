/**
 * `npm run engines -- KIND=HOST…`: loads the demo image into engines that run, reads it out again
 * in every way, removes it, and prints the table of `reports/engines.md`. KIND is `docker-daemon` or `podman`, HOST what
 * `DOCKER_HOST` would say of a Unix socket. Exits 1 when something else came out than went in.
 */
import { request } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { demoImage } from '../../../fixtures/demo.ts';
import { dockerArchive } from '../../../fixtures/image.ts';
import { VarveError } from '../../../src/model/error.ts';
import { type EngineKind, listEngine, openInEngine } from '../../../src/source/engine/open-engine.ts';
import { type Reading, readingOf, streamedReading } from './reading.ts';
import { remoteOptions } from './remote-options.ts';

const NAME = 'varve-check/api:1';
const SECOND_NAME = 'varve-check/api:latest';
const archive = dockerArchive({ ...demoImage(), names: [NAME] });
const loaded = await readingOf(archive);

const rows: string[] = [];
for (const argument of process.argv.slice(2)) {
  const [, kind, socket] = /^(docker-daemon|podman)=unix:\/\/(.+)$/.exec(argument) ?? [];
  if (!kind || !socket) throw new Error(`KIND=unix://PATH was expected, ${argument} was found`);
  rows.push(...(await checkEngine(kind as EngineKind, socket)));
}
console.log(document(rows));

function document(lines: readonly string[]): string {
  const [day] = new Date().toISOString().split('T');
  const sizes = `${loaded.layers.length} layers, ${loaded.views.at(-1)!.length} paths in the last view`;
  return `# Images read out of real engines

Made on ${day} by \`npm run engines -- KIND=HOST…\`. It loads \`${NAME}\` (the demo image:
${sizes}) through the engine's API, gives it a second name, and reads it out
again. "Same" means: the same diff_ids, the same bytes and entries in each layer, the same paths in each view. Docker's
driver \`overlayfs\` is the containerd image store.

| engine | asked for | names in the archive | bytes sent | what came |
|---|---|---|--:|---|
${lines.join('\n')}`;
}

async function checkEngine(kind: EngineKind, socket: string): Promise<string[]> {
  const options = remoteOptions({ env: { DOCKER_HOST: `unix://${socket}`, CONTAINER_HOST: `unix://${socket}` } });
  const engine = await about(socket);
  await call(socket, 'POST', '/images/load', archive);
  await call(socket, 'POST', `/images/${NAME}/tag?repo=${SECOND_NAME.split(':')[0]}&tag=latest`);
  try {
    const { id } = (await listEngine(kind, options)).find(({ names }) => names.some((name) => name.endsWith(NAME)))!;
    const digits = id.slice('sha256:'.length, 'sha256:'.length + 12);
    const lines: string[] = [];
    for (const [shown, name] of [
      [NAME, NAME],
      ['varve-check/api', 'varve-check/api'],
      [`docker.io/${NAME}`, `docker.io/${NAME}`],
      ['the id', id],
      ['12 digits of it', digits],
      ['`sha256:` and 12 digits', `sha256:${digits}`],
      ['varve-check/no-such-image', 'varve-check/no-such-image'],
    ] as const) {
      lines.push(`| ${engine} | ${shown} | ${await outcome(() => readOut(kind, name))} |`);
    }
    return lines;
  } finally {
    for (const name of [NAME, SECOND_NAME]) await call(socket, 'DELETE', `/images/${name}`);
  }

  async function readOut(of: EngineKind, name: string): Promise<string> {
    const image = await openInEngine(of, name, options);
    try {
      let sizeBytes = 0;
      const reading = await streamedReading(counted(image.save(), (bytes) => (sizeBytes += bytes)));
      return `${reading.names.join(', ') || '-'} | ${sizeBytes} | ${compared(reading)}`;
    } finally {
      await image.close();
    }
  }
}

async function outcome(read: () => Promise<string>): Promise<string> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof VarveError)) throw error;
    return `- | - | ${error.code}`;
  }
}

function compared(reading: Reading): string {
  if (isDeepStrictEqual({ ...reading, names: loaded.names }, loaded)) return 'same';
  process.exitCode = 1;
  return '**other content**';
}

async function* counted(chunks: AsyncIterable<Uint8Array>, count: (bytes: number) => void) {
  for await (const chunk of chunks) {
    count(chunk.length);
    yield chunk;
  }
}

/** `Docker 26.1.5 (overlayfs)`. */
async function about(socket: string): Promise<string> {
  const version = JSON.parse(await call(socket, 'GET', '/version')) as {
    Components: { Name: string; Version: string }[];
  };
  const { Driver } = JSON.parse(await call(socket, 'GET', '/info')) as { Driver: string };
  const { Name, Version } = version.Components[0]!;
  return `${Name.replace(/^Engine$/, 'Docker')} ${Version} (${Driver})`;
}

function call(socketPath: string, method: string, path: string, body?: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = body ? { 'content-type': 'application/x-tar' } : {};
    const asking = request({ socketPath, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode! < 300) resolve(text);
        else reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
      });
    });
    asking.on('error', reject);
    asking.end(body);
  });
}
