import type { Frame } from './frame.ts';

/** What the terminal at hand is and can. */
export interface Capabilities {
  readonly columns: number;
  readonly rows: number;
  /** Whether it takes characters beyond ASCII: where not, borders and bars are drawn in ASCII. */
  readonly unicode: boolean;
  /** Whether tones show as colours. Where not, only bold, underline and inverse tell spans apart. */
  readonly colors: boolean;
}

/** What people and the terminal do. */
export type TerminalMessage = KeyMessage | PasteMessage | MouseMessage | ResizeMessage;

/** A key by its name (`keys.ts`): `enter`, `shift-tab`, `ctrl-c`, `alt-x`; any other character as itself. */
export interface KeyMessage {
  readonly kind: 'key';
  readonly key: string;
}

/** Pasted text: bounded, line breaks as blanks, other control characters left out. */
export interface PasteMessage {
  readonly kind: 'paste';
  readonly text: string;
}

/** The mouse; column and row count from 0. `down`, `drag` and `up` are those of the left button. */
export interface MouseMessage {
  readonly kind: 'mouse';
  readonly action: 'down' | 'up' | 'drag' | 'wheelup' | 'wheeldown';
  readonly x: number;
  readonly y: number;
  readonly shift: boolean;
  readonly ctrl: boolean;
}

/** The terminal has another size now. */
export interface ResizeMessage {
  readonly kind: 'resize';
  readonly columns: number;
  readonly rows: number;
}

/** What the edge does itself: ends, stops until the shell continues it, hands text to the clipboard of the terminal. */
export type TerminalRequest =
  | { readonly kind: 'quit' }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'copy'; readonly text: string };

/** A screen as pure functions and the effects they ask for. */
export interface Program<State, Message, Effect> {
  readonly init: (capabilities: Capabilities) => readonly [State, readonly Effect[]];
  readonly update: (state: State, message: Message | TerminalMessage) => readonly [State, readonly Effect[]];
  readonly view: (state: State) => Frame;
  /** Does what an effect asks; gives messages as they come. The signal is aborted when the program ends. */
  readonly perform: (effect: Effect, signal: AbortSignal) => AsyncIterable<Message>;
  /** What the effect asks of the terminal itself, or `null` when it is for `perform`. */
  readonly terminal: (effect: Effect) => TerminalRequest | null;
}
