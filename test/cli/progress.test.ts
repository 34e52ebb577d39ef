import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProgressBars } from '../../src/cli/progress.ts';

describe('progress', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function terminal() {
    let text = '';
    let seconds = 100;
    const io = { err: (piece: string) => void (text += piece), now: () => seconds, columns: 100 };
    return {
      bars: new ProgressBars(io),
      wait(ms: number): string {
        text = '';
        seconds += ms / 1000;
        vi.advanceTimersByTime(ms);
        return text;
      },
      text: () => text,
    };
  }

  it('has one line for each download: what came of how much, how fast, how long still', () => {
    const { bars, wait } = terminal();
    const first = bars.begin('sha256:7c1e09f0a3b2', 4_000_000);
    bars.begin('sha256:1f00aa00bb00', 0);
    first.advance(1_000_000);
    expect(wait(1000).split('\x1b[J').at(-1)).toBe(
      [
        'sha256:7c1e09f0a3b2  ██████░░░░░░░░░░░░░░░░░░  1.0 MB of 4.0 MB        1.0 MB/s     3 s left\n',
        'sha256:1f00aa00bb00  ████████████████████████  0 B of 0 B              0 B/s\n',
      ].join(''),
    );
  });

  it('is drawn over what was drawn before, and gone in the end', () => {
    const { bars, wait, text } = terminal();
    const downloads = [bars.begin('a', 10), bars.begin('b', 10)];
    wait(100);
    expect(wait(100).startsWith('\x1b[2A\r\x1b[J')).toBe(true);
    for (const download of downloads) download.end();
    expect(text().endsWith('\x1b[2A\r\x1b[J')).toBe(true);
    expect(wait(1000)).toBe('');
  });

  it('is gone when it is stopped, and does not come back over what is said then', () => {
    const { bars, wait, text } = terminal();
    const download = bars.begin('a', 10);
    wait(100);
    bars.stop();
    expect(text().endsWith('\x1b[1A\r\x1b[J')).toBe(true);
    download.end();
    bars.begin('b', 10);
    expect(wait(1000)).toBe('');
  });

  it('fits the terminal, however many downloads and however narrow', () => {
    const { bars, wait } = terminal();
    for (let i = 0; i < 40; i += 1) bars.begin(`layer ${i} ${'x'.repeat(200)}`, 10);
    const lines = wait(100).split('\x1b[J')[1]!.trimEnd().split('\n');
    expect(lines).toHaveLength(13);
    expect(lines.at(-1)).toBe('and 28 more');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(100);
  });
});
