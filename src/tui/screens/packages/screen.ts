import { tablesScreen } from '../table/screen.ts';

/** Packages of the image, and removed ones that it still ships. */
export const packagesScreen = tablesScreen({
  title: 'packages',
  question: () => ({ kind: 'packages' }),
  work: 'Reading package databases ...',
});
