import type { Screen } from '../screen.ts';
import { startLayers, updateLayers } from './update.ts';
import { statusOfLayers, titleOfLayers, viewLayers } from './view.ts';

/** Layers and files: the main screen. */
export const layersScreen: Screen<'layers'> = {
  start: startLayers,
  places: ({ pane }) => [pane, 'pane', 'line', 'list', 'everywhere'],
  update: updateLayers,
  title: titleOfLayers,
  view: viewLayers,
  status: statusOfLayers,
};
