import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Opened } from '../../../src/examine/opened.ts';
import { loadImage } from '../../../src/image/load-image.ts';
import { DEFAULT_LIMITS } from '../../../src/model/limits.ts';
import { openTar } from '../../../src/source/open-tar.ts';
import { seekable } from '../../source/build.ts';

const DEMO = join(import.meta.dirname, '../../../fixtures/demo.tar');

/** The image of `fixtures/demo.tar`. */
export async function openDemo(): Promise<Opened> {
  const limits = DEFAULT_LIMITS;
  const { images, transport, format } = await openTar(seekable(readFileSync(DEMO)), 'demo.tar', null, limits);
  const image = await loadImage(await images[0]!.open(), { limits, verify: false, jobs: 1 });
  return { naming: { reference: 'demo.tar', transport, format }, image, limits };
}
