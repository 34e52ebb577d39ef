import { ENTRY_TYPES } from '../../tar/entry.ts';
import { either, list, nullable, object, oneOf, optional, rows, text, type TypeOf, whole } from '../schema.ts';
import {
  configChangeSchema,
  historyChangeSchema,
  packageChangeSchema,
  semanticSchema,
  sharedLayersSchema,
} from './compare-parts.ts';
import { diagnosticFields, head, imageSchema, pathFields } from './parts.ts';

export const REASONS = ['content', 'mode', 'owner', 'mtime', 'link', 'type', 'xattrs', 'device'] as const;

const change = object({
  ...pathFields,
  change: oneOf(
    ['A', 'C', 'D', 'R'],
    'as in docker diff: added, changed, deleted; R: renamed, the content is the same',
  ),
  from: optional(text('of a rename: the path before')),
  fromBytes: optional(text('the bytes of that path, base64, where it is not UTF-8')),
  type: oneOf(ENTRY_TYPES, 'after the change, or before it where the path is deleted'),
  sizeBefore: nullable(whole('logical size, null where there was nothing')),
  sizeAfter: nullable(whole('logical size, null where nothing is left')),
  reasons: list(oneOf(REASONS, 'what differs'), 'empty for a rewrite of the same, for parents, and for A and D'),
});

const sum = object({
  files: whole('paths that are no directories'),
  bytes: whole('sum of the logical sizes after, less those before'),
});

/** Also what goes with a directory counts, though one line says it. */
const summary = object({
  ...{ added: sum, changed: sum, deleted: sum, renamed: sum },
  directories: whole('that came, went or differ themselves'),
});

const step = {
  layer: whole('ordinal, the base is 0'),
  instruction: text('the step as a Dockerfile would say it, empty when unknown'),
};

const layer = object({
  ...step,
  summary,
  changes: rows(change, 'in tree order'),
});

const diagnostics = list(
  object({ image: optional(oneOf(['a', 'b'], 'the one of the two that is odd')), ...diagnosticFields }),
  'what is odd in the input',
);

/** `layers` for a whole image, `changes` for one layer or a range. */
const ofOne = object({
  ...head('diff'),
  image: imageSchema,
  from: optional(nullable(whole('the view before; null is the empty one'))),
  to: optional(whole('the view after')),
  instruction: optional(text('for one layer: the step as a Dockerfile would say it, empty when unknown')),
  steps: optional(list(object(step), 'for a range: of the layers that one view has and the other has not, base first')),
  layers: optional(list(layer, 'base first')),
  summary: optional(summary),
  changes: optional(rows(change, 'in tree order')),
  diagnostics,
});

/** `summary`, `packages` and `changes` are left out where no layer was read. */
const ofTwo = object({
  ...head('diff'),
  a: imageSchema,
  b: imageSchema,
  semantic: optional(semanticSchema),
  summary: optional(summary),
  packages: optional(list(packageChangeSchema, 'by type and name')),
  config: list(configChangeSchema, 'by key'),
  history: list(historyChangeSchema, 'in order of reading'),
  base: whole('how many layers both have in common from the base on'),
  layers: sharedLayersSchema,
  changes: optional(rows(change, 'in tree order')),
  diagnostics,
});

/** Of one image, or of two. */
export const diffSchema = either(ofOne, ofTwo);

export type DiffDocument = TypeOf<typeof ofOne>;
export type TwoImagesDocument = TypeOf<typeof ofTwo>;
export type DiffChange = TypeOf<typeof change>;
export type DiffSummary = TypeOf<typeof summary>;
