import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PROGRAM } from '../cli/run-varve.ts';
import { run } from './run.ts';

/** One image of a file or folder. */
export interface SavedImage {
  readonly path: string;
  /** How varve is told which one: `@0`. */
  readonly choice: string;
  /** The same for skopeo. */
  readonly skopeo: string;
  /** `sha256:` and the digest of the config. */
  readonly configDigest: string;
  /** The same of the manifest. */
  readonly digest: string;
  readonly names: readonly string[];
  readonly layers: readonly string[];
  /** Where what docker once said of it lies, when it does: `X.truth/0`. */
  readonly truth: string;
}

interface Saved {
  readonly Config: string;
  readonly RepoTags: readonly string[] | null;
}

/** What varve prints. */
export function varve(...argv: readonly string[]): Buffer {
  return run(process.execPath, [PROGRAM, ...argv, '--quiet', '--no-cache']);
}

/** The images of a folder, file by file; folders in it are images themselves when they look so. */
export function* savedImages(folder: string): Generator<SavedImage> {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (isImage(path)) yield* imagesOf(path);
  }
}

function isImage(path: string): boolean {
  if (statSync(path).isFile()) return path.endsWith('.tar');
  return existsSync(join(path, 'index.json')) || existsSync(join(path, 'version'));
}

function* imagesOf(path: string): Generator<SavedImage> {
  const spellings = skopeoNames(path);
  for (const i of spellings.keys()) {
    const choice = `@${i}`;
    const config = varve('inspect', path, '--image', choice, '--config-blob');
    const configDigest = `sha256:${createHash('sha256').update(config).digest('hex')}`;
    const { image } = JSON.parse(varve('inspect', path, '--image', choice, '--json').toString()) as {
      image: { names: readonly string[]; digest: string };
    };
    const { rootfs } = JSON.parse(config.toString()) as { rootfs: { diff_ids: readonly string[] } };
    const place = spellings.findIndex(({ config: name }) => name?.includes(configDigest.slice(7)));
    const chosen = place < 0 ? i : place;
    const truth = join(path.replace(/\.(tar|oci)$/, '.truth'), String(chosen));
    const { names, digest } = image;
    yield {
      path,
      choice,
      skopeo: spellings[chosen]!.skopeo,
      configDigest,
      digest,
      names,
      layers: rootfs.diff_ids,
      truth,
    };
  }
}

/** How skopeo names each image, and what the manifest calls its config. */
function skopeoNames(path: string): { readonly skopeo: string; readonly config?: string }[] {
  const isFolder = statSync(path).isDirectory();
  const members = isFolder ? readdirSync(path) : run('tar', ['-tf', path]).toString().split('\n');
  const json = (name: string): unknown =>
    JSON.parse((isFolder ? readFileSync(join(path, name)) : run('tar', ['-xOf', path, name])).toString());
  if (isFolder && members.includes('version')) return [{ skopeo: `dir:${path}` }];
  if (members.includes('manifest.json')) {
    return (json('manifest.json') as readonly Saved[]).map(({ Config }, i) => ({
      skopeo: `docker-archive:${path}:@${i}`,
      config: Config,
    }));
  }
  if (!isFolder) return [{ skopeo: `oci-archive:${path}` }];
  const { manifests } = json('index.json') as {
    manifests: readonly { annotations?: Readonly<Record<string, string>> }[];
  };
  return manifests.map(({ annotations }) => {
    const name = annotations?.['org.opencontainers.image.ref.name'];
    return { skopeo: name === undefined ? `oci:${path}` : `oci:${path}:${name}` };
  });
}

/** What it is called in the table. */
export function shownImage({ path, choice }: SavedImage, isOnly: boolean): string {
  return isOnly ? basename(path) : `${basename(path)} ${choice}`;
}
