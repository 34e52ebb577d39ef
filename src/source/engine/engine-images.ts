import { list, number, object, optional, string } from '../../base/shape.ts';
import { printable } from '../../base/text.ts';
import { VarveError } from '../../model/error.ts';
import { canonicalName, parseImageName } from '../../model/image-name.ts';
import type { Connection } from './connection.ts';

/** An image that an engine has. */
export interface FoundImage {
  /** As the engine calls it: `sha256:…`. */
  readonly id: string;
  /** All its names, as the engine spells and orders them; empty for an image without a name. */
  readonly names: readonly string[];
  /** What is asked for to have it saved: one of its names or its id. */
  readonly savedAs: string;
}

/** An image in an engine's list. */
export interface EngineListing {
  readonly id: string;
  readonly names: readonly string[];
  /** As the engine counts it. */
  readonly sizeBytes: number;
  /** Seconds since 1970. */
  readonly createdSec: number;
}

const found = object({ Id: string, RepoTags: optional(list(string)) });
const listed = list(object({ Id: string, RepoTags: optional(list(string)), Size: number, Created: number }));

/**
 * Looks for an image by a name, an id, or the first digits of one.
 *
 * @throws VarveError `IMAGE_NOT_FOUND`, `IMAGE_AMBIGUOUS` for digits that several ids begin with, `USAGE` for what can be
 * neither name nor id, `ACCESS_DENIED`, `NETWORK_FAILED`, `LIMIT`
 */
export async function findImage(connection: Connection, name: string): Promise<FoundImage> {
  const shown = printable(name);
  if (!parseImageName(name)) throw new VarveError('USAGE', `${shown} is neither the name nor the id of an image`);
  // Podman takes the word before the digits only before all 64 of them.
  const asked = name.replace(/^sha256:(?=[0-9a-f]+$)/, '');
  const { Id: id, RepoTags } = await connection
    .ask(imagePath(asked, 'json'), `looking for ${shown}`, found)
    .catch((error: unknown) => explainAbsence(connection, asked, error));
  const names = realNames(RepoTags);
  return { id, names, savedAs: meantName(asked, names) ?? id };
}

/**
 * A docker archive that holds this image alone.
 *
 * @throws VarveError `NETWORK_FAILED`, `IMAGE_NOT_FOUND`, `ACCESS_DENIED`
 */
export function saveImage(connection: Connection, { savedAs }: FoundImage): AsyncIterable<Uint8Array> {
  return connection.stream(imagePath(savedAs, 'get'), `saving ${printable(savedAs)}`);
}

/**
 * All images of an engine that have a name or nothing built on them: newest first, ties by id.
 *
 * @throws VarveError `ACCESS_DENIED`, `NETWORK_FAILED`, `LIMIT`
 */
export async function listImages(connection: Connection): Promise<readonly EngineListing[]> {
  const images = await connection.ask('/images/json', 'listing its images', listed);
  return images
    .map(({ Id, RepoTags, Size, Created }) => ({
      id: Id,
      names: realNames(RepoTags),
      sizeBytes: Size,
      createdSec: Created,
    }))
    .sort((a, b) => b.createdSec - a.createdSec || (a.id < b.id ? -1 : 1));
}

/** Colons and all else that means something in a URL is escaped; slashes stay, as docker's own client sends them. */
function imagePath(name: string, question: 'json' | 'get'): string {
  return `/images/${name.split('/').map(encodeURIComponent).join('/')}/${question}`;
}

/** Engines of before 25 list an image without a name as `<none>:<none>`. */
function realNames(tags: readonly string[] = []): readonly string[] {
  return tags.filter((tag) => !tag.startsWith('<none>'));
}

/**
 * The one of the image's names that was meant. Docker saves all tags of a name without a tag, and an image that is asked
 * for by its id without any name, which is right only for ids and digests. Podman also finds `localhost/app` as `app`.
 */
function meantName(asked: string, names: readonly string[]): string | undefined {
  const canonical = canonicalName(asked);
  const familiar = /:[^/]*$/.test(asked) ? asked : `${asked}:latest`;
  return names.find((name) => canonicalName(name) === canonical) ?? names.find((name) => name.endsWith(`/${familiar}`));
}

/** Engines say of digits that begin several ids no more than that there is no such image. */
async function explainAbsence(connection: Connection, asked: string, error: unknown): Promise<never> {
  const isAbsent = error instanceof VarveError && error.code === 'IMAGE_NOT_FOUND';
  if (!isAbsent || !/^[0-9a-f]{1,63}$/.test(asked)) throw error;
  const meant = (await listImages(connection)).filter(({ id }) => id.startsWith(`sha256:${asked}`));
  if (meant.length < 2) throw error;
  throw new VarveError(
    'IMAGE_AMBIGUOUS',
    `no image is named ${asked}, and the ids of ${meant.length} begin with it: ${idList(meant)}`,
    {
      hint: 'Give more digits of the id, or a name.',
      cause: error,
    },
  );
}

const LISTED_IDS = 5;

function idList(images: readonly EngineListing[]): string {
  const shown = images.slice(0, LISTED_IDS).map(({ id, names }) => {
    const digits = printable(id.slice('sha256:'.length, 'sha256:'.length + 12));
    return names[0] === undefined ? digits : `${digits} (${printable(names[0])})`;
  });
  return images.length > LISTED_IDS ? `${shown.join(', ')}, …` : shown.join(', ');
}
