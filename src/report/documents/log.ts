import { ENTRY_TYPES } from '../../tar/entry.ts';
import { list, nullable, object, oneOf, optional, text, type TypeOf, whole } from '../schema.ts';
import { diagnosticsSchema, head, imageSchema, pathFields } from './parts.ts';
import { REASONS } from './diff.ts';

const event = object({
  layer: whole('ordinal, the base is 0'),
  change: oneOf(['A', 'C', 'D'], 'what the layer does to the path'),
  type: nullable(oneOf(ENTRY_TYPES, 'after the change; null where the path is deleted')),
  mode: nullable(text('permission bits, octal')),
  uid: nullable(whole('owner')),
  gid: nullable(whole('group')),
  size: nullable(whole('logical size')),
  mtime: nullable(text('RFC 3339')),
  reasons: list(oneOf(REASONS, 'what differs'), 'empty for a rewrite of the same, and for A and D'),
  instruction: text('the step as a Dockerfile would say it, empty when unknown'),
});

export const logSchema = object({
  ...head('log'),
  image: imageSchema,
  ...pathFields,
  asked: optional(text('the path as it was asked for, where links of its parents lead elsewhere')),
  events: list(event, 'lowest layer first'),
  diagnostics: diagnosticsSchema,
});

export type LogDocument = TypeOf<typeof logSchema>;
