import { StringDecoder } from 'node:string_decoder';
import { readToken } from './keys.ts';
import type { KeyMessage, MouseMessage, PasteMessage } from './program.ts';

/** What is typed, clicked and pasted. */
export type InputMessage = KeyMessage | MouseMessage | PasteMessage;

/** Who hears of the input. */
export interface InputListener {
  readonly message: (message: InputMessage) => void;
  /** What the terminal says of itself when asked, whole: `ESC ] 11 ; rgb:… BEL`. */
  readonly answer: (text: string) => void;
}

/** One key, one report of the mouse, or one answer; the first three characters of a legacy report can be any. */
const TOKEN =
  /^(?:\x1b\[M[^]{3}|\x1b?\x1b\[\[[A-E]|\x1b?\x1b\[(?![M[])[0-?]*[ -/]*[@-~]|\x1b?\x1bO[ -~]|\x1b[\]P_^X][^]*?(?:\x07|\x1b\\)|\x1b(?=\x1b[^[O])|\x1b[^\x1b[O\]P_^X]|[^\x1b])/u;
/** The start of an answer. `ESC ]` alone may be alt and a key. */
const ANSWER = /^\x1b[\]P_^X]./;
const PASTE_START = '\x1b[200~';
const PASTE_END = '\x1b[201~';

const MAX_PASTE_CHARACTERS = 65_536;
const MAX_UNFINISHED_CHARACTERS = 4096;

/** How long the rest of something may take to arrive: beyond that an escape was the escape key. */
const KEY_WAIT_MS = 30;
const ANSWER_WAIT_MS = 1000;
const PASTE_WAIT_MS = 5000;

/** Makes keys, clicks and pastes of a terminal's bytes, however these were cut. */
export class KeyInput {
  readonly #listener: InputListener;
  readonly #decoder = new StringDecoder('utf8');
  #unfinished = '';
  /** What came of a paste that has not ended. */
  #pasted: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(listener: InputListener) {
    this.#listener = listener;
  }

  /** Takes the next bytes; what is whole is told at once. */
  take(bytes: Buffer): void {
    clearTimeout(this.#timer);
    this.#unfinished = this.#read(this.#unfinished + this.#decoder.write(bytes));
    if (this.#unfinished !== '' || this.#pasted !== undefined) {
      this.#timer = setTimeout(() => this.#stopWaiting(), this.#waitMs());
    }
  }

  /** Forgets what is not whole. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#unfinished = '';
    this.#pasted = undefined;
  }

  /** Tells what is whole; gives the rest. */
  #read(text: string): string {
    let rest = text;
    while (rest !== '') {
      if (this.#pasted !== undefined) {
        rest = this.#readPaste(rest, this.#pasted);
        if (this.#pasted !== undefined) return rest;
      } else {
        const token = TOKEN.exec(rest)?.[0];
        if (token === undefined) return rest.length > MAX_UNFINISHED_CHARACTERS ? '' : rest;
        rest = rest.slice(token.length);
        this.#tell(token);
      }
    }
    return '';
  }

  #readPaste(text: string, pasted: string): string {
    const end = text.indexOf(PASTE_END);
    // The last characters may be the start of the mark that ends it.
    const length = end < 0 ? Math.max(0, text.length - PASTE_END.length + 1) : end;
    this.#pasted = pasted + text.slice(0, Math.min(length, MAX_PASTE_CHARACTERS - pasted.length));
    if (end < 0) return text.slice(length);
    this.#endPaste();
    return text.slice(end + PASTE_END.length);
  }

  #endPaste(): void {
    const text = (this.#pasted ?? '').replaceAll(/[\t\r\n]+/g, ' ').replaceAll(/[\p{Cc}\p{Cs}]/gu, '');
    this.#pasted = undefined;
    if (text !== '') this.#listener.message({ kind: 'paste', text });
  }

  #tell(token: string): void {
    if (token === PASTE_START) {
      this.#pasted = '';
    } else if (ANSWER.test(token)) {
      this.#listener.answer(token);
    } else {
      const message = readToken(token);
      if (message) this.#listener.message(message);
    }
  }

  #waitMs(): number {
    if (this.#pasted !== undefined) return PASTE_WAIT_MS;
    return ANSWER.test(this.#unfinished) ? ANSWER_WAIT_MS : KEY_WAIT_MS;
  }

  #stopWaiting(): void {
    const token = this.#unfinished;
    this.#unfinished = '';
    if (this.#pasted !== undefined) {
      this.#pasted += token;
      this.#endPaste();
    } else if (!ANSWER.test(token)) this.#tell(token);
  }
}
