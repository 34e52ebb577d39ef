import { displayWidth } from '../base/width.ts';
import type { Binding, Command } from './bindings.ts';
import { worksAt } from './help.ts';
import { keyLabel } from './key-labels.ts';
import { type Row, span } from './rows.ts';
import type { State } from './state.ts';
import { refusalOf } from './other-image.ts';
import { homeOf, placesOf, targetOf } from './navigation.ts';

/** The other key of a pair that the footer shows as one. */
const PAIRS: Readonly<Record<string, string>> = { down: 'up', right: 'left', nextVersion: 'previousVersion' };
/** Always there, whatever else has no room. */
const LAST = ['back', 'help', 'quit'];
const IN_HELP = ['down', ...LAST];

/** The keys that work here, as many as there is room for. */
export function footerKeys(state: State, columns: number): Row {
  const places = placesOf(state);
  const here = state.bindings.filter(
    (binding) => binding.short !== undefined && worksAt(binding, state.keys, places) && isUseful(binding, state),
  );
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

/** Not what leads where one is, or where there is nothing. */
function isUseful({ command }: Binding, state: State): boolean {
  if (state.help) return IN_HELP.includes(command);
  if (command === 'back') return state.trail.length > 0 || state.screen !== homeOf(state);
  const target = targetOf(state, command as Command);
  return !target || (target.screen !== state.screen && refusalOf(state, target) === null);
}

function widthOf(bindings: readonly Binding[], state: State): number {
  return bindings.reduce((sum, each) => sum + displayWidth(` ${label(each, state)} ${each.short!} `), 0);
}

function label({ command, keys }: Binding, { bindings, unicode }: State): string {
  const other = bindings.find((each) => each.command === PAIRS[command])?.keys[0];
  const first = other === undefined ? '' : `${keyLabel(other, unicode)}${unicode ? '' : '/'}`;
  return first + keyLabel(keys[0]!, unicode);
}
