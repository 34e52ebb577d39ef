import { join } from 'node:path';
import type { RemoteOptions } from '../../config/remote-options.ts';
import { currentContext } from './docker-context.ts';
import { dockerFolder, readTls } from './docker-folder.ts';
import type { Engine } from './engine.ts';
import { type EngineAddress, type EngineTls, parseEngineHost, socketAddress } from './engine-address.ts';

/** Docker's engine: at `DOCKER_HOST`, else where the current context says, else at one of its usual sockets. */
export const DOCKER: Engine = {
  noun: 'docker engine',
  withArticle: 'the docker engine',
  command: 'docker',
  startHint: 'Start it, or say with DOCKER_HOST where it listens.',
  addresses,
};

async function addresses(options: RemoteOptions): Promise<readonly EngineAddress[]> {
  const text = options.env['DOCKER_HOST'];
  if (text) {
    const tls = isOnNetwork(text) ? await tlsOfEnvironment(options) : null;
    return [
      parseEngineHost({ text, saidBy: 'DOCKER_HOST', tls, tlsVerify: options.tlsVerify, saveCommand: 'docker save' }),
    ];
  }
  const context = await currentContext(options);
  return context ? [context] : usualSockets(options).map(socketAddress);
}

function usualSockets({ env, home, system }: RemoteOptions): string[] {
  if (system === 'win32') return ['\\\\.\\pipe\\docker_engine'];
  const runtime = env['XDG_RUNTIME_DIR'];
  return [
    '/var/run/docker.sock',
    ...(runtime ? [join(runtime, 'docker.sock')] : []),
    ...(system === 'darwin' ? [join(home, '.docker/run/docker.sock')] : []),
  ];
}

function isOnNetwork(host: string): boolean {
  return !/^(?:unix|npipe|ssh):/.test(host);
}

/** As docker's command line reads it: `DOCKER_TLS` encrypts only, `DOCKER_TLS_VERIFY` also wants proof. */
async function tlsOfEnvironment(options: RemoteOptions): Promise<EngineTls | null> {
  const { env } = options;
  if (!env['DOCKER_TLS_VERIFY'] && !env['DOCKER_TLS']) return null;
  const material = await readTls(env['DOCKER_CERT_PATH'] || dockerFolder(options));
  return { ...material, verify: Boolean(env['DOCKER_TLS_VERIFY']) };
}
