import type { Binding, KeyMap } from './bindings.ts';
import type { ListPlace } from './list.ts';
import type { Question, Reply } from './questions.ts';
import type { Area } from './rows.ts';
import type { Prompt, ScreenName, Screens } from './screens/screen.ts';
import type { Loaded, Subject } from './session.ts';

/** Everything the screen is a function of. */
export interface State {
  readonly size: Area;
  readonly unicode: boolean;
  readonly bindings: readonly Binding[];
  readonly keys: KeyMap;
  readonly subject: Subject;
  readonly screens: Partial<Screens>;
  readonly screen: ScreenName;
  /** Screens that `back` leads to, the nearest last. */
  readonly trail: readonly ScreenName[];
  readonly prompt: Prompt | null;
  /** Where one is in the help, when it lies over the screen. */
  readonly help: ListPlace | null;
  readonly notice: string | null;
  /** The number of the last question asked, and of the latest of each kind that each screen waits for. */
  readonly asked: number;
  readonly waiting: ReadonlyMap<string, number>;
}

/** What takes time, or is for the terminal. */
export type Effect =
  | { readonly kind: 'load' }
  | {
      readonly kind: 'ask';
      readonly number: number;
      readonly screen: ScreenName;
      readonly question: Question;
      /** The image as it was when the question was asked. */
      readonly loaded: Loaded | null;
    }
  | { readonly kind: 'quit' }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'copy'; readonly text: string };

/** What comes back from effects. */
export type Message =
  | { readonly kind: 'stacked'; readonly count: number }
  | { readonly kind: 'loaded'; readonly loaded: Loaded }
  | { readonly kind: 'unreadable'; readonly message: string }
  | { /** How far long work is. */ readonly kind: 'progress'; readonly notice: string }
  | { readonly kind: 'reply'; readonly number: number; readonly screen: ScreenName; readonly reply: Reply };
