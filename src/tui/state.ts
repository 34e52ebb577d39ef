import type { Binding, KeyMap } from './bindings.ts';
import type { ListedImage } from '../inventory/listed-image.ts';
import type { Inventory } from './inventory.ts';
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
  /** The number of the image that is looked at; `null` before one is chosen. */
  readonly image: number | null;
  /** It among the images of the input, where it was chosen there. */
  readonly listed: ListedImage | null;
  /** The image that is being opened. */
  readonly opening: { readonly image: number; readonly listed: ListedImage } | null;
  /** All images of the input; `null` where it is the only one. */
  readonly inventory: Inventory | null;
  readonly screens: Partial<Screens>;
  readonly screen: ScreenName;
  /** Screens that `back` leads to, the nearest last. */
  readonly trail: readonly ScreenName[];
  readonly prompt: Prompt | null;
  /** Where one is in the help, when it lies over the screen. */
  readonly help: ListPlace | null;
  readonly notice: string | null;
  /** The number of the last question asked or image opened, and of the latest of each kind that each screen waits for. */
  readonly asked: number;
  readonly waiting: ReadonlyMap<string, number>;
}

/** What takes time, or is for the terminal. */
export type Effect =
  | { readonly kind: 'load'; readonly image: number }
  | { /** To find all images of the input. */ readonly kind: 'list' }
  | { /** To open one of them. */ readonly kind: 'open'; readonly image: number; readonly listed: ListedImage }
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

/** What comes back from effects; of the image that the program began with where it does not say of which. */
export type Message =
  | { readonly kind: 'stacked'; readonly image?: number; readonly count: number }
  | { readonly kind: 'loaded'; readonly image?: number; readonly loaded: Loaded }
  | { readonly kind: 'unreadable'; readonly image?: number; readonly message: string }
  | { readonly kind: 'listed'; readonly inventory: Inventory }
  | { readonly kind: 'opened'; readonly image: number; readonly subject: Subject }
  | { readonly kind: 'unopened'; readonly image: number; readonly message: string }
  | { /** How far long work is. */ readonly kind: 'progress'; readonly notice: string }
  | { readonly kind: 'reply'; readonly number: number; readonly screen: ScreenName; readonly reply: Reply };
