import type { IBufferCell, Terminal } from '@xterm/headless';

/** The runs of cells that do not look plain, a line for each row that has some: `2: 0-11 fg114 bold`. */
export function describeLooks(terminal: Terminal): string[] {
  return Array.from({ length: terminal.rows }, (_, y) => describeRow(terminal, y)).filter((line) => line !== '');
}

function describeRow(terminal: Terminal, y: number): string {
  const line = terminal.buffer.active.getLine(terminal.buffer.active.viewportY + y);
  const runs: { look: string; from: number; to: number }[] = [];
  for (let x = 0; x < terminal.cols; x += 1) {
    const cell = line?.getCell(x);
    const look = cell ? lookOf(cell) : '';
    const last = runs.at(-1);
    if (last?.look === look) last.to = x;
    else runs.push({ look, from: x, to: x });
  }
  const shown = runs.filter(({ look }) => look !== '').map(({ look, from, to }) => `${from}-${to} ${look}`);
  return shown.length === 0 ? '' : `${y}: ${shown.join(', ')}`;
}

function lookOf(cell: IBufferCell): string {
  const words = [
    !cell.isFgDefault() && `fg${cell.getFgColor()}`,
    !cell.isBgDefault() && `bg${cell.getBgColor()}`,
    cell.isBold() && 'bold',
    cell.isUnderline() && 'underline',
    cell.isInverse() && 'inverse',
  ];
  return words.filter((word) => word).join(' ');
}
