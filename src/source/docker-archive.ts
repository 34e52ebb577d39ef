import { digestOf } from '../blob/hash.ts';
import { readAll } from '../blob/read-all.ts';
import { anyCase, list, number, object, optional, record, ShapeError, string, type Shape } from '../base/shape.ts';
import { printable } from '../base/text.ts';
import { parseDigest } from '../model/digest.ts';
import { Diagnostics, type Diagnostic } from '../model/diagnostic.ts';
import { VarveError } from '../model/error.ts';
import { distinctNames } from '../model/image-name.ts';
import type { Limits } from '../model/limits.ts';
import { attempt } from './attempt.ts';
import { compareWithLayers, diffIdsOfLayers, readConfig, type ReadConfig } from './image-config.ts';
import type { ImageSet, StoredImage } from './image-set.ts';
import type { ImageEntry, ImageManifest, SourceDocument, SourceLayer } from './image-source.ts';
import type { Member, Members } from './members.ts';
import { reportSize } from './open-manifest.ts';
import { readJson } from './read-json.ts';

interface SavedImage {
  readonly Config: string;
  readonly RepoTags: readonly string[] | undefined;
  readonly Layers: readonly string[];
  readonly LayerSources: Readonly<Record<string, LayerSource>> | undefined;
}

/** What docker 25 and later say of a layer, by diff_id. */
interface LayerSource {
  readonly mediaType: string | undefined;
  readonly digest: string | undefined;
  readonly size: number | undefined;
}

/** A config that was read, with the digest of its bytes. */
interface SavedConfig extends ReadConfig {
  readonly digest: string;
  readonly document: SourceDocument;
}

const layerSource: Shape<LayerSource> = object({
  mediaType: optional(string),
  digest: optional(string),
  size: optional(number),
});

/** Keys in any letter case: Go does not mind, so jib once wrote `config`, `repoTags`, `layers`. */
const savedImage: Shape<SavedImage> = anyCase(
  ['Config', 'RepoTags', 'Layers', 'LayerSources'],
  object({
    Config: string,
    RepoTags: optional(list(string)),
    Layers: (value, at) => (value === null ? [] : list(string)(value, at)),
    LayerSources: optional(record(layerSource)),
  }),
);

/** A saved nothing is `null` or `[]`: some tools write that when an image is asked for by its id. */
const savedImages: Shape<readonly SavedImage[]> = (value, at) => {
  const images = optional(list(savedImage))(value, at) ?? [];
  if (images.length === 0) throw new ShapeError(`${at} names no image`);
  return images;
};

/**
 * The images of a `docker save` archive, in the order of `manifest.json`.
 *
 * @throws VarveError `FORMAT_INVALID`
 */
export async function dockerArchive(members: Members, limits: Limits): Promise<ImageSet> {
  const member = members.find('manifest.json');
  if (!member) throw new VarveError('FORMAT_INVALID', `${members.name} is no docker archive: it has no manifest.json`);
  const saved = await readJson(member.blob, { input: members.name, what: 'manifest.json' }, savedImages, limits);
  const images: StoredImage[] = [];
  for (const image of saved) images.push(await storedImage(members, image, limits));
  return { transport: 'docker-archive', format: 'docker archive', images };
}

/** A config is small and says what the platform is: it is read to list the image. If it is broken, opening says so. */
async function storedImage(members: Members, saved: SavedImage, limits: Limits): Promise<StoredImage> {
  const read = await attempt(() => readSavedConfig(members, saved, limits));
  const failed = read instanceof VarveError;
  const entry: ImageEntry = {
    names: distinctNames(saved.RepoTags ?? []),
    digest: failed ? null : read.digest,
    configDigest: failed ? null : read.digest,
    platform: failed ? null : read.config.platform,
  };
  return { entry, open: async () => openImage(members, saved, { ...entry, read }, limits) };
}

async function readSavedConfig(members: Members, { Config }: SavedImage, limits: Limits): Promise<SavedConfig> {
  const member = members.find(Config);
  if (!member) throw missing(members, `the config ${printable(Config)}`);
  const bytes = await readAll(member.blob, limits.maxJson);
  const computed = digestOf(bytes);
  const odd = misnamed(members, member.path, computed, limits);
  const claimed = configDigestIn(member.path);
  const digest = limits.lenient && claimed !== null ? claimed : computed;
  const { config, diagnostics } = readConfig(bytes, {
    input: members.name,
    what: `the config ${printable(member.path)}`,
  });
  const document = { kind: 'config', digest: claimed, sizeBytes: null, blob: member.blob } as const;
  return { digest, config, document, diagnostics: [...odd, ...diagnostics] };
}

/** A blob of another content is damage; elsewhere the file's name is only a habit of the tools. */
function misnamed(members: Members, path: string, digest: string, { lenient }: Limits): readonly Diagnostic[] {
  const claimed = configDigestIn(path);
  if (claimed === null || digest === claimed) return [];
  const message = `the config ${printable(path)} has the digest ${digest}`;
  if (digestIn(path) && !lenient) throw new VarveError('DIGEST_MISMATCH', `${members.name}: ${message}`);
  return [{ code: 'misnamed-config', message }];
}

function openImage(
  members: Members,
  saved: SavedImage,
  { read, ...entry }: ImageEntry & { readonly read: SavedConfig | VarveError },
  { lenient }: Limits,
): ImageManifest {
  if (read instanceof VarveError) throw read;
  const diagnostics = new Diagnostics();
  diagnostics.addAll(read.diagnostics);
  diagnostics.addAll(compareWithLayers(read.config, saved.Layers.length));
  const diffIds = diffIdsOfLayers(read.config, saved.Layers.length);
  const layers = saved.Layers.map((path, layer) => {
    const member = members.find(path);
    if (!member && !lenient) throw missing(members, `layer ${layer}, ${printable(path)}`);
    const opened = layerIn(member ?? { path, blob: null }, diffIds[layer]!, saved.LayerSources ?? {});
    if (member) reportSize(opened, member.blob.sizeBytes, `layer ${layer}, ${printable(path)},`, diagnostics, layer);
    return opened;
  });
  return { ...entry, config: read.config, layers, documents: [read.document], diagnostics: diagnostics.list() };
}

/** Only a blob's name says its digest: `ID/layer.tar` is named by an id that docker made up. */
function layerIn(
  { path, blob }: Pick<Member, 'path'> & Pick<SourceLayer, 'blob'>,
  diffId: string | null,
  sources: Readonly<Record<string, LayerSource>>,
): SourceLayer {
  const digest = digestIn(path);
  const source = Object.values(sources).find((each) => each.digest === digest && digest !== null);
  return { blob, digest, mediaType: source?.mediaType ?? null, sizeBytes: source?.size ?? null, diffId };
}

/** The digest that a config's name claims: that of a blob, or the plain digits of older archives. */
function configDigestIn(path: string): string | null {
  const digits = /^(?:sha256:)?([0-9a-f]{64})(?:\.json)?$/.exec(path)?.[1];
  return digestIn(path) ?? (digits === undefined ? null : `sha256:${digits}`);
}

function digestIn(path: string): string | null {
  const digest = /^blobs\/(sha256|sha512)\/([0-9a-f]+)$/.exec(path);
  const text = digest ? `${digest[1]}:${digest[2]}` : '';
  return parseDigest(text) ? text : null;
}

function missing({ name }: Members, what: string): VarveError {
  return new VarveError('BLOB_MISSING', `${name} does not hold ${what}`, {
    hint: 'The archive is incomplete, or leads out of itself: save the image once more.',
  });
}
