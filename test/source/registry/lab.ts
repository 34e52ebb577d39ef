/** A real registry (docker-registry) on this machine, with images that skopeo pushed. */
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { createSign, createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { RemoteOptions } from '../../../src/config/remote-options.ts';
import { BARE_MACHINE } from '../../../fixtures/remote.ts';
import { type Image, ociLayout } from '../../../fixtures/image.ts';
import { hasTool } from '../../blob/tools.ts';

export const USER = 'reader';
export const PASSWORD = 'open:sesame';

/** Whether the registry and the program that fills it are at hand. */
export const hasLab: boolean = ['docker-registry', 'skopeo', 'openssl'].every(hasTool);

/** How a registry wants to be asked. */
export interface Kind {
  readonly access?: 'basic' | 'token' | undefined;
  readonly tls?: boolean;
}

/** A registry that runs. */
export interface Registry {
  readonly host: string;
  /** PEM file of its certificate. */
  readonly ca: string;
  readonly logins: readonly string[];
  /** As if somebody had pulled the plug, and put it in again. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Pushes images as one name; several become an index. */
  push(name: string, ...images: readonly Image[]): Promise<void>;
  /** Pushes the one image of an OCI layout. */
  pushLayout(name: string, layout: string): Promise<void>;
  close(): Promise<void>;
}

/** Registries and engines as on a machine that knows nothing of them. */
export function remoteOptions(changes: Partial<RemoteOptions> = {}): RemoteOptions {
  return { ...BARE_MACHINE, ...changes };
}

/** Starts a registry; it holds nothing. */
export async function startRegistry({ access, tls = false }: Kind = {}): Promise<Registry> {
  const folder = mkdtempSync(join(tmpdir(), 'varve-registry-'));
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const ca = await certificate(folder, 'tls');
  const tokens = access === 'token' ? await startTokenService(folder) : undefined;
  writeFileSync(join(folder, 'config.yml'), configuration(folder, port, { access, tls, realm: tokens?.realm }));
  if (access === 'basic') {
    const { stdout } = spawnSync('htpasswd', ['-Bbn', USER, PASSWORD]);
    writeFileSync(join(folder, 'htpasswd'), stdout);
  }
  const login = access ? ['--dest-creds', `${USER}:${PASSWORD}`] : [];
  const copy = async (name: string, from: string): Promise<void> => {
    const words = ['copy', '--all', '--insecure-policy', '--preserve-digests', '--dest-tls-verify=false', ...login];
    await run('skopeo', [...words, from, `docker://${host}/${name}`]);
  };
  let child: ChildProcess | undefined;
  const registry: Registry = {
    host,
    ca,
    logins: tokens?.logins ?? [],
    async start() {
      child = spawn('docker-registry', ['serve', join(folder, 'config.yml')], { stdio: 'ignore' });
      await untilListening(port);
    },
    async kill() {
      const ended = new Promise((resolve) => child!.once('exit', resolve));
      child!.kill('SIGKILL');
      await ended;
    },
    async push(name, ...images) {
      const layout = join(folder, 'layouts', name.replaceAll(/[/:]/g, '-'));
      for (const [path, content] of ociLayout(...images)) {
        mkdirSync(dirname(join(layout, path)), { recursive: true });
        writeFileSync(join(layout, path), content);
      }
      const from = images.length > 1 ? nested(layout, images) : `oci:${layout}`;
      await copy(name, from);
    },
    pushLayout: (name, layout) => copy(name, `oci:${layout}`),
    async close() {
      await registry.kill();
      tokens?.server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await registry.start();
  return registry;
}

interface Index {
  readonly manifests: readonly object[];
}

/** skopeo copies one image of a layout: several go into an index of their own. */
function nested(layout: string, images: readonly Image[]): string {
  const { manifests: listed, ...rest } = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')) as Index;
  const described = listed.map((each, i) => ({ ...each, platform: images[i]!.platform }));
  const index = Buffer.from(JSON.stringify({ ...rest, manifests: described }));
  const digest = spawnSync('openssl', ['dgst', '-sha256', '-r'], { input: index }).stdout.toString().slice(0, 64);
  writeFileSync(join(layout, 'blobs/sha256', digest), index);
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  const manifests = [{ mediaType, digest: `sha256:${digest}`, size: index.length }];
  writeFileSync(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, mediaType, manifests }));
  return `oci:${layout}`;
}

function configuration(
  folder: string,
  port: number,
  { access, tls, realm }: Kind & { readonly realm?: string | undefined },
): string {
  const lines = [
    'version: 0.1',
    'log: {level: error}',
    `storage: {filesystem: {rootdirectory: ${join(folder, 'store')}}}`,
    'http:',
    `  addr: 127.0.0.1:${port}`,
    ...(tls ? [`  tls: {certificate: ${join(folder, 'tls.pem')}, key: ${join(folder, 'tls.key')}}`] : []),
    ...(access === 'basic' ? [`auth: {htpasswd: {realm: lab, path: ${join(folder, 'htpasswd')}}}`] : []),
    ...(access === 'token'
      ? [`auth: {token: {realm: "${realm}", service: lab, issuer: lab, rootcertbundle: ${join(folder, 'token.pem')}}}`]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

interface TokenService {
  readonly realm: string;
  readonly server: Server;
  /** The `Authorization` headers it saw, or `none`. */
  readonly logins: string[];
}

/** Gives tokens to who knows the password, signed as docker-registry wants them. */
async function startTokenService(folder: string): Promise<TokenService> {
  const pem = readFileSync(await certificate(folder, 'token'), 'utf8');
  const key = createPrivateKey(readFileSync(join(folder, 'token.key')));
  const chain = [new X509Certificate(pem).raw.toString('base64')];
  const known = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
  const logins: string[] = [];
  const server = createServer((request, response) => {
    const { authorization } = request.headers;
    logins.push(authorization ?? 'none');
    if (authorization !== known) return void response.writeHead(401).end();
    const scope = new URL(request.url!, 'http://localhost').searchParams.get('scope') ?? '';
    const [type, name, actions] = scope.split(':');
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      ...{
        iss: 'lab',
        sub: USER,
        aud: 'lab',
        iat: now - 10,
        nbf: now - 10,
        exp: now + 600,
        jti: String(logins.length),
      },
      access: scope ? [{ type, name, actions: actions!.split(',') }] : [],
    };
    const text = [{ alg: 'RS256', typ: 'JWT', x5c: chain }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = createSign('RSA-SHA256').update(text).sign(key).toString('base64url');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ token: `${text}.${signature}` }));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return { realm: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`, server, logins };
}

/** A certificate of its own for this machine; gives the path of its PEM. */
async function certificate(folder: string, name: string): Promise<string> {
  const pem = join(folder, `${name}.pem`);
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', join(folder, `${name}.key`)];
  await run('openssl', ['req', '-x509', '-days', '30', ...key, '-out', pem, ...subject]);
  return pem;
}

/** Not `spawnSync`: the token service answers in this process. */
async function run(command: string, args: readonly string[]): Promise<void> {
  await promisify(execFile)(command, args);
}

/** A port where nobody listens. */
async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => void server.close(resolve));
  return port;
}

async function untilListening(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('close', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (isThere) return;
    await sleep(50);
  }
  throw new Error(`docker-registry does not listen on port ${port}`);
}
