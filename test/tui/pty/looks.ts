import type { IBufferCell, Terminal } from '@xterm/headless';

/** Cells of a row that look alike. */
export interface Run {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly look: Look;
}

/** How cells look: colours as numbers of the table, `null` for the terminal's own. */
export interface Look {
  readonly fg: number | null;
  readonly bg: number | null;
  readonly bold: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
}

/** The runs of each row of the screen. */
export function runsOf(terminal: Terminal): Run[][] {
  return Array.from({ length: terminal.rows }, (_, y) => rowRuns(terminal, y));
}

/** The runs of cells that do not look plain, a line for each row that has some: `2: 0-11 fg114 bold`. */
export function describeLooks(terminal: Terminal): string[] {
  return runsOf(terminal).flatMap((runs, y) => {
    const shown = runs
      .filter(({ look }) => wordsOf(look) !== '')
      .map(({ look, from, to }) => `${from}-${to} ${wordsOf(look)}`);
    return shown.length === 0 ? [] : [`${y}: ${shown.join(', ')}`];
  });
}

function rowRuns(terminal: Terminal, y: number): Run[] {
  const line = terminal.buffer.active.getLine(terminal.buffer.active.viewportY + y);
  const runs: { text: string; from: number; to: number; look: Look }[] = [];
  for (let x = 0; x < terminal.cols; x += 1) {
    const cell = line?.getCell(x);
    if (!cell) continue;
    const look = lookOf(cell);
    // The second cell of a wide character is empty.
    const text = cell.getWidth() === 0 ? '' : cell.getChars() || ' ';
    const last = runs.at(-1);
    if (last && wordsOf(last.look) === wordsOf(look)) {
      last.to = x;
      last.text += text;
    } else runs.push({ text, from: x, to: x, look });
  }
  return runs;
}

function lookOf(cell: IBufferCell): Look {
  return {
    fg: cell.isFgDefault() ? null : cell.getFgColor(),
    bg: cell.isBgDefault() ? null : cell.getBgColor(),
    bold: cell.isBold() !== 0,
    underline: cell.isUnderline() !== 0,
    inverse: cell.isInverse() !== 0,
  };
}

function wordsOf({ fg, bg, bold, underline, inverse }: Look): string {
  const words = [
    fg !== null && `fg${fg}`,
    bg !== null && `bg${bg}`,
    bold && 'bold',
    underline && 'underline',
    inverse && 'inverse',
  ];
  return words.filter((word) => word).join(' ');
}
