import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeyInput } from '../../src/tui/key-input.ts';
import type { TerminalMessage } from '../../src/tui/program.ts';

let heard: string[];
let answers: string[];
let input: KeyInput;

beforeEach(() => {
  vi.useFakeTimers();
  heard = [];
  answers = [];
  input = new KeyInput({ message: (message) => heard.push(nameOf(message)), answer: (text) => answers.push(text) });
});
afterEach(() => {
  vi.useRealTimers();
});

function nameOf(message: TerminalMessage): string {
  if (message.kind === 'key') return message.key;
  return message.kind === 'paste' ? `<${message.text}>` : message.kind === 'mouse' ? message.action : message.kind;
}

const take = (text: string): void => input.take(Buffer.from(text));

describe('whatever way bytes are cut', () => {
  const TYPED = 'a\x1b[B\x1bOA漢\x1b[3~\x1b[<0;12;3M\x1b[200~two\rlines\x1b[201~\x1b]11;rgb:00/00/00\x07\x1bxé\r';
  const HEARD = ['a', 'down', 'up', '漢', 'delete', 'down', '<two lines>', 'alt-x', 'é', 'enter'];

  it.each([1, 2, 3, 5, 7, 100])('the same is heard: %i bytes at a time', (length) => {
    const bytes = Buffer.from(TYPED);
    for (let at = 0; at < bytes.length; at += length) input.take(bytes.subarray(at, at + length));
    expect(heard).toEqual(HEARD);
    expect(answers).toEqual(['\x1b]11;rgb:00/00/00\x07']);
  });
});

describe('waiting', () => {
  it.each([
    ['\x1b', ['escape']],
    ['\x1b\x1b', ['escape']],
    ['\x1b[', ['alt-[']],
    ['\x1bO', ['alt-O']],
    ['\x1b]', ['alt-]']],
    ['\x1b[1;', []],
  ])('makes keys of what stays unfinished: %j', (text, expected) => {
    take(text);
    vi.advanceTimersByTime(29);
    expect(heard).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(heard).toEqual(expected);
    take('k');
    expect(heard.at(-1)).toBe('k');
  });

  it('is longer for an answer, none of which becomes a key', () => {
    take('\x1b]11;rgb:ff');
    vi.advanceTimersByTime(500);
    take('ff/ffff/ffff\x1b\\q');
    expect(heard).toEqual(['q']);
    expect(answers).toEqual(['\x1b]11;rgb:ffff/ffff/ffff\x1b\\']);
    take('\x1b]11;rgb');
    vi.advanceTimersByTime(1000);
    take('k');
    expect(heard).toEqual(['q', 'k']);
  });

  it('ends for a paste whose end never comes', () => {
    take('\x1b[200~lost');
    vi.advanceTimersByTime(5000);
    take('k');
    expect(heard).toEqual(['<lost>', 'k']);
  });

  it('is over when it is stopped', () => {
    take('\x1b');
    input.stop();
    vi.advanceTimersByTime(5000);
    expect(heard).toEqual([]);
  });
});

describe('a paste', () => {
  it('has no control characters and no line breaks', () => {
    take('\x1b[200~a\r\nb\tc\x1b[31m\x9b\0d\x1b[201~');
    expect(heard).toEqual(['<a b c[31md>']);
  });

  it('is cut to 65,536 characters, and what follows it is heard', () => {
    take(`\x1b[200~${'x'.repeat(1_000_000)}`);
    take(`${'y'.repeat(1_000_000)}\x1b[201~k`);
    expect(heard).toEqual([`<${'x'.repeat(65_536)}>`, 'k']);
  });
});

it('lets go of what has no end', () => {
  take(`\x1b[${'1;'.repeat(5000)}`);
  take('k');
  expect(heard).toEqual(['k']);
});

it('hears everything of a chunk in turn, two presses of escape before another key too', () => {
  take('\x1b[<64;1;1M\x1b[<65;1;1Mjj\x1b\x1bxk\x1b[I\x1b[?62c');
  expect(heard).toEqual(['wheelup', 'wheeldown', 'j', 'j', 'escape', 'alt-x', 'k']);
});

it('reads what is not UTF-8 as nothing', () => {
  input.take(Buffer.from([0xff, 0x61]));
  expect(heard).toEqual(['a']);
});
