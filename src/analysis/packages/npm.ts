import { JsonError, parseJson } from '../../base/json.ts';
import { isObject } from '../../base/shape.ts';
import { type Claim, type Finding, type Place, Unreadable } from './claim.ts';

/** `package.json` of a package below `node_modules`. One without name or version only marks a module's kind. */
export function parseNpm(content: Buffer, { directory }: Place): Finding {
  const { name, version } = jsonObject(content);
  if (typeof name !== 'string' || typeof version !== 'string' || name === '' || version === '') return null;
  return { claims: [{ type: 'npm', name, version, place: directory, owns: { trees: [directory] } }] };
}

/** `vendor/composer/installed.json` of Composer 1 (a list) and 2 (`packages`). */
export function parseComposer(content: Buffer, { directory }: Place): Finding {
  const document = json(content);
  const packages = isObject(document) ? document['packages'] : document;
  if (!Array.isArray(packages)) throw new Unreadable('it holds no list of packages');
  return { claims: packages.flatMap((each: unknown) => (isObject(each) ? composerClaim(each, directory) : [])) };
}

function composerClaim(entry: Readonly<Record<string, unknown>>, directory: string): Claim[] {
  const { name, version, 'install-path': path } = entry;
  if (typeof name !== 'string' || typeof version !== 'string' || name === '' || version === '') return [];
  const where = typeof path === 'string' ? path : `../${name}`;
  const tree = resolved(directory, Buffer.from(where).toString('latin1'));
  return [{ type: 'composer', name, version, place: directory, owns: { trees: [tree] } }];
}

/** A relative path from a directory, by its names alone. */
export function resolved(directory: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${directory}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function jsonObject(content: Buffer): Readonly<Record<string, unknown>> {
  const value = json(content);
  if (!isObject(value)) throw new Unreadable('it holds no JSON object');
  return value;
}

function json(content: Buffer): unknown {
  try {
    return parseJson(content);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new Unreadable(error.message);
  }
}
