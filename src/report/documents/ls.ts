import { ENTRY_TYPES } from '../../tar/entry.ts';
import { list, mapOf, nullable, object, oneOf, optional, rows, text, type TypeOf, whole } from '../schema.ts';
import { diagnosticsSchema, head, imageSchema, pathFields } from './parts.ts';

const entry = object({
  ...pathFields,
  type: oneOf(ENTRY_TYPES, 'what the entry is'),
  mode: text('permission bits, octal'),
  uid: whole('owner'),
  gid: whole('group'),
  size: whole('logical size; a hard link has that of its body; 0 for what has none'),
  treeBytes: optional(whole('directories: stored bytes of everything below')),
  mtime: nullable(text('RFC 3339, rounded down to the second; null for an implied directory')),
  link: nullable(text('target of a symlink, absolute path of the target of a hard link')),
  layer: whole('layer the entry shows from'),
  device: optional(object({ major: whole('major'), minor: whole('minor') })),
  marker: optional(oneOf(['whiteout', 'opaque', 'bare'], 'with --own: what the marker does')),
  xattrs: mapOf(text('value, base64'), 'extended attributes'),
  sha256: optional(nullable(text('with --hash: sha256 of the content, null for a sparse file too large to hash'))),
});

export const lsSchema = object({
  ...head('ls'),
  image: imageSchema,
  layer: whole('the view is the image as it is after this layer'),
  layers: list(
    object({
      layer: whole('ordinal, the base is 0'),
      instruction: text('the step as a Dockerfile would say it, empty when unknown'),
    }),
    'what made each layer of the image, base first',
  ),
  entries: rows(entry, 'in tree order, unless sorted otherwise'),
  diagnostics: diagnosticsSchema,
});

export type LsDocument = TypeOf<typeof lsSchema>;
export type LsEntry = TypeOf<typeof entry>;
