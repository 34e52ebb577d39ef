import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import type { LocalTransport } from '../model/reference.ts';
import { archiveImages } from './archive-images.ts';
import { findTraces, isSavedImage } from './archive-kind.ts';
import type { ImageSet } from './image-set.ts';
import type { Members } from './members.ts';
import { rootfs } from './rootfs.ts';
import type { Seekable } from './scan-tar.ts';
import { tarMembers } from './tar-members.ts';

/** How a tar is to be read; `null`: as its content says. */
export type TarTransport = 'docker-archive' | 'oci-archive' | 'rootfs' | null;

/**
 * What a transport means for a tar.
 *
 * @throws VarveError `FORMAT_INVALID` for one that is never a tar
 */
export function tarTransport(transport: LocalTransport | null, name: string): TarTransport {
  if (transport === 'oci') return 'oci-archive';
  if (transport !== 'dir' && transport !== 'manifest') return transport;
  const expected = transport === 'dir' ? 'a directory that skopeo wrote' : 'a manifest saved as JSON';
  throw new VarveError('FORMAT_INVALID', `${name} is a tar archive, not ${expected}, as ${transport}: says`);
}

/**
 * The images in a tar that lies plain on disk. The file is only used, not closed.
 *
 * @throws VarveError `TAR_DAMAGED`, `FORMAT_INVALID`, `IMAGE_NOT_FOUND`, `LIMIT`
 */
export async function openTar(
  file: Seekable,
  name: string,
  transport: TarTransport,
  limits: Limits,
): Promise<ImageSet> {
  if (transport === 'rootfs') return rootfs(file.blob(name));
  if (transport === null && !isSavedImage(await findTraces(file, name))) return rootfs(file.blob(name));
  return imagesInTar(await tarMembers(file, name, limits), transport, limits);
}

/**
 * The images among the members of a tar that is no root filesystem.
 *
 * @throws VarveError `FORMAT_INVALID`, `IMAGE_NOT_FOUND`
 */
export async function imagesInTar(
  members: Members,
  transport: Exclude<TarTransport, 'rootfs'>,
  limits: Limits,
): Promise<ImageSet> {
  const form = transport === null ? null : transport === 'oci-archive' ? 'oci' : 'docker';
  const images = await archiveImages(members, form, limits);
  return images.transport === 'oci' ? { ...images, transport: 'oci-archive', format: 'OCI archive' } : images;
}
