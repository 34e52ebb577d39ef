import type { Opened } from '../examine/opened.ts';
import type { Step } from '../history/steps.ts';
import { EMPTY_CONFIG } from '../model/manifest.ts';
import type { ImageManifest } from '../source/image-source.ts';
import type { EventBytes } from '../analysis/view-bytes.ts';
import type { DeadBytes } from './tree/dead-bytes.ts';

/** The layers of an image as far as they are read and stacked. */
export interface Loaded {
  readonly opened: Opened;
  readonly isWhole: boolean;
  readonly bytes: EventBytes;
}

/** The image that is looked at: all that the screens have in common. */
export interface Subject {
  /** How the user named it. */
  readonly reference: string;
  readonly manifest: ImageManifest;
  /** What its history says, the layers that are not read yet included. */
  readonly steps: readonly Step[];
  /** Layers that are stacked, of those there are. */
  readonly stacked: number;
  /** `null` until the first layers are there. */
  readonly loaded: Loaded | null;
  /** Found once all layers are there. */
  readonly dead: DeadBytes | null;
  /** Paths of all rows of `loaded`, to be searched; made when someone searches. */
  readonly paths: readonly string[] | null;
  /** Why it cannot be read any further. */
  readonly failure: string | null;
}

/** The number of the image that the program begins with. */
export const FIRST_IMAGE = 0;

/** What is looked at before an image is chosen: an input that people named. */
export function noSubject(reference: string): Subject {
  const names = { names: [reference], digest: null, configDigest: null, platform: null };
  const manifest = { ...names, config: EMPTY_CONFIG, layers: [], diagnostics: [] };
  return { reference, manifest, steps: [], stacked: 0, loaded: null, dead: null, paths: null, failure: null };
}
