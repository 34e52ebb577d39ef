import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import type { BlobStore } from './blob-store.ts';
import { index } from './document.ts';
import type { ImageSet } from './image-set.ts';
import type { Members } from './members.ts';
import { ociImages } from './oci-images.ts';
import { readJson } from './read-json.ts';

/**
 * The images of an OCI image layout, in a directory or an archive.
 *
 * @throws VarveError `FORMAT_INVALID`, `IMAGE_NOT_FOUND` when it holds none
 */
export async function ociLayout(members: Members, limits: Limits): Promise<ImageSet> {
  const member = members.find('index.json');
  if (!member) throw new VarveError('FORMAT_INVALID', `${members.name} is no OCI layout: it has no index.json`);
  const { manifests } = await readJson(member.blob, { input: members.name, what: 'index.json' }, index, limits);
  return { transport: 'oci', format: 'OCI layout', images: await ociImages(layoutStore(members), manifests, limits) };
}

/** Blobs by digest, as a layout keeps them: `blobs/sha256/7c1e…`. */
function layoutStore(members: Members): BlobStore {
  return { name: members.name, find: ({ algorithm, hex }) => members.find(`blobs/${algorithm}/${hex}`)?.blob };
}
