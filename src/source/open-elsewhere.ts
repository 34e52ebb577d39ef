import { printable } from '../base/text.ts';
import { VarveError } from '../model/error.ts';
import type { RemoteReference } from '../model/reference.ts';
import type { ImageSource } from './image-source.ts';

/**
 * Opens an image that an engine or a registry is asked for. None is asked so far: the error says what leads there.
 *
 * @throws VarveError `UNSUPPORTED`, `IMAGE_NOT_FOUND`
 */
export async function openElsewhere({ transport, name, isDirectory }: RemoteReference): Promise<ImageSource> {
  const shown = printable(name);
  switch (transport) {
    case 'docker-daemon':
      throw new VarveError('UNSUPPORTED', `the docker engine is not asked for ${shown}`, {
        hint: `Pipe it: \`docker save ${shown} | varve analyze -\`.`,
      });
    case 'podman':
      throw new VarveError('UNSUPPORTED', `podman is not asked for ${shown}`, {
        hint: `Pipe it: \`podman save ${shown} | varve analyze -\`.`,
      });
    case 'docker':
      throw new VarveError('UNSUPPORTED', `no registry is asked for ${shown}`, {
        hint: `Copy it: \`skopeo copy docker://${shown} oci:DIR\`, then \`varve oci:DIR\`.`,
      });
    case 'containers-storage':
      throw new VarveError('UNSUPPORTED', `containers-storage is not read (${shown})`, {
        hint: `Pipe the image: \`podman save ${shown} | varve -\`.`,
      });
    case null:
      throw new VarveError('IMAGE_NOT_FOUND', notFound(shown, isDirectory), {
        hint: `Pipe or copy it: \`docker save ${shown} | varve analyze -\`, \`skopeo copy docker://${shown} oci:DIR\`.`,
      });
  }
}

function notFound(shown: string, isDirectory: boolean): string {
  if (!isDirectory)
    return `there is no file ${shown}, and neither engines nor registries are asked for an image of that name`;
  return `${shown} is a directory without oci-layout, index.json or version, so no image; and neither engines nor registries are asked for an image of that name`;
}
