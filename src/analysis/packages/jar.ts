import type { Claim, Finding, Place } from './claim.ts';
import { linesOf } from './stanzas.ts';
import { type ZipEntry, zipEntries } from './zip.ts';

const MAX_NAMING_BYTES = 2 ** 20;
const MAX_NESTED_BYTES = 2 ** 26;
/** A jar that holds jars that hold jars goes no deeper in practice: war, jar, shaded jar. */
const MAX_DEPTH = 2;
/** Bytes unpacked of one jar, jars in it included: a small archive can name the same bytes thousands of times. */
const MAX_UNPACKED_BYTES = 2 ** 29;
const NAMES = /^META-INF\/maven\/[^/]+\/[^/]+\/pom\.properties$/;
const NESTED = /\.(?:jar|war)$/;

interface Artifact {
  readonly group: string;
  readonly name: string;
  readonly version: string;
}

/**
 * The Maven artifacts of a jar: those it names in `pom.properties`, or else its manifest and file name, and those of the
 * jars in it. The file belongs to the one that its name begins with.
 */
export function parseJar(content: Buffer, { path }: Place): Finding {
  const fileName = Buffer.from(path.slice(path.lastIndexOf('/') + 1), 'latin1').toString('utf8');
  const artifacts = artifactsIn(content, fileName, { depth: 0, leftBytes: MAX_UNPACKED_BYTES });
  const main = artifacts.findIndex(({ name }) => fileName.startsWith(name));
  const claims = artifacts.map(({ group, name, version }, i): Claim => {
    const owns = i === Math.max(0, main) ? { files: [path] } : {};
    return { type: 'maven', name: `${group}/${name}`, version, place: path, owns };
  });
  return { claims };
}

interface Unpacking {
  readonly depth: number;
  leftBytes: number;
}

function artifactsIn(archive: Buffer, fileName: string, unpacking: Unpacking): Artifact[] {
  const { depth } = unpacking;
  const [named, nested]: [Artifact[], Artifact[]] = [[], []];
  let manifest: ReadonlyMap<string, string> = new Map();
  for (const entry of zipEntries(archive)) {
    if (NAMES.test(entry.name)) named.push(...artifactOf(propertiesOf(entry, '=', unpacking)));
    else if (entry.name === 'META-INF/MANIFEST.MF') manifest = propertiesOf(entry, ':', unpacking);
    else if (NESTED.test(entry.name) && depth < MAX_DEPTH && entry.sizeBytes <= MAX_NESTED_BYTES) {
      const inner = entry.name.slice(entry.name.lastIndexOf('/') + 1);
      const content = unpacked(entry, MAX_NESTED_BYTES, unpacking);
      const deeper = { depth: depth + 1, leftBytes: unpacking.leftBytes };
      for (const artifact of artifactsIn(content, inner, deeper)) nested.push(artifact);
      unpacking.leftBytes = deeper.leftBytes;
    }
  }
  return [...(named.length > 0 ? named : byFileName(fileName, manifest)), ...nested];
}

function artifactOf(properties: ReadonlyMap<string, string>): Artifact[] {
  const [group, name, version] = ['groupId', 'artifactId', 'version'].map((key) => properties.get(key));
  return group && name && version ? [{ group, name, version }] : [];
}

/** `guava-32.1.3-jre.jar`; the group is guessed as the artifact, as others do who have nothing better. */
function byFileName(fileName: string, manifest: ReadonlyMap<string, string>): Artifact[] {
  const [, stem = '', inName] = /^(.+?)(?:-(\d[\w.+-]*))?\.\w+$/.exec(fileName) ?? [];
  const version = inName ?? manifest.get('Implementation-Version') ?? manifest.get('Bundle-Version');
  if (stem === '' || version === undefined) return [];
  const group = manifest.get('Implementation-Vendor-Id') ?? stem;
  return [{ group, name: stem, version }];
}

function unpacked(entry: ZipEntry, maxBytes: number, unpacking: Unpacking): Buffer {
  const content = entry.read(Math.min(maxBytes, unpacking.leftBytes));
  unpacking.leftBytes = Math.max(1, unpacking.leftBytes - content.length);
  return content;
}

function propertiesOf(entry: ZipEntry, separator: string, unpacking: Unpacking): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  for (const line of linesOf(unpacked(entry, MAX_NAMING_BYTES, unpacking).toString('utf8'))) {
    const at = line.indexOf(separator);
    if (at > 0 && !line.startsWith('#') && !line.startsWith(' ')) {
      properties.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
    }
  }
  return properties;
}
