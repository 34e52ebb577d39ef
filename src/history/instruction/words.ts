/** What a name stands for in a Dockerfile at some line; `undefined` when nothing has set it. */
export type ValueOf = (name: string) => string | undefined;

/** The words of an instruction, as they stand there: quotes and escapes hold blanks together. */
export function splitWords(text: string, escape: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i]!;
    if (character === escape && quote !== "'") {
      word += character + (text[i + 1] ?? '');
      i += 1;
    } else if (quote === '' && /\s/.test(character)) {
      if (word !== '') words.push(word);
      word = '';
    } else {
      if (character === quote) quote = '';
      else if (quote === '' && (character === '"' || character === "'")) quote = character;
      word += character;
    }
  }
  return word === '' ? words : [...words, word];
}

/** Whether each quote has its end. */
export function isClosed(text: string, escape: string): boolean {
  let quote = '';
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i]!;
    if (character === escape && quote !== "'") i += 1;
    else if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
  }
  return quote === '';
}

const VARIABLE = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+])([^{}]*))?\})/;

/** What a word means: without quotes and escapes, with variables put in. */
export function expandWord(word: string, escape: string, valueOf: ValueOf): string {
  let read = '';
  let quote = '';
  for (let i = 0; i < word.length; i += 1) {
    const character = word[i]!;
    const variable = character === '$' && quote !== "'" ? VARIABLE.exec(word.slice(i)) : null;
    if (variable) {
      read += valueOfVariable(variable, escape, valueOf);
      i += variable[0].length - 1;
    } else if (character === escape && quote !== "'") {
      const next = word[i + 1] ?? '';
      const isKept = quote === '"' && next !== '"' && next !== '$' && next !== escape;
      read += isKept ? character + next : next;
      i += 1;
    } else if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else read += character;
  }
  return read;
}

function valueOfVariable(
  [, bare, braced, operator, other = '']: RegExpExecArray,
  escape: string,
  valueOf: ValueOf,
): string {
  const value = valueOf(bare ?? braced!);
  const isSet = operator?.startsWith(':') ? Boolean(value) : value !== undefined;
  if (operator?.endsWith('+')) return isSet ? expandWord(other, escape, valueOf) : '';
  if (operator?.endsWith('-') && !isSet) return expandWord(other, escape, valueOf);
  return value ?? '';
}

/** A value as a Dockerfile writes it in one word: quoted where it must be, nothing in it is put in for something else. */
export function quoteWord(value: string, escape: string): string {
  if (/^[\w@%+=:,./~^*?!|&;<>()[\]{}#-]+$/.test(value)) return value;
  return `"${escapeWord(value, escape).replaceAll('"', `${escape}"`)}"`;
}

/** The same for what is not quoted: only variables and escapes mean something there. */
export function escapeWord(value: string, escape: string): string {
  return value.replaceAll(escape, escape + escape).replaceAll('$', `${escape}$`);
}
