import { padEnd } from '../base/width.ts';
import { type Binding, commandFor, type KeyMap, type Place } from './bindings.ts';
import { type Row, span } from './rows.ts';

const KEY_COLUMNS = 16;
const TEXT_COLUMNS = 54;
const NAME_COLUMNS = 18;

/** What the help tells of. */
export interface Helped {
  readonly bindings: readonly Binding[];
  readonly keys: KeyMap;
  /** Where one is. */
  readonly places: readonly Place[];
}

/** Lines of the help. */
export function helpLength(bindings: readonly Binding[]): number {
  return bindings.length + 3;
}

/**
 * A line for each binding: its keys, what they do, and where there is room the name by which the configuration knows it. First
 * what works here.
 */
export function helpRows({ bindings, keys, places }: Helped, columns: number): readonly Row[] {
  const hasNames = columns > KEY_COLUMNS + TEXT_COLUMNS + NAME_COLUMNS;
  const row = (binding: Binding): Row => helpRow(binding).slice(0, hasNames ? 3 : 2);
  const isHere = (binding: Binding): boolean => worksAt(binding, keys, places);
  return [
    [span(' Here', 'title')],
    ...bindings.filter(isHere).map(row),
    [],
    [span(' Elsewhere', 'title')],
    ...bindings.filter((binding) => !isHere(binding)).map(row),
  ];
}

/** Whether the first key of the binding is its own at one of the places. */
export function worksAt({ command, keys, places: own }: Binding, map: KeyMap, places: readonly Place[]): boolean {
  return (
    keys.length > 0 && own.some((place) => places.includes(place)) && commandFor(map, places, keys[0]!) === command
  );
}

function helpRow({ keys, does, command }: Binding): Row {
  return [
    span(` ${padEnd(keys.join(' '), KEY_COLUMNS)}`, 'accent'),
    span(` ${padEnd(does, TEXT_COLUMNS)}`),
    span(` ${command}`, 'dim'),
  ];
}
