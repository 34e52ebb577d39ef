import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { benchImage } from '../images/bench-image.ts';
import { DEEP_IMAGE } from '../images/deep-image.ts';
import { type Figure, median, milliseconds } from '../figure.ts';
import type { NodeBinary } from '../node-binary.ts';
import { warm } from '../run.ts';
import { type Setup, varve } from './suite.ts';

const COLUMNS = 120;
const ROWS = 40;
const UP = '\x1b[A';
const DOWN = '\x1b[B';
const TAB = '\t';
const PAGE_DOWN = '\x1b[6~';
/** A frame is written at once: what comes later than this belongs to the next one. */
const QUIET_MS = 40;
const PATIENCE_MS = 20_000;
const FIRST_SCREEN_MS = 1500;
const MEDIAN_MS = 16;
const WORST_MS = 50;
const PEAK_BYTES = 450e6;
const ROW_BYTES = 2000;

const A_ROW = 'a row down in 200,000';

/** What keys are pressed how often, by what is measured. */
const KEYS: readonly { readonly what: string; readonly before: readonly string[]; readonly keys: readonly string[] }[] =
  [
    { what: 'a layer up or down', before: [], keys: Array.from({ length: 100 }, (_, i) => (i % 60 < 30 ? UP : DOWN)) },
    { what: A_ROW, before: [TAB, '+'], keys: Array.from({ length: 200 }, () => DOWN) },
    { what: 'a page in 200,000', before: [], keys: Array.from({ length: 100 }, () => PAGE_DOWN) },
    {
      what: 'changes, layer by layer',
      before: ['g', '2'],
      keys: Array.from({ length: 60 }, (_, i) => (i % 2 ? ']' : '[')),
    },
    { what: 'a letter of a filter', before: ['1', '/'], keys: [...'component-3/lib/js'] },
  ];

/** The terminal UI on a PTY: 202,000 files, 40 layers. */
export async function tui({ folder, rounds, nodes }: Setup): Promise<Figure[]> {
  const { archive } = await benchImage(DEEP_IMAGE, folder);
  await warm([archive]);
  const figures: Figure[] = [];
  for (const node of nodes) {
    const runs: Run[] = [];
    for (let round = 0; round < rounds; round += 1) runs.push(await measured(node, archive));
    figures.push(...figuresOf(node, runs));
  }
  return figures;
}

interface Run {
  readonly firstScreenMs: number;
  readonly wholeMs: number;
  readonly keyMs: ReadonlyMap<string, readonly number[]>;
  readonly rowBytes: number;
  readonly peakBytes: number;
}

function figuresOf({ version }: NodeBinary, runs: readonly Run[]): Figure[] {
  const time = (what: string, all: readonly number[], limit?: number): Figure => ({
    what: `tui: ${what}, node ${version}`,
    median: milliseconds(median(all)),
    least: milliseconds(Math.min(...all)),
    ...(limit !== undefined && {
      targets: [{ measured: Math.min(...all), limit, text: `<= ${milliseconds(limit)}` }],
    }),
  });
  const keys = KEYS.map(({ what }): Figure => {
    const all = runs.flatMap(({ keyMs }) => keyMs.get(what)!).toSorted((a, b) => a - b);
    const worst = all[Math.floor(all.length * 0.99)]!;
    return {
      what: `tui: ${what}, node ${version}`,
      median: milliseconds(median(all)),
      least: milliseconds(all[0]!),
      against: `p99 ${milliseconds(worst)}`,
      targets: [
        { measured: median(all), limit: MEDIAN_MS, text: `median <= ${MEDIAN_MS} ms` },
        { measured: worst, limit: WORST_MS, text: `p99 <= ${WORST_MS} ms` },
      ],
    };
  });
  const peak = Math.max(...runs.map(({ peakBytes }) => peakBytes));
  const bytes = Math.max(...runs.map(({ rowBytes }) => rowBytes));
  return [
    time(
      'first screen',
      runs.map(({ firstScreenMs }) => firstScreenMs),
      FIRST_SCREEN_MS,
    ),
    time(
      'all layers, and what is dead',
      runs.map(({ wholeMs }) => wholeMs),
    ),
    ...keys,
    {
      what: `tui: bytes of a row's move, peak, node ${version}`,
      median: `${bytes} B`,
      least: `${(peak / 1e6).toFixed(0)} MB`,
      targets: [
        { measured: bytes, limit: ROW_BYTES, text: `<= ${ROW_BYTES} B` },
        { measured: peak, limit: PEAK_BYTES, text: '<= 450 MB' },
      ],
    },
  ];
}

