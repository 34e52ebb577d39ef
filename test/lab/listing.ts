import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { cellText, run } from './run.ts';

/** What is known of one path. */
export type Facts = Readonly<Record<'type' | 'mode' | 'owner' | 'mtime' | 'content' | 'names' | 'attributes', string>>;
export type Fact = keyof Facts;

/** Path (latin1, from the root, no slash before it) -> facts, in the order of the paths' bytes. */
export type Listing = ReadonlyMap<string, Facts>;

/** Everything below a folder; the folder itself is not in it. */
export function listingOf(folder: string): Listing {
  const attributes = attributesOf(folder);
  const listing = new Map<string, Facts>();
  const firstNames = new Map<bigint, string>();
  const visit = (directory: string): void => {
    for (const name of fs.readdirSync(Buffer.from(`${folder}/${directory}`, 'latin1'), 'latin1').sort()) {
      const path = `${directory}${name}`;
      const place = Buffer.from(`${folder}/${path}`, 'latin1');
      const stat = fs.lstatSync(place, { bigint: true });
      const isDirectory = stat.isDirectory();
      if (!isDirectory && !firstNames.has(stat.ino)) firstNames.set(stat.ino, path);
      listing.set(path, {
        type: typeOf(stat),
        mode: (stat.mode & 0o7777n).toString(8),
        owner: `${stat.uid}:${stat.gid}`,
        mtime: `${stat.mtimeNs / 1_000_000_000n}.${String(stat.mtimeNs % 1_000_000_000n).padStart(9, '0')}`,
        content: contentOf(place, stat),
        names: isDirectory ? '' : firstNames.get(stat.ino)!,
        attributes: attributes.get(path) ?? '',
      });
      if (isDirectory) visit(`${path}/`);
    }
  };
  visit('');
  return listing;
}

function typeOf(stat: fs.BigIntStats): string {
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'directory';
  if (stat.isSymbolicLink()) return 'symlink';
  if (stat.isFIFO()) return 'pipe';
  return stat.isCharacterDevice() ? 'character device' : 'block device';
}

function contentOf(place: Buffer, stat: fs.BigIntStats): string {
  if (stat.isSymbolicLink()) return fs.readlinkSync(place, 'latin1');
  if (stat.isFile()) return `${stat.size} ${createHash('sha256').update(fs.readFileSync(place)).digest('hex')}`;
  return String(stat.rdev);
}

/** Extended attributes by path, as getfattr lists them. */
function attributesOf(folder: string): ReadonlyMap<string, string> {
  const said = run('getfattr', ['-R', '-h', '-P', '-d', '-m', '-', '-e', 'hex', '.'], { cwd: folder }).toString(
    'latin1',
  );
  const blocks = said.split('\n\n').filter((block) => block.startsWith('# file: '));
  return new Map(
    blocks.map((block) => {
      const [head, ...lines] = block.split('\n');
      const path = head!.slice('# file: '.length).replace(/\\(\d{3})/g, (_, code: string) => octal(code));
      return [path, lines.sort().join(' ')];
    }),
  );
}

function octal(code: string): string {
  return String.fromCharCode(Number.parseInt(code, 8));
}

/** What is told of two listings, a phrase for each kind of difference; `isExpected` says which to leave out. */
export function differences(
  ours: Listing,
  theirs: Listing,
  isExpected: (path: string, fact: Fact | 'extra' | 'missing', our: string, their: string) => boolean,
): string[] {
  const found = new Map<string, string[]>();
  const note = (kind: Fact | 'extra' | 'missing', path: string, our = '', their = ''): void => {
    if (our === their || isExpected(path, kind, our, their)) return;
    const example = our || their ? `${path}: ${our || 'none'}, not ${their || 'none'}` : path;
    found.set(kind, [...(found.get(kind) ?? []), example]);
  };
  for (const [path, facts] of ours) {
    const other = theirs.get(path);
    if (!other) note('extra', path, facts.type);
    else for (const fact of Object.keys(facts) as Fact[]) note(fact, path, facts[fact], other[fact]);
  }
  for (const [path, { type }] of theirs) if (!ours.has(path)) note('missing', path, '', type);
  return [...found].map(([kind, paths]) => `${kind} of ${paths.length} (/${cellText(paths[0]!)})`);
}
