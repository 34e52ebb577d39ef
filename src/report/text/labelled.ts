import { flow, type Part } from './flow.ts';
import { columnsOf, painted, type TextStyle } from './style.ts';

/** Columns that the label takes, its gap among them. */
export const LABEL_COLUMNS = 10;

/** Parts behind a short word that says what they are; later lines begin where the first part does. */
export function labelledLines(label: string, parts: readonly Part[], style: TextStyle): string[] {
  const [first = '', ...rest] = flow(`  ${label}`.padEnd(LABEL_COLUMNS), parts, columnsOf(style));
  return [first.replace(label, (text) => painted(style, 'bold', text)), ...rest];
}
