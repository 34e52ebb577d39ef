import { isObject } from '../base/shape.ts';
import type { HistoryEntry, ImageConfig } from '../model/manifest.ts';

/** Where an image says what it was built on. */
export interface BaseClaim {
  readonly name: string | null;
  readonly digest: string | null;
  readonly saidBy: 'annotation' | 'label' | 'history';
}

/** What tells of the base: a config, and the annotations of its manifest. */
export interface Claimant {
  readonly config: ImageConfig;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

/** The annotation or label that names a base. */
export const NAME_KEY = 'org.opencontainers.image.base.name';
const DIGEST_KEY = 'org.opencontainers.image.base.digest';

/** What the image itself says of its base: the manifest's annotations, else labels, else what buildah leaves in the history. */
export function claimedBase(claimant: Claimant): BaseClaim | null {
  const noted = notedBases(claimant)[0];
  if (noted) return noted;
  const name = claimant.config.history.map(buildahBase).findLast((each) => each !== undefined && each !== 'scratch');
  return name === undefined ? null : { name, digest: null, saidBy: 'history' };
}

/** What annotations and labels say of the base, annotations first. */
export function notedBases({ annotations, config }: Claimant): readonly BaseClaim[] {
  return [...claimIn(annotations, 'annotation'), ...claimIn(config.settings['Labels'], 'label')];
}

/** The image or `scratch` that a step started from, by buildah's comment; between the steps of a build that is only an id. */
export function buildahBase({ comment }: HistoryEntry): string | undefined {
  const name = /^FROM (\S+)/.exec(comment ?? '')?.[1];
  return /^[0-9a-f]{12,64}$/.test(name ?? '') ? undefined : name;
}

function claimIn(notes: unknown, saidBy: BaseClaim['saidBy']): readonly BaseClaim[] {
  if (!isObject(notes)) return [];
  const [name, digest] = [textOf(notes[NAME_KEY]), textOf(notes[DIGEST_KEY])];
  return name === null && digest === null ? [] : [{ name, digest, saidBy }];
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
