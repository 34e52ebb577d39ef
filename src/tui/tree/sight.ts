import type { Mode } from './scene.ts';

/** A path as the main screen shows it: at a layer, in a mode. */
export interface Sight {
  /** As people type it. */
  readonly path: string;
  readonly layer: number;
  readonly mode: Mode;
}
