import { openRepository } from './repository.ts';
import { type RegistryOptions, registryName } from './registry-source.ts';

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
    return { repository: repository.name, tags: await repository.tags() };
  } finally {
    await repository.close();
  }
}
