import type { TagsDocument } from '../documents/tags.ts';

/** As `skopeo list-tags` prints it. Tags hold nothing that a terminal would act on: registries that send others are refused. */
export function tagsText({ repository, tags }: TagsDocument): Iterable<string> {
  return [`${JSON.stringify({ Repository: repository, Tags: tags }, null, 4)}\n`];
}
