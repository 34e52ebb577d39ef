/** Kinds of packages, as purl names them. */
export const PACKAGE_TYPES = [
  'deb',
  'apk',
  'rpm',
  'npm',
  'pypi',
  'gem',
  'golang',
  'cargo',
  'maven',
  'composer',
] as const;
export type PackageType = (typeof PACKAGE_TYPES)[number];

/** Absolute paths are `latin1` texts here, a character a byte: lists of files are bytes, and are compared as such. */
export type BytePath = string;

/** What a database says of one package that is installed. */
export interface Claim {
  readonly type: PackageType;
  readonly name: string;
  readonly version: string;
  readonly arch?: string | undefined;
  /** The source package it was built of, where that is named otherwise. */
  readonly source?: string | undefined;
  /** What else tells two packages of one type and name apart: where they lie. */
  readonly place?: BytePath | undefined;
  readonly owns: Ownership;
}

/** Where it is said which files a package owns. */
export interface Ownership {
  readonly files?: readonly BytePath[];
  /** Everything below these directories but what lies below a `node_modules` in them. */
  readonly trees?: readonly BytePath[];
  /** Files that list what it owns; the first that exists counts. */
  readonly lists?: readonly BytePath[];
}

/** What `os-release` says, for purls: `debian` and `12`. */
export interface Distribution {
  readonly id: string;
  readonly version: string;
}

/** What one file says: packages, or which files one package owns. */
export type Finding =
  | { readonly claims: readonly Claim[] }
  | { readonly owned: readonly BytePath[] }
  | { readonly distribution: Distribution }
  /** It is no database after all. */
  | null;

/** Thrown by readers: the file is not what its name says. Becomes a diagnostic; the message has no path. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** A file that may hold packages: its path, and its directory's. */
export interface Place {
  readonly path: BytePath;
  readonly directory: BytePath;
}

/** Makes packages of the whole content of a file. @throws Unreadable */
export type ParseFile = (content: Buffer, place: Place) => Finding;
