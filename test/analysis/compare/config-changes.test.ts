import { expect, it } from 'vitest';
import { configChanges } from '../../../src/analysis/compare/config-changes.ts';
import { EMPTY_CONFIG, type ImageConfig } from '../../../src/model/manifest.ts';

function lines(before: Partial<ImageConfig>, after: Partial<ImageConfig>): string[] {
  return configChanges({ ...EMPTY_CONFIG, ...before }, { ...EMPTY_CONFIG, ...after }).map(
    ({ change, key, before: old, after: now, weight }) => `${change} ${key}: ${old} -> ${now} (${weight})`,
  );
}

const settings = (value: Readonly<Record<string, unknown>>): Partial<ImageConfig> => ({ settings: value });

it.each([
  ['nothing', { Env: ['A=1', 'B=2'] }, { Env: ['B=2', 'A=1'] }, []],
  [
    'a variable by its name',
    { Env: ['A=1', 'B=x=y', 'C='] },
    { Env: ['B=x=z', 'C='] },
    ['D env.A: 1 -> null (real)', 'C env.B: x=y -> x=z (real)'],
  ],
  ['an empty variable', {}, { Env: ['A='] }, ['A env.A: null ->  (real)']],
  ['the last of two variables', { Env: ['A=1', 'A=2'] }, { Env: ['A=2'] }, []],
  ['a variable that is no text', { Env: [7] }, {}, ['D env.7: (no value) -> null (real)']],
  ['a label', { Labels: { a: '1' } }, { Labels: { a: '2' } }, ['C label.a: 1 -> 2 (real)']],
  [
    'a label that says when',
    { Labels: { 'org.opencontainers.image.created': 'x' } },
    { Labels: { 'org.opencontainers.image.created': 'y' } },
    ['C label.org.opencontainers.image.created: x -> y (harmless)'],
  ],
  ['a port', { ExposedPorts: { '80/tcp': {} } }, {}, ['D port.80/tcp: 80/tcp -> null (real)']],
  ['a volume', {}, { Volumes: { '/data': {} } }, ['A volume./data: null -> /data (real)']],
  [
    'commands as JSON',
    { Entrypoint: ['/a'], Cmd: ['x'] },
    { Entrypoint: ['/a', '-b'] },
    ['D cmd: ["x"] -> null (real)', 'C entrypoint: ["/a"] -> ["/a","-b"] (real)'],
  ],
  ['nothing between ways to say nothing', { Cmd: null, User: '', Volumes: {}, OnBuild: [], Tty: false }, {}, []],
  [
    'a check whose keys stand in another order only if its values differ',
    { Healthcheck: { Test: ['CMD'], Interval: 1 } },
    { Healthcheck: { Interval: 1, Test: ['CMD'] } },
    [],
  ],
  ['a field nobody knows', {}, { Future: { b: 1, a: [2] } }, ['A Future: null -> {"a":[2],"b":1} (real)']],
  ['the host of the builder', { Hostname: 'a1' }, { Hostname: 'b2' }, ['C Hostname: a1 -> b2 (none)']],
  ['the image the builder began with', { Image: 'sha256:1' }, {}, ['D Image: sha256:1 -> null (none)']],
  ['what BuildKit notes for Windows', {}, { ArgsEscaped: true }, ['A ArgsEscaped: null -> true (none)']],
  ['a field named like one of all objects', {}, { constructor: 'x' }, ['A constructor: null -> x (real)']],
])('tells %s', (_what, before, after, expected) => {
  expect(lines(settings(before), settings(after))).toEqual(expected);
});

it('tells how a command was written where the system reads it', () => {
  const platform = { os: 'windows', architecture: 'amd64', variant: null };
  expect(lines({ platform }, { platform, settings: { ArgsEscaped: true } })).toEqual([
    'A ArgsEscaped: null -> true (real)',
  ]);
});

it('tells who made the image and for what, of which only the platform counts', () => {
  const platform = { os: 'linux', architecture: 'arm64', variant: null };
  expect(
    lines(
      { created: '2026-01-01', author: 'a', platform: { ...platform, variant: 'v8' } },
      { created: '2026-01-02', dockerVersion: '20.10', platform },
    ),
  ).toEqual([
    'D author: a -> null (none)',
    'C created: 2026-01-01 -> 2026-01-02 (none)',
    'A dockerVersion: null -> 20.10 (none)',
    'D variant: v8 -> null (real)',
  ]);
});
