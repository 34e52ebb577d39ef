import { describe, expect, it } from 'vitest';
import { stackOf } from '../../fixtures/layers.ts';
import { expectFullView, expectNotes, expectView, notesOf, type Noted, type Rule } from './rules.ts';

describe('one type over another', () => {
  it.each<Rule>([
    ['a file replaces a directory and all in it', ['d/a, d/e/b', 'd'], 'file /d 1'],
    ['a symlink replaces a directory and all in it', ['d/a', 'd -> e'], 'symlink /d 1'],
    ['a hard link does, too', ['d/a', 'f, d => f'], 'hardlink /d 1, file /f 1'],
    ['a pipe does, too', ['d/a', 'd p'], 'fifo /d 1'],
    ['a directory replaces a file', ['d', 'd/'], 'dir /d 1'],
    ['a directory replaces a symlink', ['d -> e', 'd/, d/a'], 'dir /d 1, file /d/a 1'],
    ['a path below a lower file makes it a directory', ['d', 'd/a'], 'dir /d 1, file /d/a 1'],
    ['a marker below a lower file does so, too', ['d', 'd/.wh.a'], 'dir /d 1'],
    [
      'markers below a file of their own layer change nothing',
      ['d/a, d/b', 'd, d/.wh.a, d/e/.wh..wh..opq'],
      'file /d 1',
    ],
    ['nor before it', ['d/a', 'd/.wh.a, d'], 'file /d 1'],
    ['what a file replaced does not come back', ['d/a', 'd', 'd/'], 'dir /d 2'],
    ['a path below an earlier file of its tar kills it', ['d/old', 'd=f, d/new'], 'dir /d 1, file /d/new 1'],
    ['and so does one below its child', ['d/e/old', 'd=f, d/e/new'], 'dir /d 1, dir /d/e 1, file /d/e/new 1'],
    [
      'the dead file hides all it covered',
      ['d/e/old, d/x', 'd=f, d/e/new, d/'],
      'dir /d 1, dir /d/e 1, file /d/e/new 1',
    ],
  ])('%s', (...rule) => expectView(rule));

  it.each<Noted>([
    ['is nothing odd between layers', ['d/a', 'd', 'd/b'], ''],
    ['within one tar is refused by engines', ['d=f, d/a'], 'engine-refuses /d'],
    ['below a marker of its own tar is nothing odd', ['d/a', 'd, d/.wh.a'], ''],
  ])('%s', (...noted) => expectNotes(noted));
});

describe('a directory without an entry', () => {
  it.each<Rule>([
    [
      'is 0755 of root without a time when nothing is below',
      ['d/e/'],
      'dir /d 0 0755 0:0 @- 0, dir /d/e 0 0755 0:0 @0 0',
    ],
    ['stays the lower directory', ['d/ 0711 7:8 @5', 'd/a @9'], 'dir /d 0 0711 7:8 @5 0, file /d/a 1 0644 0:0 @9 0'],
    [
      'stays the one two layers down',
      ['d/ 0711 7:8 @5', 'k', 'd/.wh.a'],
      'dir /d 0 0711 7:8 @5 0, file /k 1 0644 0:0 @0 0',
    ],
    [
      'stays an implied one',
      ['d/a', 'd/b'],
      'dir /d 0 0755 0:0 @- 0, file /d/a 0 0644 0:0 @0 0, file /d/b 1 0644 0:0 @0 0',
    ],
    ['stays as the parent of an opaque marker', ['d/ 0711 7:8 @5, d/a', 'd/.wh..wh..opq'], 'dir /d 0 0711 7:8 @5 0'],
    [
      'takes mode and owner, but no time, where an opaque marker hides it',
      ['d/ 0700 1:1 @1, d/e/ 0711 7:8 @5', 'd/.wh..wh..opq, d/e/a'],
      'dir /d 0 0700 1:1 @1 0, dir /d/e 1 0711 7:8 @- 0, file /d/e/a 1 0644 0:0 @0 0',
    ],
    [
      'takes nothing where a whiteout hides it',
      ['d/ 0711 7:8 @5', '.wh.d, d/a'],
      'dir /d 1 0755 0:0 @- 0, file /d/a 1 0644 0:0 @0 0',
    ],
    [
      'takes nothing where a whiteout hides what it lies in',
      ['d/e/ 0711 7:8 @5', '.wh.d, d/e/a'],
      'dir /d 1 0755 0:0 @- 0, dir /d/e 1 0755 0:0 @- 0, file /d/e/a 1 0644 0:0 @0 0',
    ],
    ['takes nothing of a lower file', ['d 0600 7:8 @5', 'd/a'], 'dir /d 1 0755 0:0 @- 0, file /d/a 1 0644 0:0 @0 0'],
    [
      'takes nothing of a directory that was gone',
      ['d/ 0711 7:8 @5', '.wh.d', 'd/a'],
      'dir /d 2 0755 0:0 @- 0, file /d/a 2 0644 0:0 @0 0',
    ],
    [
      'becomes what a later entry of its tar says',
      ['d/a, d/ 0700 1:2 @3'],
      'dir /d 0 0700 1:2 @3 0, file /d/a 0 0644 0:0 @0 0',
    ],
  ])('%s', (...rule) => expectFullView(rule));

  it.each<Rule>([
    ['is kept below a new entry of its own', ['d/, d/a', 'd/'], 'dir /d 1, file /d/a 0'],
    ['never is the root', ['./, a', '/'], 'file /a 0'],
  ])('%s', (...rule) => expectView(rule));

  it.each<Noted>([
    ['that keeps a mode that some engines do not is said', ['d/ 0711', 'd/a'], 'engines-differ /d'],
    [
      'that keeps an owner that some engines do not is said',
      ['d/ 0:5', 'd/.wh.a'],
      'engines-differ /d, absent-whiteout /d/a',
    ],
    ['that keeps what all engines show is nothing odd', ['d/ @5', 'd/a'], ''],
  ])('%s', (...noted) => expectNotes(noted));
});

