import type { Screen } from '../screen.ts';
import { startTreemap, updateTreemap } from './update.ts';
import { titleOfTreemap, viewTreemap } from './view.ts';

/** A directory as a map of its sizes. */
export const treemapScreen: Screen<'treemap'> = {
  start: startTreemap,
  places: () => ['treemap', 'line', 'list', 'everywhere'],
  update: updateTreemap,
  title: titleOfTreemap,
  view: viewTreemap,
  status: () => null,
};
