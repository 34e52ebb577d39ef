import { describe, expect, it } from 'vitest';
import type { ConfigChange } from '../../../../src/analysis/compare/config-changes.ts';
import { explainDifferences, wantsBody } from '../../../../src/analysis/compare/semantic/explain.ts';
import type { FileDifference } from '../../../../src/analysis/compare/semantic/file-difference.ts';
import { fingerprintOf } from '../../../../src/analysis/compare/semantic/fingerprints.ts';

const TEXT = Buffer.from('a\nb\n');
const SAME_LINES = Buffer.from('b\na\n');

/** `C /path content,mtime`, then words for what is no plain file: a type, a mode, a size. */
function difference(line: string): FileDifference {
  const [change, path, reasons = '', ...words] = line.split(' ');
  const type = words.find((word) => /^[a-z]+$/.test(word)) ?? 'file';
  const mode = Number.parseInt(words.find((word) => word.startsWith('0')) ?? '0644', 8);
  const size = Number(words.find((word) => /^[1-9]/.test(word)) ?? 4);
  return {
    path: path!,
    change: change as FileDifference['change'],
    type: type as FileDifference['type'],
    mode,
    sizeBefore: change === 'A' ? null : size,
    sizeAfter: change === 'D' ? null : size,
    reasons: (reasons === '' || reasons === '-' ? [] : reasons.split(',')) as FileDifference['reasons'],
  };
}

function explained(lines: readonly string[], config: readonly ConfigChange[] = []) {
  const differences = lines.map(difference);
  const files = differences.filter(wantsBody).map(({ path }) => path);
  const of = (content: Buffer) => new Map(files.map((path) => [path, fingerprintOf(path, content)]));
  return explainDifferences(differences, { config, before: of(TEXT), after: of(SAME_LINES) });
}

describe('a difference', () => {
  it.each([
    ['C /bin/x mtime', 'mtime', true],
    ['C /bin mtime dir', 'mtime', true],
    ['C /etc/machine-id content', 'machine-id', true],
    ['A /etc/machine-id', 'machine-id', true],
    ['C /var/lib/systemd/random-seed content,mtime', 'random-seed', true],
    ['C /var/log/dpkg.log content', 'log', true],
    ['D /var/log/apt/history.log', 'log', true],
    ['A /var/log/nginx - dir', null, false],
    ['A /var/log/nginx/access.log - symlink', null, false],
    ['A /var/log/x - 0755', null, false],
    ['C /var/log/x content,mode', null, false],
    ['C /var/log/x owner', null, false],
    ['C /var/cache/ldconfig/aux-cache content', 'ldconfig-cache', true],
    ['A /var/cache/apt/archives - dir 0755', 'cache', true],
    ['D /var/lib/apt/lists/x', 'cache', true],
    ['C /var/lib/dpkg/status-old content', 'backup', true],
    ['C /etc/shadow- content', 'backup', true],
    ['A /app/__pycache__ - dir', 'python-cache', false],
    ['D /app/__pycache__/x.cpython-311.pyc', 'python-cache', false],
    ['C /etc/ssh/ssh_host_rsa_key content', 'host-key', false],
    ['A /etc/ssh/ssh_host_rsa_key', null, false],
    ['C /var/lib/dpkg/info/a.list content', 'order', true],
    ['C /etc/hosts content,mtime', 'line-order', false],
    ['C /var/lib/dpkg/info/a.list content,mode', null, false],
    ['C /etc/hosts type', null, false],
    ['R /etc/hosts', null, false],
    ['A /etc/hosts', null, false],
  ])('%s has the reason %s', (line, why, harmless) => {
    const { verdict, reasons, different } = explained([line]);
    expect(reasons.map(({ id }) => id)).toEqual(why ? [why] : []);
    expect(verdict).toBe(harmless ? 'equivalent' : 'different');
    const { path, change } = difference(line);
    expect(different).toEqual(harmless ? [] : [{ path, change, why, note: null }]);
  });

  it('is none where a directory is only the parent of one', () => {
    expect(explained(['C /etc - dir'])).toEqual({ verdict: 'identical', reasons: [], different: [] });
  });

  it('is not looked into beyond 64 MiB, and says so', () => {
    const line = `C /var/lib/dpkg/info/a.list content ${2 ** 26 + 1}`;
    expect(wantsBody(difference(line))).toBe(false);
    expect(explained([line])).toMatchObject({
      verdict: 'different',
      different: [{ why: null, note: 'larger than 64 MiB, not looked into' }],
    });
  });
});

describe('the verdict', () => {
  const change = (key: string, weight: ConfigChange['weight']): ConfigChange => ({
    key,
    change: 'C',
    before: 'a',
    after: 'b',
    weight,
  });

  it.each([
    ['identical', [], []],
    ['identical', [], [change('created', 'none')]],
    ['equivalent', [], [change('Hostname', 'harmless')]],
    ['equivalent', ['C /a mtime'], [change('created', 'none')]],
    ['different', [], [change('cmd', 'real')]],
    ['different', ['C /a mtime', 'C /b mode'], []],
  ] as const)('is %s for %j and %j', (verdict, files, config) => {
    expect(explained(files, config).verdict).toBe(verdict);
  });
});

it('counts the most frequent reason first, with three examples', () => {
  const lines = ['C /x mtime', ...[1, 2, 3, 4].map((i) => `C /var/log/${i} content`), 'C /etc/hosts content'];
  expect(
    explained(lines, [{ key: 'Hostname', change: 'C', before: '', after: '', weight: 'harmless' }]).reasons,
  ).toMatchObject([
    { id: 'log', harmless: true, count: 4, examples: ['/var/log/1', '/var/log/2', '/var/log/3'] },
    { id: 'builder-config', count: 1, examples: ['Hostname'] },
    { id: 'line-order', harmless: false, count: 1, examples: ['/etc/hosts'] },
    { id: 'mtime', count: 1, examples: ['/x'] },
  ]);
});
