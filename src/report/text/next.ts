import { displayWidth } from '../../base/width.ts';
import { columnsOf, painted, type TextStyle } from './style.ts';

/** A command to go on with. */
export interface NextStep {
  readonly command: string;
  readonly reason?: string;
}

const LABEL = 'Next: ';
const GAP = '   ';

/** The last line: a command, never broken, so that it can be copied, and why one should. */
export function nextLines({ command, reason }: NextStep, style: TextStyle): string[] {
  const call = LABEL + painted(style, 'bold', command);
  if (reason === undefined) return [call];
  const isBeside = displayWidth(`${LABEL}${command}${GAP}(${reason})`) <= columnsOf(style);
  return isBeside ? [`${call}${GAP}(${reason})`] : [call, `${' '.repeat(LABEL.length)}(${reason})`];
}
