import { list, mapOf, nullable, object, text, type TypeOf, whole } from '../schema.ts';
import { diagnosticsSchema, head, imageSchema } from './parts.ts';

const layer = object({
  layer: whole('ordinal, the base is 0'),
  digest: nullable(text('digest of the stored bytes, as the manifest claims it')),
  diffId: nullable(text('digest of the uncompressed tar, as the config claims it')),
  mediaType: nullable(text('as the manifest says it')),
  sizeBytes: nullable(whole('stored bytes, as the manifest claims them')),
  annotations: mapOf(text('value'), 'annotations of the descriptor'),
});

export const inspectSchema = object({
  ...head('inspect'),
  image: imageSchema,
  digest: nullable(text('digest of what the name stands for: the manifest, or the index that leads to it')),
  repository: nullable(text('the repository, for images of a registry')),
  tags: nullable(list(text('tag'), 'all tags of the repository, unless they were not asked for')),
  dockerVersion: nullable(text('version of docker that built it')),
  labels: nullable(mapOf(text('value'), 'labels of the config')),
  env: list(text('NAME=value'), 'environment of the config'),
  layers: list(layer, 'base first'),
  diagnostics: diagnosticsSchema,
});

export type InspectDocument = TypeOf<typeof inspectSchema>;
