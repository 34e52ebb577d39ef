import { BUMPS } from '../../analysis/compare/bump.ts';
import { CONFIG_WEIGHTS } from '../../analysis/compare/config-changes.ts';
import { PACKAGE_CHANGES } from '../../analysis/compare/package-changes.ts';
import { REASON_IDS } from '../../analysis/compare/semantic/reasons.ts';
import { VERDICTS } from '../../analysis/compare/semantic/explain.ts';
import { PACKAGE_TYPES } from '../../analysis/packages/claim.ts';
import { list, nullable, object, oneOf, optional, rows, text, truth, whole } from '../schema.ts';

export const packageChangeSchema = object({
  name: text('maven: group/artifact'),
  type: oneOf(PACKAGE_TYPES, 'as purl names it'),
  arch: optional(text('architecture, or platform of a gem')),
  change: oneOf(PACKAGE_CHANGES, 'by the order of versions of its ecosystem; changed: it knows no order of the two'),
  before: nullable(text('version in the first image, null where it is added')),
  after: nullable(text('version in the second image, null where it is removed')),
  bump: nullable(
    oneOf(BUMPS, 'as semver tells it of the upstream versions, null where they are none; revision: packaged anew'),
  ),
});

export const configChangeSchema = object({
  key: text('env.NAME, label.NAME, port.80/tcp, volume./data, entrypoint, cmd, os… else as the config spells it'),
  change: oneOf(['A', 'C', 'D'], 'added, changed, deleted'),
  before: nullable(text('value in the first image; what is no text is JSON')),
  after: nullable(text('value in the second image; what is no text is JSON')),
  weight: oneOf(CONFIG_WEIGHTS, 'none: tells of the build only; harmless: differs from build to build; real: all else'),
});

export const historyChangeSchema = object({
  change: oneOf(['A', 'D'], 'in the second history only, or in the first one only'),
  step: whole('place in the history it stands in, the first is 0'),
  layer: nullable(whole('the layer it made there')),
  instruction: text('the step as a Dockerfile would say it, empty when unknown'),
});

const ownLayer = object({
  layer: whole('ordinal, the base is 0'),
  diffId: nullable(text('digest of the uncompressed tar')),
  digest: nullable(text('digest of the layer as stored')),
  bytes: nullable(whole('bodies of regular files as stored')),
  instruction: text('the step as a Dockerfile would say it, empty when unknown'),
});

export const sharedLayersSchema = object({
  shared: list(
    object({
      layerA: whole('ordinal in the first image'),
      layerB: whole('ordinal in the second image'),
      diffId: nullable(
        text('digest of the uncompressed tar; null where two manifests tell only the digest of what is stored'),
      ),
      bytes: nullable(whole('bodies of regular files as stored')),
    }),
    'in the order of the second image',
  ),
  onlyA: list(ownLayer, 'layers of the first image that the second has not, base first'),
  onlyB: list(ownLayer, 'layers of the second image that the first has not, base first'),
});

const reasonId = oneOf(REASON_IDS, 'why the bytes differ');

export const semanticSchema = object({
  verdict: oneOf(
    VERDICTS,
    'identical: no path differs in anything, and the config only in who made it when; equivalent: each difference has a harmless reason',
  ),
  reasons: list(
    object({
      id: reasonId,
      title: text('one sentence'),
      harmless: truth('a difference of this kind means the same'),
      count: whole('paths and fields of the config'),
      examples: list(text('path, or key of the config'), 'the first few'),
    }),
    'most frequent first; ties by id',
  ),
  different: rows(
    object({
      path: text('absolute path; where it is not UTF-8, shown with \\xNN escapes'),
      change: oneOf(['A', 'C', 'D', 'R'], 'added, changed, deleted, renamed'),
      why: nullable(reasonId),
      note: nullable(text('why it was not looked into')),
    }),
    'what no harmless reason explains, in tree order',
  ),
});
