import { describe, expect, it } from 'vitest';
import { stackOf } from '../../fixtures/layers.ts';
import { bytes } from '../../fixtures/tar.ts';
import { markerOf } from '../../src/union/marker.ts';
import { expectNotes, expectView, type Noted, type Rule } from './rules.ts';

describe('a whiteout', () => {
  it.each<Rule>([
    ['hides a file of a lower layer', ['a, b', '.wh.a'], 'file /b 0'],
    ['hides a directory and all in it', ['d/, d/a, d/e/f', '.wh.d'], ''],
    ['spares names that begin alike', ['a, ab, a.b/c', '.wh.a'], 'dir /a.b 0, file /a.b/c 0, file /ab 0'],
    ['spares an entry that follows it', ['a', '.wh.a, a'], 'file /a 1'],
    ['spares an entry that stands before it', ['a', 'a, .wh.a'], 'file /a 1'],
    ['spares a symlink of its layer', ['a', 'a -> b, .wh.a'], 'symlink /a 1'],
    ['hides nothing of its own layer', ['d/', 'd/a, d/.wh.a'], 'dir /d 0, file /d/a 1'],
    ['hides what the two layers below have', ['a', 'a', '.wh.a'], ''],
    ['does not reach into later layers', ['a', '.wh.a', 'a'], 'file /a 2'],
    [
      'is void before a directory of its name',
      ['d/, d/old', '.wh.d, d/, d/new'],
      'dir /d 1, file /d/new 1, file /d/old 0',
    ],
    ['hides lower content after a directory of its name', ['d/, d/old', 'd/, d/new, .wh.d'], 'dir /d 1, file /d/new 1'],
    ['hides lower content beside an implied directory', ['d/, d/old', '.wh.d, d/new'], 'dir /d 1, file /d/new 1'],
    ['hides it in either order', ['d/, d/old', 'd/new, .wh.d'], 'dir /d 1, file /d/new 1'],
    [
      'is void even if a path below stands between',
      ['d/old', '.wh.d, d/new, d/'],
      'dir /d 1, file /d/new 1, file /d/old 0',
    ],
    ['counts again after the directory that made it void', ['d/old', '.wh.d, d/, .wh.d'], 'dir /d 1'],
    ['makes its parents', ['a', 'no/such/.wh.x'], 'file /a 0, dir /no 1, dir /no/such 1'],
    ['may be of any type and have a body', ['a, d/x', '.wh.a=body, .wh.d/'], ''],
    ['may be a symlink', ['a', '.wh.a -> b'], ''],
    ['below a name that begins like one is a path', ['x', '.wh.x/y'], 'dir /.wh.x 1, file /.wh.x/y 1, file /x 0'],
    ['of that kind still hides', ['x', '.wh.x/, .wh.x/y'], 'dir /.wh.x 1, file /.wh.x/y 1'],
    ['names nothing when bare', ['a, .b', '.wh., .wh.., .wh...'], 'file /.b 0, file /a 0'],
    ['hides hidden files', ['.a, ..a', '.wh..a, .wh...a'], ''],
    ['of an AUFS name hides only that', ['a', '.wh..wh.aufs, .wh..wh.orph/, .wh..wh.plnk/'], 'file /a 0'],
    ['in the base layer hides nothing', ['a, .wh.b, d/.wh.c', 'c'], 'file /a 0, file /c 1, dir /d 0'],
    [
      'through a symlink of a lower layer does not reach its target',
      ['u/a, l -> u', 'l/.wh.a'],
      'dir /l 1, dir /u 0, file /u/a 0',
    ],
    ['follows a symlink of its own layer', ['u/a', 'l -> u, l/.wh.a'], 'symlink /l 1, dir /u 0'],
  ])('%s', (...rule) => expectView(rule));

  it.each<Noted>([
    ['that hides something is nothing odd', ['a', '.wh.a'], ''],
    ['of something absent is said', ['a', '.wh.b'], 'absent-whiteout /b'],
    ['that is void is said', ['d/old', '.wh.d, d/'], 'void-whiteout /d'],
    ['after the entry of its name is refused', ['a', 'a, .wh.a'], 'engine-refuses /a'],
    ['with a path below its name is refused', ['d/old', '.wh.d, d/new'], 'engine-refuses /d'],
    ['given twice is refused', ['a', '.wh.a, ./.wh.a'], 'duplicate-path /a'],
    ['that is bare is said', ['.wh.'], 'bare-whiteout'],
  ])('%s', (...noted) => expectNotes(noted));
});

