import { ENTRY_TYPES } from '../../tar/entry.ts';
import { list, nullable, object, oneOf, optional, rows, text, type TypeOf, whole } from '../schema.ts';
import { diagnosticsSchema, head, imageSchema, pathFields } from './parts.ts';

export const REASONS = ['content', 'mode', 'owner', 'mtime', 'link', 'type', 'xattrs', 'device'] as const;

const change = object({
  ...pathFields,
  change: oneOf(['A', 'C', 'D'], 'as in docker diff: added, changed, deleted'),
  type: oneOf(ENTRY_TYPES, 'after the change, or before it where the path is deleted'),
  sizeBefore: nullable(whole('logical size, null where there was nothing')),
  sizeAfter: nullable(whole('logical size, null where nothing is left')),
  reasons: list(oneOf(REASONS, 'what differs'), 'empty for a rewrite of the same, and for A and D'),
});

const layer = object({
  layer: whole('ordinal, the base is 0'),
  instruction: text('the step as a Dockerfile would say it, empty when unknown'),
  changes: rows(change, 'in tree order'),
});

/** `layers` for a whole image, `changes` for one layer or a range. */
export const diffSchema = object({
  ...head('diff'),
  image: imageSchema,
  from: optional(nullable(whole('the view before; null is the empty one'))),
  to: optional(whole('the view after')),
  layers: optional(list(layer, 'base first')),
  changes: optional(rows(change, 'in tree order')),
  diagnostics: diagnosticsSchema,
});

export type DiffDocument = TypeOf<typeof diffSchema>;
export type DiffChange = TypeOf<typeof change>;
