import { formatBytes } from '../../base/text.ts';

/** Wide enough for any size below a thousand petabytes. */
const DIGITS_AND_UNIT = 8;
const INDENT = '  ';

/** Columns that {@link sizeColumn} takes. */
export const SIZE_COLUMNS = INDENT.length + DIGITS_AND_UNIT;

/** A size, so that those of several lines stand one below the other. */
export function sizeColumn(bytes: number): string {
  return INDENT + formatBytes(bytes).padStart(DIGITS_AND_UNIT);
}
