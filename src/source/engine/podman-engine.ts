import { join } from 'node:path';
import type { RemoteOptions } from '../../config/remote-options.ts';
import type { Engine } from './engine.ts';
import { type EngineAddress, parseEngineHost, socketAddress } from './engine-address.ts';

/** Podman's service, which speaks docker's API: at `CONTAINER_HOST`, else at one of its usual sockets. */
export const PODMAN: Engine = {
  noun: 'podman',
  withArticle: 'podman',
  command: 'podman',
  startHint:
    'Start its service (`systemctl --user start podman.socket`, `podman machine start`), say with CONTAINER_HOST where it listens, or pipe the image: `podman save NAME | varve -`.',
  addresses,
};

async function addresses(options: RemoteOptions): Promise<readonly EngineAddress[]> {
  const text = options.env['CONTAINER_HOST'];
  const host = { saidBy: 'CONTAINER_HOST', tls: null, tlsVerify: options.tlsVerify, saveCommand: 'podman save' };
  if (text) return [parseEngineHost({ text, ...host })];
  return usualSockets(options).map(socketAddress);
}

function usualSockets({ env, home, system }: RemoteOptions): string[] {
  if (system === 'win32') return ['\\\\.\\pipe\\podman-machine-default'];
  if (system === 'darwin') return machineSockets(env['TMPDIR'] || '/tmp', home);
  const runtime = env['XDG_RUNTIME_DIR'];
  return [...(runtime ? [join(runtime, 'podman/podman.sock')] : []), '/run/podman/podman.sock'];
}

/** Podman 5 keeps the socket of its virtual machine in the temporary folder, podman 4 in the home directory. */
function machineSockets(temporary: string, home: string): string[] {
  const machines = join(home, '.local/share/containers/podman/machine');
  return [
    join(temporary, 'podman/podman-machine-default-api.sock'),
    join(machines, 'podman.sock'),
    join(machines, 'podman-machine-default/podman.sock'),
    join(machines, 'qemu/podman.sock'),
  ];
}
