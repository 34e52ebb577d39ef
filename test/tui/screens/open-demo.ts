import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Opened } from '../../../src/examine/opened.ts';
import { loadImage } from '../../../src/image/load-image.ts';
import { DEFAULT_LIMITS } from '../../../src/model/limits.ts';
import { openTar } from '../../../src/source/open-tar.ts';
import { seekable } from '../../source/build.ts';

const FIXTURES = join(import.meta.dirname, '../../../fixtures');

/** The image of `fixtures/demo.tar`, or of another archive there. */
export async function openDemo(name = 'demo.tar'): Promise<Opened> {
  const limits = DEFAULT_LIMITS;
  const archive = seekable(readFileSync(join(FIXTURES, name)));
  const { images, transport, format } = await openTar(archive, name, null, limits);
  const image = await loadImage(await images[0]!.open(), { limits, verify: false, jobs: 1 });
  return { naming: { reference: name, transport, format }, image, limits };
}
