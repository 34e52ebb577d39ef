import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { BARE_MACHINE } from '../../fixtures/remote.ts';
import type { LayerLines } from '../../fixtures/layers.ts';
import { diveFigures } from '../../src/analysis/dive.ts';
import { locateImage } from '../../src/image/open-image.ts';
import { DEFAULT_LIMITS } from '../../src/model/limits.ts';
import { imageOf } from '../examine/open-layers.ts';

/** dive's own test image, beside the checkout where the project is worked on. */
const ARCHIVE = join(import.meta.dirname, '../../../shared/corpus/real-dive-docker/test-docker-image.tar');
const isThere = existsSync(ARCHIVE);
if (!isThere) console.log("skipped: dive's own test image is not beside the checkout");

describe("dive's figures", () => {
  it.each<readonly [behaviour: string, layers: readonly LayerLines[], figures: readonly (number | null)[]]>([
    // Paths: a 4 + 6, b 2. Least of each: 4 + 2.
    ['count every size of a path that comes again as wasted', ['a=1234, b=12', 'a=123456'], [6 / 12, 10, 10 / 6, 6]],
    // Paths: a 4 + 0, d/x 2, d 2 (its whiteout). Least of each: 0 + 2 + 2.
    ['count a whiteout of a directory for its content', ['a=1234, d/, d/x=12', '.wh.a, .wh.d'], [0.5, 4, null, 0]],
    ['count a hard link as empty', ['a=1234', 'a=12, b => a'], [2 / 6, 6, 3, 2]],
    ['are perfect for an image without bytes', ['a=, d/'], [1, 0, null, 0]],
    ['are perfect for an image without layers', [], [1, 0, null, 0]],
  ])('%s', async (_behaviour, layers, [efficiency, wastedBytes, userWastedPercent, userBytes]) => {
    const figures = diveFigures(await imageOf(...layers));
    expect(figures).toEqual({ efficiency, wastedBytes, userWastedPercent, userBytes });
  });

  it.skipIf(!isThere)('are those that dive tests itself with', async () => {
    const located = await locateImage({
      reference: ARCHIVE,
      limits: DEFAULT_LIMITS,
      verify: false,
      jobs: 2,
      rereadable: false,
      stdin: () => Readable.from([]),
      exists: () => 'file',
      hostArchitecture: 'amd64',
      remote: BARE_MACHINE,
      note: () => {},
    });
    try {
      const { efficiency, wastedBytes, userBytes } = diveFigures(await located.load());
      expect({ efficiency, wastedBytes, userBytes }).toEqual({
        efficiency: 0.9844212134184309,
        wastedBytes: 32_025,
        userBytes: 66_237,
      });
    } finally {
      await located.close();
    }
  });
});
