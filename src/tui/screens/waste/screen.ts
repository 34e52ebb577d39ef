import { tablesScreen } from '../table/screen.ts';

/** Dead bytes, by who wrote and who hid them and by path. */
export const wasteScreen = tablesScreen({
  title: 'waste',
  question: ({ dead }) => dead && { kind: 'waste', dead },
  work: 'Looking for dead bytes ...',
});