describe('a path through a symlink', () => {
  it.each<Rule>([
    [
      'of a lower layer makes it a directory like the one it led to',
      ['u/l/ 0711 7:8 @5, u/l/a, l -> u/l', 'l/x'],
      'dir /l 1 0711 7:8 @- 0, file /l/x 1 0644 0:0 @0 0, dir /u 0 0755 0:0 @- 0, dir /u/l 0 0711 7:8 @5 0, file /u/l/a 0 0644 0:0 @0 0',
    ],
    [
      'likewise where it is absolute',
      ['u/ 0711, l -> /u', 'l/.wh.x'],
      'dir /l 1 0711 0:0 @- 0, dir /u 0 0711 0:0 @0 0',
    ],
    [
      'clamped to the root',
      ['u/ 0711, d/l -> ../../../u', 'd/l/.wh.x'],
      'dir /d 0 0755 0:0 @- 0, dir /d/l 1 0711 0:0 @- 0, dir /u 0 0711 0:0 @0 0',
    ],
    [
      'through links of links',
      ['u/ 0711, m -> u, l -> m', 'l/.wh.x'],
      'dir /l 1 0711 0:0 @- 0, symlink /m 0 0777 0:0 @0 0, dir /u 0 0711 0:0 @0 0',
    ],
    ['like none when it dangles', ['l -> u 7:8', 'l/.wh.x'], 'dir /l 1 0755 0:0 @- 0'],
    [
      'like none when it leads to a file',
      ['u 0600, l -> u', 'l/.wh.x'],
      'dir /l 1 0755 0:0 @- 0, file /u 0 0600 0:0 @0 0',
    ],
    ['like none when it leads to itself', ['l -> l', 'l/.wh.x'], 'dir /l 1 0755 0:0 @- 0'],
    [
      'as the view below has the target',
      ['u/ 0711, l -> u', 'u/ 0700, l/.wh.x'],
      'dir /l 1 0711 0:0 @- 0, dir /u 1 0700 0:0 @0 0',
    ],
    [
      'also where an opaque marker hides the link',
      ['u/ 0711, d/l -> /u', 'd/.wh..wh..opq, d/l/.wh.x'],
      'dir /d 0 0755 0:0 @- 0, dir /d/l 1 0711 0:0 @- 0, dir /u 0 0711 0:0 @0 0',
    ],
  ])('%s', (...rule) => expectFullView(rule));

  it.each<Rule>([
    ['of its own layer follows it', ['u/, l -> u, l/x'], 'symlink /l 0, dir /u 0, file /u/x 0'],
    [
      'also where it is absolute',
      ['u/v/, d/l -> /u/v, d/l/x'],
      'dir /d 0, symlink /d/l 0, dir /u 0, dir /u/v 0, file /u/v/x 0',
    ],
    ['clamped to the root', ['l -> ../../u, l/x'], 'symlink /l 0, dir /u 0, file /u/x 0'],
    ['through links of links', ['l -> m, m -> u, l/x'], 'symlink /l 0, symlink /m 0, dir /u 0, file /u/x 0'],
    ['making what only lower layers have', ['u/a', 'l -> u, l/x'], 'symlink /l 1, dir /u 0, file /u/a 0, file /u/x 1'],
    ['that comes after it replaces the directory', ['l/x, l -> u'], 'symlink /l 0'],
    ['that a directory replaced does not follow it', ['u/, l -> u, l/, l/x'], 'dir /l 0, file /l/x 0, dir /u 0'],
    [
      'of a lower layer that this one has, too, follows its own',
      ['u/, v/, l -> u', 'l -> v, l/x'],
      'symlink /l 1, dir /u 0, dir /v 0, file /v/x 1',
    ],
    ['a link in place of the link is not followed itself', ['u, l -> u, l=x'], 'file /l 0, file /u 0'],
  ])('%s', (...rule) => expectView(rule));

  it('of a lower layer is told loudly, with where the link led', () => {
    const stack = stackOf('usr/lib/a, lib -> usr/lib', 'lib/x');
    expect(notesOf(stack)).toBe('replaced-symlink /lib');
    expect(stack.diagnostics[0]).toMatchObject({
      layer: 1,
      message: expect.stringContaining('was a symlink to usr/lib'),
    });
  });

  it('ends when links lead round in circles', () => {
    expect(stackOf('a -> b, b -> a, a/x').table.rows).toBeLessThan(100);
  });
});
