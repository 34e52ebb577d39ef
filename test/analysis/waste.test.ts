import { describe, expect, it } from 'vitest';
import type { LayerLines } from '../../fixtures/layers.ts';
import { imageOf } from '../examine/open-layers.ts';
import { deadLines } from './dead-lines.ts';

/** What it says, the layers (base first), and the dead copies. */
type Row = readonly [behaviour: string, layers: readonly LayerLines[], dead: string];

async function expectDead([, layers, dead]: Row): Promise<void> {
  expect((await deadLines(await imageOf(...layers))).join(', ')).toBe(dead);
}

const CAUSES: readonly Row[] = [
  ['nothing is dead in a single clean layer', ['d/, d/a=one, s -> d'], ''],
  ['nothing is dead in an image without layers', [], ''],
  ['other content of another size overwrites', ['a=one', 'a=other'], '/a 0>1 3 overwritten'],
  ['other content of the same size overwrites', ['a=one', 'a=two'], '/a 0>1 3 overwritten'],
  [
    'each replaced version is a copy of its own',
    ['a=1', 'a=22', 'a=333'],
    '/a 0>1 1 overwritten, /a 1>2 2 overwritten',
  ],
  ['a chmod stores the same content again', ['a=one', 'a=one 0700'], '/a 0>1 3 rewritten'],
  ['a chown stores the same content again', ['a=one', 'a=one 5:5'], '/a 0>1 3 rewritten'],
  ['a touch stores the same content again', ['a=one', 'a=one @9'], '/a 0>1 3 rewritten'],
  ['a symlink in place of a file overwrites it', ['a=one', 'a -> b'], '/a 0>1 3 overwritten'],
  ['a directory in place of a file overwrites it', ['a=one', 'a/'], '/a 0>1 3 overwritten'],
  ['an implied directory in place of a file overwrites it', ['a=one', 'a/b=2'], '/a 0>1 3 overwritten'],
  ['a whiteout of the path deletes', ['a=one', '.wh.a'], '/a 0>1 3 deleted'],
  ['a whiteout of a parent deletes', ['d/e/a=one', '.wh.d'], '/d/e/a 0>1 3 deleted'],
  ['a device with numbers 0, 0 deletes as a whiteout does', ['a=one', 'a c0:0'], '/a 0>1 3 deleted'],
  ['a void whiteout before a directory deletes nothing', ['d/a=one', '.wh.d, d/'], ''],
  ['an opaque marker hides', ['d/, d/a=one', 'd/, d/.wh..wh..opq'], '/d/a 0>1 3 hidden'],
  ['an opaque marker of a parent hides', ['d/e/a=one', 'd/.wh..wh..opq'], '/d/e/a 0>1 3 hidden'],
  ['a parent that becomes a file hides', ['d/a=one', 'd=file'], '/d/a 0>1 3 hidden'],
  ['a parent that becomes a symlink hides', ['d/a=one', 'd -> e'], '/d/a 0>1 3 hidden'],
  [
    'a parent that becomes a file and a directory again hides',
    ['d/a=one', 'd=xx, d/b=y'],
    '/d 1>1 2 duplicateEntry, /d/a 0>1 3 hidden',
  ],
  ['an entry that comes again in the same tar is a duplicate', ['a=one, a=other'], '/a 0>0 3 duplicateEntry'],
  ['an equal entry that comes again is a duplicate, too', ['a=one, a=one'], '/a 0>0 3 duplicateEntry'],
  ['a directory of the tar replaced by a file leaves duplicates below', ['d/a=one, d=xx'], '/d/a 0>0 3 duplicateEntry'],
  [
    'a duplicate and what lies below are two copies',
    ['a=1', 'a=22, a=333'],
    '/a 0>1 1 overwritten, /a 1>1 2 duplicateEntry',
  ],
  ['what was deleted once stays deleted', ['a=one', '.wh.a', 'a=one'], '/a 0>1 3 deleted'],
  ['an empty file that goes is no copy', ['a=, b=', '.wh.a, b=x'], ''],
  ['symlinks, devices and pipes hold no bytes', ['s -> a, c c1:3, p p', '.wh.s, .wh.c, .wh.p'], ''],
  [
    'copies stand in path order, then by layer',
    ['b=1, a=1', 'b=22, .wh.a', '.wh.b'],
    '/a 0>1 1 deleted, /b 0>1 1 overwritten, /b 1>2 2 deleted',
  ],
];

const SAME_NAME: readonly Row[] = [
  ['a whiteout and a new file of one name overwrite', ['a=one', '.wh.a, a=other'], '/a 0>1 3 overwritten'],
  ['a new file before its whiteout overwrites, too', ['a=one', 'a=other, .wh.a'], '/a 0>1 3 overwritten'],
  ['a whiteout and the same content rewrite', ['a=one', '.wh.a, a=one'], '/a 0>1 3 rewritten'],
  ['a whiteout of a parent and a new file overwrite', ['d/a=one', '.wh.d, d/a=other'], '/d/a 0>1 3 overwritten'],
  ['an opaque marker and a new file overwrite', ['d/a=one', 'd/.wh..wh..opq, d/a=other'], '/d/a 0>1 3 overwritten'],
  ['an opaque marker and the same content rewrite', ['d/a=one', 'd/.wh..wh..opq, d/a=one @7'], '/d/a 0>1 3 rewritten'],
];

const LINKS: readonly Row[] = [
  ['a body lives while one name shows it', ['a=one, b => a', '.wh.a'], ''],
  ['a body dies with its last name, at its first', ['a=one, b => a', '.wh.a', '.wh.b'], '/a 0>2 3 deleted'],
  ['both names gone in one layer is one copy', ['a=one, b => a', '.wh.a, .wh.b'], '/a 0>1 3 deleted'],
  ['its first name is the one first in the tar', ['z=one, a => z', '.wh.a, .wh.z'], '/z 0>1 3 deleted'],
  ['the last name decides the cause', ['a=one, d/b => a', '.wh.a', 'd/.wh..wh..opq'], '/a 0>2 3 hidden'],
  ['both names rewritten is one copy', ['a=one, b => a', 'a=one 0700, b => a'], '/a 0>1 3 rewritten'],
  ['a link replaced in its own tar loses a name only', ['a=one, b => a, b=x'], ''],
  ['a body replaced in its own tar lives by its link', ['a=one, b => a, a=other'], ''],
  ['a body that lost its own name dies at its link', ['a=one, b => a, a=other', '.wh.b'], '/b 0>1 3 deleted'],
  ['a link of an upper layer keeps the body', ['a=one', 'b => a', '.wh.a'], ''],
  ['a link made as the name goes keeps the body', ['a=one', 'b => a, .wh.a'], ''],
  ['a body kept by an upper link dies at its first name', ['a=one', 'b => a', '.wh.a', '.wh.b'], '/a 0>3 3 deleted'],
  ['a link to nothing holds no bytes', ['b => a', '.wh.b'], ''],
  ['a link that stands before its target names it', ['b => a, a=one', '.wh.a'], ''],
];

describe('the cause of a dead copy', () => {
  it.each(CAUSES)('%s', (...row) => expectDead(row));
});

describe('a name that goes and comes in one layer', () => {
  it.each(SAME_NAME)('%s', (...row) => expectDead(row));
});

describe('bodies with several names', () => {
  it.each(LINKS)('%s', (...row) => expectDead(row));
});
