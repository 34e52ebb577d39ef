import { printable } from '../../base/text.ts';
import type { RemoteOptions } from '../../config/remote-options.ts';
import { VarveError } from '../../model/error.ts';
import { reachEngine } from './connection.ts';
import { DOCKER } from './docker-engine.ts';
import type { Engine } from './engine.ts';
import type { Patience } from './engine-client.ts';
import { type EngineListing, findImage, listImages, saveImage } from './engine-images.ts';
import { PODMAN } from './podman-engine.ts';

/** The local engines, as transports name them. */
export type EngineKind = 'docker-daemon' | 'podman';

/** An image that an engine has, ready to be read. Whoever is given it closes it. */
export interface EngineImage {
  /** As the engine calls it: `sha256:…`. */
  readonly id: string;
  /** All its names, as the engine spells and orders them; empty for an image without a name. */
  readonly names: readonly string[];
  /** For messages: `docker engine: app:1`. */
  readonly shown: string;
  /**
   * The bytes of a docker archive that holds this image alone. May be called once.
   *
   * @throws VarveError `NETWORK_FAILED`, also when the connection is cut; `IMAGE_NOT_FOUND`, `ACCESS_DENIED`
   */
  save(): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

const ENGINES: Readonly<Record<EngineKind, Engine>> = { 'docker-daemon': DOCKER, podman: PODMAN };

const PATIENT: Patience = { connectMs: 10_000, reachMs: 40_000, answerMs: 30_000, idleMs: 300_000 };
/** For bare names: most machines lack one of the engines. */
const HASTY: Patience = { ...PATIENT, connectMs: 1_000, reachMs: 1_000 };

/**
 * Looks for an image in an engine that may not be there: `null` when the engine does not answer or may not be asked, which
 * takes a second at most, or has no such image. The trace tells why.
 */
export async function findInEngine(
  kind: EngineKind,
  name: string,
  options: RemoteOptions,
): Promise<EngineImage | null> {
  try {
    return await openWith(HASTY, kind, name, options);
  } catch (error) {
    if (!(error instanceof VarveError)) throw error;
    options.trace(error.message);
    return null;
  }
}

/**
 * Opens an image of an engine, given by a name, an id or the first digits of one.
 *
 * @throws VarveError `IMAGE_NOT_FOUND`; `IMAGE_AMBIGUOUS` for digits that several ids begin with; `NETWORK_FAILED` when no
 * engine answers; `ACCESS_DENIED`; `USAGE`; `LIMIT`; `CONFIG_INVALID`, `UNSUPPORTED`, `READ_FAILED` for docker's settings
 */
export function openInEngine(kind: EngineKind, name: string, options: RemoteOptions): Promise<EngineImage> {
  return openWith(PATIENT, kind, name, options);
}

/**
 * All images of an engine: newest first, ties by id.
 *
 * @throws VarveError `NETWORK_FAILED`, `ACCESS_DENIED`, `LIMIT`, `CONFIG_INVALID`, `UNSUPPORTED`, `READ_FAILED`
 */
export async function listEngine(kind: EngineKind, options: RemoteOptions): Promise<readonly EngineListing[]> {
  const connection = await reachEngine(ENGINES[kind], options, PATIENT);
  try {
    return await listImages(connection);
  } finally {
    await connection.close();
  }
}

async function openWith(
  patience: Patience,
  kind: EngineKind,
  name: string,
  options: RemoteOptions,
): Promise<EngineImage> {
  const connection = await reachEngine(ENGINES[kind], options, patience);
  try {
    const image = await findImage(connection, name);
    const { id, names } = image;
    const shown = `${connection.engine.noun}: ${printable(name)}`;
    return { id, names, shown, save: () => saveImage(connection, image), close: () => connection.close() };
  } catch (error) {
    await connection.close();
    throw error;
  }
}
