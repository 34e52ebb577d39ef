import { isObject, list, object, optional, ShapeError, string, type Shape } from '../base/shape.ts';
import { VarveError } from '../model/error.ts';
import {
  artifactTypeOf,
  blobDescriptor,
  document,
  isAttestation,
  type FullDescriptor,
  type ManifestDocument,
} from './document.ts';
import type { Found } from './index-walk.ts';
import { valueAs } from './read-json.ts';

/** One image as `docker manifest inspect -v` prints it. */
interface Inspected {
  readonly name: string | undefined;
  readonly descriptor: FullDescriptor;
  readonly manifest: ManifestDocument;
}

/** Whether a JSON value is what `docker manifest inspect -v` prints: one image, or a list of them. */
export function isInspected(value: unknown): boolean {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return isObject(first) && Object.hasOwn(first, 'Descriptor');
}

/**
 * The images of that output, in its order.
 *
 * @throws VarveError `FORMAT_INVALID`, `IMAGE_NOT_FOUND`
 */
export function inspectedImages(value: unknown, input: string): readonly Found[] {
  const all = valueAs(Array.isArray(value) ? value : [value], { input, what: 'the output' }, list(inspected));
  const images = all.filter((each) => !isAttestation(each.descriptor) && artifactTypeOf(each.manifest) === null);
  if (images.length === 0) throw new VarveError('IMAGE_NOT_FOUND', `${input} holds no image, only artifacts`);
  return images.map(({ name, descriptor: described, manifest }) => ({
    descriptor: described,
    names: name === undefined ? [] : [name],
    within: [],
    manifest,
    sizeBytes: null,
  }));
}

const fields = object({
  Ref: optional(string),
  Descriptor: blobDescriptor,
  SchemaV2Manifest: optional(document),
  OCIManifest: optional(document),
});

const inspected: Shape<Inspected> = (value, at) => {
  const { Ref, Descriptor, SchemaV2Manifest, OCIManifest } = fields(value, at);
  const manifest = SchemaV2Manifest ?? OCIManifest;
  if (manifest?.kind !== 'manifest')
    throw new ShapeError(`${at} should hold a manifest in SchemaV2Manifest or OCIManifest`);
  // In a list each reference ends with the digest of its image; what people call it is the part before.
  return { name: Ref?.replace(/@.*$/, ''), descriptor: Descriptor, manifest };
};
