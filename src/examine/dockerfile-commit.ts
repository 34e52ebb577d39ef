import { decodeUtf8 } from '../base/bytes.ts';
import { plural } from '../base/text.ts';
import type { FoundPackage, Packages } from '../analysis/packages/find-packages.ts';
import { type Written, writeInstruction } from '../history/instruction/write-instruction.ts';
import type { Image } from '../image/image.ts';
import { anyRowOf } from '../image/find-path.ts';
import type { Limits } from '../model/limits.ts';
import { EntryType } from '../tar/entry.ts';
import { pathAt } from '../union/row-path.ts';
import { layerChanges } from '../union/changes.ts';
import { viewAt } from '../union/view.ts';
import { accountCommands, quoted } from './dockerfile-accounts.ts';
import { type OwnEntry, ownEntries, textAt } from './dockerfile-read.ts';

/** What a committed layer holds, as lines of a Dockerfile, and the files they need. */
export interface Recovered {
  readonly lines: readonly Written[];
  /** Paths of files that stand beside the Dockerfile. */
  readonly files: readonly string[];
}

/** What runs leave behind, and what package managers write themselves. */
const LEFTOVERS =
  /^\/(?:run|tmp|proc|sys|dev|var\/(?:run|tmp|log|cache|lib\/(?:apt|dpkg|rpm|dnf|yum|systemd\/catalog))|lib\/apk|usr\/lib\/apk|usr\/lib\/sysimage|root\/\.cache|var\/lib\/dbus)\/|^\/etc\/(?:passwd|group|shadow|gshadow|subuid|subgid)-?$|^\/etc\/(?:ld\.so\.cache|mtab|hostname|hosts|resolv\.conf|\.pwd\.lock|machine-id)$|\/\.(?:\w+_history|wget-hsts|lesshst|viminfo|Xauthority)$|\/__pycache__\/|^\/\.dockerenv$/;
const MAX_LINES = 40;

/** Rebuilds from the files of a layer what can be: packages, accounts, what was deleted, and files of nobody. */
export async function recoverLayer(
  image: Image,
  packages: Packages,
  layer: number,
  limits: Limits,
): Promise<Recovered> {
  const here = (each: FoundPackage): boolean => each.layer === layer;
  const installed = packages.packages.filter(here);
  const removed = packages.removed.filter(({ removedIn }) => removedIn === layer);
  const read = async (path: string): Promise<readonly [string, string]> => [
    (await textAt(image, path, layer - 1, limits)) ?? '',
    (await textAt(image, path, layer, limits)) ?? '',
  ];
  const own = ownEntries(image, layer);
  const again = reinstalled(packages.packages, layer, new Set(own.map(({ path }) => path)));
  const automatic = autoInstalled((await read('/var/lib/apt/extended_states'))[1]);
  const owned = await ownedPaths(image, [...installed, ...again], layer, limits);
  const isAlternative = alternatives(image, layer, installed);
  const entries = own.filter(
    (entry) => !LEFTOVERS.test(entry.path) && !owned.has(entry.path) && isPlain(entry.path) && !isAlternative(entry),
  );
  const accounts = { passwd: await read('/etc/passwd'), group: await read('/etc/group') };
  const commands = [
    ...installCommands(installed, again, automatic),
    ...removeCommands(removed),
    ...accountCommands(accounts, packages.distribution?.id === 'alpine', installed.length > 0),
    ...deletions(image, layer, removed.length > 0),
  ];
  const left = own.length - entries.length;
  const copies = copyLines(image, layer, entries);
  return {
    lines: [
      ...commands.map(runOf),
      ...copies,
      ...(left > 0
        ? [{ lines: [], notes: [`left out: ${plural(left, 'file')} of packages, logs, caches and the like`] }]
        : []),
    ],
    files: entries.filter(({ facts }) => facts.type !== EntryType.symlink).map(({ path }) => path),
  };
}

function runOf(command: string): Written {
  const effect = { kind: 'RUN', command: command.replaceAll(/[\r\n]+/g, ' '), args: [] } as const;
  return writeInstruction({ effect, shell: ['/bin/sh', '-c'] }, '\\');
}

