import { CAUSES } from '../../analysis/waste.ts';
import { list, nullable, object, oneOf, text, truth, type TypeOf, whole } from '../schema.ts';

const sums = object({
  layers: whole('layers, empty ones included'),
  layerBytes: whole('bodies stored in all layers'),
  deadBytes: whole('layerBytes - visibleBytes: the top view stays the same'),
});

/** What would be stored if some layers were one. */
export const squashSchema = object({
  from: whole('first of the layers, the base is 0'),
  to: whole('last of them'),
  savedBytes: whole('before.layerBytes - after.layerBytes'),
  before: sums,
  after: sums,
  layer: object({
    bytes: whole('bodies that the one layer would store'),
    entries: whole('tar entries it needs at least: paths, those of implied directories too, and whiteouts'),
    whiteouts: whole('those of them that hide what lower layers have'),
  }),
  hiddenBelowBytes: whole('bodies of lower layers that these hide: they stay dead'),
  replacedCompressedBytes: nullable(
    whole('what the layers take as stored now; what the one layer would take is unknown. null when none is compressed'),
  ),
  pairs: list(
    object({
      createdIn: whole('layer that stores the bytes'),
      hiddenBy: whole('layer that hides them'),
      cause: oneOf(CAUSES, 'why the bytes cannot be seen'),
      bytes: whole('stored bytes that would go'),
      paths: whole('number of paths'),
    }),
    'what goes away, largest first',
  ),
});

const part = {
  layers: whole('layers'),
  bytes: nullable(whole('bodies stored in them')),
  visibleBytes: nullable(whole('those that the top view shows')),
  deadBytes: nullable(whole('those that it does not show')),
};

/** What of an image is another one's; `null` what only layers could tell that were not read. */
export const baseSchema = object({
  reference: text('the base as it was named'),
  digest: nullable(text('digest of its manifest')),
  layers: whole('layers of the base'),
  isPrefix: truth('its layers are the first ones of the image'),
  sharedLayers: whole('layers of the image that the base has, too, by diff ID or digest'),
  verified: truth('the shared layers were read here, and their digests agree; those of the base are what it claims'),
  yours: object(part),
  bases: object({ ...part, hiddenBytes: nullable(whole('dead because of layers that are yours')) }),
  pull: object({
    layers: whole('layers that a host needs which has the base'),
    bytes: nullable(whole('their tars')),
    compressedBytes: nullable(whole('as stored; null when no layer is compressed, or a size is unknown')),
  }),
  claimed: nullable(
    object({
      name: nullable(text('org.opencontainers.image.base.name, or the name in a history comment')),
      digest: nullable(text('org.opencontainers.image.base.digest')),
      saidBy: oneOf(['annotation', 'label', 'history'], 'where it stands'),
    }),
  ),
});

export type SquashDocument = TypeOf<typeof squashSchema>;
export type BaseDocument = TypeOf<typeof baseSchema>;
