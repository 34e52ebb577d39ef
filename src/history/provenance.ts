import { JsonError, parseJson } from '../base/json.ts';
import { isObject } from '../base/shape.ts';

/** The Dockerfile that an image was built of, as its provenance holds it. */
export interface OriginalDockerfile {
  readonly fileName: string;
  readonly text: string;
  /** Build arguments that were given, by name. */
  readonly buildArguments: Readonly<Record<string, string>>;
  /** The stage that was built, where it was not the last. */
  readonly target: string | null;
  readonly steps: readonly OriginalStep[];
  /** Other Dockerfiles that stand there: of contexts that were built along with it. */
  readonly others: readonly string[];
}

/** Lines that one step of the build comes from, counted from 1, and the digest of the layer that it ended with. */
interface OriginalStep {
  readonly line: number;
  readonly lastLine: number;
  readonly digest: string | null;
}

const BUILDKIT = 'https://mobyproject.org/buildkit@v1#metadata';
const MAX_TEXT = 4 * 2 ** 20;

/**
 * The Dockerfile in an in-toto statement of SLSA provenance, which BuildKit writes with `mode=max`: version 0.2 and 1 of
 * the predicate. `undefined` where the statement holds none.
 */
export function originalDockerfile(statement: unknown): OriginalDockerfile | undefined {
  const predicate = at(signed(statement) ?? statement, 'predicate');
  const metadata = metadataOf(predicate);
  const infos = listAt(metadata, 'source', 'infos');
  const files = infos.flatMap((info, i) => {
    const text = decoded(textAt(info, 'data'));
    if (text === undefined) return [];
    const isDockerfile = textAt(info, 'language') === 'Dockerfile' || /^\s*FROM\s/im.test(text);
    return isDockerfile ? [{ i, text, fileName: textAt(info, 'filename') ?? 'Dockerfile' }] : [];
  });
  const entry = entryOf(predicate);
  const file = files.find(({ fileName }) => fileName === entry) ?? files[0];
  if (!file) return undefined;
  const given = requestOf(predicate);
  const names = Object.entries(given).filter((each): each is [string, string] => typeof each[1] === 'string');
  return {
    ...{ fileName: file.fileName, text: file.text, target: names.find(([name]) => name === 'target')?.[1] ?? null },
    buildArguments: Object.fromEntries(
      names.flatMap(([name, value]) =>
        name.startsWith('build-arg:') ? [[name.slice('build-arg:'.length), value]] : [],
      ),
    ),
    steps: stepsIn(metadata, file.i),
    others: files.filter((each) => each !== file).map(({ fileName }) => fileName),
  };
}

/** What stands within a signed envelope. */
function signed(envelope: unknown): unknown {
  const payload = textAt(envelope, 'payload');
  if (payload === undefined) return undefined;
  try {
    return parseJson(Buffer.from(payload, 'base64'));
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

function metadataOf(predicate: unknown): unknown {
  return (
    at(predicate, 'metadata', BUILDKIT) ??
    at(predicate, 'runDetails', 'metadata', 'buildkit_metadata') ??
    // As BuildKit wrote version 1 at first.
    at(predicate, 'runDetails', 'metadata', BUILDKIT)
  );
}

/** The path of the Dockerfile that was asked for. */
function entryOf(predicate: unknown): string | undefined {
  return (
    textAt(at(predicate, 'invocation', 'configSource'), 'entryPoint') ??
    textAt(at(predicate, 'buildDefinition', 'externalParameters', 'configSource'), 'path')
  );
}

function requestOf(predicate: unknown): Readonly<Record<string, unknown>> {
  const found =
    at(predicate, 'invocation', 'parameters', 'args') ??
    at(predicate, 'buildDefinition', 'externalParameters', 'request', 'args');
  return isObject(found) ? found : {};
}

/** Each step of the build has the places in the source it comes from, and a chain of layers for each of its outputs. */
function stepsIn(metadata: unknown, file: number): OriginalStep[] {
  const locations = at(metadata, 'source', 'locations');
  const layers = at(metadata, 'layers');
  if (!isObject(locations)) return [];
  const steps = Object.entries(locations).flatMap(([step, value]) => {
    const place = listAt(value, 'locations').find((each) => (at(each, 'sourceIndex') ?? 0) === file);
    const [range] = listAt(place, 'ranges');
    const [line, lastLine] = [at(range, 'start', 'line'), at(range, 'end', 'line')];
    const chains = isObject(layers) ? listAt(layers, `${step}:0`) : [];
    const chain = chains[0];
    const digest = Array.isArray(chain) ? textAt(chain.at(-1), 'digest') : undefined;
    if (typeof line !== 'number') return [];
    return [{ line, lastLine: typeof lastLine === 'number' ? lastLine : line, digest: digest ?? null }];
  });
  return steps.sort((a, b) => a.line - b.line);
}

function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  return found ?? undefined;
}

function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? (found as readonly unknown[]) : [];
}

function textAt(value: unknown, name: string): string | undefined {
  const found = at(value, name);
  return typeof found === 'string' ? found : undefined;
}

function decoded(data: string | undefined): string | undefined {
  if (data === undefined || data.length > MAX_TEXT) return undefined;
  const text = Buffer.from(data, 'base64').toString('utf8');
  return text.trim() === '' ? undefined : text;
}
