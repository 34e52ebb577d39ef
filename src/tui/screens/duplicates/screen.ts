import { tablesScreen } from '../table/screen.ts';

/** Files of the image that are there more than once. */
export const duplicatesScreen = tablesScreen({
  title: 'duplicates',
  question: () => ({ kind: 'duplicates' }),
  work: 'Comparing files of the same size ...',
});