/** Debian's packages of lower layers that were unpacked again: dpkg writes lists of files for other reasons, checksums not. */
function reinstalled(
  packages: readonly FoundPackage[],
  layer: number,
  written: ReadonlySet<string>,
): readonly FoundPackage[] {
  return packages.filter(
    ({ claim, layer: from }) =>
      claim.type === 'deb' &&
      from < layer &&
      claim.owns.lists?.some((list) => written.has(textOfBytes(list).replace(/list$/, 'md5sums'))),
  );
}

/** Links that the scripts of Debian's packages make. */
function alternatives(image: Image, layer: number, installed: readonly FoundPackage[]): (entry: OwnEntry) => boolean {
  const { index } = image.layers[layer]!;
  const isDebian = installed.some(({ claim }) => claim.type === 'deb');
  return ({ path, facts }) =>
    isDebian &&
    facts.type === EntryType.symlink &&
    (path.startsWith('/etc/alternatives/') ||
      decodeUtf8(index.link(facts.entry))?.startsWith('/etc/alternatives/') === true);
}

/** Debian's list of packages that came along with others. */
function autoInstalled(text: string): ReadonlySet<string> {
  const names = text.split(/\n\n+/).flatMap((stanza) => {
    const name = /^Package: (\S+)$/m.exec(stanza)?.[1];
    return name && /^Auto-Installed: 1$/m.test(stanza) ? [name] : [];
  });
  return new Set(names);
}

function installCommands(
  installed: readonly FoundPackage[],
  again: readonly FoundPackage[],
  automatic: ReadonlySet<string>,
): string[] {
  const wanted = (type: string, join: string): string[] =>
    installed
      .filter(({ claim }) => claim.type === type && !automatic.has(claim.name))
      .map(({ claim }) => quoted(`${claim.name}${join}${claim.version}`))
      .sort();
  const renewed = again.map(({ claim }) => quoted(`${claim.name}=${claim.version}`)).sort();
  const [deb, apk, rpm, pypi] = [wanted('deb', '='), wanted('apk', '='), wanted('rpm', '-'), wanted('pypi', '==')];
  const python = deb.length + apk.length + rpm.length > 0 ? [] : pypi;
  const debian = [
    ...(deb.length > 0 ? [`apt-get install -y --no-install-recommends ${deb.join(' ')}`] : []),
    ...(renewed.length > 0 ? [`apt-get install -y --reinstall ${renewed.join(' ')}`] : []),
  ];
  return [
    ...(debian.length > 0 ? [['apt-get update', ...debian, 'rm -rf /var/lib/apt/lists/*'].join(' && ')] : []),
    ...(apk.length > 0 ? [`apk add --no-cache ${apk.join(' ')}`] : []),
    ...(rpm.length > 0
      ? [`dnf install -y ${rpm.map((each) => each.replace(/-\d+:/, '-')).join(' ')} && dnf clean all`]
      : []),
    ...(python.length > 0 ? [`pip install --no-cache-dir ${python.join(' ')}`] : []),
  ];
}

const REMOVE: Readonly<Record<string, string>> = {
  deb: 'apt-get purge -y',
  apk: 'apk del',
  rpm: 'dnf remove -y',
  pypi: 'pip uninstall -y',
};

function removeCommands(removed: readonly FoundPackage[]): string[] {
  return Object.entries(REMOVE).flatMap(([type, command]) => {
    const names = removed.filter(({ claim }) => claim.type === type).map(({ claim }) => quoted(claim.name));
    return names.length === 0 ? [] : [`${command} ${names.sort().join(' ')}`];
  });
}

/** Deleting a package deletes files, too: then only what lies elsewhere is told. */
function deletions({ paths }: Image, layer: number, withPackages: boolean): string[] {
  const gone = layerChanges(paths, viewAt(paths, layer - 1), layer)
    .filter(({ letter }) => letter === 'D')
    .map(({ row }) => pathAt(paths, row).path)
    .filter(
      (path) =>
        !LEFTOVERS.test(`${path}/`) && !LEFTOVERS.test(path) && !(withPackages && /^\/(?:usr|bin|sbin|lib)/.test(path)),
    );
  if (gone.length === 0) return [];
  const shown = gone.filter(isPlain).slice(0, MAX_LINES);
  return [`rm -rf ${shown.map(quoted).join(' ')}`];
}

