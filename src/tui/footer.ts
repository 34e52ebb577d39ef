import { displayWidth } from '../base/width.ts';
import { type Binding, commandFor } from './bindings.ts';
import { keyLabel } from './key-labels.ts';
import { type Row, span } from './rows.ts';
import type { State } from './state.ts';
import { withScreen } from './update.ts';

/** The other key of a pair that the footer shows as one. */
const PAIRS: Readonly<Record<string, string>> = { down: 'up', right: 'left', nextVersion: 'previousVersion' };
/** Always there, whatever else has no room. */
const LAST = ['help', 'quit'];

/** The keys that work here, as many as there is room for. */
export function footerKeys(state: State, columns: number): Row {
  const places = withScreen(state, state.screen, (screen, own) => screen.places(own), []);
  const here = state.bindings.filter(({ command, short, places: of, keys }) => {
    if (short === undefined || keys.length === 0 || !of.some((place) => places.includes(place))) return false;
    return commandFor(state.keys, places, keys[0]!) === command;
  });
  const always = here.filter(({ command }) => LAST.includes(command));
  let room = columns - widthOf(always, state);
  const shown = here.filter((binding) => {
    if (always.includes(binding)) return true;
    const width = widthOf([binding], state);
    if (width > room) return false;
    room -= width;
    return true;
  });
  return shown.flatMap((binding) => [span(` ${label(binding, state)}`, 'accent'), span(` ${binding.short!} `, 'dim')]);
}

function widthOf(bindings: readonly Binding[], state: State): number {
  return bindings.reduce((sum, each) => sum + displayWidth(` ${label(each, state)} ${each.short!} `), 0);
}

function label({ command, keys }: Binding, { bindings, unicode }: State): string {
  const other = bindings.find((each) => each.command === PAIRS[command])?.keys[0];
  return (other === undefined ? '' : keyLabel(other, unicode)) + keyLabel(keys[0]!, unicode);
}
