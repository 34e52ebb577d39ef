import { digestOf } from '../blob/hash.ts';
import { memoryBlob } from '../blob/memory-blob.ts';
import { readAll } from '../blob/read-all.ts';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import type { BlobStore } from './blob-store.ts';
import { bareDescriptor } from './document.ts';
import type { ImageSet } from './image-set.ts';
import type { Members } from './members.ts';
import { ociImages } from './oci-images.ts';

/**
 * The images of a directory that skopeo wrote with `dir:`: `manifest.json` is the registry's manifest or index, blobs
 * lie beside it under their bare hexadecimal digest, manifests of an index under `HEX.manifest.json`.
 *
 * @throws VarveError `FORMAT_INVALID`, `IMAGE_NOT_FOUND`
 */
export async function skopeoDir(members: Members, limits: Limits): Promise<ImageSet> {
  const member = members.find('manifest.json');
  if (!member)
    throw new VarveError('FORMAT_INVALID', `${members.name} is no directory of skopeo: it has no manifest.json`);
  const bytes = await readAll(member.blob, limits.maxJson);
  const digest = digestOf(bytes);
  const store: BlobStore = {
    name: members.name,
    find(wanted) {
      if (digest === `${wanted.algorithm}:${wanted.hex}`) return memoryBlob(member.blob.name, bytes);
      return (members.find(wanted.hex) ?? members.find(`${wanted.hex}.manifest.json`))?.blob;
    },
  };
  return {
    transport: 'dir',
    format: 'skopeo directory',
    images: await ociImages(store, [bareDescriptor(digest)], limits),
  };
}
