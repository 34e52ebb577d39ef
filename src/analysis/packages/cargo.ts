import { inflateSync } from 'node:zlib';
import { JsonError, parseJson } from '../../base/json.ts';
import { isObject } from '../../base/shape.ts';
import type { Claim } from './claim.ts';

const ZLIB = 0x78;
/** Ten thousand crates need about one. */
const MAX_UNPACKED_BYTES = 2 ** 23;

/**
 * The crates that cargo-auditable noted in a section of a program, which belongs to the root one; none when it
 * holds something else. Crates that only build others are not in the program.
 */
export function cargoClaims(section: Buffer, path: string): Claim[] {
  const document = unpacked(section);
  const packages = isObject(document) ? document['packages'] : undefined;
  if (!Array.isArray(packages)) return [];
  return packages.flatMap((each: unknown) => (isObject(each) && each['kind'] !== 'build' ? claimOf(each, path) : []));
}

/** Whether a section begins as packed data do. */
export function isPacked(section: Buffer): boolean {
  return section.length > 2 && section[0] === ZLIB && section.readUInt16BE(0) % 31 === 0;
}

function claimOf({ name, version, root }: Readonly<Record<string, unknown>>, path: string): Claim[] {
  if (typeof name !== 'string' || typeof version !== 'string' || name === '') return [];
  return [{ type: 'cargo', name, version, place: path, owns: root === true ? { files: [path] } : {} }];
}

function unpacked(section: Buffer): unknown {
  try {
    return parseJson(inflateSync(section, { maxOutputLength: MAX_UNPACKED_BYTES }));
  } catch (error) {
    // zlib's own errors and ERR_BUFFER_TOO_LARGE carry a code; anything else is ours.
    if (!(error instanceof JsonError) && !(error instanceof Error && 'code' in error)) throw error;
    return undefined;
  }
}
