import { list, nullable, object, text, truth, type TypeOf, whole } from '../schema.ts';
import { diagnosticsSchema, head, imageSchema } from './parts.ts';

const step = object({
  step: whole('place in the history, the oldest is 0'),
  layer: nullable(whole('ordinal of the layer it made, the base is 0; null when it made none')),
  created: nullable(text('RFC 3339, as the history says it')),
  createdBy: text('created_by of the history, empty when it does not tell'),
  instruction: text('the step as a Dockerfile would say it, empty when unknown'),
  author: nullable(text('author of the step')),
  comment: nullable(text('comment of the step')),
  emptyLayer: truth('the history says that the step made no layer'),
  bytes: nullable(
    whole(
      'bodies of regular files as the layer stores them, as docker counts; 0 for an empty layer, null when not read',
    ),
  ),
  tarBytes: nullable(whole('uncompressed tar, null when the layer was not read')),
  compressedBytes: nullable(
    whole('stored bytes, null when plain; of a layer that was not read the stored bytes that the manifest claims'),
  ),
  diffId: nullable(text('digest of the uncompressed tar')),
  digest: nullable(text('digest of the stored bytes')),
});

/** Where no layer was read, `bytes` and `tarBytes` are `null`. */
export const historySchema = object({
  ...head('history'),
  image: imageSchema,
  steps: list(step, 'oldest first, as layers are everywhere; docker history prints the newest first'),
  diagnostics: diagnosticsSchema,
});

export type HistoryDocument = TypeOf<typeof historySchema>;
