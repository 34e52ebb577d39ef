import type { Frame, Span, Tone } from '../../../src/tui/frame.ts';
import type { Capabilities, Program, TerminalMessage, TerminalRequest } from '../../../src/tui/program.ts';

interface State extends Capabilities {
  readonly cursor: number;
  readonly heard: readonly string[];
  readonly ticks: number;
}

type Message = { readonly kind: 'tick' };

type Effect = TerminalRequest | { readonly kind: 'tick' | 'reject' | 'stray' };

const NAMES = [
  'plain',
  '漢字かな交じり',
  'שלום עולם',
  'مرحبا',
  'e\u0301tude n\u0303',
  '😀 smile ⭐ star 👍🏽',
  '🇩🇪 flags 🇯🇵',
  '한국어',
  'control \x1b[31m\x07\x9b',
  'lone \ud800',
  '\u0301mark first',
  'zero\u200bwidth\u202ertl',
  '│ box ─ … ▊',
];

const TONES: readonly Tone[] = ['plain', 'added', 'changed', 'deleted', 'dim', 'accent', 'warning', 'error', 'shade0'];

/** Shows names of all kinds with a column behind them, and every message by its name. */
export const demoProgram: Program<State, Message, Effect> = {
  init: (capabilities) => [{ ...capabilities, cursor: 0, heard: [], ticks: 0 }, []],
  update(state, message) {
    if (message.kind === 'tick') return [{ ...state, ticks: state.ticks + 1 }, []];
    const heard = [...state.heard, nameOf(message)].slice(-4);
    if (message.kind === 'resize') return [{ ...state, ...message, heard }, []];
    return [{ ...state, heard, cursor: state.cursor + stepOf(message) }, effectsOf(message)];
  },
  view: viewOf,
  async *perform(effect, signal) {
    if (effect.kind === 'reject') throw new Error('work went wrong');
    if (effect.kind === 'stray') setTimeout(() => fail('stray went wrong'), 1);
    if (effect.kind === 'tick' && !signal.aborted) yield { kind: 'tick' };
  },
  terminal: (effect) => (isRequest(effect) ? effect : null),
};

function isRequest(effect: Effect): effect is TerminalRequest {
  return effect.kind === 'quit' || effect.kind === 'suspend' || effect.kind === 'copy';
}

function effectsOf(message: TerminalMessage): readonly Effect[] {
  if (message.kind !== 'key') return [];
  const effects: Readonly<Record<string, Effect>> = {
    q: { kind: 'quit' },
    'ctrl-z': { kind: 'suspend' },
    c: { kind: 'copy', text: '/étc/漢' },
    t: { kind: 'tick' },
    r: { kind: 'reject' },
    s: { kind: 'stray' },
  };
  if (message.key === 'x') fail('update went wrong');
  const effect = effects[message.key];
  return effect ? [effect] : [];
}

function fail(reason: string): never {
  throw new Error(reason);
}

function stepOf(message: TerminalMessage): number {
  if (message.kind === 'mouse') return message.action === 'wheeldown' ? 1 : message.action === 'wheelup' ? -1 : 0;
  if (message.kind !== 'key') return 0;
  return message.key === 'down' ? 1 : message.key === 'up' ? -1 : 0;
}

function nameOf(message: TerminalMessage): string {
  if (message.kind === 'key') return message.key;
  if (message.kind === 'paste') return `<${message.text}>`;
  if (message.kind === 'resize') return `${message.columns}x${message.rows}`;
  return `${message.ctrl ? 'ctrl-' : ''}${message.action}@${message.x},${message.y}`;
}

function viewOf({ columns, rows, colors, cursor, heard, ticks }: State): Frame {
  if (columns < 40 || rows < 10) return [[{ text: `too small: ${columns}x${rows}` }]];
  const names = NAMES.map((name, i): readonly Span[] => [
    { text: name, width: 24, fill: true, tone: TONES[i % TONES.length]!, inverse: i === cursor, bold: i === cursor },
    { text: '|', tone: 'border' },
    { text: ` ${i}`, width: 4, fill: true },
    { text: '|', tone: 'border' },
  ]);
  return [
    [
      {
        text: `demo ${columns}x${rows} ticks ${ticks} ${colors ? 'colours' : 'no colours'}`,
        tone: 'title',
        bold: true,
      },
    ],
    ...names,
    [{ text: '─'.repeat(30), tone: 'border' }],
    [{ text: `heard: ${heard.join(' ')}` }],
  ];
}
