import type { Inventory } from '../../inventory.ts';
import type { TablesState } from '../table/state.ts';

/** All images of the input. */
export interface ImagesState {
  readonly list: TablesState;
  /** What the list is made of. */
  readonly inventory: Inventory;
}
