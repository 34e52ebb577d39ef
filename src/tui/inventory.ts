import type { Unreadable } from '../inventory/find-images.ts';
import type { ListedImage } from '../inventory/listed-image.ts';
import { type Stock, takeStock } from '../inventory/stock.ts';

/** The images of the input, as far as they are found. */
export interface Inventory {
  readonly images: readonly ListedImage[];
  readonly stock: Stock;
  /** What of the input cannot be read. */
  readonly unreadable: readonly Unreadable[];
  /** Whether no more will come. */
  readonly isWhole: boolean;
  /** Seconds since 1970 when they were listed. */
  readonly nowSec: number;
}

/** The inventory before anybody looked. */
export const NOT_LISTED: Inventory = {
  images: [],
  stock: takeStock([]),
  unreadable: [],
  isWhole: false,
  nowSec: 0,
};
