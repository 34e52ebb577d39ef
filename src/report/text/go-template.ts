import { printable } from '../../base/text.ts';
import { VarveError } from '../../model/error.ts';
import { FUNCTIONS, isTrue, type Row, shownValue, type TemplateFunctions, type Value } from './go-functions.ts';

/** Fills a template with a row. Text of the row is printable and on one line. */
export type Template = (row: Row, functions?: TemplateFunctions) => string;

type Expression = (row: Row, functions: TemplateFunctions) => Value;
type Node = (row: Row, functions: TemplateFunctions) => string;

/** Deeper than people nest; what is deeper would overflow the stack. */
const MAX_DEPTH = 50;
/** Longer paddings help nobody. */
const MAX_NUMBER = 9999;

const ACTION = /\{\{(-\s)?((?:"(?:\\.|[^"\\])*"|`[^`]*`|(?!\s-\}\}|\}\})[^"`])*)(\s-)?\}\}/gs;
const TOKEN =
  /\s*(?:(?<quoted>"(?:\\.|[^"\\])*"|`[^`]*`)|(?<number>\d+(?![\w.]))|(?<word>\w+)|(?<field>\.\w*(?![\w.]))|(?<sign>[|()]))/sy;

/**
 * Parses a Go template as people type it for docker: fields, pipes, docker's functions, `if`; `\t` and `\n` outside of
 * actions are a tab and a new line.
 *
 * @param fields   the fields that rows have
 * @throws VarveError `USAGE` for what is no template, and for unknown fields and functions: the message names the known ones
 */
export function parseTemplate(text: string, fields: readonly string[]): Template {
  const parser = new TemplateParser(piecesOf(text), fields);
  const nodes = parser.nodes();
  const template: Template = (row, functions = FUNCTIONS) => nodes.map((node) => node(row, functions)).join('');
  template(Object.fromEntries(fields.map((field) => [field, '']))); // arguments that a function does not take are found now
  return template;
}

/** Text between actions, or an action. */
interface Piece {
  readonly kind: 'text' | 'action';
  readonly content: string;
}

/** Comments are left out; `{{-` and `-}}` take the blanks beside them away. */
function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let trims = false;
  const addText = (raw: string, trimsEnd: boolean): void => {
    if (raw.includes('{{')) throw wrong('has a {{ without its }}');
    const content = raw.replace(/\\([tn])/g, (_, letter: string) => (letter === 't' ? '\t' : '\n'));
    const begun = trims ? content.trimStart() : content;
    pieces.push({ kind: 'text', content: trimsEnd ? begun.trimEnd() : begun });
  };
  for (const match of text.matchAll(ACTION)) {
    addText(text.slice(at, match.index), match[1] !== undefined);
    const content = match[2]!.trim();
    if (!/^\/\*.*\*\/$/s.test(content)) pieces.push({ kind: 'action', content });
    at = match.index + match[0].length;
    trims = match[3] !== undefined;
  }
  addText(text.slice(at), false);
  return pieces;
}

interface Token {
  readonly kind: 'quoted' | 'number' | 'word' | 'field' | 'sign';
  readonly text: string;
}

/** Reads pieces in order; `#next` is the one to come, `#tokens` what is left of the action at hand. */
class TemplateParser {
  readonly #pieces: readonly Piece[];
  readonly #fields: readonly string[];
  #next = 0;
  #depth = 0;
  #tokens: Token[] = [];

  constructor(pieces: readonly Piece[], fields: readonly string[]) {
    this.#pieces = pieces;
    this.#fields = fields;
  }

  nodes(): Node[] {
    const { nodes, end } = this.#block();
    if (end !== undefined) throw wrong(`has {{${end}}} without its {{if}}`);
    return nodes;
  }

  /** What stands before `end`, `else`, or the end of the template. */
  #block(): { readonly nodes: Node[]; readonly end?: 'end' | 'else' } {
    const nodes: Node[] = [];
    while (this.#next < this.#pieces.length) {
      const { kind, content } = this.#pieces[this.#next]!;
      this.#next += 1;
      if (kind === 'text') {
        nodes.push(() => content);
        continue;
      }
      this.#tokens = tokensOf(content);
      const word = this.#tokens[0]?.text;
      if (word !== 'end' && word !== 'else') nodes.push(this.#action());
      else {
        this.#tokens.shift();
        return { nodes, end: word };
      }
    }
    return { nodes };
  }

  #action(): Node {
    if (this.#tokens[0]?.text !== 'if') return this.#printed();
    this.#tokens.shift();
    return this.#nested(() => this.#choice());
  }

