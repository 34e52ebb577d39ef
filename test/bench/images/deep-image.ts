import type { ImagePlan, LayerPlan } from './bench-image.ts';
import type { LayerFile } from './layer-file.ts';
import { word } from './random.ts';

const LAYERS = 40;
const FILES_PER_LAYER = 5_050;
const FILES_PER_FOLDER = 25;

/** 202,000 files in 40 layers, each of which changes and deletes some of the one below: what dive needs 20 s and 3 GB for. */
export const DEEP_IMAGE: ImagePlan = {
  name: 'deep',
  version: 1,
  layers: Array.from({ length: LAYERS }, (_, i): LayerPlan => ({
    createdBy: `RUN make component-${i}`,
    fill: (layer) => fillLayer(layer, i),
  })),
};

function fillLayer(layer: LayerFile, ordinal: number): void {
  for (let i = 0; i < FILES_PER_LAYER; i += 1) layer.file(pathOf(ordinal, i), (i * 37) % 3000);
  if (ordinal === 0) return;
  for (let i = 0; i < FILES_PER_LAYER; i += 50) layer.file(pathOf(ordinal - 1, i), 1 + (i % 2000), { key: `new ${i}` });
  for (let i = 7; i < FILES_PER_LAYER; i += 100) layer.whiteout(pathOf(ordinal - 1, i));
}

function pathOf(ordinal: number, i: number): string {
  const folder = Math.floor(i / FILES_PER_FOLDER);
  return `usr/lib/component-${ordinal % 10}/${word(ordinal)}-${ordinal}/${word(folder)}/${word(folder + 9)}${folder}/${word(i)}-${i}.js`;
}
