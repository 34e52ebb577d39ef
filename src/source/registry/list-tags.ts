import { printable } from '../../base/text.ts';
import { VarveError } from '../../model/error.ts';
import { openRepository, type Repository } from './repository.ts';
import { type RegistryOptions, registryName } from './registry-source.ts';

const TAG = /^\w[\w.-]{0,127}$/;

/** A repository, and the tags it has. */
export interface TagList {
  /** `docker.io/library/alpine`. */
  readonly repository: string;
  readonly tags: readonly string[];
}

/**
 * The tags of the repository that a name stands for; a tag or digest of the name itself says nothing here.
 *
 * @throws VarveError `IMAGE_NOT_FOUND`, `ACCESS_DENIED`, `NETWORK_FAILED`, `FORMAT_INVALID`, `USAGE`
 */
export async function listTags(text: string, options: RegistryOptions): Promise<TagList> {
  const repository = await openRepository(registryName(text), options);
  try {
    return { repository: repository.name, tags: sound(repository, await repository.tags()) };
  } finally {
    await repository.close();
  }
}

function sound({ name }: Repository, tags: readonly string[]): readonly string[] {
  const odd = tags.find((tag) => !TAG.test(tag));
  if (odd === undefined) return tags;
  throw new VarveError('FORMAT_INVALID', `${name} lists a tag that is none: ${JSON.stringify(printable(odd))}`);
}
