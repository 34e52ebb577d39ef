import { decodeUtf8 } from './bytes.ts';

/** Control, format, private-use and separator characters, lone surrogates: what could speak to a terminal or lie in one. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;
const LEADING_MARK = /^\p{M}/u;
const encoder = new TextEncoder();

/**
 * Text from an image or a registry, safe to print on one line: what a terminal would act on is shown as `\xNN`, byte by
 * byte in UTF-8. The only way such text may reach a person.
 */
export function printable(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.replace(UNSAFE, escaped).replace(LEADING_MARK, escaped);
}

/** The same for bytes: what is not UTF-8 is escaped byte by byte. */
export function printableBytes(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text !== undefined) return printable(text);
  let shown = '';
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    const piece = bytes.subarray(at, at + length);
    const decoded = decodeUtf8(piece);
    shown += decoded === undefined ? hexEscapes(piece) : printable(decoded);
    at += length;
  }
  return shown;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** A size as docker prints it, in decimal units: `412.9 MB`, `18 B`. */
export function formatBytes(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (Math.abs(value) >= 999.95 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return unit === 0 ? `${value} B` : `${value.toFixed(1)} ${UNITS[unit]}`;
}

/** A count with thousands separators, the same in every locale: `14,902`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 layer`, `3 layers`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : nouns}`;
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!;
  // A lone surrogate has no UTF-8; it is shown as the code unit it is.
  if (code >= 0xd800 && code <= 0xdfff) return `\\u${code.toString(16)}`;
  return hexEscapes(encoder.encode(character));
}

function hexEscapes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

/** How long the UTF-8 sequence at `at` is if it is one, else 1. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1;
  return decodeUtf8(bytes.subarray(at, at + length)) === undefined ? 1 : Math.min(length, bytes.length - at);
}
