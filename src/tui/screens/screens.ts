import { fileScreen } from './file/screen.ts';
import { layersScreen } from './layers/screen.ts';
import type { Screen, ScreenName } from './screen.ts';

/** All screens by name. */
export const SCREENS: { readonly [Name in ScreenName]: Screen<Name> } = {
  layers: layersScreen,
  file: fileScreen,
};
