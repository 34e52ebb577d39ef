/** The house rules as functions: source files in, violations out, each a sentence that names the file. */
import type { Module } from './module.ts';

/** The folders of src, lowest floor first. */
export type Floors = readonly (readonly string[])[];

/** File -> what of its surroundings it may use: modules of Node, globals. */
export type Edges = Readonly<Record<string, readonly string[]>>;

/** The library's entry: above everything it offers, below nobody. */
const INDEX = 'src/index.ts';

const VAGUE_NAME = /^(utils?|helpers?|common|misc)$/;
const PLAIN_NAME = /^[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.ts$/;
const CONSTANT = /^[A-Z][A-Z0-9_]*$/;
const MAX_LINES = 300;

/** Node's modules that reach the disk, the network, the machine or another thread. */
const OUTSIDE = new Set(
  `fs fs/promises net http https http2 tls dgram dns dns/promises child_process cluster worker_threads os process readline
  readline/promises tty perf_hooks`
    .split(/\s+/)
    .map((name) => `node:${name}`),
);

/** A folder imports itself and lower floors, never sideways, never up; nobody imports the library's entry. */
export function findUpwardImports(modules: readonly Module[], floors: Floors): string[] {
  return modules.flatMap(({ path, imports }) =>
    ours(imports)
      .filter((to) => to === INDEX || (folderOf(to) !== folderOf(path) && floorOf(to, floors) >= floorOf(path, floors)))
      .map((to) => `${path} imports ${to}, which is not on a lower floor`),
  );
}

/** Every file belongs to a folder that stands on a floor. */
export function findHomeless(modules: readonly Module[], floors: Floors): string[] {
  const known = new Set(floors.flat());
  return modules
    .filter(({ path }) => path !== INDEX && !known.has(folderOf(path)))
    .map(({ path }) => `${path} is in a folder that no floor has`);
}

/** Imports that run in a circle, those of types included: one sentence a circle. */
export function findCycles(modules: readonly Module[]): string[] {
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push([...trail.slice(start), path].join(' -> '));
    if (start >= 0 || done.has(path)) return;
    for (const to of ours(byPath.get(path)?.imports ?? [])) visit(to, [...trail, path]);
    done.add(path);
  };
  for (const { path } of modules) visit(path, []);
  return cycles;
}

/** `folder` may have types and constants of lower floors, functions only of the folders of `tools`. */
export function findFunctionImports(modules: readonly Module[], folder: string, tools: readonly string[]): string[] {
  return modules
    .filter(({ path }) => folderOf(path) === folder)
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ path: to }) => to !== undefined && ![folder, ...tools].includes(folderOf(to)))
        .flatMap(({ path: to, values }) =>
          values.filter((value) => !CONSTANT.test(value)).map((value) => ({ to, value })),
        )
        .map(({ to, value }) => `${path} imports ${value} of ${to}, which is no type and no constant`),
    );
}

/** What is imported stands in the file that has it; no second door, no default. */
export function findBarrels(modules: readonly Module[]): string[] {
  return modules.flatMap(({ path, imports, exports }) => [
    ...imports.filter(({ isReexport }) => isReexport && path !== INDEX).map(({ name }) => `${path} re-exports ${name}`),
    ...exports.filter(({ name }) => name === 'default').map(() => `${path} has a default export`),
  ]);
}

/** A file's name says what is in it. */
export function findVagueNames(modules: readonly Module[]): string[] {
  return modules
    .map(({ path }) => path)
    .filter((path) => {
      const names = path.split('/');
      return names.some((name) => VAGUE_NAME.test(name.replace(/\.ts$/, ''))) || !PLAIN_NAME.test(names.at(-1)!);
    })
    .map((path) => `${path} should be named after what is in it, in kebab-case`);
}

/** Only edges touch the disk, the network, the clock or the environment. Types alone touch nothing. */
export function findOutsideUse(modules: readonly Module[], edges: Edges): string[] {
  return modules.flatMap((module) =>
    outsideUse(module)
      .filter((name) => !edges[module.path]?.includes(name))
      .map((name) => `${module.path} uses ${name}, but is no edge for it`),
  );
}

/** Edges that are gone or need less than they are allowed. */
export function findIdleEdges(modules: readonly Module[], edges: Edges): string[] {
  const uses = new Map(modules.map((module) => [module.path, outsideUse(module)]));
  return Object.entries(edges).flatMap(([path, names]) =>
    names
      .filter((name) => !uses.get(path)?.includes(name))
      .map((name) => `${path} is an edge for ${name}, but does not use it`),
  );
}

/** A package with a home is imported there only. */
export function findStrayPackages(modules: readonly Module[], homes: Readonly<Record<string, string>>): string[] {
  return modules.flatMap(({ path, imports }) =>
    imports
      .map(({ name }) => ({ name, home: homes[packageOf(name)] }))
      .filter(({ home }) => home !== undefined && !path.startsWith(home))
      .map(({ name, home }) => `${path} imports ${name}, which only ${home} may`),
  );
}

/** A file is one idea. */
export function findLongFiles(modules: readonly Module[]): string[] {
  return modules
    .filter(({ lineCount }) => lineCount > MAX_LINES)
    .map(({ path, lineCount }) => `${path} has ${lineCount} lines, more than ${MAX_LINES}`);
}

/** Exports that owe their readers a sentence. */
export function findUndocumented(modules: readonly Module[]): string[] {
  return modules.flatMap(({ path, exports }) =>
    exports
      .filter(({ isDocumented }) => !isDocumented)
      .map(({ name }) => `${path} exports ${name} without a docstring`),
  );
}

/** Folders of src that no test looks after. */
export function findUntested(modules: readonly Module[], tests: readonly string[]): string[] {
  const folders = new Set(modules.map(({ path }) => folderOf(path)).filter((folder) => folder !== ''));
  return [...folders]
    .filter((folder) => !tests.some((test) => test.startsWith(`test/${folder}/`) && test.endsWith('.test.ts')))
    .map((folder) => `src/${folder} has no test in test/${folder}`);
}

/** Paths that exist on somebody's machine only, and hosts of registries. Paths inside images are no such paths. */
export function findMachineNames(path: string, text: string, imagePaths: readonly RegExp[]): string[] {
  const found =
    text.match(/(?<![\w.*}-])\/(?:home|root|work|Users)\/[\w.-][\w./-]*|registry\.(?:npmjs|yarnpkg|npmmirror)\b/g) ??
    [];
  return found
    .filter((name) => !imagePaths.some((allowed) => allowed.test(name)))
    .map((name) => `${path} names ${name}`);
}

function ours(imports: Module['imports']): string[] {
  return imports.flatMap(({ path }) => path ?? []);
}

/** `tar` for `src/tar/hop.ts`; empty for a file in src itself. */
function folderOf(path: string): string {
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? '';
}

/** Files in src itself stand on top: they may use everything. */
function floorOf(path: string, floors: Floors): number {
  const folder = folderOf(path);
  return folder === '' ? floors.length : floors.findIndex((floor) => floor.includes(folder));
}

function outsideUse({ imports, globals }: Module): string[] {
  const modules = imports.filter(({ name, values }) => values.length > 0 && OUTSIDE.has(name)).map(({ name }) => name);
  return [...new Set([...modules, ...globals])];
}

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}
