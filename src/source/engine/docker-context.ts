import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { boolean, object, optional, string } from '../../base/shape.ts';
import { printable } from '../../base/text.ts';
import type { RemoteOptions } from '../../config/remote-options.ts';
import { VarveError } from '../../model/error.ts';
import { dockerFolder, readSettings, readTls } from './docker-folder.ts';
import { type EngineAddress, type EngineTls, parseEngineHost } from './engine-address.ts';

/** The context of that name stands for the environment and the usual sockets, and is kept nowhere. */
const DEFAULT_CONTEXT = 'default';

const settings = object({ currentContext: optional(string) });
const context = object({
  Endpoints: object({ docker: object({ Host: optional(string), SkipTLSVerify: optional(boolean) }) }),
});

/**
 * Where the context that docker's command line would use has its engine; `undefined` for the default context.
 *
 * @throws VarveError `CONFIG_INVALID`, `UNSUPPORTED`, `READ_FAILED`, `LIMIT`
 */
export async function currentContext(options: RemoteOptions): Promise<EngineAddress | undefined> {
  const folder = dockerFolder(options);
  const name =
    options.env['DOCKER_CONTEXT'] || (await readSettings(join(folder, 'config.json'), settings))?.currentContext;
  if (!name || name === DEFAULT_CONTEXT) return undefined;
  const id = createHash('sha256').update(name).digest('hex');
  const found = await readSettings(join(folder, 'contexts/meta', id, 'meta.json'), context);
  if (!found) throw noContext(name, options);
  const { Host = '', SkipTLSVerify = false } = found.Endpoints.docker;
  const tls = await tlsOfContext(join(folder, 'contexts/tls', id, 'docker'), SkipTLSVerify);
  const saidBy = `the docker context ${printable(name)}`;
  return parseEngineHost({ text: Host, saidBy, tls, tlsVerify: options.tlsVerify, saveCommand: 'docker save' });
}

/** A context without certificates is reached without TLS, unless it says that TLS needs no proof. */
async function tlsOfContext(folder: string, isUnproven: boolean): Promise<EngineTls | null> {
  const { ca, cert, key } = await readTls(folder);
  return isUnproven || ca || cert || key ? { ca, cert, key, verify: !isUnproven } : null;
}

function noContext(name: string, { env }: RemoteOptions): VarveError {
  const saidBy = env['DOCKER_CONTEXT'] ? 'DOCKER_CONTEXT' : 'config.json (currentContext)';
  return new VarveError('CONFIG_INVALID', `docker has no context ${printable(name)}, which ${saidBy} names`, {
    hint: '`docker context ls` lists the contexts; `docker context use NAME` chooses one.',
  });
}
