import { tablesScreen } from '../table/screen.ts';

/** The steps that made the image. */
export const historyScreen = tablesScreen({
  title: 'history',
  question: () => ({ kind: 'history' }),
  work: 'Reading the history ...',
});
