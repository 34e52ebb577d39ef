import { compareScreen } from './compare/screen.ts';
import { fileScreen } from './file/screen.ts';
import { duplicatesScreen } from './duplicates/screen.ts';
import { historyScreen } from './history/screen.ts';
import { imagesScreen } from './images/screen.ts';
import { layersScreen } from './layers/screen.ts';
import { packagesScreen } from './packages/screen.ts';
import { wasteScreen } from './waste/screen.ts';
import type { Screen, ScreenName } from './screen.ts';
import { treemapScreen } from './treemap/screen.ts';

/** All screens by name. */
export const SCREENS: { readonly [Name in ScreenName]: Screen<Name> } = {
  images: imagesScreen,
  layers: layersScreen,
  file: fileScreen,
  waste: wasteScreen,
  duplicates: duplicatesScreen,
  packages: packagesScreen,
  history: historyScreen,
  treemap: treemapScreen,
  compare: compareScreen,
};
