import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellWord } from '../../../src/report/text/shell.ts';

it.each([
  ['app.tar', 'app.tar'],
  ['docker-archive:app.tar:shop/api:2.3', 'docker-archive:app.tar:shop/api:2.3'],
  ['shop/api@sha256:00', 'shop/api@sha256:00'],
  ['-', '-'],
  ['', "''"],
  ['my app.tar', "'my app.tar'"],
  ['$(rm -rf x)', "'$(rm -rf x)'"],
  ["it's", String.raw`'it'\''s'`],
  ['größe', "'größe'"],
  ['a\u001b[2J', String.raw`'a\x1b[2J'`],
])('%j is %s to a shell', (text, expected) => {
  expect(shellWord(text)).toBe(expected);
});

it.each(['a b', "it's '' here", '"$HOME" `id` \\ !', '*?[a]{b,c}~#;&|<>', 'ä 写'])('a shell takes %j back', (text) => {
  expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text);
});
