import { EntryType } from '../../../tar/entry.ts';
import type { Screen } from '../screen.ts';
import { startFile, updateFile } from './update.ts';
import { titleOfFile, viewFile } from './view.ts';

/** One path, version by version. */
export const fileScreen: Screen<'file'> = {
  start: startFile,
  places: ({ shown }) =>
    shown?.target?.type === EntryType.symlink ? ['file', 'line', 'list', 'everywhere'] : ['file', 'list', 'everywhere'],
  update: updateFile,
  title: titleOfFile,
  view: viewFile,
  status: () => null,
};
