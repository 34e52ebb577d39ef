import type { Cause } from '../analysis/waste.ts';
import { shellWord } from '../report/text/shell.ts';
import { hidesBelow, WHITEOUT } from '../union/event.ts';
import type { PathTable } from '../union/path-table.ts';
import { pathAt } from '../union/row-path.ts';

/** Dead bytes of one layer that another one hides, and the instructions of both. */
export interface DeadGroup {
  readonly createdIn: number;
  readonly hiddenBy: number;
  readonly cause: Cause;
  readonly rows: ReadonlySet<number>;
}

export interface Makers {
  /** The instruction of the layer that stores the bytes. */
  readonly writer: string;
  /** The instruction of the layer that hides them. */
  readonly hider: string;
}

type Kind = 'base' | 'run' | 'copy' | 'other';

/** What to change so that the bytes are not stored, on one line; it depends on which instruction does what to which. */
export function adviceFor(paths: PathTable, group: DeadGroup, makers: Makers): string {
  const { createdIn, hiddenBy, cause } = group;
  const where = commonPath(paths, group.rows);
  if (cause === 'duplicateEntry')
    return `the tar of layer ${createdIn} stores ${where} more than once: rebuild it with another tool`;
  const [writer, hider] = [kindOf(makers.writer, createdIn), kindOf(makers.hider, hiddenBy)];
  if (writer === 'base' && hider !== 'other')
    return `the base has ${where} (layer ${createdIn}): take another base, or squash ${createdIn}..${hiddenBy}`;
  if (cause === 'overwritten') return overwrittenAdvice(group, where, writer, hider);
  if (cause === 'rewritten') return rewrittenAdvice(group, where, makers);
  if (writer === 'run' && hider === 'run') return deletedAdvice(paths, group, where, makers.hider);
  if (writer === 'copy') return copiedAdvice(group, where, makers.writer);
  return cause === 'hidden'
    ? `do not fill ${where} in layer ${createdIn}: layer ${hiddenBy} replaces what it lies in`
    : `delete ${where} in the step that writes it (layer ${createdIn}): what a layer stores, no later layer takes out`;
}

function kindOf(instruction: string, layer: number): Kind {
  if (layer === 0 && /^$|^(?:ADD|COPY) .* \/$/.test(instruction)) return 'base';
  if (instruction.startsWith('RUN ')) return 'run';
  return /^(?:ADD|COPY) /.test(instruction) ? 'copy' : 'other';
}

function overwrittenAdvice({ createdIn, hiddenBy }: DeadGroup, where: string, writer: Kind, hider: Kind): string {
  if (writer === 'run' && hider === 'run')
    return `join these two RUN (layers ${createdIn} and ${hiddenBy}): both write ${where}`;
  if (writer === 'copy' && hider === 'copy')
    return `copy ${where} once: leave it out of layer ${createdIn}, layer ${hiddenBy} replaces it`;
  if (writer === 'copy' && hider === 'run')
    return `change ${where} before it is copied, or where layer ${hiddenBy} has it only mounted (RUN --mount=type=bind)`;
  if (writer === 'run' && hider === 'copy')
    return `do not write ${where} in layer ${createdIn}: layer ${hiddenBy} copies over it`;
  return `write ${where} once: join layers ${createdIn} and ${hiddenBy}, or leave it out of layer ${createdIn}`;
}

function rewrittenAdvice({ createdIn, hiddenBy }: DeadGroup, where: string, { writer, hider }: Makers): string {
  const kinds = `${kindOf(writer, createdIn)} ${kindOf(hider, hiddenBy)}`;
  if (kinds === 'run run')
    return `join these two RUN (layers ${createdIn} and ${hiddenBy}): the second stores ${where} again`;
  if (kinds.endsWith(' copy')) return `write ${where} once: layer ${hiddenBy} copies what layer ${createdIn} has`;
  const flags = copyFlags(hider);
  if (kinds !== 'copy run' || flags.length === 0)
    return `set mode, owner and time of ${where} in the step that writes it (COPY --chown --chmod), not in layer ${hiddenBy}`;
  const [keyword = '', ...rest] = writer.split(' ');
  // The classic builder names digests of sources, which nobody can copy.
  const isWhole =
    !/ (?:file|dir|multi):[0-9a-f]+ /.test(`${writer} `) && !flags.some((flag) => writer.includes(flag.split('=')[0]!));
  const call = [keyword, ...flags, ...(isWhole ? rest : [])].join(' ');
  return `${call}${isWhole ? '' : ` in layer ${createdIn}`}, without the RUN that stores ${where} again`;
}

