import { describe, expect, it } from 'vitest';
import { logText } from '../../../src/report/text/log.ts';
import { CHANGED, GONE, PLAIN } from './documents.ts';
import { goldenFile, goldenText, widthOf } from './golden.ts';

describe('log as text', () => {
  it.each([
    ['gone.40', GONE, { ...PLAIN, columns: 40 }],
    ['gone.80', GONE, PLAIN],
    ['gone.80.color', GONE, { ...PLAIN, color: true }],
    ['gone.120', GONE, { ...PLAIN, columns: 120 }],
    ['changed.40', CHANGED, { ...PLAIN, columns: 40 }],
    ['changed.80', CHANGED, PLAIN],
    ['changed.120', CHANGED, { ...PLAIN, columns: 120 }],
  ])('%s', async (name, document, style) => {
    const pieces = [...logText(document, style)];
    expect(widthOf(pieces)).toBeLessThanOrEqual(style.columns);
    await expect(goldenText(pieces)).toMatchFileSnapshot(goldenFile(`log.${name}`));
  });

  it('leads to the last layer that shows a path that is gone', () => {
    const [born, , gone] = GONE.events;
    const lines = (given: object): string[] => [...logText({ ...GONE, ...given, events: [born!, gone!] }, PLAIN)];
    expect(lines({}).slice(-2)).toEqual([
      'seen in no later layer\n',
      'Next: varve cat app.tar /etc/ssl/openssl.cnf --layer 3\n',
    ]);
    expect(lines({ path: "/it's \u001b" }).at(-1)).toBe(
      String.raw`Next: varve cat app.tar '/it'\''s \x1b' --layer 3` + '\n',
    );
  });

  it('leads into a directory that is gone', () => {
    const [born, , gone] = GONE.events;
    const document = { ...GONE, path: '/srv', events: [{ ...born!, type: 'dir' as const }, gone!] };
    expect([...logText(document, PLAIN)].at(-1)).toBe('Next: varve ls app.tar /srv --layer 3\n');
  });

  it('says nothing of an end that was none', () => {
    const [born, , gone] = GONE.events;
    const text = [...logText({ ...GONE, events: [born!, gone!, { ...born!, layer: 5 }] }, PLAIN)].join('');
    expect(text).not.toContain('no later layer');
  });
});
