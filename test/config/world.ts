import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type RegistryConfig, registryConfig } from '../../src/config/registry-config.ts';
import type { RemoteOptions } from '../../src/config/remote-options.ts';
import { localDisk } from '../../src/config/settings-file.ts';

/** A machine that has just these files, and what happens on it. */
export interface World {
  readonly config: RegistryConfig;
  readonly root: string;
  /** Paths that were read and folders that were listed, as the files were given. */
  readonly reads: string[];
  readonly traces: string[];
}

export type Files = Readonly<Record<string, string | Uint8Array | readonly string[]>>;

/** User 1000 on Linux. `~/…` lies in the home; scripts are lists of lines, and lie in `bin/`. */
export function world(files: Files, given: Partial<RemoteOptions> = {}): World {
  const root = mkdtempSync(join(tmpdir(), 'varve-test-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const home = join(root, 'home');
  const inWorld = (path: string) => (path.startsWith('~/') ? join(home, path.slice(2)) : join(root, path));
  for (const [path, content] of Object.entries(files)) write(inWorld(path), content);
  const reads: string[] = [];
  const traces: string[] = [];
  const options: RemoteOptions = {
    plainHttp: false,
    tlsVerify: true,
    mirrors: [],
    home,
    system: 'linux',
    trace: (line) => void traces.push(line),
    ...given,
    env: { PATH: `${join(root, 'bin')}:/usr/bin:/bin`, XDG_RUNTIME_DIR: '/run/user/1000', ...given.env },
    ...(given.authfile !== undefined && { authfile: inWorld(given.authfile) }),
    ...(given.caCert !== undefined && { caCert: inWorld(given.caCert) }),
  };
  const disk = localDisk();
  const placed = (path: string) => {
    reads.push(path.replace(home, '~').replace(root, ''));
    return path.startsWith(root) ? path : join(root, path);
  };
  const config = registryConfig(options, {
    userId: 1000,
    read: (path) => disk.read(placed(path)),
    list: (folder) => disk.list(placed(folder)),
  });
  return { config, root, reads, traces };
}

function write(path: string, content: string | Uint8Array | readonly string[]): void {
  mkdirSync(dirname(path), { recursive: true });
  if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(path, content);
  else {
    writeFileSync(path, ['#!/bin/sh', ...content, ''].join('\n'));
    chmodSync(path, 0o755);
  }
}

/** `auth` of an entry. */
export function auth(pair: string): string {
  return Buffer.from(pair).toString('base64');
}

/** A config.json or an auth.json that knows these hosts, by `user:password`. */
export function authJson(logins: Readonly<Record<string, string>>): string {
  return JSON.stringify({
    auths: Object.fromEntries(Object.entries(logins).map(([key, pair]) => [key, { auth: auth(pair) }])),
  });
}
