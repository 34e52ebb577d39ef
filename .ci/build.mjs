#!/usr/bin/env node
// Builds dist/: one bundle with lazy chunks, the licences of what is inside, and with --types the public declarations.
// A running varve is not disturbed: new files are written over old ones, and what is left over goes last.
import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { thirdPartyLicenses } from './licenses.mjs';

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
const TYPES = join(DIST, 'types');
const ENTRIES = { cli: 'src/cli/main.ts', index: 'src/index.ts', 'zstd-worker': 'src/blob/zstd-worker.ts' };

/** Stays outside: it opens files beside itself, so it cannot be bundled. */
const EXTERNAL = ['blessed'];

/** What yargs lays out its help with, in forms that cost nothing at start-up: each file says why. */
const HELP_TEXT = {
  'string-width': './.ci/help-text/string-width.mjs',
  'strip-ansi': './.ci/help-text/strip-ansi.mjs',
  'wrap-ansi': './.ci/help-text/wrap-ansi.mjs',
};

/**
 * CommonJS packages inside an ES module still call `require` for Node's own modules. The name is long on purpose:
 * short ones are given out by the minifier.
 */
const REQUIRE = [
  "import { createRequire as createRequireOfBanner } from 'node:module';",
  'const require = createRequireOfBanner(import.meta.url);',
].join('');

const RELATIVE_IMPORT = /((?:from|import)\s*\(?\s*['"])(\.[^'"]+)\.ts(['"])/g;

const started = new Date();
const withTypes = process.argv.includes('--types');
const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));

const [bundle] = await Promise.all([bundled().catch(giveUp), withTypes ? declarations() : undefined]);
await removeLeftovers(bundle);
await writeStamp();

/** Bundles and writes the entries; gives the names of all files written, relative to dist/. */
async function bundled() {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ENTRIES,
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: EXTERNAL,
    alias: HELP_TEXT,
    banner: { js: REQUIRE },
    define: { VARVE_VERSION: JSON.stringify(version) },
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  await mkdir(DIST, { recursive: true });
  await Promise.all(outputFiles.map(({ path, contents }) => writeFile(path, contents)));
  await writeFile(join(DIST, 'THIRD-PARTY-LICENSES.txt'), await thirdPartyLicenses(ROOT, metafile));
  return [...outputFiles.map(({ path }) => relative(DIST, path)), 'THIRD-PARTY-LICENSES.txt'];
}

/** Writes the declarations that src/index.ts needs, and no others. */
async function declarations() {
  await rm(TYPES, { recursive: true, force: true });
  await run(process.execPath, [
    join(ROOT, 'node_modules/typescript/bin/tsc'),
    '-p',
    join(ROOT, '.ci/tsconfig.types.json'),
  ]);
  const needed = new Set();
  await finishDeclaration(join(TYPES, 'index.d.ts'), needed);
  const made = await readdir(TYPES, { recursive: true, withFileTypes: true });
  const surplus = made.filter((file) => file.isFile() && !needed.has(join(file.parentPath, file.name)));
  await Promise.all(surplus.map((file) => rm(join(file.parentPath, file.name))));
  await removeEmptyFolders(TYPES);
}

/** TypeScript leaves `./x.ts` in declarations as it is: here it becomes `./x.js`, and the file it means comes next. */
async function finishDeclaration(file, needed) {
  if (needed.has(file)) return;
  needed.add(file);
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replaceAll(RELATIVE_IMPORT, '$1$2.js$3'));
  for (const [, , module] of text.matchAll(RELATIVE_IMPORT)) {
    await finishDeclaration(join(dirname(file), `${module}.d.ts`), needed);
  }
}

async function removeEmptyFolders(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeEmptyFolders(join(folder, entry.name));
  }
  if ((await readdir(folder)).length === 0) await rm(folder, { recursive: true });
}

async function removeLeftovers(written) {
  const keep = new Set([...written, 'types', 'version.js']);
  const leftovers = (await readdir(DIST)).filter((name) => !keep.has(name));
  await Promise.all(leftovers.map((name) => rm(join(DIST, name), { recursive: true })));
}

/** The last file written says that the build is whole; setup.mjs compares its time, so an edit during a build counts. */
async function writeStamp() {
  const stamp = join(DIST, 'version.js');
  await writeFile(stamp, `export const version = ${JSON.stringify(version)};\n`);
  await utimes(stamp, started, started);
}

/** esbuild has shown what is wrong with the sources; anything else is shown here. */
function giveUp(error) {
  if (!error.errors) console.error(error);
  process.exit(1);
}

async function run(command, args) {
  const code = await new Promise((resolve, reject) => {
    spawn(command, args, { stdio: 'inherit' }).on('error', reject).on('close', resolve);
  });
  if (code !== 0) process.exit(code ?? 1);
}