async function measured(node: NodeBinary, archive: string): Promise<Run> {
  const screen = new Screen(varve(node, archive));
  await screen.until('view at layer');
  const firstScreenMs = screen.sinceStartMs();
  await screen.until('seen ');
  const wholeMs = screen.sinceStartMs();
  await screen.quiet();
  const keyMs = new Map<string, number[]>();
  let rowBytes = 0;
  for (const { what, before, keys } of KEYS) {
    for (const key of before) await screen.press(key);
    await screen.quiet();
    const times: number[] = [];
    for (const [count, key] of keys.entries()) {
      const { ms, bytes } = await screen.press(key);
      times.push(ms);
      // Further down the list scrolls, and every row changes.
      if (what === A_ROW && count < ROWS / 2) rowBytes = Math.max(rowBytes, bytes);
    }
    keyMs.set(what, times);
  }
  const { peakBytes } = screen;
  screen.close();
  return { firstScreenMs, wholeMs, keyMs, rowBytes, peakBytes };
}

/** The program on a terminal that nobody looks at: only when its output comes matters. */
class Screen {
  readonly #pty: IPty;
  readonly #started = performance.now();
  readonly #terminal = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true });
  #output = '';
  #heard: () => void = () => {};

  constructor([file, ...args]: readonly string[]) {
    const env = { ...process.env, LANG: 'C.UTF-8', TERM: 'xterm-256color', COLORFGBG: '15;0' };
    this.#pty = spawn(file!, args, { name: 'xterm-256color', cols: COLUMNS, rows: ROWS, env });
    this.#pty.onData((text) => {
      this.#output += text;
      this.#terminal.write(text, () => this.#heard());
    });
  }

  sinceStartMs(): number {
    return performance.now() - this.#started;
  }

  /** The most memory the process had, as Linux counts it. */
  get peakBytes(): number {
    const status = readFileSync(`/proc/${this.#pty.pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  }

  /** Until a person can read the text: what is written are only the cells that changed. */
  async until(text: string): Promise<void> {
    while (!this.#isShown(text)) await this.#next();
  }

  #isShown(text: string): boolean {
    const { active } = this.#terminal.buffer;
    const rows = Array.from({ length: ROWS }, (_, y) => active.getLine(active.viewportY + y)?.translateToString());
    return rows.some((row) => row?.includes(text));
  }

  /** Until nothing was written for a while. */
  async quiet(): Promise<void> {
    for (let length = -1; length !== this.#output.length;) {
      length = this.#output.length;
      await delay(QUIET_MS * 5);
    }
  }

  /** Presses a key; how long until the frame came, and how long it was. */
  async press(key: string): Promise<{ readonly ms: number; readonly bytes: number }> {
    const before = this.#output.length;
    const pressed = performance.now();
    this.#pty.write(key);
    await this.#next();
    const ms = performance.now() - pressed;
    await delay(QUIET_MS);
    return { ms, bytes: this.#output.length - before };
  }

  close(): void {
    this.#pty.kill('SIGKILL');
  }

  async #next(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve, reject) => {
      this.#heard = resolve;
      const fail = (): void => reject(new Error('nothing is written to the terminal any more'));
      timer = setTimeout(fail, PATIENCE_MS);
    });
    clearTimeout(timer);
  }
}
