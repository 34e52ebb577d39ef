import type { Scene } from '../../tree/scene.ts';
import type { Tile } from './tile.ts';

/** A directory as a map: what lies in it as rectangles of its size. */
export interface TreemapState {
  /** What the main screen showed when the map was opened, and the node that was chosen there. */
  readonly origin: { readonly scene: Scene | null; readonly node: number };
  /** Where sizes are from: `null` until the first layer is there. */
  readonly scene: Scene | null;
  /** The directory on the screen, by its node. */
  readonly folder: number;
  /** The node of the chosen rectangle, or `REST`. */
  readonly chosen: number;
  /** What is shown, made of all the above. */
  readonly tiles: readonly Tile[];
}
