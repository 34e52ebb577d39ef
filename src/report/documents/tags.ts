import { list, object, text, type TypeOf } from '../schema.ts';
import { head } from './parts.ts';

export const tagsSchema = object({
  ...head('tags'),
  repository: text('host and repository'),
  tags: list(text('tag'), 'in the order of the registry'),
});

export type TagsDocument = TypeOf<typeof tagsSchema>;
