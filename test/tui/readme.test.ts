import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BINDINGS } from '../../src/tui/bindings.ts';

const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');

/** A row for each binding, as README shows them. */
function keyTable(): string {
  const rows = BINDINGS.map(({ command, keys, does }) => {
    const shown = keys.map((key) => `\`${key}\``).join(' ');
    return `| ${shown} | ${does} | \`${command}\` |`;
  });
  return ['| keys | what they do | name in `.varve.yaml` |', '|---|---|---|', ...rows].join('\n');
}

it('README lists the keys as the help does', () => {
  expect(README).toContain(keyTable());
});

it.each(['changes-80x24', 'file-difference-80x24'])('README shows the screen %s as it is', (name) => {
  const golden = readFileSync(join(import.meta.dirname, 'golden/screens', `${name}.txt`), 'utf8');
  const rows = golden.split('\n').filter((row) => row.startsWith('|'));
  expect(README).toContain(rows.map((row) => row.slice(1, -1).trimEnd()).join('\n'));
});
