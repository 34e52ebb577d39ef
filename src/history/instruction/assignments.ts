import { expandWord, splitWords, type ValueOf } from './words.ts';

/** A name and its value. */
export type Pair = readonly [name: string, value: string];

/**
 * The assignments in what docker recorded of `ENV`, `LABEL` or `ARG`: quotes are gone, so a blank ends a value or stands
 * in it. Where `final` knows the value that the image ended with, it tells; else a value ends where a name and `=` follow.
 */
export function recordedPairs(text: string, final: ReadonlyMap<string, string>): readonly Pair[] {
  const pairs: Pair[] = [];
  for (let rest = text.trim(); rest !== '';) {
    const [whole, name] = /^([^\s=]+)=/.exec(rest) ?? [];
    if (whole === undefined) return pairs;
    const value = valueAt(rest.slice(whole.length), final.get(name!));
    pairs.push([name!, value]);
    rest = rest.slice(whole.length + value.length).trimStart();
  }
  return pairs;
}

const NEXT_NAME = /\s+[A-Za-z_][\w./-]*=/;

function valueAt(text: string, final: string | undefined): string {
  if (final !== undefined && text.startsWith(final)) {
    const after = text.slice(final.length);
    if (after.trim() === '' || /^\s+[^\s=]+=/.test(after)) return final;
  }
  return text.slice(0, NEXT_NAME.exec(text)?.index ?? text.length);
}

/** The assignments in what a Dockerfile says behind `ENV` or `LABEL`, the old form `NAME value` too. */
export function writtenPairs(text: string, escape: string, valueOf: ValueOf): readonly Pair[] {
  const words = splitWords(text, escape);
  const [first] = words;
  if (first === undefined) return [];
  if (!first.includes('=')) {
    const value = text.trim().slice(first.length).trim();
    return [[expandWord(first, escape, valueOf), expandWord(value, escape, valueOf)]];
  }
  return words.map((word) => {
    const at = word.indexOf('=');
    const [name, value] = at < 0 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)];
    return [expandWord(name, escape, valueOf), expandWord(value, escape, valueOf)];
  });
}
