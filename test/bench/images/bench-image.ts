import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDockerArchive } from './docker-archive.ts';
import { LayerFile } from './layer-file.ts';
import { packedLayers, type Packing, writeOciLayout } from './oci-layout.ts';

/** A step of the image and what its layer holds. */
export interface LayerPlan {
  readonly createdBy: string;
  fill(layer: LayerFile): void;
}

/** An image to measure with. The version is part of its folder's name: raise it when the plan changes. */
export interface ImagePlan {
  readonly name: string;
  readonly version: number;
  readonly layers: readonly LayerPlan[];
  readonly packings?: readonly Packing[];
}

/** A layer that lies apart, and what the image says of it. */
export interface StoredLayer {
  readonly createdBy: string;
  readonly path: string;
  readonly sizeBytes: number;
  /** Of the bytes at `path`, and of the tar: the same where it is not packed. */
  readonly digest: string;
  readonly diffId: string;
}

/** Where the forms of an image lie, and how large it is. */
export interface BenchImage {
  readonly archive: string;
  readonly layers: readonly string[];
  readonly entries: number;
  readonly sizeBytes: number;
  /** OCI layouts of the same image, for each packing the folder and its layers. */
  readonly packed: Readonly<Partial<Record<Packing, { readonly folder: string; readonly layers: readonly string[] }>>>;
}

/** The image that the plan describes, from `cache` or made there. */
export async function benchImage(plan: ImagePlan, cache: string): Promise<BenchImage> {
  const folder = join(cache, `${plan.name}-${plan.version}`);
  if (!existsSync(folder)) {
    console.error(`making ${folder}`);
    rmSync(`${folder}.part`, { recursive: true, force: true });
    await make(plan, `${folder}.part`);
    renameSync(`${folder}.part`, folder);
  }
  return found(plan, folder);
}

async function make({ layers, packings = [] }: ImagePlan, folder: string): Promise<void> {
  mkdirSync(join(folder, 'layers'), { recursive: true });
  let entries = 0;
  const stored = layers.map(({ createdBy, fill }, i): StoredLayer => {
    const path = join(folder, 'layers', `${String(i).padStart(2, '0')}.tar`);
    const layer = new LayerFile(path);
    fill(layer);
    const digest = `sha256:${layer.close()}`;
    entries += layer.entries;
    return { createdBy, path, sizeBytes: layer.sizeBytes, digest, diffId: digest };
  });
  writeDockerArchive(join(folder, 'image.tar'), stored);
  for (const packing of packings) await writeOciLayout(join(folder, packing), stored, packing);
  writeFileSync(join(folder, 'entries'), String(entries));
}

function found({ packings = [] }: ImagePlan, folder: string): BenchImage {
  const archive = join(folder, 'image.tar');
  const layers = join(folder, 'layers');
  const layout = (packing: Packing) => ({ folder: join(folder, packing), layers: packedLayers(join(folder, packing)) });
  return {
    archive,
    layers: readdirSync(layers)
      .sort()
      .map((name) => join(layers, name)),
    entries: Number(readFileSync(join(folder, 'entries'), 'utf8')),
    sizeBytes: statSync(archive).size,
    packed: Object.fromEntries(packings.map((packing) => [packing, layout(packing)])),
  };
}
