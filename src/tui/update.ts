import { printable } from '../base/text.ts';
import { boundTo, type Command, commandFor, keyMap } from './bindings.ts';
import { helpLength } from './help.ts';
import { NOT_LISTED } from './inventory.ts';
import { moved, START } from './list.ts';
import { isStale, opening, refusalOf, withImage } from './other-image.ts';
import type { Capabilities, KeyMessage, MouseMessage, TerminalMessage } from './program.ts';
import { typedText } from './typed-text.ts';
import type { Question } from './questions.ts';
import type { Area } from './rows.ts';
import type { Around, Go, Prompt, PromptState, Screen, ScreenMessage, ScreenName, Step } from './screens/screen.ts';
import { SCREENS } from './screens/screens.ts';
import { treemapOf } from './screens/treemap/update.ts';
import { FIRST_IMAGE, noSubject, type Subject } from './session.ts';
import type { Effect, Message, State } from './state.ts';

type Updated = readonly [State, readonly Effect[]];

/** Rows above and below the screens. */
const HEADER = 1;
const FOOTER = 1;
/** What is smaller shows nothing but that. */
export const SMALLEST: Area = { columns: 40, rows: 10 };

/** Commands that lead to a screen of their name. */
export const PLACES_TO_GO: Partial<Record<Command, Go>> = {
  waste: { screen: 'waste' },
  duplicates: { screen: 'duplicates' },
  packages: { screen: 'packages' },
  history: { screen: 'history' },
  compare: { screen: 'compare' },
  images: { screen: 'images' },
};

/** The first state: the image is not read yet, or is still to be chosen. */
export function initialState(
  subject: Subject | null,
  { columns, rows, unicode }: Capabilities,
  keys: Readonly<Record<string, readonly string[]>>,
  { reference, hasOthers } = { reference: '', hasOthers: false },
): Updated {
  const bindings = boundTo(keys);
  const state: State = {
    size: { columns, rows },
    unicode,
    bindings,
    keys: keyMap(bindings),
    subject: subject ?? noSubject(reference),
    image: subject ? FIRST_IMAGE : null,
    listed: null,
    opening: null,
    inventory: hasOthers ? NOT_LISTED : null,
    screens: {},
    screen: subject ? 'layers' : 'images',
    trail: [],
    prompt: null,
    help: null,
    notice: null,
    asked: 0,
    waiting: new Map(),
  };
  if (!subject) return go(state, { screen: 'images' });
  const [started, effects] = go(state, { screen: 'layers' });
  return [started, [{ kind: 'load', image: FIRST_IMAGE }, ...effects]];
}

/** What a message makes of the state. */
export function update(state: State, message: Message | TerminalMessage): Updated {
  if (isStale(state, message)) return [state, []];
  switch (message.kind) {
    case 'key':
      return key(state.notice === null ? state : { ...state, notice: null }, message);
    case 'paste':
      return state.prompt ? typed(state, { ...state.prompt, text: state.prompt.text + message.text }) : [state, []];
    case 'mouse':
      return mouse(state, message);
    case 'resize':
      return everyScreen({ ...state, size: { columns: message.columns, rows: message.rows } });
    case 'stacked':
      return [{ ...state, subject: { ...state.subject, stacked: message.count } }, []];
    case 'unreadable':
      return everyScreen({
        ...state,
        subject: { ...state.subject, failure: printable(message.message) },
        notice: printable(message.message),
      });
    case 'loaded': {
      const isSearched = state.subject.paths !== null;
      const loaded = { ...state.subject, loaded: message.loaded, paths: null };
      const [next, effects] = everyScreen({ ...state, subject: loaded });
      const questions: Question[] = [
        ...(message.loaded.isWhole ? [{ kind: 'dead' } as const] : []),
        ...(isSearched ? [{ kind: 'paths' } as const] : []),
      ];
      const [asking, asks] = ask(next, 'layers', questions);
      return [asking, [...effects, ...asks]];
    }
    case 'listed':
      return toScreen({ ...state, inventory: message.inventory }, { kind: 'changed' }, 'images');
    case 'opened': {
      const [started, effects] = go(withImage(state, message), { screen: 'layers' });
      return [started, [{ kind: 'load', image: message.image }, ...effects]];
    }
    case 'unopened':
      return [{ ...state, opening: null, notice: printable(message.message) }, []];
    case 'progress':
      return [{ ...state, notice: printable(message.notice) }, []];
    case 'reply':
      return reply(state, message);
  }
}

/** The part of the terminal that screens fill. */
export function areaOf({ columns, rows }: Area): Area {
  return { columns, rows: Math.max(0, rows - HEADER - FOOTER) };
}

