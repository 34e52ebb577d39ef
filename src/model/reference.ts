import { printable } from '../base/text.ts';
import { VarveError } from './error.ts';
import { parseImageName } from './image-name.ts';

/** Forms of images that lie in files and directories. */
export type LocalTransport = 'docker-archive' | 'oci' | 'oci-archive' | 'dir' | 'manifest' | 'rootfs';

/** Places that are asked for an image by name; `docker` is a registry, as skopeo means it. */
type RemoteTransport = 'docker-daemon' | 'podman' | 'docker' | 'containers-storage';

/** An image that lies at a path, or comes on standard input. */
export interface LocalReference {
  readonly kind: 'stdin' | 'file' | 'dir';
  /** As typed. */
  readonly text: string;
  /** `-` for standard input. */
  readonly path: string;
  /** `null`: the content decides. */
  readonly transport: LocalTransport | null;
  /** Which of the images there, as `--image` takes it. */
  readonly image: string | null;
}

/** An image that an engine or a registry is asked for. */
export interface RemoteReference {
  readonly kind: 'name';
  readonly text: string;
  /** `null`: a bare name, which is looked for in every place. */
  readonly transport: RemoteTransport | null;
  /** Without the transport. Never holds credentials. */
  readonly name: string;
  /** Whether there is a directory of that name, which holds no image. */
  readonly isDirectory: boolean;
}

export type Reference = LocalReference | RemoteReference;

/** What lies at a path; everything that is there and no directory counts as a file. */
export type Exists = (path: string) => 'file' | 'dir' | null;

const LOCAL: Readonly<Record<string, LocalTransport | null>> = {
  'docker-archive': 'docker-archive',
  oci: 'oci',
  'oci-archive': 'oci-archive',
  dir: 'dir',
  manifest: 'manifest',
  rootfs: 'rootfs',
  'oci-dir': 'oci',
};

const REMOTE: Readonly<Record<string, RemoteTransport>> = {
  'docker-daemon': 'docker-daemon',
  podman: 'podman',
  'containers-storage': 'containers-storage',
};

/** What `--transport` takes, and what may stand before a reference with a colon. */
export const TRANSPORTS: readonly string[] = [...Object.keys(LOCAL), ...Object.keys(REMOTE)];

/** Whether `word:` before a reference is a transport. */
export function isTransport(word: string): boolean {
  return TRANSPORTS.includes(word);
}

/** Words that are transports only before `//`: `docker:26` and `registry:2` are names of images. Some are other tools' words. */
const BEFORE_SLASHES: Readonly<Record<string, RemoteTransport>> = {
  docker: 'docker',
  registry: 'docker',
  remote: 'docker',
  daemon: 'docker-daemon',
  local: 'docker-daemon',
};
const LOCAL_BEFORE_SLASHES: Readonly<Record<string, LocalTransport | null>> = { archive: null, ocidir: 'oci' };

/** Transports whose path may be followed by the choice of an image. */
const TAKES_IMAGE: ReadonlySet<LocalTransport | null> = new Set([null, 'docker-archive', 'oci', 'oci-archive']);

/**
 * Reads `<image>` of the command line: standard input, an existing file, an existing image directory, a transport, a name.
 *
 * @throws VarveError `USAGE`
 */
export function parseReference(text: string, exists: Exists): Reference {
  if (text === '') throw new VarveError('USAGE', 'the name of the image is empty');
  if (text === '-') return standardInput(text, null);
  const there = exists(text);
  if (there === 'file' || (there === 'dir' && isImageDirectory(text, exists))) {
    return { kind: there, text, path: text, transport: null, image: null };
  }
  return withTransport(text, exists) ?? bare(text, there === 'dir');
}

function standardInput(text: string, transport: LocalTransport | null): LocalReference {
  return { kind: 'stdin', text, path: '-', transport, image: null };
}

/** `version` alone is too common a name: skopeo's directories always hold a manifest, too. */
function isImageDirectory(path: string, exists: Exists): boolean {
  const holds = (name: string) => exists(`${path}/${name}`) === 'file';
  return holds('oci-layout') || holds('index.json') || (holds('version') && holds('manifest.json'));
}

function withTransport(text: string, exists: Exists): Reference | undefined {
  const [, word = '', rest = ''] = /^([a-z][a-z-]+):(.*)$/s.exec(text) ?? [];
  const slashes = rest.startsWith('//');
  if (Object.hasOwn(LOCAL, word)) return local(text, LOCAL[word]!, rest, exists);
  if (Object.hasOwn(REMOTE, word)) return remote(text, REMOTE[word]!, slashes ? rest.slice(2) : rest);
  if (!slashes) return undefined;
  if (Object.hasOwn(LOCAL_BEFORE_SLASHES, word)) return local(text, LOCAL_BEFORE_SLASHES[word]!, rest, exists);
  return Object.hasOwn(BEFORE_SLASHES, word) ? remote(text, BEFORE_SLASHES[word]!, rest.slice(2)) : undefined;
}

/** dive and scout write `docker-archive://app.tar`; in skopeo the same is the path `//app.tar`. What is there decides. */
function local(text: string, transport: LocalTransport | null, rest: string, exists: Exists): LocalReference {
  const place = rest.startsWith('//') && exists(rest) === null ? rest.slice(2) : rest;
  if (place === '-') return standardInput(text, transport);
  if (place === '') throw new VarveError('USAGE', `${printable(text)} names no path`);
  const { path, image } = TAKES_IMAGE.has(transport) ? splitImage(place, exists) : { path: place, image: null };
  return { kind: exists(path) === 'dir' ? 'dir' : 'file', text, path, transport, image };
}

/** The longest path that is there wins, as names of files may hold colons; if none is there, the first colon ends it. */
function splitImage(place: string, exists: Exists): { readonly path: string; readonly image: string | null } {
  if (exists(place) !== null) return { path: place, image: null };
  const ends = [...place.matchAll(/:|@(?=sha(?:256|512):)/g)]
    .map(({ index }) => index)
    .filter((end) => !isDrive(place, end));
  const end = ends.findLast((each) => exists(place.slice(0, each)) !== null) ?? ends[0] ?? place.length;
  return { path: place.slice(0, end), image: place.slice(end + 1) || null };
}

/** `C:\x.tar` and `C:/x.tar`: the colon belongs to the path. */
function isDrive(place: string, colon: number): boolean {
  return colon === 1 && /^[A-Za-z]:[\\/]/.test(place);
}

function remote(text: string, transport: RemoteTransport, name: string): RemoteReference {
  if (/^[^/@]*@[^/]+\//.test(name)) {
    throw new VarveError('USAGE', `the reference (${transport}) holds a user name or a password`, {
      hint: 'Leave it out of the reference: what is typed there ends up in logs. Log in instead, or use --creds.',
    });
  }
  if (name === '') throw new VarveError('USAGE', `${printable(text)} names no image`);
  return { kind: 'name', text, transport, name, isDirectory: false };
}

/** Neither there nor with a transport: a name, unless it cannot be one. */
function bare(text: string, isDirectory: boolean): Reference {
  const isPath = /^(?:\.{0,2}[\\/]|~|[A-Za-z]:[\\/])/.test(text) || !parseImageName(text);
  if (isPath) return { kind: isDirectory ? 'dir' : 'file', text, path: text, transport: null, image: null };
  return { kind: 'name', text, transport: null, name: text, isDirectory };
}
