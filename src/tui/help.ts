import type { Binding } from './bindings.ts';
import { type Row, span } from './rows.ts';

const KEY_COLUMNS = 20;
const COMMAND_COLUMNS = 18;

/** A line for each binding: its keys, what they do, and the name by which the configuration knows it. */
export function helpRows(bindings: readonly Binding[]): readonly Row[] {
  return bindings.map(({ command, keys, does, places }) => [
    span(` ${keys.join(' ').padEnd(KEY_COLUMNS)}`, 'accent'),
    span(` ${command.padEnd(COMMAND_COLUMNS)}`, 'dim'),
    span(does),
    span(places.includes('everywhere') || places.includes('list') ? '' : `  (${places.join(', ')})`, 'dim'),
  ]);
}
