import type { Screen } from '../screen.ts';
import { startCompare, updateCompare } from './update.ts';
import { statusOfCompare, titleOfCompare, viewCompare } from './view.ts';

/** The image and another one, path by path. */
export const compareScreen: Screen<'compare'> = {
  start: startCompare,
  places: ({ patch }) => (patch ? ['line', 'list', 'everywhere'] : ['compare', 'pane', 'line', 'list', 'everywhere']),
  update: updateCompare,
  title: titleOfCompare,
  view: viewCompare,
  status: statusOfCompare,
};
