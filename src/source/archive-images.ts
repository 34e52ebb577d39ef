import { VarveError } from '../model/error.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Limits } from '../model/limits.ts';
import { attempt } from './attempt.ts';
import { dockerArchive } from './docker-archive.ts';
import { dockerV1 } from './docker-v1.ts';
import { hybrid } from './hybrid.ts';
import type { ImageSet } from './image-set.ts';
import type { Members } from './members.ts';
import { ociLayout } from './oci-layout.ts';

/** How to read an archive, where the user said so; `null`: as it looks. */
export type ArchiveForm = 'docker' | 'oci' | null;

/**
 * The images of an archive or a layout, told by what it holds.
 *
 * @throws VarveError `FORMAT_INVALID`, `IMAGE_NOT_FOUND`
 */
export async function archiveImages(members: Members, form: ArchiveForm, limits: Limits): Promise<ImageSet> {
  if (form === 'oci') return ociLayout(members, limits);
  const hasManifest = members.find('manifest.json') !== undefined;
  const hasIndex = members.find('index.json') !== undefined;
  if (hasManifest && hasIndex) return bothReadings(members, limits);
  if (hasManifest) return dockerArchive(members, limits);
  if (hasIndex && form !== 'docker') return ociLayout(members, limits);
  if (members.find('repositories')) return dockerV1(members, limits);
  throw new VarveError(
    'FORMAT_INVALID',
    `${members.name} looks like a saved image but has neither manifest.json nor index.json`,
    {
      hint: 'It may be cut short: save the image once more. If it is a root filesystem, name it rootfs:PATH.',
    },
  );
}

/** One of the two may be useless: docker writes `null` into manifest.json when an image is saved in some ways by its id. */
async function bothReadings(members: Members, limits: Limits): Promise<ImageSet> {
  const docker = await attempt(() => dockerArchive(members, limits));
  const oci = await attempt(() => ociLayout(members, limits));
  if (docker instanceof VarveError) {
    if (oci instanceof VarveError) throw docker;
    return noted(oci, docker);
  }
  if (oci instanceof VarveError) return oci.code === 'IMAGE_NOT_FOUND' ? docker : noted(docker, oci);
  return hybrid(docker, oci);
}

function noted(set: ImageSet, failure: VarveError): ImageSet {
  const note: Diagnostic = {
    code: 'manifests-differ',
    message: `half of the archive's lists cannot be read: ${failure.message}`,
  };
  const images = set.images.map(({ entry, open }) => ({
    entry,
    async open() {
      const manifest = await open();
      return { ...manifest, diagnostics: [note, ...manifest.diagnostics] };
    },
  }));
  return { ...set, images };
}
