import { type Arbitrary, array, assert, asyncProperty, constantFrom, integer, oneof, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/base/width.ts';
import { BINDINGS } from '../../src/tui/bindings.ts';
import type { TerminalMessage } from '../../src/tui/program.ts';
import { isTooSmall } from '../../src/tui/area.ts';
import { someLayers } from '../union/arbitrary-layers.ts';
import { open } from '../examine/open-layers.ts';
import { Exploring } from './exploring.ts';

const STEPS = 2000;
const MOUSE = ['down', 'up', 'drag', 'wheelup', 'wheeldown'] as const;
/** Ends of the program are left out: the rest goes on as if nobody had pressed them. */
const KEYS = BINDINGS.flatMap(({ keys }) => keys).filter((key) => !['q', 'ctrl-c', 'ctrl-z'].includes(key));
const LETTERS = ['a', 'é', '漢', '👩', '.', '*', '[', '\\', ' ', '/', 'enter', 'escape'];

const message: Arbitrary<TerminalMessage> = oneof(
  { weight: 30, arbitrary: constantFrom(...KEYS, ...LETTERS).map((key) => ({ kind: 'key' as const, key })) },
  {
    weight: 4,
    arbitrary: record({
      action: constantFrom(...MOUSE),
      x: integer({ min: 0, max: 130 }),
      y: integer({ min: 0, max: 50 }),
    }).map((place) => ({ kind: 'mouse' as const, ...place, shift: false, ctrl: false })),
  },
  {
    weight: 1,
    arbitrary: record({ columns: integer({ min: 1, max: 130 }), rows: integer({ min: 1, max: 50 }) }).map((size) => ({
      kind: 'resize' as const,
      ...size,
    })),
  },
  { weight: 1, arbitrary: constantFrom('pasted text', '/etc', '[').map((text) => ({ kind: 'paste' as const, text })) },
);

/** Control characters, and what makes text run backwards. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Names that try to break columns, or to speak to the terminal. */
const ODD = [
  '漢字/',
  '漢字/e\u0301',
  'bell\x07',
  'red\x1b[31m',
  '\u202etxt.exe',
  '👩\u200d👩\u200d👧',
  '\u0301first',
  'tab\t',
  'x'.repeat(200),
];

describe('any keys on any image', () => {
  it('never throw, leave the screen, lose the cursor or show what a terminal would act on', async () => {
    const history = array(message, { minLength: STEPS, maxLength: STEPS, size: 'max' });
    await assert(
      asyncProperty(someLayers, history, async (layers, messages) => {
        const ui = await Exploring.image(
          await open(
            ...layers,
            ODD.map((name) => ({ name })),
          ),
          { columns: 100, rows: 30 },
        );
        ui.writesNothing = true;
        for (const each of messages) {
          await ui.send(each);
          checkFrame(ui);
        }
      }),
      { numRuns: 3, endOnFailure: true },
    );
  });
});

function checkFrame(ui: Exploring): void {
  const { size, screens } = ui.state;
  const lines = ui.frame().map((row) => row.map(({ text }) => text).join(''));
  if (isTooSmall(size)) return expect(lines.length).toBeLessThanOrEqual(Math.max(1, size.rows));
  if (lines.length !== size.rows) throw new Error(`${lines.length} rows of ${size.rows}`);
  for (const line of lines) {
    if (displayWidth(line) !== size.columns)
      throw new Error(`${displayWidth(line)} columns of ${size.columns}: ${line}`);
    if (UNSAFE.test(line)) throw new Error(`unsafe: ${JSON.stringify(line)}`);
  }
  const { files, listed, steps } = screens.layers!;
  if (files.cursor < 0 || files.cursor >= listed.length) throw new Error(`cursor ${files.cursor} of ${listed.length}`);
  if (steps.cursor < 0 || files.top < 0 || files.top > files.cursor)
    throw new Error(`steps ${steps.cursor}, top ${files.top}`);
}
