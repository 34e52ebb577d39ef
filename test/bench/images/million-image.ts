import type { ImagePlan, LayerPlan } from './bench-image.ts';
import type { LayerFile } from './layer-file.ts';
import { word } from './random.ts';

const LAYERS = 30;
const PACKAGES_PER_LAYER = 630;
const FILES_PER_PACKAGE = 44;

/** About 1,000,000 entries in 30 layers, most of them empty files: packages, some stored anew by the next layer. */
export const MILLION_IMAGE: ImagePlan = {
  name: 'million',
  version: 1,
  layers: Array.from({ length: LAYERS }, (_, i): LayerPlan => ({
    createdBy: `COPY packages-${i} /srv`,
    fill: (layer) => fillLayer(layer, i),
  })),
};

/** New packages; of the layer below every fifteenth once more; of the one below that a file here and there is deleted. */
function fillLayer(layer: LayerFile, ordinal: number): void {
  const first = ordinal * PACKAGES_PER_LAYER;
  for (let i = first; i < first + PACKAGES_PER_LAYER; i += 1) writePackage(layer, i);
  if (ordinal > 0) for (let i = first - PACKAGES_PER_LAYER; i < first; i += 15) writePackage(layer, i);
  if (ordinal > 1)
    for (let i = first - 2 * PACKAGES_PER_LAYER; i < first - PACKAGES_PER_LAYER; i += 4) layer.whiteout(pathOf(i, 0));
}

function writePackage(layer: LayerFile, number: number): void {
  for (let i = 0; i < FILES_PER_PACKAGE; i += 1) layer.file(pathOf(number, i), i % 8 === 0 ? 100 + i : 0);
}

const FOLDERS = ['dist', 'lib', 'lib/internal', 'test'];

function pathOf(number: number, i: number): string {
  const folder = FOLDERS[Math.floor((i * FOLDERS.length) / FILES_PER_PACKAGE)];
  return `srv/app${number % 30}/node_modules/${word(number)}-${number}/${folder}/${word(31 * i + number)}${i}.js`;
}
