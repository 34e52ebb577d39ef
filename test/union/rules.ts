import { expect } from 'vitest';
import { fullLines, type LayerLines, type Stack, stackOf, viewLines } from '../../fixtures/layers.ts';

/** A rule as a row of a table: what it says, the layers (base first), and the lines of the top view. */
export type Rule = readonly [behaviour: string, layers: readonly LayerLines[], view: string];

/** A row whose diagnostics are `code path` each; a diagnostic that concerns no path is its code. */
export type Noted = readonly [behaviour: string, layers: readonly LayerLines[], notes: string];

/** The top view is as the rule says: `type path layer`. */
export function expectView([, layers, view]: Rule): void {
  expect(viewLines(stackOf(...layers).table).join(', ')).toBe(view);
}

/** The top view in full: `type path layer mode uid:gid @mtime size`. */
export function expectFullView([, layers, view]: Rule): void {
  expect(fullLines(stackOf(...layers).table).join(', ')).toBe(view);
}

/** What is odd is said, and nothing else. */
export function expectNotes([, layers, notes]: Noted): void {
  expect(notesOf(stackOf(...layers))).toBe(notes);
}

/** `code path` of each diagnostic. */
export function notesOf({ diagnostics }: Stack): string {
  return diagnostics.map(({ code, path }) => (path === undefined ? code : `${code} ${path}`)).join(', ');
}
