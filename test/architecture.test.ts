import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as checks from './architecture/checks.ts';
import { readModule } from './architecture/module.ts';

/** Lowest first. A folder imports itself and folders on lower floors, types included. */
const FLOORS: checks.Floors = [
  ['base'],
  ['model'],
  ['tar', 'blob', 'config'],
  ['source', 'layer'],
  ['union'],
  ['image'],
  ['history', 'inventory'],
  ['analysis'],
  ['hints', 'audit', 'budget', 'transfer', 'verify'],
  ['report'],
  ['examine'],
  ['tui', 'sweep'],
  ['cli'],
];

/** The only files that touch the disk, the network, the clock or the environment, and what of it. */
const EDGES: checks.Edges = {
  'src/blob/file-blob.ts': ['node:fs', 'node:fs/promises'],
  'src/blob/spool.ts': ['node:fs/promises', 'node:os'],
  'src/blob/zstd.ts': ['node:fs', 'node:os'],
  'src/blob/zstd-exports.ts': ['globalThis'],
  'src/blob/zstd-worker.ts': ['node:worker_threads'],
  'src/blob/zstd-workers.ts': ['node:worker_threads'],
  'src/cli/io.ts': ['node:fs', 'node:os', 'process', 'Date.now'],
  'src/cli/write-stream.ts': ['node:fs/promises'],
  'src/cli/write-whole.ts': ['node:fs'],
  'src/config/credential-helper.ts': ['node:child_process', 'node:fs/promises'],
  'src/config/insecure-hosts.ts': ['node:net'], // for its arithmetic of addresses alone
  'src/config/machine.ts': ['node:os'],
  'src/config/settings-file.ts': ['node:fs', 'node:fs/promises', 'process'],
  'src/index.ts': ['node:os', 'node:process', 'process'],
  'src/layer/cache-folder.ts': ['node:fs', 'node:fs/promises', 'Date.now', 'new Date()'],
  'src/source/folder-members.ts': ['node:fs'],
  'src/source/folder-names.ts': ['node:fs'],
  'src/source/folder-tar.ts': ['node:fs'],
  'src/source/open-source.ts': ['node:fs', 'node:fs/promises'],
  'src/source/registry/http.ts': ['Date.now'],
  'src/source/registry/retry.ts': ['Date.now'],
  'src/source/registry/trusted.ts': ['node:tls'],
  'src/source/path-kind.ts': ['node:fs'],
  'src/transfer/extract.ts': ['node:fs'],
  'src/transfer/fill-file.ts': ['node:fs'],
  'src/transfer/safe-folder.ts': ['node:child_process', 'node:fs', 'process'],
  'src/tui/keyboard.ts': ['node:fs', 'node:os', 'node:tty'],
  'src/tui/terminal.ts': ['process'],
};

/** Packages that one place wraps for all others. */
const PACKAGE_HOMES = { yargs: 'src/cli/', blessed: 'src/tui/terminal.ts' };

/** Reports are made of finished documents: of the floors below, `report` calls functions of these only. */
const REPORT_TOOLS = ['base', 'model'];

/** What may stand at the top of the checkout: this, one lint file, and what git does not track. */
const TOP_LEVEL = `
  package.json tsconfig.json src bin fixtures test reports README.md
  package-lock.json .npmrc .gitignore .gitattributes .ci LICENSE CHANGELOG.md CONTRIBUTING.md .oxlintrc.json
`;
const UNTRACKED = new Set(['.git', 'node_modules', 'dist', 'coverage']);

/** Paths inside images that look like a machine's. */
const IMAGE_PATHS = [/^\/root\/\./, /^\/home\/(app|node|deployer)\b/];

const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const filesBelow = (folder: string) =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(ROOT.length + 1)
        .replaceAll('\\', '/'),
    );

const modules = filesBelow('src')
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readModule(path, read(path)));

it('sees the modules it judges', () => {
  expect(modules.length).toBeGreaterThan(30);
  expect(modules.flatMap(({ imports }) => imports).length).toBeGreaterThan(modules.length);
});

it.each([
  ['every folder of src stands on a floor', checks.findHomeless(modules, FLOORS)],
  ['a folder imports only itself and lower floors', checks.findUpwardImports(modules, FLOORS)],
  ['no files import each other in a circle', checks.findCycles(modules)],
  [
    'reports know only types and constants of what they report',
    checks.findFunctionImports(modules, 'report', REPORT_TOOLS),
  ],
  ['there are no barrels and no default exports', checks.findBarrels(modules)],
  ['file names say what is in them', checks.findVagueNames(modules)],
  ['only edges reach outside', checks.findOutsideUse(modules, EDGES)],
  ['edges may do no more than they do', checks.findIdleEdges(modules, EDGES)],
  ['wrapped packages are imported by their wrapper', checks.findStrayPackages(modules, PACKAGE_HOMES)],
  ['no file is longer than one idea', checks.findLongFiles(modules)],
  ['exports are documented', checks.findUndocumented(modules)],
  ['every folder of src is tested', checks.findUntested(modules, filesBelow('test'))],
])('%s', (_rule, violations) => {
  expect(violations).toEqual([]);
});

it('names no machine and no registry', () => {
  const paths = [
    ...['src', 'bin', 'fixtures', 'test'].flatMap(filesBelow),
    ...topLevel().filter((name) => name === 'README.md'),
  ];
  const violations = paths.filter(isText).flatMap((path) => checks.findMachineNames(path, read(path), IMAGE_PATHS));
  expect(violations).toEqual([]);
  expect(read('package-lock.json')).not.toContain('"resolved"');
});

it('keeps the top level as agreed', () => {
  const allowed = TOP_LEVEL.trim().split(/\s+/);
  expect(topLevel().filter((name) => !allowed.includes(name))).toEqual([]);
});

/** As git tracks it; outside of a clone, and before the first commit, as the disk has it. */
function topLevel(): string[] {
  const tracked = trackedFiles().map((path) => path.split('/')[0]!);
  return tracked.length > 0 ? [...new Set(tracked)] : readdirSync(ROOT).filter((name) => !UNTRACKED.has(name));
}

function trackedFiles(): string[] {
  try {
    const listed = execFileSync('git', ['ls-files', '-z'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return listed.split('\0').filter((path) => path !== '');
  } catch {
    return [];
  }
}

function isText(path: string): boolean {
  return /\.(ts|js|mjs|json|ya?ml|md|txt|html)$|file$/i.test(path);
}
