import { isObject } from '../base/shape.ts';
import type { ImageManifest } from '../source/image-source.ts';

/** What names a layer: its bytes as stored, its bytes unpacked. */
export interface LayerIdentity {
  readonly digest: string | null;
  readonly diffId: string | null;
}

/** What an image has in common with the one it is built on, or should be. */
export interface BaseShare {
  /** Whether the base's layers are the first ones of the image. */
  readonly isPrefix: boolean;
  /** For each layer of the image whether the base has it, too. */
  readonly isShared: readonly boolean[];
}

/** Where an image says what it was built on. */
export interface BaseClaim {
  readonly name: string | null;
  readonly digest: string | null;
  readonly saidBy: 'annotation' | 'label' | 'history';
}

const NAME_KEY = 'org.opencontainers.image.base.name';
const DIGEST_KEY = 'org.opencontainers.image.base.digest';

/** Which layers two images share, by what their configs and manifests claim. */
export function shareWithBase(layers: readonly LayerIdentity[], base: readonly LayerIdentity[]): BaseShare {
  const known = new Set(base.flatMap(({ digest, diffId }) => [digest, diffId]));
  known.delete(null);
  return {
    isPrefix: base.every((layer, place) => place < layers.length && isSame(layers[place]!, layer)),
    isShared: layers.map(({ digest, diffId }) => known.has(diffId) || known.has(digest)),
  };
}

/** What the image itself says of its base: the manifest's annotations, else labels, else what buildah leaves in the history. */
export function claimedBase({ annotations = {}, config }: ImageManifest): BaseClaim | null {
  const labels = config.settings['Labels'];
  return claimIn(annotations, 'annotation') ?? claimIn(labels, 'label') ?? claimInHistory(config.history);
}

/** The same layer may be packed in two ways: then only the diff IDs agree. */
function isSame(a: LayerIdentity, b: LayerIdentity): boolean {
  return (a.diffId !== null && a.diffId === b.diffId) || (a.digest !== null && a.digest === b.digest);
}

function claimIn(notes: unknown, saidBy: BaseClaim['saidBy']): BaseClaim | null {
  if (!isObject(notes)) return null;
  const [name, digest] = [textOf(notes[NAME_KEY]), textOf(notes[DIGEST_KEY])];
  return name === null && digest === null ? null : { name, digest, saidBy };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** buildah's comments name the image a step started from; between the steps of one build that is only an id. */
function claimInHistory(history: ImageManifest['config']['history']): BaseClaim | null {
  const names = history.map(({ comment }) => /^FROM (\S+)/.exec(comment ?? '')?.[1]);
  const name = names.findLast((each) => each !== undefined && each !== 'scratch' && !/^[0-9a-f]{12,64}$/.test(each));
  return name === undefined ? null : { name, digest: null, saidBy: 'history' };
}
