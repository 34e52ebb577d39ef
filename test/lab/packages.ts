import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cellText, orComplaint, run } from './run.ts';
import { type SavedImage, varve } from './saved-images.ts';
import type { Trees } from './trees.ts';

interface Package {
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly arch: string | null;
}

interface Manager {
  readonly type: string;
  readonly program: string;
  /** Without any of these there is nothing to ask for. */
  readonly databases: readonly string[];
  readonly argv: readonly string[];
  /** How it prints a package. */
  line(found: Package): string;
}

const MANAGERS: readonly Manager[] = [
  {
    type: 'deb',
    program: 'usr/bin/dpkg-query',
    databases: ['var/lib/dpkg/status'],
    argv: ['-W', '-f', '${Package} ${Version} ${Architecture}\n'],
    line: ({ name, version, arch }) => `${name} ${version} ${arch}`,
  },
  {
    type: 'apk',
    program: 'sbin/apk',
    databases: ['lib/apk/db/installed'],
    argv: ['info', '-v'],
    line: ({ name, version }) => `${name}-${version}`,
  },
  {
    type: 'rpm',
    program: 'usr/bin/rpm',
    databases: ['var/lib/rpm', 'usr/lib/sysimage/rpm'],
    argv: ['-qa', '--qf', '%{NAME} %|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE} %{ARCH}\n'],
    line: ({ name, version, arch }) => `${name} ${version} ${arch}`,
  },
];

/** Compares the packages with what the managers in the image say in a chroot. */
export function comparePackages(image: SavedImage, trees: Trees): string {
  const rootfs = trees.rootfs();
  if (typeof rootfs === 'string') return `not asked: ${rootfs}`;
  const { packages } = JSON.parse(varve('packages', image.path, '--image', image.choice, '--json').toString()) as {
    packages: readonly Package[];
  };
  const told = MANAGERS.flatMap(({ type, program, databases, argv, line }) => {
    const ours = packages.filter((found) => found.type === type).map(line);
    const hasDatabase = databases.some((path) => existsSync(join(rootfs.root, path)));
    if (!hasDatabase && ours.length === 0) return [];
    if (!existsSync(join(rootfs.root, program))) return [`${ours.length} ${type}, no ${program} to ask`];
    const said = orComplaint(() => run('chroot', [rootfs.root, `/${program}`, ...argv]));
    if (typeof said === 'string') return [`${type}: ${said}`];
    return [compareLists(type, ours.sort(), said.toString().trim().split('\n').filter(Boolean).sort())];
  });
  return told.join('; ') || 'no package manager';
}

function compareLists(type: string, ours: readonly string[], theirs: readonly string[]): string {
  const extra = ours.filter((line) => !theirs.includes(line));
  const missing = theirs.filter((line) => !ours.includes(line));
  if (ours.join('\n') === theirs.join('\n')) return `equal (${ours.length} ${type})`;
  const example = (lines: readonly string[]): string => (lines[0] === undefined ? '' : ` (${cellText(lines[0])})`);
  return `${type}: ${extra.length} extra${example(extra)}, ${missing.length} missing${example(missing)}`;
}
