// Makes a fresh clone ready: packages when they are missing or old, the build when a source is newer. Else silent.
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const INSTALLED = join(ROOT, 'node_modules/.package-lock.json');
const BUILT = join(ROOT, 'dist/version.js');

if (modified(INSTALLED) < modified(join(ROOT, 'package-lock.json'))) await npm('ci', '--include=dev');
if (modified(BUILT) < newestSource()) await node(join(import.meta.dirname, 'build.mjs'));

/** Milliseconds since 1970; 0 when there is no such file. */
function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Folders count too: a file that was removed changes only its folder. */
function newestSource() {
  const below = readdirSync(join(ROOT, 'src'), { recursive: true });
  const paths = ['package.json', '.ci/build.mjs', 'src', ...below.map((path) => join('src', path))];
  return Math.max(...paths.map((path) => modified(join(ROOT, path))));
}

/** npm as the script that started us: a Windows `npm.cmd` could only be run by a shell. */
async function npm(...args) {
  const script = process.env.npm_execpath;
  if (script && basename(script) === 'npm-cli.js') await node(script, ...args);
  else await run('npm', args, { shell: process.platform === 'win32' });
}

async function node(...args) {
  await run(process.execPath, args);
}

async function run(command, args, options = {}) {
  const { spawnSync } = await import('node:child_process'); // costs 10 ms that a ready checkout need not pay
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 2, 2], ...options });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
