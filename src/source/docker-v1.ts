import { object, optional, record, string } from '../base/shape.ts';
import { printable } from '../base/text.ts';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import type { HistoryEntry, ImageConfig } from '../model/manifest.ts';
import { attempt } from './attempt.ts';
import { platformOf } from './document.ts';
import type { ImageSet, StoredImage } from './image-set.ts';
import type { ImageEntry, ImageManifest } from './image-source.ts';
import type { Members } from './members.ts';
import { readJson } from './read-json.ts';

/** Deeper than docker ever allowed images to be (127 layers). */
const MAX_CHAIN = 1_000;

/** `ID/json`: config of the image that ends with this layer, and the id of the layer below. */
const layerJson = object({
  parent: optional(string),
  created: optional(string),
  author: optional(string),
  comment: optional(string),
  os: optional(string),
  architecture: optional(string),
  config: optional(record((value: unknown) => value)),
  container_config: optional(object({ Cmd: optional((value: unknown) => value) })),
});

interface V1Layer {
  readonly id: string;
  readonly json: ReturnType<typeof layerJson>;
}

const repositories = record(record(string));

/**
 * The images of an archive that docker before 1.10 saved: `repositories` names the top layer of each tag, each layer's
 * `ID/json` its parent. Such images have no config and no digests.
 *
 * @throws VarveError `FORMAT_INVALID`
 */
export async function dockerV1(members: Members, limits: Limits): Promise<ImageSet> {
  const member = members.find('repositories');
  if (!member)
    throw new VarveError(
      'FORMAT_INVALID',
      `${members.name} is no docker archive: it has neither manifest.json nor repositories`,
    );
  const named = await readJson(member.blob, { input: members.name, what: 'repositories' }, repositories, limits);
  const namesById = new Map<string, string[]>();
  for (const [repository, tags] of Object.entries(named)) {
    for (const [tag, id] of Object.entries(tags))
      namesById.set(id, [...(namesById.get(id) ?? []), `${repository}:${tag}`]);
  }
  const images: StoredImage[] = [];
  for (const [id, names] of namesById) images.push(await storedImage(members, id, names, limits));
  if (images.length === 0) throw new VarveError('IMAGE_NOT_FOUND', `${members.name}: repositories names no image`);
  return { transport: 'docker-archive', format: 'docker archive (before 1.10)', images };
}

async function storedImage(
  members: Members,
  id: string,
  names: readonly string[],
  limits: Limits,
): Promise<StoredImage> {
  const chain = await attempt(() => readChain(members, id, limits));
  const platform = chain instanceof VarveError ? null : platformOf(chain.at(-1)!.json);
  const entry: ImageEntry = { names, digest: null, configDigest: null, platform };
  return { entry, open: async () => openChain(members, entry, chain) };
}

/** The layers up to `id`, base first. */
async function readChain(members: Members, id: string, limits: Limits): Promise<readonly V1Layer[]> {
  const chain = [await readLayer(members, id, limits)];
  for (let next = chain[0]!.json.parent; next; next = chain.at(-1)!.json.parent) {
    if (chain.length >= MAX_CHAIN)
      throw new VarveError('FORMAT_INVALID', `${members.name}: the layers of ${printable(id)} form a circle`);
    chain.push(await readLayer(members, next, limits));
  }
  return chain.reverse();
}

async function readLayer(members: Members, id: string, limits: Limits): Promise<V1Layer> {
  const what = `${printable(id)}/json`;
  const member = members.find(`${id}/json`);
  if (!member) throw new VarveError('BLOB_MISSING', `${members.name} does not hold ${what}`);
  return { id, json: await readJson(member.blob, { input: members.name, what }, layerJson, limits) };
}

function openChain(members: Members, entry: ImageEntry, chain: readonly V1Layer[] | VarveError): ImageManifest {
  if (chain instanceof VarveError) throw chain;
  const layers = chain.map(({ id }, layer) => {
    const member = members.find(`${id}/layer.tar`);
    if (!member)
      throw new VarveError('BLOB_MISSING', `${members.name} does not hold layer ${layer}, ${printable(id)}/layer.tar`);
    return { blob: member.blob, digest: null, mediaType: null, sizeBytes: null, diffId: null };
  });
  return { ...entry, config: configOf(chain), layers, diagnostics: [] };
}

function configOf(chain: readonly V1Layer[]): ImageConfig {
  const { json } = chain.at(-1)!;
  return {
    created: json.created ?? null,
    dockerVersion: null,
    author: json.author ?? null,
    platform: platformOf(json),
    diffIds: [],
    history: chain.map(historyOf),
    settings: json.config ?? {},
  };
}

function historyOf({ json }: V1Layer): HistoryEntry {
  const command = json.container_config?.Cmd;
  return {
    created: json.created ?? null,
    createdBy: Array.isArray(command) ? command.join(' ') : '',
    author: json.author || null,
    comment: json.comment || null,
    emptyLayer: false,
  };
}
