import type { BodyReader } from '../../image/read-bodies.ts';
import { parseApk } from './apk.ts';
import type { Finding, ParseFile, Place } from './claim.ts';
import { parseList, parseMd5sums, parseStatus, parseStatusPart } from './dpkg.ts';
import { parseGemspec } from './gem.ts';
import { parseJar } from './jar.ts';
import { parseComposer, parseNpm } from './npm.ts';
import { parseOsRelease } from './os-release.ts';
import { readProgram } from './program.ts';
import { parseInstalledFiles, parsePypi, parseRecord } from './pypi.ts';
import { parseRpmBerkeley, parseRpmNdb, parseRpmSqlite } from './rpm.ts';

/** How a file is read that may hold packages. */
export interface FileKind {
  /** What messages call it. */
  readonly what: string;
  /** It names all packages of a system, whose files stay when it goes. */
  readonly isOfSystem?: boolean;
  /** Makes packages of the whole file. */
  readonly parse?: ParseFile;
  /** Picks what it needs out of a file of any size. */
  readonly pick?: (place: Place) => BodyReader<Finding>;
}

const DPKG = '/var/lib/dpkg';
const RPM = /^\/(?:var\/lib|usr\/lib\/sysimage|usr\/share)\/rpm$/;
const STATUS: FileKind = { what: 'dpkg status', isOfSystem: true, parse: parseStatus };
const STATUS_PART: FileKind = { what: 'dpkg status', parse: parseStatusPart };
const LIST: FileKind = { what: 'dpkg file list', parse: parseList };
const MD5SUMS: FileKind = { what: 'dpkg file list', parse: parseMd5sums };
const APK: FileKind = { what: 'apk database', isOfSystem: true, parse: parseApk };
const RPM_SQLITE: FileKind = { what: 'rpm database', isOfSystem: true, parse: parseRpmSqlite };
const RPM_BERKELEY: FileKind = { what: 'rpm database', isOfSystem: true, parse: parseRpmBerkeley };
const RPM_NDB: FileKind = { what: 'rpm database', isOfSystem: true, parse: parseRpmNdb };
const NPM: FileKind = { what: 'npm package', parse: parseNpm };
const COMPOSER: FileKind = { what: 'Composer database', parse: parseComposer };
const PYPI: FileKind = { what: 'Python package', parse: parsePypi };
const RECORD: FileKind = { what: 'Python file list', parse: parseRecord };
const INSTALLED_FILES: FileKind = { what: 'Python file list', parse: parseInstalledFiles };
const GEM: FileKind = { what: 'gemspec', parse: parseGemspec };
const JAR: FileKind = { what: 'Java archive', parse: parseJar };
/** A program that may tell what it was built of. */
export const PROGRAM: FileKind = { what: 'program', pick: readProgram };
/** What names the distribution. */
export const OS_RELEASE: FileKind = { what: 'os-release', parse: parseOsRelease };

/** Files whose base name is all that is looked at first: most of an image is passed over by it. */
const BY_NAME: Readonly<Record<string, (directory: string) => FileKind | undefined>> = {
  status: (directory) => (directory === DPKG ? STATUS : undefined),
  installed: (directory) => (/^\/(?:usr\/)?lib\/apk\/db$/.test(directory) ? APK : undefined),
  'rpmdb.sqlite': (directory) => (RPM.test(directory) ? RPM_SQLITE : undefined),
  Packages: (directory) => (RPM.test(directory) ? RPM_BERKELEY : undefined),
  'Packages.db': (directory) => (RPM.test(directory) ? RPM_NDB : undefined),
  'package.json': (directory) => (/\/node_modules\/(?:@[^/]+\/)?[^/@][^/]*$/.test(directory) ? NPM : undefined),
  'installed.json': (directory) => (directory.endsWith('/vendor/composer') ? COMPOSER : undefined),
  METADATA: (directory) => (directory.endsWith('.dist-info') ? PYPI : undefined),
  'PKG-INFO': (directory) => (directory.endsWith('.egg-info') ? PYPI : undefined),
  RECORD: (directory) => (directory.endsWith('.dist-info') ? RECORD : undefined),
  'installed-files.txt': (directory) => (directory.endsWith('.egg-info') ? INSTALLED_FILES : undefined),
};

const BY_ENDING: Readonly<Record<string, (directory: string) => FileKind | undefined>> = {
  list: (directory) => (directory === `${DPKG}/info` ? LIST : undefined),
  md5sums: (directory) => (directory === `${DPKG}/status.d` ? MD5SUMS : undefined),
  'egg-info': () => PYPI,
  gemspec: (directory) => (/\/specifications(?:\/default)?$/.test(directory) ? GEM : undefined),
  jar: () => JAR,
  war: () => JAR,
  ear: () => JAR,
};

/** Whether a base name may be one of a database: the quick question, before paths are made. */
export function mayHoldPackages(name: string): boolean {
  return Object.hasOwn(BY_NAME, name) || Object.hasOwn(BY_ENDING, endingOf(name));
}

/** What kind of database lies at a path, if one does. */
export function kindOf(name: string, directory: string): FileKind | undefined {
  const byName = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
  const byEnding = Object.hasOwn(BY_ENDING, endingOf(name)) ? BY_ENDING[endingOf(name)] : undefined;
  const found = byName?.(directory) ?? byEnding?.(directory);
  return found ?? (directory === `${DPKG}/status.d` ? STATUS_PART : undefined);
}

function endingOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