/** What `COPY` can do at once of what a `chown` or `chmod` does later. */
function copyFlags(command: string): string[] {
  const owner = /\bchown (?:-\S+ )*([\w.-]+(?::[\w.-]*)?) /.exec(command)?.[1];
  const mode = /\bchmod (?:-\S+ )*([0-7]{3,4}) /.exec(command)?.[1];
  return [...(owner === undefined ? [] : [`--chown=${owner}`]), ...(mode === undefined ? [] : [`--chmod=${mode}`])];
}

function deletedAdvice(paths: PathTable, group: DeadGroup, where: string, hider: string): string {
  const { createdIn, hiddenBy, rows } = group;
  // Not each RUN that takes something away deletes it: it may be moved.
  const command = /\brm /.test(hider) ? removalOf(paths, rows, hiddenBy) : undefined;
  return command === undefined
    ? `join these two RUN (layers ${createdIn} and ${hiddenBy}): the second removes ${where}`
    : `delete in the same RUN that writes (layer ${createdIn}): && ${command}`;
}

function copiedAdvice({ createdIn }: DeadGroup, where: string, writer: string): string {
  if (/^ADD (?:\S+ )*https?:/.test(writer))
    return `fetch ${where} in the RUN that uses and deletes it, not by ADD (layer ${createdIn})`;
  const how = writer.includes(' --from=') ? 'copy only what is needed' : 'name it in .dockerignore';
  return `do not copy ${where} (layer ${createdIn}): ${how}, or mount it where it is used (RUN --mount=type=bind)`;
}

/** The command that removes just these rows; nothing where a short one would take others, too. */
function removalOf(paths: PathTable, rows: ReadonlySet<number>, layer: number): string | undefined {
  const [first] = rows;
  if (rows.size === 1) return `rm -f ${shellWord(pathAt(paths, first!).path)}`;
  const directory = commonRow(paths, rows);
  if (directory === 0 || !isEmptied(paths, directory, layer)) return undefined;
  return `rm -rf ${shellWord(pathAt(paths, directory).path)}/*`;
}

/** Whether the layer leaves nothing of what lower layers have in the directory. */
function isEmptied(paths: PathTable, directory: number, layer: number): boolean {
  if (hidesBelow(flagsAt(paths, directory, layer))) return true;
  for (let row = directory + 1; row < paths.ends[directory]!; row = paths.ends[row]!) {
    const isKnown =
      paths.eventStarts[row]! < paths.eventStarts[row + 1]! && paths.eventLayers[paths.eventStarts[row]!]! < layer;
    if (isKnown && !(flagsAt(paths, row, layer) & WHITEOUT)) return false;
  }
  return true;
}

/** What that layer says of the row; 0 when it says nothing. */
function flagsAt(paths: PathTable, row: number, layer: number): number {
  for (let event = paths.eventStarts[row]!; event < paths.eventStarts[row + 1]!; event += 1) {
    if (paths.eventLayers[event] === layer) return paths.eventFlags[event]!;
  }
  return 0;
}

/** The path if there is one, else the directory all of them lie in. */
function commonPath(paths: PathTable, rows: ReadonlySet<number>): string {
  const { path } = pathAt(paths, commonRow(paths, rows));
  if (rows.size === 1) return path;
  return path === '/' ? 'these files' : `${path}/*`;
}

function commonRow(paths: PathTable, rows: ReadonlySet<number>): number {
  let [common] = rows;
  for (const row of rows) while (!(row >= common! && row < paths.ends[common!]!)) common = paths.parents[common!]!;
  return common!;
}
