import { printable } from '../base/text.ts';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import type { LocalReference } from '../model/reference.ts';
import { archiveImages } from './archive-images.ts';
import { folderMembers } from './folder-members.ts';
import { folderTar } from './folder-tar.ts';
import { sourceOf, type ImageSet } from './image-set.ts';
import type { ImageSource } from './image-source.ts';
import type { Members } from './members.ts';
import { ociLayout } from './oci-layout.ts';
import { rootfs } from './rootfs.ts';
import { skopeoDir } from './skopeo-dir.ts';

/**
 * Opens a directory: an OCI layout, an unpacked archive, what skopeo wrote, and with `rootfs:` any tree.
 *
 * @throws VarveError `FORMAT_UNKNOWN` when it is none; what reading its documents throws
 */
export async function openFolder(
  { path, transport }: Pick<LocalReference, 'path' | 'transport'>,
  limits: Limits,
): Promise<ImageSource> {
  if (transport === 'rootfs') {
    const { blob, diagnostics } = folderTar(path, limits);
    return sourceOf(rootfs(blob, diagnostics), () => {});
  }
  const members = folderMembers(path);
  try {
    return sourceOf(await imagesIn(members, transport, limits), () => members.close());
  } catch (error) {
    members.close();
    throw error;
  }
}

async function imagesIn(members: Members, transport: LocalReference['transport'], limits: Limits): Promise<ImageSet> {
  const has = (name: string) => members.find(name) !== undefined;
  switch (transport) {
    case 'dir':
      return skopeoDir(members, limits);
    case 'oci':
    case 'oci-archive':
      return ociLayout(members, limits);
    case 'docker-archive':
      return archiveImages(members, 'docker', limits);
    case 'manifest':
      throw new VarveError(
        'FORMAT_INVALID',
        `${members.name} is a directory, not a manifest saved as JSON, as manifest: says`,
      );
    default:
      if (has('index.json')) return archiveImages(members, null, limits);
      if (has('oci-layout')) return ociLayout(members, limits);
      if (has('version') && has('manifest.json')) return skopeoDir(members, limits);
      throw noImageIn(members.name);
  }
}

function noImageIn(name: string): VarveError {
  return new VarveError(
    'FORMAT_UNKNOWN',
    `${name} is a directory without oci-layout, index.json or version: no image`,
    {
      hint: `If it is an unpacked root filesystem, name it rootfs:${printable(name)}.`,
    },
  );
}
