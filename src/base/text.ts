import { decodeUtf8 } from './bytes.ts';

/** Control, format, private-use and separator characters, lone surrogates: what could speak to a terminal or lie in one. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;
const LEADING_MARK = /^\p{M}/u;
const encoder = new TextEncoder();
const HEX_ESCAPES = Array.from({ length: 256 }, (_, byte) => `\\x${byte.toString(16).padStart(2, '0')}`);

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
    let end = at;
    for (let length = sequenceLength(bytes, at); length > 0; length = sequenceLength(bytes, end)) end += length;
    if (end > at) shown += printable(decodeUtf8(bytes.subarray(at, end))!);
    for (at = end; at < bytes.length && sequenceLength(bytes, at) === 0; at += 1) shown += HEX_ESCAPES[bytes[at]!]!;
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
  return Array.from(bytes, (byte) => HEX_ESCAPES[byte]).join('');
}

/** How long the UTF-8 sequence at `at` is, 0 where there is none. The decoder would throw, which is slow for many bytes. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at];
  if (lead === undefined) return 0;
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || at + length > bytes.length) return 0;
  // What could be said shorter, surrogates, and what lies beyond Unicode (RFC 3629, section 4).
  const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (bytes[at + 1]! < least || bytes[at + 1]! > most) return 0;
  for (let i = at + 2; i < at + length; i += 1) if ((bytes[i]! & 0xc0) !== 0x80) return 0;
  return length;
}
