import { decodeUtf8 } from '../base/bytes.ts';
import { printableBytes } from '../base/text.ts';

/** One `key=value` record of a PAX extended header. Values are bytes: names need not be UTF-8, xattrs seldom are. */
export interface PaxRecord {
  readonly key: string;
  readonly value: Uint8Array;
}

/** Thrown for a record that breaks the form; the decoder adds where it stands. */
export class PaxError extends Error {
  override readonly name = 'PaxError';
}

const NEWLINE = 0x0a;
const SPACE = 0x20;
const EQUALS = 0x3d;

/**
 * Reads the records of an extended header in order: `LENGTH KEY=VALUE\n`, LENGTH counting the whole record.
 * Zeros after the last record are padding.
 *
 * @throws PaxError
 */
export function paxRecords(bytes: Uint8Array): PaxRecord[] {
  const records: PaxRecord[] = [];
  for (let at = 0; at < bytes.length && bytes[at] !== 0;) {
    const space = bytes.indexOf(SPACE, at);
    const length = space < 0 ? NaN : decimal(bytes.subarray(at, space));
    const end = at + length;
    if (!(end <= bytes.length) || end <= space + 1 || bytes[end - 1] !== NEWLINE) {
      throw new PaxError(`a record at its byte ${at} has no true length`);
    }
    records.push(record(bytes.subarray(space + 1, end - 1)));
    at = end;
  }
  return records;
}

/** Seconds and nanoseconds of a PAX time, `1700000000.25` or `-0.5`, rounded down to the nanosecond. */
export function paxTime(value: Uint8Array): { seconds: number; nanos: number } {
  const text = decodeUtf8(value) ?? '';
  const match = /^(-?)(\d{1,15})(?:\.(\d*))?$/.exec(text);
  if (!match) throw new PaxError(`the time ${JSON.stringify(printableBytes(value))} is not a decimal number`);
  const whole = Number(match[2]);
  const digits = match[3] ?? '';
  const nanos = Number(digits.slice(0, 9).padEnd(9, '0'));
  if (!match[1]) return { seconds: whole, nanos };
  // -1.25 lies a quarter before -1: two whole seconds back, three quarters forward.
  const rest = /[1-9]/.test(digits.slice(9)) ? nanos + 1 : nanos;
  return rest === 0 ? { seconds: 0 - whole, nanos: 0 } : { seconds: -whole - 1, nanos: 1e9 - rest };
}

/** A whole number of a PAX value. */
export function paxNumber(key: string, value: Uint8Array): number {
  const text = decodeUtf8(value) ?? '';
  const number = /^-?\d+$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(number)) {
    throw new PaxError(`${key} is ${JSON.stringify(printableBytes(value))}, which is not a whole number`);
  }
  return number;
}

function record(bytes: Uint8Array): PaxRecord {
  const equals = bytes.indexOf(EQUALS);
  const key = equals < 1 ? undefined : decodeUtf8(bytes.subarray(0, equals));
  if (key === undefined || key.includes('\0')) throw new PaxError('a record has no key');
  return { key, value: bytes.slice(equals + 1) };
}

function decimal(digits: Uint8Array): number {
  let value = 0;
  for (const digit of digits) {
    if (digit < 0x30 || digit > 0x39) return NaN;
    value = value * 10 + (digit - 0x30);
  }
  return digits.length === 0 || digits.length > 10 ? NaN : value;
}
