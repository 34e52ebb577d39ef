import { printable } from '../base/text.ts';
import { VarveError } from '../model/error.ts';
import { parseImageName } from '../model/image-name.ts';
import type { RemoteReference } from '../model/reference.ts';
import type { EngineImage, EngineKind } from './engine/open-engine.ts';
import type { ImageSource } from './image-source.ts';
import type { OpenOptions } from './open-options.ts';

/** Opens the archive that an engine sends. */
export type OpenEngineStream = (name: string, image: EngineImage) => Promise<ImageSource>;

/**
 * Opens an image that an engine or a registry is asked for. A bare name is looked for in docker, in podman, then in its
 * registry.
 *
 * @throws VarveError `IMAGE_NOT_FOUND`, `ACCESS_DENIED`, `NETWORK_FAILED`, `UNSUPPORTED`, and those of the form found
 */
export async function openElsewhere(
  { transport, name, isDirectory }: RemoteReference,
  options: OpenOptions,
  openStream: OpenEngineStream,
): Promise<ImageSource> {
  switch (transport) {
    case 'docker-daemon':
    case 'podman':
      return openEngine(transport, name, options, openStream);
    case 'docker':
      return registry(name, options);
    case 'containers-storage':
      throw new VarveError('UNSUPPORTED', `containers-storage is not read (${printable(name)})`, {
        hint: `Pipe the image: \`podman save ${printable(name)} | varve -\`.`,
      });
    case null:
      if (!isDirectory && FILE_NAME.test(name)) throw noFile(printable(name));
      return openBare(name, isDirectory, options, openStream);
  }
}

/** Nobody calls an image so: who types it has mistyped a file. */
const FILE_NAME = /\.(?:tar|tgz|gz|zst|xz|bz2|json|oci)$/;

function noFile(shown: string): VarveError {
  return new VarveError('IMAGE_NOT_FOUND', `there is no file ${shown}`, {
    hint: `Check the path. An image of that name in a registry is docker://${shown}.`,
  });
}

async function openBare(
  name: string,
  isDirectory: boolean,
  options: OpenOptions,
  openStream: OpenEngineStream,
): Promise<ImageSource> {
  const { findInEngine } = await import('./engine/open-engine.ts');
  for (const kind of ['docker-daemon', 'podman'] as const) {
    const image = await findInEngine(kind, name, options.remote);
    if (!image) continue;
    options.note(`${printable(name)} is read from ${kind === 'podman' ? 'podman' : 'the docker engine'}`);
    return fromEngine(kind, image, openStream);
  }
  options.note(`${printable(name)} is read from the registry ${parseImageName(name)!.host}`);
  try {
    return await registry(name, options);
  } catch (error) {
    if (!(error instanceof VarveError)) throw error;
    const otherwise = isDirectory
      ? `${printable(name)} is a directory that holds no image`
      : `there is no file ${printable(name)}, and no engine here has it`;
    throw new VarveError(error.code, `${otherwise}; as the name of an image: ${error.message}`, { hint: error.hint });
  }
}

async function openEngine(
  kind: EngineKind,
  name: string,
  { remote }: OpenOptions,
  openStream: OpenEngineStream,
): Promise<ImageSource> {
  const { openInEngine } = await import('./engine/open-engine.ts');
  return fromEngine(kind, await openInEngine(kind, name, remote), openStream);
}

async function fromEngine(kind: EngineKind, image: EngineImage, openStream: OpenEngineStream): Promise<ImageSource> {
  try {
    const source = await openStream(image.shown, image);
    return {
      transport: kind,
      format: source.format,
      list: () => source.list(),
      open: (entry) => source.open(entry),
      close: () => source.close().finally(() => image.close()),
    };
  } catch (error) {
    await image.close();
    throw error;
  }
}

async function registry(name: string, { remote, limits, documents }: OpenOptions): Promise<ImageSource> {
  const { openRegistry } = await import('./registry/registry-source.ts');
  return openRegistry(name, { remote, limits, documents });
}
