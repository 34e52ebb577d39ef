/** One value as Go prints it: a text, a number, or a list of values. */
type GoValue = string | number | readonly GoValue[];

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
};
const MAX_VALUES = 10_000;

/** The texts of a list as Go's `%q` or JSON prints it: `["a" "b"]`, `["a", "b"]`, `&{["a"]}`; `undefined` for all else. */
export function quotedWords(text: string): readonly string[] | undefined {
  const value = goValue(text);
  const list = value?.length === 1 && Array.isArray(value[0]) ? (value[0] as readonly GoValue[]) : value;
  return list?.every((each): each is string => typeof each === 'string') ? list : undefined;
}

/** What stands between the brackets of a list that Go's `%v` printed: `[a b c]`; nothing tells where its words end. */
export function bracketed(text: string): string | undefined {
  return /^\[(.*)\]$/s.exec(text.trim())?.[1];
}

/** The keys of `map[80/tcp:{} 443/tcp:{}]`. */
export function mapKeys(text: string): readonly string[] | undefined {
  const inner = /^map\[(.*)\]$/s.exec(text.trim())?.[1];
  return inner?.split(' ').flatMap((each) => each.replace(/:\{\}$/, '') || []);
}

/** The values of a struct as Go's `%q` prints it, `&{["CMD" "true"] "30s" '\x03'}`, or of a list; `undefined` for all else. */
export function goValue(text: string): readonly GoValue[] | undefined {
  const reader = new GoReader(text.trim().replace(/^&/, ''));
  const value = reader.value();
  return reader.isAtEnd && Array.isArray(value) ? (value as readonly GoValue[]) : undefined;
}

/** Reads Go's printed values. Where it meets what is none it gives `undefined` and is not at its end. */
class GoReader {
  readonly #text: string;
  #at = 0;
  #count = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#text.length;
  }

  value(depth = 0): GoValue | undefined {
    const first = this.#text[this.#at];
    this.#count += 1;
    if (this.#count > MAX_VALUES || depth > 4) return undefined;
    if (first === '"') return this.#quoted('"');
    if (first === "'") return this.#quoted("'")?.codePointAt(0);
    if (first === '[') return this.#list(']', depth);
    if (first === '{') return this.#list('}', depth);
    const number = /^-?\d+/.exec(this.#text.slice(this.#at, this.#at + 20))?.[0];
    if (number === undefined) return undefined;
    this.#at += number.length;
    return Number(number);
  }

  #list(close: string, depth: number): GoValue[] | undefined {
    const values: GoValue[] = [];
    this.#at += 1;
    for (;;) {
      while (/[\s,]/.test(this.#text[this.#at] ?? '')) this.#at += 1;
      if (this.#text[this.#at] === close) break;
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      values.push(value);
    }
    this.#at += 1;
    return values;
  }

  #quoted(quote: string): string | undefined {
    let read = '';
    for (let at = this.#at + 1; at < this.#text.length; at += 1) {
      const character = this.#text[at]!;
      if (character === quote) {
        this.#at = at + 1;
        return read;
      }
      if (character !== '\\') {
        read += character;
        continue;
      }
      const [whole, text] = escapeAt(this.#text, at);
      read += text;
      at += whole - 1;
    }
    return undefined;
  }
}

/** How long the escape at `at` is, and what it means. */
function escapeAt(text: string, at: number): readonly [number, string] {
  const code = /^\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([0-7]{3}))/i.exec(text.slice(at, at + 10));
  if (code) {
    const [whole, byte, short, long, octal] = code;
    const point = octal === undefined ? parseInt(byte ?? short ?? long!, 16) : parseInt(octal, 8);
    return [whole.length, point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point)];
  }
  const character = text[at + 1] ?? '';
  return [2, ESCAPES[character] ?? character];
}