  #printed(): Node {
    const value = this.#whole();
    return (row, functions) => shownValue(value(row, functions)).replace(/[^\t\n]+/g, printable);
  }

  /** From the condition of an `if` to its `end`. */
  #choice(): Node {
    const condition = this.#whole();
    const then = this.#block();
    if (then.end === undefined) throw wrong('has an {{if}} without its {{end}}');
    const otherwise = then.end === 'else' ? this.#otherwise() : [];
    return (row, functions) => {
      const nodes = isTrue(condition(row, functions)) ? then.nodes : otherwise;
      return nodes.map((node) => node(row, functions)).join('');
    };
  }

  #otherwise(): Node[] {
    if (this.#tokens[0]?.text === 'if') return [this.#action()];
    this.#finish();
    const { nodes, end } = this.#block();
    if (end !== 'end') throw wrong('has an {{else}} without its {{end}}');
    return nodes;
  }

  /** The pipeline that is the rest of the action. */
  #whole(): Expression {
    const value = this.#pipeline();
    this.#finish();
    return value;
  }

  #finish(): void {
    if (this.#tokens.length > 0) throw wrong(`has ${quoted(this.#tokens[0]!.text)} where the action should end`);
  }

  #pipeline(): Expression {
    let value = this.#command();
    while (this.#tokens[0]?.text === '|') {
      this.#tokens.shift();
      value = this.#command(value);
    }
    return value;
  }

  /** A function with its arguments, or a single value. */
  #command(piped?: Expression): Expression {
    const [head] = this.#tokens;
    if (head?.kind !== 'word' || isConstant(head.text)) {
      if (piped) throw wrong('pipes into what is no function');
      return this.#operand();
    }
    this.#tokens.shift();
    const name = this.#functionName(head.text);
    const operands: Expression[] = [];
    while (this.#tokens.length > 0 && !'|)'.includes(this.#tokens[0]!.text)) operands.push(this.#operand());
    if (piped) operands.push(piped);
    return (row, functions) => functions[name]!(...operands.map((operand) => operand(row, functions)));
  }

  #functionName(name: string): string {
    if (Object.hasOwn(FUNCTIONS, name)) return name;
    throw wrong(`calls ${quoted(name)}`, `The functions are ${Object.keys(FUNCTIONS).join(', ')}; also if, else, end.`);
  }

  #operand(): Expression {
    const token = this.#tokens.shift();
    if (token?.kind === 'field') return this.#field(token.text.slice(1));
    if (token?.kind === 'quoted') return constantly(unquoted(token.text));
    if (token?.kind === 'number') return constantly(numberOf(token.text));
    if (token?.text === '(') return this.#nested(() => this.#parenthesized());
    if (token && isConstant(token.text)) return constantly(token.text === 'true');
    throw wrong(token ? `has ${quoted(token.text)} where a value should stand` : 'has an action without a value');
  }

  #field(name: string): Expression {
    if (name === '') return (row) => row;
    if (this.#fields.includes(name)) return (row) => row[name]!.replace(/[\t\r\n]/g, ' ');
    throw wrong(
      `names the field ${quoted(name)}`,
      `The fields are ${this.#fields.map((each) => `.${each}`).join(', ')}.`,
    );
  }

  #parenthesized(): Expression {
    const value = this.#pipeline();
    if (this.#tokens.shift()?.text !== ')') throw wrong('has a ( without its )');
    return value;
  }

  #nested<T>(parse: () => T): T {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw wrong(`nests more than ${MAX_DEPTH} levels deep`);
    const parsed = parse();
    this.#depth -= 1;
    return parsed;
  }
}

function tokensOf(action: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < action.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(action);
    if (!match) throw wrong(`cannot be read at ${quoted(action.slice(at).trim())}`);
    const [kind, text] = Object.entries(match.groups!).find(([, each]) => each !== undefined) as [
      Token['kind'],
      string,
    ];
    tokens.push({ kind, text });
  }
  return tokens;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t' };

function unquoted(text: string): string {
  const inner = text.slice(1, -1);
  if (text.startsWith('`')) return inner;
  return inner.replace(/\\(.)/gs, (_, character: string) => ESCAPES[character] ?? character);
}

function numberOf(digits: string): number {
  const value = Number(digits);
  if (value > MAX_NUMBER) throw wrong(`has the number ${digits}, which is beyond ${MAX_NUMBER}`);
  return value;
}

function isConstant(word: string): boolean {
  return word === 'true' || word === 'false';
}

function constantly(value: Value): Expression {
  return () => value;
}

function quoted(text: string): string {
  return JSON.stringify(printable(text.slice(0, 40)));
}

function wrong(
  complaint: string,
  hint = 'Templates are written as docker takes them: {{.ID}}, {{json .}}.',
): VarveError {
  return new VarveError('USAGE', `the template of --format ${complaint}`, { hint });
}
