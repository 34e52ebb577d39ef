import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { packagesOf } from './found.ts';

const STATUS = 'var/lib/dpkg/status';
const FORMAT = '${db:Status-Status} ${Package} ${Version} ${Architecture}\\n';

/** What dpkg itself says of the machine that runs the test. */
function told(): string[] {
  const lines = execFileSync('dpkg-query', ['-W', '-f', FORMAT], { encoding: 'utf8' }).split('\n');
  const there = lines.filter((line) => line !== '' && !/^(?:not-installed|config-files) /.test(line));
  return there.map((line) => line.slice(line.indexOf(' ') + 1)).toSorted();
}

it.skipIf(!existsSync(`/${STATUS}`))('finds the packages of this very machine as dpkg-query lists them', async () => {
  const { packages } = await packagesOf([{ name: STATUS, body: readFileSync(`/${STATUS}`) }]);
  const found = packages.map(({ claim: { name, version, arch = '' } }) => `${name} ${version} ${arch}`);
  expect(found.toSorted()).toEqual(told());
});
