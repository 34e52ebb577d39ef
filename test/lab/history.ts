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
  const known = `${image.truth}.history.jsonl`;
  const id = docker?.find(image);
  if (id === undefined && !existsSync(known)) return 'not asked: no engine has it';
  const theirs = id === undefined ? readFileSync(known, 'utf8') : docker!.call('history', id, ...ROWS);
  const told = compareRows(image, rowsOf(ours(...ROWS)), rowsOf(theirs));
  if (id === undefined) return phrase(told);
  const table = ['--format', tableWithout(told)];
  for (const options of [table, [...table, '--no-trunc']]) {
    const text = docker!.call('history', id, ...options);
    // What was made "59 seconds ago" may be older when it is asked for again.
    if (ours(...options) !== text && ours(...options) !== docker!.call('history', id, ...options)) {
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

function compareRows(image: SavedImage, ours: readonly Row[], theirs: readonly Row[]): string[] {
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

type Pairs = readonly (readonly [Row, Row])[];

/** Why ids differ, if it is for the reasons that are known. */
function idsTold({ digest }: SavedImage, pairs: Pairs): string[] | undefined {
  const wrong = pairs.filter(([our, their]) => our.ID !== their.ID);
  const parents = wrong.filter(([our]) => our.ID === NO_ID).length;
  const isManifest = wrong[0]?.[0] === pairs[0]![0] && wrong[0][1].ID === digest;
  if (wrong.length !== parents + Number(isManifest)) return undefined;
  return [
    ...(isManifest ? ["IMAGE is the manifest's digest there"] : []),
    ...(parents > 0 ? [`ids of ${parents} parents are the engine's`] : []),
  ];
}

const BLOCK_BYTES = 4096;

/** Likewise of sizes: docker counts a letter of a symlink as a byte, the containerd store whole blocks of its disk. */
function sizesTold(image: SavedImage, pairs: Pairs): string[] | undefined {
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

function linkBytes(image: SavedImage, layer: number | null): number {
  if (layer === null) return 0;
  const { entries } = JSON.parse(
    asked(image, 'ls', '--own', '--layer', String(layer), '-R', '--type', 'symlink', '--json'),
  ) as {
    entries: readonly { link: string }[];
  };
  return entries.reduce((sum, { link }) => sum + Buffer.byteLength(link), 0);
}

function asked({ path, choice }: SavedImage, command: string, ...argv: readonly string[]): string {
  return varve(command, path, '--image', choice, ...argv).toString();
}

function phrase(told: readonly string[]): string {
  return told.length === 0 ? 'equal' : told.join('; ');
}
