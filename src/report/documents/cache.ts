import { list, nullable, object, optional, text, type TypeOf, whole } from '../schema.ts';
import { head } from './parts.ts';

const layer = object({
  diffId: text('digest of the uncompressed tar'),
  entries: nullable(whole('tar entries; null for a file that is damaged or of another version')),
  bytes: whole('size of its file in the cache'),
  lastUsed: text('RFC 3339'),
});

export const cacheSchema = object({
  ...head('cache'),
  directory: text('where the cache lies'),
  bytes: whole('what all files of the cache take'),
  layers: list(layer, 'what is kept, last used first'),
  removed: optional(
    object({
      layers: whole('layers that were removed'),
      bytes: whole('what their files took, notes on them included'),
    }),
  ),
});

export type CacheDocument = TypeOf<typeof cacheSchema>;