describe('an opaque marker', () => {
  it.each<Rule>([
    ['hides what lower layers have in the directory', ['d/a, d/e/f', 'd/, d/.wh..wh..opq'], 'dir /d 1'],
    ['spares siblings after it', ['d/a', 'd/.wh..wh..opq, d/b'], 'dir /d 0, file /d/b 1'],
    ['spares siblings before it', ['d/a', 'd/b, d/.wh..wh..opq'], 'dir /d 0, file /d/b 1'],
    [
      'spares a directory of its layer, not its old content',
      ['d/s/old', 'd/s/new, d/.wh..wh..opq'],
      'dir /d 0, dir /d/s 1, file /d/s/new 1',
    ],
    ['does not reach into later layers', ['d/a', 'd/.wh..wh..opq', 'd/c'], 'dir /d 0, file /d/c 2'],
    ['of a directory that is absent below makes it', ['a', 'd/.wh..wh..opq'], 'file /a 0, dir /d 1'],
    ['hides nothing in the root', ['a', '.wh..wh..opq, b'], 'file /a 0, file /b 1'],
    ['hides nothing in the root as ./ either', ['a', './, ./.wh..wh..opq'], 'file /a 0'],
    ['counts in a directory over a lower file', ['d=x', 'd/, d/.wh..wh..opq, d/n'], 'dir /d 1, file /d/n 1'],
    [
      'may stand in directories within each other',
      ['d/a, d/e/b', 'd/.wh..wh..opq, d/e/.wh..wh..opq, d/e/c'],
      'dir /d 0, dir /d/e 1, file /d/e/c 1',
    ],
    ['leaves a whiteout beside it nothing to do', ['d/a', 'd/.wh..wh..opq, d/.wh.a'], 'dir /d 0'],
    ['is no other name', ['d/a', 'd/.wh..opq, d/.wh..wh.opq'], 'dir /d 0, file /d/a 0'],
  ])('%s', (...rule) => expectView(rule));

  it.each<Noted>([
    ['in the root is said', ['a', '.wh..wh..opq'], 'opaque-root'],
    ['elsewhere is nothing odd', ['d/a', 'd/, d/.wh..wh..opq'], ''],
  ])('%s', (...noted) => expectNotes(noted));
});

describe('a character device 0/0', () => {
  it.each<Rule>([
    ['is a whiteout', ['a, d/b', 'a c0:0, d c0:0'], ''],
    ['replaces an earlier entry of its name', ['a', 'a=new, a c0:0'], ''],
    ['takes what its layer put below with it', ['d/a', 'd/b, d c0:0'], ''],
    ['is replaced by a later entry of its name', ['a', 'a c0:0, a=new'], 'file /a 1'],
    ['is void before a directory of its name', ['d/a', 'd c0:0, d/'], 'dir /d 1, file /d/a 0'],
    ['in the base layer is not shown', ['a, b c0:0'], 'file /a 0'],
    ['of another number is a device', ['a', 'a c1:3, b c0:1'], 'char /a 1, char /b 1'],
    ['as a block device is a device', ['a', 'a b0:0'], 'block /a 1'],
  ])('%s', (...rule) => expectView(rule));
});

describe('an overlay xattr', () => {
  const marked = (name: string) => ({ name: 'd/', pax: { [`SCHILY.xattr.${name}.overlay.opaque`]: 'y' } });

  it.each<Rule>([
    ['of trusted changes nothing', ['d/a', [marked('trusted')]], 'dir /d 1, file /d/a 0'],
    ['of user changes nothing', ['d/a', [marked('user')]], 'dir /d 1, file /d/a 0'],
  ])('%s', (...rule) => expectView(rule));

  it.each<Noted>([
    ['of trusted is said: some engines obey it', ['d/a', [marked('trusted')]], 'overlay-xattr /d'],
    ['of user is nothing odd', ['d/a', [marked('user')]], ''],
  ])('%s', (...noted) => expectNotes(noted));
});

it.each([
  ['a', undefined],
  ['.wh', undefined],
  ['.wha', undefined],
  ['.wh.', 'bare'],
  ['.wh..', 'bare'],
  ['.wh...', 'bare'],
  ['.wh....', 'hide'],
  ['.wh.a', 'hide'],
  ['.wh..wh..opq', 'opaque'],
  ['.wh..wh..opqs', 'hide'],
  ['.wh..wh.aufs', 'hide'],
])('the name %s is read as %s', (name, kind) => {
  expect(markerOf({ bytes: bytes(name), start: 0, end: name.length })?.kind).toBe(kind);
});

it('counts whiteouts and opaque markers, and none of their bodies', () => {
  const { table } = stackOf('a=12, .wh.b=345, c c0:0, d/.wh..wh..opq=6, .wh., .wh..wh..opq');
  const { whiteouts, opaques, bodyBytes, markers } = table.placements[0]!;
  expect({ whiteouts, opaques, bodyBytes, markers }).toEqual({
    whiteouts: 2,
    opaques: 2,
    bodyBytes: 2,
    markers: [1, 2, 3, 4, 5],
  });
});
