import { PACKAGE_TYPES } from '../../analysis/packages/claim.ts';
import { list, object, oneOf, optional, rows, text, type TypeOf, whole } from '../schema.ts';
import { diagnosticsSchema, head, imageSchema, pathFields } from './parts.ts';

const identity = {
  type: oneOf(PACKAGE_TYPES, 'as purl names it'),
  name: text('maven: group/artifact'),
  version: text('as the database spells it'),
  arch: optional(text('architecture, or platform of a gem')),
  purl: text('package URL'),
  source: optional(text('the source package it was built of, where that is named otherwise')),
};

const earlier = object({
  version: text('the version that was replaced'),
  layer: whole('layer that brought it'),
  replacedIn: whole('layer that brought the next one'),
  change: oneOf(['upgrade', 'downgrade', 'change'], 'by the order of versions of its ecosystem'),
});

const lifetime = {
  layer: whole('layer whose database first shows this version'),
  installedIn: whole('layer whose database first shows the package'),
  earlier: list(earlier, 'versions before this one, oldest first'),
};

const found = object({
  ...identity,
  files: whole('regular files and hard links that it owns and the image shows'),
  bytes: whole('what they store, a body with several names once; packages may own the same file'),
  ...lifetime,
  ...pathFields,
});

const removed = object({
  ...identity,
  files: whole('bodies it owned that lower layers still store and the image does not show'),
  bytes: whole('what these take'),
  ...lifetime,
  removedIn: whole('layer whose database shows it no more'),
  ...pathFields,
});

export const packagesSchema = object({
  ...head('packages'),
  image: imageSchema,
  packages: rows(found, 'largest first; ties by type, name and version'),
  removed: rows(removed, 'packages that a layer removed, in the same order'),
  totals: object({
    packages: whole('packages in the image'),
    bytes: whole('bytes that they own, each file once'),
    removed: whole('packages that a layer removed'),
    removedBytes: whole('the sum over removed packages'),
  }),
  diagnostics: diagnosticsSchema,
});

export type PackagesDocument = TypeOf<typeof packagesSchema>;
export type PackageDocument = TypeOf<typeof found>;
export type RemovedDocument = TypeOf<typeof removed>;
