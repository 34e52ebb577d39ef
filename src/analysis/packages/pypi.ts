import { type Finding, type Place, Unreadable } from './claim.ts';
import { resolved } from './npm.ts';
import { linesOf, stanzasOf } from './stanzas.ts';

/** `METADATA` of a `.dist-info`, `PKG-INFO` of an `.egg-info`, or an `.egg-info` that is a file itself. */
export function parsePypi(content: Buffer, { path, directory }: Place): Finding {
  const text = content.toString('utf8');
  const [stanza] = stanzasOf(text.slice(0, headerEnd(text)));
  const [name, version] = [stanza?.get('name'), stanza?.get('version')];
  if (!name || !version) throw new Unreadable('it names no package and version');
  const isDirectory = /\.(?:dist|egg)-info$/i.test(directory);
  const home = isDirectory ? directory.slice(0, directory.lastIndexOf('/')) : directory;
  const lists = [`${directory}/RECORD`, `${directory}/installed-files.txt`];
  const owns = isDirectory ? { lists, trees: [directory] } : { files: [path] };
  return { claims: [{ type: 'pypi', name, version, place: home, owns }] };
}

/** The description behind the first empty line may be anything. */
function headerEnd(text: string): number {
  const end = text.search(/\r?\n\r?\n/);
  return end < 0 ? text.length : end;
}

/** `RECORD` of a `.dist-info`: CSV, paths from the directory that the `.dist-info` lies in. */
export function parseRecord(content: Buffer, { directory }: Place): Finding {
  const home = directory.slice(0, directory.lastIndexOf('/'));
  return { owned: [...linesOf(content.toString('latin1'))].flatMap((line) => pathOf(home, firstField(line))) };
}

/** `installed-files.txt` of an `.egg-info`: paths from that very directory. */
export function parseInstalledFiles(content: Buffer, { directory }: Place): Finding {
  return { owned: [...linesOf(content.toString('latin1'))].flatMap((line) => pathOf(directory, line)) };
}

function pathOf(directory: string, path: string): string[] {
  return path === '' ? [] : [resolved(directory, path)];
}

function firstField(line: string): string {
  const quoted = /^"((?:[^"]|"")*)"/.exec(line)?.[1];
  return quoted === undefined ? line.slice(0, Math.max(0, line.indexOf(','))) : quoted.replaceAll('""', '"');
}
