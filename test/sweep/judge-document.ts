/** What must be true of every document, however odd the archive that it tells of. */

interface Totals {
  readonly layerBytes: number;
  readonly visibleBytes: number;
  readonly deadBytes: number;
}

interface AnalyzeFigures {
  readonly totals: Totals;
  readonly layers: readonly { readonly bytes: number; readonly deadBytes: number }[];
  readonly dead: {
    readonly byCause: Readonly<Record<string, number>>;
    readonly paths: readonly { readonly bytes: number; readonly copies: readonly { readonly bytes: number }[] }[];
  };
}

interface Located {
  readonly path: string;
  readonly pathBytes?: string;
  readonly type: string;
}

interface Change extends Located {
  readonly change: 'A' | 'C' | 'D';
}

/** What is wrong with a document of `command`, one sentence each. */
export function wrongInDocument(command: string, stdout: string): readonly string[] {
  const document = parsed(stdout);
  if (document === undefined) return ['the document does not parse'];
  if (command === 'analyze') return wrongFigures(document as AnalyzeFigures);
  if (command === 'ls') return wrongTree((document as { entries: readonly Located[] }).entries);
  return [];
}

/** What is wrong between `ls -R` and `diff` of one image: the changes, one after the other, make the view. */
export function wrongBetween(lsText: string, diffText: string): readonly string[] {
  const { entries } = parsed(lsText) as { entries: readonly Located[] };
  const { layers } = parsed(diffText) as { layers: readonly { changes: readonly Change[] }[] };
  const view = new Map<string, string>();
  for (const { changes } of layers) for (const change of changes) apply(change, view);
  const listed = new Map(entries.map((entry) => [keyOf(entry), shapeOf(entry)]));
  const missing = [...listed].filter(([path, shape]) => view.get(path) !== shape);
  const surplus = [...view.keys()].filter((path) => !listed.has(path));
  return missing.length + surplus.length > 0 ? ['diff and ls tell of different files'] : [];
}

/** What is wrong between a document of a file and that of the same bytes on standard input. */
export function wrongBetweenInputs(fromFile: string, fromStream: string): readonly string[] {
  const content = (text: string) => {
    const { entries, layers } = parsed(text) as { entries?: unknown; layers?: unknown };
    return JSON.stringify({ entries, layers });
  };
  return content(fromFile) === content(fromStream) ? [] : ['file and standard input tell of different files'];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function wrongFigures({ totals, layers, dead }: AnalyzeFigures): readonly string[] {
  const { layerBytes, visibleBytes, deadBytes } = totals;
  const checks: [string, boolean][] = [
    ['deadBytes is layerBytes - visibleBytes', deadBytes === layerBytes - visibleBytes],
    [
      'the totals are whole numbers',
      [layerBytes, visibleBytes, deadBytes].every((bytes) => Number.isSafeInteger(bytes) && bytes >= 0),
    ],
    ['layerBytes is the sum of the layers', layerBytes === sum(layers.map(({ bytes }) => bytes))],
    ['deadBytes is the sum of the layers', deadBytes === sum(layers.map((layer) => layer.deadBytes))],
    ['deadBytes is the sum of the causes', deadBytes === sum(Object.values(dead.byCause))],
    ['deadBytes is the sum of the paths', deadBytes === sum(dead.paths.map(({ bytes }) => bytes))],
    [
      'each dead path is the sum of its copies',
      dead.paths.every(({ bytes, copies }) => bytes === sum(copies.map((copy) => copy.bytes))),
    ],
  ];
  return checks.filter(([, holds]) => !holds).map(([claim]) => `it does not hold that ${claim}`);
}

/** Each path once, behind its directory. */
function wrongTree(entries: readonly Located[]): readonly string[] {
  const seen = new Map<string, string>();
  for (const entry of entries) {
    const path = keyOf(entry);
    const parent = path.slice(0, path.lastIndexOf('/'));
    if (seen.has(path)) return [`a path is listed twice`];
    if (parent !== '' && seen.get(parent) !== 'dir') return ['a path is listed without its directory'];
    seen.set(path, entry.type);
  }
  return [];
}

function apply(change: Change, view: Map<string, string>): void {
  const path = keyOf(change);
  const isDirectory = change.change !== 'D' && change.type === 'dir';
  if (!isDirectory) for (const below of view.keys()) if (below.startsWith(`${path}/`)) view.delete(below);
  if (change.change === 'D') view.delete(path);
  else view.set(path, shapeOf(change));
}

/** A hard link may be told as the file it is. */
function shapeOf({ type }: Located): string {
  return type === 'hardlink' ? 'file' : type;
}

/** The bytes of the path, each as one character. */
function keyOf({ path, pathBytes }: Located): string {
  return (pathBytes === undefined ? Buffer.from(path) : Buffer.from(pathBytes, 'base64')).toString('latin1');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
