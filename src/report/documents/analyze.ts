import { CAUSES } from '../../analysis/waste.ts';
import { decimal, list, nullable, object, oneOf, optional, rows, text, truth, type TypeOf, whole } from '../schema.ts';
import { diagnosticsSchema, head, imageSchema, pathFields } from './parts.ts';
import { baseSchema, squashSchema } from './what-if.ts';

const totals = object({
  layers: whole('layers, empty ones included'),
  emptySteps: whole('history steps that made no layer'),
  entries: nullable(whole('tar entries of all layers')),
  files: nullable(whole('regular files and hard-link names in the top view')),
  layerBytes: nullable(whole('bodies stored in all layers')),
  visibleBytes: nullable(whole('bodies the top view shows, each once')),
  deadBytes: nullable(whole('layerBytes - visibleBytes')),
  compressedBytes: nullable(whole('compressed layers, null when no layer is compressed')),
  efficiency: nullable(decimal('visibleBytes / layerBytes, 1 when there are none')),
});

const dive = object({
  efficiency: decimal("dive's efficiency, 0 to 1"),
  wastedBytes: whole("dive's wasted bytes"),
  userWastedPercent: nullable(decimal("dive's wasted bytes over userBytes, a fraction as in dive")),
  userBytes: whole('bytes of all layers but the base'),
});

const layer = object({
  layer: whole('ordinal, the base is 0'),
  diffId: nullable(text('digest of the uncompressed tar')),
  digest: nullable(text('digest of the stored bytes')),
  mediaType: nullable(text('media type the manifest gives')),
  compression: nullable(oneOf(['none', 'gzip', 'zstd', 'xz', 'bzip2'], 'as the bytes tell it')),
  compressedBytes: nullable(whole('stored bytes, null when plain')),
  tarBytes: nullable(whole('uncompressed tar')),
  bytes: nullable(whole('bodies of regular files as stored')),
  entries: nullable(whole('tar entries')),
  files: nullable(whole('regular files and hard links')),
  whiteouts: nullable(whole('whiteouts')),
  opaques: nullable(whole('opaque markers')),
  added: nullable(whole('A lines of diff')),
  changed: nullable(whole('C lines of diff')),
  deleted: nullable(whole('D lines of diff')),
  deadBytes: nullable(whole('bytes of this layer that the image does not show')),
  instruction: text('the step as a Dockerfile would say it, empty when unknown'),
  createdBy: text('created_by of the history'),
  created: nullable(text('RFC 3339, as the history says it')),
  author: nullable(text('author of the step')),
  comment: nullable(text('comment of the step')),
  verified: truth('digests were computed and agree'),
});

const cause = oneOf(CAUSES, 'why the bytes cannot be seen');

const copy = object({
  layer: whole('layer that stores the copy'),
  hiddenBy: whole('layer that hides it'),
  bytes: whole('stored bytes'),
  cause,
});

const dead = object({
  byCause: object({
    overwritten: whole('a later layer stores other content at the path'),
    rewritten: whole('a later layer stores the same content again (chmod, chown, touch)'),
    deleted: whole('a whiteout on the path or a parent'),
    hidden: whole('an opaque marker, or a parent that changed type'),
    duplicateEntry: whole('the same tar has the path again'),
  }),
  paths: rows(
    object({ ...pathFields, bytes: whole('all dead copies'), copies: list(copy, 'by layer') }),
    'largest first, ties in path order',
  ),
  pairs: list(
    object({
      createdIn: whole('layer that stores the bytes'),
      hiddenBy: whole('layer that hides them'),
      cause,
      bytes: whole('stored bytes'),
      paths: whole('number of paths'),
      advice: text('what to change'),
    }),
    'largest first',
  ),
});

const duplicates = object({
  bytes: whole('what the copies beyond the first take'),
  groups: rows(
    object({
      bytes: whole('size of one copy'),
      count: whole('number of copies'),
      sha256: text('sha256 of the content'),
      paths: list(text('absolute path'), 'in path order'),
    }),
    'those that cost most first',
  ),
});

const sized = object({ ...pathFields, bytes: whole('stored bytes'), layer: whole('layer it shows from') });

/** Of an image of which only the manifest is at hand, all that only its layers can tell is `null`. */
export const analyzeSchema = object({
  ...head('analyze'),
  image: imageSchema,
  totals,
  dive: nullable(dive),
  layers: list(layer, 'base first'),
  dead: nullable(dead),
  duplicates: optional(duplicates),
  largest: nullable(
    object({
      files: list(sized, 'of the top view, largest first'),
      directories: list(sized, 'of the top view, largest first, with all below them'),
    }),
  ),
  diagnostics: diagnosticsSchema,
  squash: optional(squashSchema),
  base: optional(baseSchema),
});

export type AnalyzeDocument = TypeOf<typeof analyzeSchema>;
