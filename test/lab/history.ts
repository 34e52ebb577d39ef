import { existsSync, readFileSync } from 'node:fs';
import type { Docker } from './docker.ts';
import { cellText } from './run.ts';
import { type SavedImage, varve } from './saved-images.ts';

type Row = Readonly<Record<'ID' | 'CreatedAt' | 'CreatedBy' | 'Size' | 'Comment', string>>;

const ROWS = ['--no-trunc', '--human=false', '--format', '{{json .}}'];
const NO_ID = '<missing>';

/** Compares the history with docker's: what differs, in words. */
export function compareHistory(image: SavedImage, docker: Docker | undefined): string {
  const ours = (...argv: readonly string[]): string => asked(image, 'history', ...argv);
  const written = `${image.truth}.history.jsonl`;
  const id = docker?.find(image);
  if (id === undefined && !existsSync(written)) return 'not asked: no engine has it';
  const theirs = id === undefined ? readFileSync(written, 'utf8') : docker!.call('history', id, ...ROWS);
  const told = compareRows(
    { ...image, digest: id === undefined ? null : image.digest },
    rowsOf(ours(...ROWS)),
    rowsOf(theirs),
  );
  if (id === undefined) return phrase(told);
  const table = ['--format', tableWithout(told)];
  for (const options of [table, [...table, '--no-trunc']]) {
    const before = docker!.call('history', id, ...options);
    const lines = ours(...options).split('\n');
    // What was made "59 seconds ago" may be older when it is asked for again.
    const known = `${before}\n${docker!.call('history', id, ...options)}`.split('\n');
    if (lines.length !== before.split('\n').length || lines.some((line) => !known.includes(line))) {
      told.push('**the table as text**');
    }
  }
  return phrase(told);
}

/** docker's table, less the columns that are known to differ. */
function tableWithout(told: readonly string[]): string {
  const columns = ['{{.CreatedSince}}', '{{.CreatedBy}}', '{{.Comment}}'];
  if (!told.some((each) => each.includes('SIZE'))) columns.splice(2, 0, '{{.Size}}');
  if (!told.some((each) => /ids|IMAGE/.test(each))) columns.unshift('{{.ID}}');
  return `table ${columns.join('\t')}`;
}

function rowsOf(lines: string): Row[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}

function compareRows(image: Asked, ours: readonly Row[], theirs: readonly Row[]): string[] {
  if (ours.length !== theirs.length) return [`${ours.length} rows, not ${theirs.length}`];
  const pairs = ours.map((our, i) => [our, theirs[i]!] as const);
  const column = (name: string, key: keyof Row): string[] => {
    const wrong = pairs.filter(([our, their]) => our[key] !== their[key]);
    if (wrong.length === 0) return [];
    const [our, their] = wrong[0]!.map((row) => cellText(row[key]));
    return [`**${name}** of ${wrong.length}, the first ${our}, not ${their}`];
  };
  return [
    ...(idsTold(image, pairs) ?? column('IMAGE', 'ID')),
    ...column('CREATED', 'CreatedAt'),
    ...column('CREATED BY', 'CreatedBy'),
    ...column('COMMENT', 'Comment'),
    ...(sizesTold(image, pairs) ?? column('SIZE', 'Size')),
  ];
}

/** The digest is null where docker knew the image out of another archive. */
type Asked = Omit<SavedImage, 'digest'> & { readonly digest: string | null };
type Pairs = readonly (readonly [Row, Row])[];

/** Why ids differ, if it is for the reasons that are known. */
function idsTold({ digest }: Asked, pairs: Pairs): string[] | undefined {
  const wrong = pairs.filter(([our, their]) => our.ID !== their.ID);
  const parents = wrong.filter(([our]) => our.ID === NO_ID).length;
  const isManifest = wrong[0]?.[0] === pairs[0]![0] && (digest === null || wrong[0][1].ID === digest);
  if (wrong.length !== parents + Number(isManifest)) return undefined;
  return [
    ...(isManifest ? [`IMAGE is ${digest === null ? "another archive's" : "the manifest's digest"} there`] : []),
    ...(parents > 0 ? [`ids of ${parents} parents are the engine's`] : []),
  ];
}

const BLOCK_BYTES = 4096;

/** Likewise of sizes: docker counts a letter of a symlink as a byte, the containerd store whole blocks of its disk. */
function sizesTold(image: Asked, pairs: Pairs): string[] | undefined {
  const wrong = [...pairs].reverse().flatMap(([our, their], step) => {
    const more = Number(their.Size) - Number(our.Size);
    return more === 0 ? [] : [{ step, more, isBlocks: more > 0 && Number(their.Size) % BLOCK_BYTES === 0 }];
  });
  if (wrong.length === 0) return [];
  if (wrong.every(({ isBlocks }) => isBlocks)) return [`SIZE of ${wrong.length} counts blocks there`];
  const { steps } = JSON.parse(asked(image, 'history', '--json')) as { steps: readonly { layer: number | null }[] };
  const isLinks = ({ step, more }: (typeof wrong)[number]): boolean => more === linkBytes(image, steps[step]!.layer);
  return wrong.every(isLinks) ? [`SIZE of ${wrong.length} counts symlinks there`] : undefined;
}

function linkBytes(image: Asked, layer: number | null): number {
  if (layer === null) return 0;
  const { entries } = JSON.parse(
    asked(image, 'ls', '--own', '--layer', String(layer), '-R', '--type', 'symlink', '--json'),
  ) as {
    entries: readonly { link: string }[];
  };
  return entries.reduce((sum, { link }) => sum + Buffer.byteLength(link), 0);
}

function asked({ path, choice }: Asked, command: string, ...argv: readonly string[]): string {
  return varve(command, path, '--image', choice, ...argv).toString();
}

function phrase(told: readonly string[]): string {
  return told.length === 0 ? 'equal' : told.join('; ');
}
