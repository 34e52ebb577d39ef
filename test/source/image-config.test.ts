import { describe, expect, it } from 'vitest';
import { compareWithLayers, diffIdsOfLayers, readConfig } from '../../src/source/image-config.ts';
import { bytesOf } from './build.ts';

const ORIGIN = { input: 'app.tar', what: 'the config c.json' };
const ID = `sha256:${'a1'.repeat(32)}`;
const read = (config: unknown) => readConfig(bytesOf({ json: config }), ORIGIN);
const rootfs = { type: 'layers', diff_ids: [ID] };

describe('an image config', () => {
  it('is read with every field that may be missing filled', () => {
    expect(read({ rootfs, history: [{ empty_layer: true }, { created_by: 'x', created: 'yesterday' }] })).toEqual({
      config: {
        created: null,
        author: null,
        dockerVersion: null,
        platform: null,
        diffIds: [ID],
        history: [
          { created: null, createdBy: '', author: null, comment: null, emptyLayer: true },
          { created: 'yesterday', createdBy: 'x', author: null, comment: null, emptyLayer: false },
        ],
        settings: {},
      },
      diagnostics: [],
    });
  });

  it.each<[string, unknown, readonly string[]]>([
    ['no rootfs', {}, ['rootfs-missing']],
    ['a rootfs that is a list', { rootfs: [] }, ['odd-config', 'rootfs-missing']],
    ['a diff_id that is no digest', { rootfs: { diff_ids: ['sha256:../x'] } }, ['odd-config']],
    ['a diff_id that is no text', { rootfs: { diff_ids: [5] } }, ['odd-config']],
    ['a history that is an object', { rootfs, history: {} }, ['odd-config']],
    ['a step that is a number', { rootfs, history: [5] }, ['odd-config']],
    ['a step with a number for a command', { rootfs, history: [{ created_by: 5 }] }, ['odd-config']],
    ['settings that are a list', { rootfs, config: [] }, ['odd-config']],
    ['a date that is a number', { rootfs, created: 5 }, ['odd-config']],
    ['null for everything', { rootfs, history: null, config: null, created: null, author: null, os: null }, []],
    ['settings that are odd inside: they stay what they are', { rootfs, config: { Env: {} } }, []],
    ['no known platform', { rootfs, os: 'unknown', architecture: 'unknown' }, []],
  ])('may have %s', (_what, config, codes) => {
    expect(read(config).diagnostics.map(({ code }) => code)).toEqual(codes);
  });

  it.each(['[]', '5', 'null', '"x"'])('may not be %s', (text) => {
    expect(() => readConfig(bytesOf(text), ORIGIN)).toThrow(
      expect.objectContaining({
        code: 'FORMAT_INVALID',
        message: expect.stringMatching(/^app\.tar: the config c\.json should be an object but is/),
      }),
    );
  });

  it('does not fill the memory with complaints', () => {
    const { diagnostics } = read({ rootfs, history: Array.from({ length: 5000 }, () => 5) });
    expect(diagnostics).toHaveLength(101);
  });
});

it.each<[string, number, unknown, readonly string[], readonly (string | null)[]]>([
  ['as many of everything', 1, { rootfs, history: [{}, { empty_layer: true }] }, [], [ID]],
  ['few diff_ids', 2, { rootfs }, ['diffid-count'], [null, null]],
  ['no diff_ids at all', 1, {}, [], [null]],
  ['more steps than layers', 1, { rootfs, history: [{}, {}] }, ['history-mismatch'], [ID]],
  ['no history', 1, { rootfs }, [], [ID]],
  ['a diff_id that is no digest', 1, { rootfs: { diff_ids: ['x'] } }, [], [null]],
])('compared with the layers: %s', (_what, layers, value, codes, diffIds) => {
  const { config } = read(value);
  expect(compareWithLayers(config, layers).map(({ code }) => code)).toEqual(codes);
  expect(diffIdsOfLayers(config, layers)).toEqual(diffIds);
});
