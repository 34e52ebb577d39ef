import { printable } from '../base/text.ts';
import { boundTo, type Command, commandFor, keyMap } from './bindings.ts';
import { helpLength } from './help.ts';
import { NOT_LISTED } from './inventory.ts';
import { moved, START } from './list.ts';
import { isStale, refusalOf, withImage } from './other-image.ts';
import type { Capabilities, KeyMessage, MouseMessage, TerminalMessage } from './program.ts';
import { typedText } from './typed-text.ts';
import { ask, everyScreen, go, placesOf, targetOf, toScreen, type Updated } from './navigation.ts';
import { areaOf, HEADER, isTooSmall } from './area.ts';
import type { Question } from './questions.ts';
import type { Prompt, PromptState } from './screens/screen.ts';
import { FIRST_IMAGE, noSubject, type Subject } from './session.ts';
import type { Message, State } from './state.ts';

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
  const target = targetOf(state, command);
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
