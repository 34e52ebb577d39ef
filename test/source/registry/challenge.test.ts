import { describe, expect, it } from 'vitest';
import { parseChallenges } from '../../../src/source/registry/challenge.ts';

describe('a challenge', () => {
  it.each([
    ['Basic realm="lab"', [['basic', { realm: 'lab' }]]],
    [
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull"',
      [
        [
          'bearer',
          { realm: 'https://auth.docker.io/token', service: 'registry.docker.io', scope: 'repository:a/b:pull' },
        ],
      ],
    ],
    ['bearer Realm = "a, b" , service=plain', [['bearer', { realm: 'a, b', service: 'plain' }]]],
    [String.raw`Basic realm="say \"a\\b\""`, [['basic', { realm: String.raw`say "a\b"` }]]],
    [
      'Negotiate, Basic realm="x"',
      [
        ['negotiate', {}],
        ['basic', { realm: 'x' }],
      ],
    ],
    [
      'Basic realm="a", Bearer realm="b",service="c"',
      [
        ['basic', { realm: 'a' }],
        ['bearer', { realm: 'b', service: 'c' }],
      ],
    ],
    ['Bearer __proto__="x",realm="y"', [['bearer', { realm: 'y', ['__proto__']: 'x' }]]],
    ['', []],
    ['"nonsense', []],
    ['Bearer realm="no end', [['bearer', {}]]],
  ])('is read: %s', (header, expected) => {
    const found = parseChallenges(header).map(({ scheme, parameters }) => [scheme, { ...parameters }]);
    expect(found).toEqual(expected);
  });

  it('of a megabyte does not take long', () => {
    expect(parseChallenges(`Bearer ${'a="b",'.repeat(200_000)}`)).not.toHaveLength(0);
    expect(parseChallenges('a '.repeat(500_000)).length).toBeLessThan(10_000);
  });
});