/** What screens know of everything else. */
export function aroundOf({ subject, inventory, size, unicode }: State): Around {
  return { subject, inventory, area: areaOf(size), unicode };
}

/** Whether the terminal is too small to show anything. */
export function isTooSmall({ columns, rows }: Area): boolean {
  return columns < SMALLEST.columns || rows < SMALLEST.rows;
}

function key(state: State, message: KeyMessage): Updated {
  if (state.prompt) return keyInPrompt(state, state.prompt, message.key);
  const places = state.help ? (['list', 'everywhere'] as const) : placesOf(state);
  const command = commandFor(state.keys, places, message.key);
  if (command === null) return [state, []];
  if (command === 'quit') return [state, [{ kind: 'quit' }]];
  if (command === 'suspend') return [state, [{ kind: 'suspend' }]];
  if (state.help) return inHelp(state, state.help, command);
  if (command === 'help') return [{ ...state, help: START }, []];
  if (isTooSmall(state.size)) return [state, []];
  const target = command === 'treemap' ? treemapOf(state.screens.layers) : PLACES_TO_GO[command];
  const refusal = target && refusalOf(state, target);
  if (refusal) return [{ ...state, notice: refusal }, []];
  return target ? go(state, target) : toScreen(state, { kind: 'command', command });
}

function inHelp(state: State, place: NonNullable<State['help']>, command: Command): Updated {
  if (command === 'help' || command === 'back') return [{ ...state, help: null }, []];
  const height = areaOf(state.size).rows;
  const count = helpLength(state.bindings);
  // The help scrolls: its cursor is its first line.
  const next = moved({ cursor: place.top, top: place.top }, command, count, 1);
  const top = Math.max(0, Math.min(next?.cursor ?? place.top, count - height + 2));
  return [{ ...state, help: { cursor: top, top } }, []];
}

function keyInPrompt(state: State, prompt: Prompt, name: string): Updated {
  switch (name) {
    case 'enter':
      return told({ ...state, prompt: null }, prompt, 'accepted');
    case 'escape':
    case 'ctrl-c':
      return told({ ...state, prompt: null }, prompt, 'cancelled');
    case 'ctrl-z':
      return [state, [{ kind: 'suspend' }]];
    case 'up':
    case 'down':
      return prompt.live ? toScreen(state, { kind: 'command', command: name }) : [state, []];
    default: {
      const text = typedText(prompt.text, name);
      return text === null ? [state, []] : typed(state, { ...prompt, text });
    }
  }
}

function typed(state: State, prompt: Prompt): Updated {
  const next = { ...state, prompt };
  return prompt.live ? told(next, prompt, 'typing') : [next, []];
}

function told(state: State, { purpose, text }: Prompt, how: PromptState): Updated {
  return toScreen(state, { kind: 'prompt', purpose, text, state: how });
}

function mouse(state: State, message: MouseMessage): Updated {
  if (state.help || isTooSmall(state.size)) return [state, []];
  const y = message.y - HEADER;
  const isInside = y >= 0 && y < areaOf(state.size).rows;
  return isInside || message.action !== 'down'
    ? toScreen(state, { kind: 'mouse', mouse: { ...message, y } })
    : [state, []];
}

/** Answers to questions that were asked anew meanwhile are stale. */
function reply(state: State, { number, screen, reply: answer }: Extract<Message, { kind: 'reply' }>): Updated {
  const kind = answer.kind === 'failed' ? answer.question.kind : answer.kind;
  const waiting = new Map(state.waiting);
  const slot = `${screen} ${kind}`;
  if (waiting.get(slot) !== number) return [state, []];
  waiting.delete(slot);
  const next = { ...state, waiting };
  switch (answer.kind) {
    case 'dead':
      return everyScreen({ ...next, subject: { ...state.subject, dead: answer.dead } });
    case 'paths':
      return everyScreen({ ...next, subject: { ...state.subject, paths: answer.paths } });
    default:
      return toScreen(next, { kind: 'reply', reply: answer }, screen);
  }
}

/** Where one is. */
export function placesOf(state: State): ReturnType<Screen<ScreenName>['places']> {
  return withScreen(state, state.screen, (screen, own) => screen.places(own), []);
}

/** Goes to a screen, which knows how it was left. */
function go(state: State, target: Go): Updated {
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

function toScreen(state: State, message: ScreenMessage, name = state.screen): Updated {
  return withScreen(state, name, (screen, own) => applied(state, name, screen.update(own, message, aroundOf(state))), [
    state,
    [],
  ]);
}

/** Tells all screens that what they have in common has changed. */
function everyScreen(state: State): Updated {
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

function ask(state: State, screen: ScreenName, questions: readonly Question[]): Updated {
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
