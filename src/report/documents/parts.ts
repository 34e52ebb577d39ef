import { anything, constant, list, nullable, object, optional, text, truth, type TypeOf, whole } from '../schema.ts';

/** The keys every document begins with. */
export const head = <const K extends string>(kind: K) => ({
  schemaVersion: constant(1),
  kind: constant(kind),
  varve: text('version of varve that wrote the document'),
});

/** A path; `pathBytes` stands beside it only where it is not UTF-8. */
export const pathFields = {
  path: text('absolute path; where it is not UTF-8, shown with \\xNN escapes'),
  pathBytes: optional(text('the bytes of the path, base64')),
};

/** The keys of a diagnostic. */
export const diagnosticFields = {
  code: text('stable, kebab-case'),
  message: text('one sentence'),
  layer: optional(whole('ordinal of the layer, the base is 0')),
  path: optional(text('absolute path, printable')),
  byte: optional(whole('offset in the uncompressed tar')),
};

export const diagnosticSchema = object(diagnosticFields);

export const diagnosticsSchema = list(diagnosticSchema, 'what is odd in the input');

export const imageSchema = object({
  reference: text('the image as it was named'),
  transport: text('how it was reached, as in skopeo'),
  format: text('form of the input, for people'),
  names: list(text('name and tag'), 'names the image was saved under'),
  digest: nullable(text('digest of the manifest')),
  configDigest: nullable(text('digest of the config: the image id of docker')),
  platform: nullable(
    object({ os: text('os'), architecture: text('architecture'), variant: nullable(text('variant')) }),
  ),
  created: nullable(text('RFC 3339, as the config says it')),
  author: nullable(text('author')),
  dangling: truth('the image has no name, though its form could hold one'),
  config: anything('container settings, as the config has them'),
});

export type ImageDocument = TypeOf<typeof imageSchema>;
export type DiagnosticDocument = TypeOf<typeof diagnosticSchema>;
