import type { ImagePlan } from './bench-image.ts';
import { word } from './random.ts';

const FILES = 50_000;
const WHITEOUTS = 2_000;

/** One layer of 50,000 small files, and one that deletes 2,000 of them one by one: what takes dive two minutes. */
export const WHITEOUT_IMAGE: ImagePlan = {
  name: 'whiteouts',
  version: 1,
  layers: [
    {
      createdBy: 'COPY files /srv',
      fill(layer) {
        for (let i = 0; i < FILES; i += 1) layer.file(pathOf(i), i % 500);
      },
    },
    {
      createdBy: 'RUN rm …',
      fill(layer) {
        for (let i = 0; i < WHITEOUTS; i += 1) layer.whiteout(pathOf((i * FILES) / WHITEOUTS));
      },
    },
  ],
};

function pathOf(i: number): string {
  return `srv/${word(i >> 11)}/${word(i >> 6)}-${i >> 6}/${word(i)}${i}.txt`;
}
