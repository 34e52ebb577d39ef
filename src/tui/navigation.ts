import { printable } from '../base/text.ts';
import { aroundOf } from './area.ts';
import type { Command } from './bindings.ts';
import { opening } from './other-image.ts';
import type { Question } from './questions.ts';
import type { Go, Screen, ScreenMessage, ScreenName, Step } from './screens/screen.ts';
import { SCREENS } from './screens/screens.ts';
import { treemapOf } from './screens/treemap/update.ts';
import type { Effect, State } from './state.ts';

/** A state, and what is to be done beside. */
export type Updated = readonly [State, readonly Effect[]];

/** Commands that lead to a screen of their name. */
const PLACES_TO_GO: Partial<Record<Command, Go>> = {
  waste: { screen: 'waste' },
  duplicates: { screen: 'duplicates' },
  packages: { screen: 'packages' },
  history: { screen: 'history' },
  compare: { screen: 'compare' },
  images: { screen: 'images' },
};

/** Where a command leads, when it leads to a screen. */
export function targetOf({ screens }: State, command: Command): Go | undefined {
  return command === 'treemap' ? treemapOf(screens.layers) : PLACES_TO_GO[command];
}

/** Where one is. */
export function placesOf(state: State): ReturnType<Screen<ScreenName>['places']> {
  return withScreen(state, state.screen, (screen, own) => screen.places(own), []);
}

/** Goes to a screen, which knows how it was left. */
export function go(state: State, target: Go): Updated {
  const { screen } = target;
  const trail =
    screen === state.screen ? state.trail : [...state.trail.filter((each) => each !== screen), state.screen];
  const next = { ...state, screen, trail };
  const started = (SCREENS[screen] as Screen<ScreenName>).start(target, aroundOf(next), state.screens[screen]);
  const [gone, effects] = applied(next, screen, started);
  const isUnlisted = screen === 'images' && state.screens.images === undefined;
  return [gone, isUnlisted ? [...effects, { kind: 'list' }] : effects];
}

/** The screen that lies below all others. */
export function homeOf({ image }: State): ScreenName {
  return image === null ? 'images' : 'layers';
}

function back(state: State): Updated {
  if (state.opening) return [{ ...state, opening: null, notice: 'not opened' }, []];
  const to = state.trail.at(-1) ?? homeOf(state);
  if (to === state.screen) return [state, []];
  return toScreen({ ...state, screen: to, trail: state.trail.slice(0, -1) }, { kind: 'changed' });
}

/** Gives a screen a message. */
export function toScreen(state: State, message: ScreenMessage, name = state.screen): Updated {
  return withScreen(state, name, (screen, own) => applied(state, name, screen.update(own, message, aroundOf(state))), [
    state,
    [],
  ]);
}

/** Tells all screens that what they have in common has changed. */
export function everyScreen(state: State): Updated {
  let next = state;
  const effects: Effect[] = [];
  for (const name of Object.keys(state.screens) as ScreenName[]) {
    const [changed, more] = toScreen(next, { kind: 'changed' }, name);
    next = changed;
    effects.push(...more);
  }
  return [next, effects];
}

/** Does what a screen wants of others. */
function applied<Name extends ScreenName>(state: State, name: Name, step: Step<unknown>): Updated {
  const screens = { ...state.screens, [name]: step.own };
  const changed: State = {
    ...state,
    screens,
    prompt: step.prompt ?? state.prompt,
    notice: step.notice === undefined ? state.notice : printable(step.notice),
  };
  const [asking, effects] = ask(changed, name, step.ask ?? []);
  const copied: Effect[] = step.copy === undefined ? [] : [{ kind: 'copy', text: step.copy }];
  const noted = step.copy === undefined ? asking : { ...asking, notice: `copied: ${printable(step.copy)}` };
  const [gone, more] = whereTo(noted, step);
  return [gone, [...effects, ...copied, ...more]];
}

function whereTo(state: State, { go: target, open, leaves }: Step<unknown>): Updated {
  if (target) return go(state, target);
  if (open) return open === state.listed ? go(state, { screen: 'layers' }) : opening(state, open);
  return leaves ? back(state) : [state, []];
}

/** Asks what a screen wants to know. */
export function ask(state: State, screen: ScreenName, questions: readonly Question[]): Updated {
  const waiting = new Map(state.waiting);
  const { loaded } = state.subject;
  let number = state.asked;
  const effects = questions.map((question): Effect => {
    number += 1;
    waiting.set(`${screen} ${question.kind}`, number);
    return { kind: 'ask', number, screen, question, loaded };
  });
  return effects.length === 0 ? [state, []] : [{ ...state, asked: number, waiting }, effects];
}

/** Gives a screen with its own state to `use`; what `otherwise` says where it was never opened. */
export function withScreen<Name extends ScreenName, T>(
  state: State,
  name: Name,
  use: (screen: Screen<Name>, own: NonNullable<State['screens'][Name]>) => T,
  otherwise: T,
): T {
  const own = state.screens[name];
  return own === undefined ? otherwise : use(SCREENS[name] as Screen<Name>, own);
}
