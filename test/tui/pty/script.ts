import { expect } from 'vitest';
import type { Pty } from './pty.ts';

/** One thing a person does, or waits to see. */
export type Step =
  | { readonly press: readonly string[] }
  | { readonly type: string }
  | { readonly resize: readonly [columns: number, rows: number] }
  | { readonly see: string | RegExp }
  /** Compares what is seen then with `test/tui/golden/NAME.txt`. */
  | { readonly golden: string };

/** Does the steps in turn. */
export async function playScript(pty: Pty, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if ('press' in step) await pty.press(...step.press);
    else if ('type' in step) pty.type(step.type);
    else if ('resize' in step) pty.resize(...step.resize);
    else if ('see' in step) await pty.waitFor(step.see);
    else await expectGolden(pty, step.golden);
  }
}

/**
 * Compares the screen with a file in `test/tui/golden`: its rows, then how they look. `npx vitest run -u` with the config
 * and the test writes the files anew.
 */
export async function expectGolden(pty: Pty, name: string): Promise<void> {
  await pty.settle();
  const rows = pty.screen().map((row) => `|${row}`);
  const text = [...rows, '', ...pty.looks(), ''].join('\n');
  await expect(text).toMatchFileSnapshot(`../golden/${name}.txt`);
}
