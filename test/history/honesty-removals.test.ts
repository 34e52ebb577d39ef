import { expect, it } from 'vitest';
import { removalsOf } from '../../src/history/honesty-removals.ts';

it.each<readonly [command: string, removed: string]>([
  ['rm /a', '/a'],
  ['rm -rf /a /b/c/', '/a /b/c'],
  ['rm --recursive --force -- /a', '/a'],
  ['make && rm -f /a && echo done', '/a'],
  ['make; rm /a', '/a'],
  ['rm /a;', '/a'],
  ['make 2>&1 | tee /log && rm /a', '/a'],
  ['echo "a && b; c (d)" && rm /a', '/a'],
  ["echo 'it is $(not) run' \\( && rm /a", '/a'],
  ['test -e "$A" && rm /a', '/a'],
  ['set -eux; make; rm /a; true', '/a'],
  ['rm /a\nrm /b', '/b'],
  ['rm /a b $C', ''],
  ['rm a ./b ~/c', ''],
  ['rm /a/*', ''],
  ['rm /a/../b', ''],
  ['rm -i /a', ''],
  ['rm "/a"', ''],
  ['rm /a 2>/dev/null', ''],
  ['rm /a; make', ''],
  ['rm /a; true', ''],
  ['set -e; make && rm /a; true', ''],
  ['set -e; set +e; rm /a; true', ''],
  ['rm /a && make', ''],
  ['make || rm /a', ''],
  ['rm /a || true', ''],
  ['if make; then rm /a; fi', ''],
  ['for a in b; do rm /a; done', ''],
  ['(cd /x && rm /a)', ''],
  ['{ rm /a; }', ''],
  ['echo $(date) && rm /a', ''],
  ['echo `date` && rm /a', ''],
  ['echo "$(date)" && rm /a', ''],
  ['cat <<EOF && rm /a', ''],
  ['make & rm /a', ''],
  ['exit 0; rm /a', ''],
  ['# rm it && rm /a', ''],
  ["echo 'open && rm /a", ''],
  ['echo "a && rm /a"', ''],
  ['mount -t tmpfs none /a && rm /a/b', ''],
  ['sudo rm /a', ''],
  ['', ''],
])('of %j surely removes %j', (command, removed) => {
  expect(
    removalsOf(command)
      .map(({ path }) => path)
      .join(' '),
  ).toBe(removed);
});

it('knows whether directories go, too', () => {
  expect(removalsOf('rm -fR /a && rm -f /b').map(({ recursive }) => recursive)).toEqual([true, false]);
});