/** Files that packages of a layer own, by the lists that dpkg keeps, or the claims themselves. */
async function ownedPaths(
  image: Image,
  installed: readonly FoundPackage[],
  layer: number,
  limits: Limits,
): Promise<ReadonlySet<string>> {
  const owned = new Set<string>();
  for (const { claim } of installed) {
    for (const file of claim.owns.files ?? []) owned.add(textOfBytes(file));
    for (const list of claim.owns.lists ?? []) {
      const text = await textAt(image, textOfBytes(list), layer, limits);
      for (const line of text?.split('\n') ?? []) owned.add(line);
    }
    for (const tree of claim.owns.trees ?? []) addTree(image, textOfBytes(tree), owned);
  }
  // Since /usr was merged, packages of before name /bin/x what lies at /usr/bin/x.
  for (const path of [...owned]) if (/^\/(?:s?bin|lib\w*)\//.test(path)) owned.add(`/usr${path}`);
  return owned;
}

function textOfBytes(path: string): string {
  return Buffer.from(path, 'latin1').toString('utf8');
}

function addTree(image: Image, directory: string, owned: Set<string>): void {
  const start = anyRowOf(image, directory);
  if (start <= 0) return;
  for (let row = start + 1; row < image.paths.ends[start]!; row += 1) owned.add(pathAt(image.paths, row).path);
}

/** What goes into one line, and is what it looks like. */
function isPlain(path: string): boolean {
  return !/[\p{Cc}\p{Zl}\p{Zp}]|\\x/u.test(path);
}

function copyLines(image: Image, layer: number, entries: readonly OwnEntry[]): Written[] {
  const links = entries.filter(({ facts }) => facts.type === EntryType.symlink);
  const files = entries.filter(({ facts }) => facts.type === EntryType.file || facts.type === EntryType.hardlink);
  const special = entries.length - links.length - files.length;
  const copies = files.length <= MAX_LINES ? files.map((each) => copyOf(layer, each)) : [wholeLine(layer, files)];
  const withBits = files.filter(({ facts }) => (facts.mode & 0o7000) !== 0).slice(0, MAX_LINES);
  const modes = withBits.map(({ path, facts }): Written => ({
    lines: [`RUN chmod ${(facts.mode & 0o7777).toString(8)} ${quoted(path)}`],
    notes: [],
  }));
  const made = links
    .slice(0, MAX_LINES)
    .flatMap(({ path, facts }) => linkLine(image.layers[layer]!.index.link(facts.entry), path));
  const untold = links.length - made.length + special;
  const told =
    untold > 0
      ? [{ lines: [], notes: [`not told: ${plural(untold, 'link or special file', 'links and special files')}`] }]
      : [];
  const [first, ...others] = copies;
  const noted = first ? [{ ...first, notes: [...first.notes, `--to DIR writes the files of layer-${layer}`] }] : [];
  return [...noted, ...others, ...modes, ...made, ...told];
}

function linkLine(target: Uint8Array, path: string): Written[] {
  const text = decodeUtf8(target);
  if (text === undefined || !isPlain(text)) return [];
  return [
    {
      lines: [`RUN mkdir -p ${quoted(path.replace(/[^/]*$/, ''))} && ln -sfn ${quoted(text)} ${quoted(path)}`],
      notes: [],
    },
  ];
}

function copyOf(layer: number, { path, facts }: OwnEntry): Written {
  const owner = facts.uid === 0 && facts.gid === 0 ? [] : [`--chown=${facts.uid}:${facts.gid}`];
  const paths = [`layer-${layer}${path}`, path].map((each) => each.replaceAll('$', '\\$'));
  const isWord = paths.every((each) => /^[^\s"'[\\]+$/.test(each));
  const shown = isWord ? paths.join(' ') : JSON.stringify(paths);
  return { lines: [['COPY', ...owner, shown].join(' ')], notes: [] };
}

function wholeLine(layer: number, files: readonly OwnEntry[]): Written {
  const owners = [...new Set(files.map(({ facts }) => `${facts.uid}:${facts.gid}`))];
  const owner = owners.length === 1 && owners[0] !== '0:0' ? [`--chown=${owners[0]}`] : [];
  const notes = [
    `${plural(files.length, 'file')} that no package owns`,
    ...(owners.length > 1 ? [`they have several owners: ${owners.slice(0, 5).join(', ')}`] : []),
  ];
  return { lines: [['COPY', ...owner, `layer-${layer}/`, '/'].join(' ')], notes };
}
