import { list, object, oneOf, optional, text, type TypeOf, whole } from '../schema.ts';
import { CHECKS, VERDICTS } from '../../verify/check.ts';
import { diagnosticsSchema, head, imageSchema } from './parts.ts';

const check = object({
  check: oneOf(CHECKS, 'what is checked'),
  subject: text('of what: index, manifest, config, layer 3, image'),
  verdict: oneOf(VERDICTS, 'skip where it could not be checked; message says why'),
  expected: optional(text('what is claimed')),
  found: optional(text('what the bytes say')),
  message: text('one sentence'),
  layer: optional(whole('ordinal of the layer, the base is 0')),
  path: optional(text('absolute path in the layer, printable')),
  byte: optional(whole('offset in the uncompressed tar')),
});

export const verifySchema = object({
  ...head('verify'),
  image: imageSchema,
  verdict: oneOf(['pass', 'fail'], 'fail when any check failed'),
  checks: list(check, 'documents, the config against the layers, each layer from the base on, the image as a whole'),
  diagnostics: diagnosticsSchema,
});

export type VerifyDocument = TypeOf<typeof verifySchema>;
