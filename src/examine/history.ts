import { historyDiagnostics } from '../history/honesty.ts';
import { stepsOf } from '../history/steps.ts';
import type { ImageConfig } from '../model/manifest.ts';
import type { HistoryDocument } from '../report/documents/history.ts';
import type { ImageManifest } from '../source/image-source.ts';
import { documentHead, imageDocument, type Naming, type Opened } from './opened.ts';

type StepDocument = HistoryDocument['steps'][number];
type LayerFacts = Pick<StepDocument, 'bytes' | 'tarBytes' | 'compressedBytes' | 'diffId' | 'digest'>;

/** What `history` says of an image that was read. */
export function history({ image, naming }: Opened): HistoryDocument {
  const facts = image.layers.map(({ tarBytes, compressedBytes, diffId, digest }, layer) => {
    const bytes = image.paths.placements[layer]!.bodyBytes;
    return { bytes, tarBytes, compressedBytes, diffId, digest };
  });
  return {
    ...documentHead('history'),
    image: imageDocument(naming, image.manifest),
    steps: stepDocuments(image.manifest.config, facts),
    diagnostics: [...image.diagnostics, ...historyDiagnostics(image)],
  };
}

/** The same of an image whose layers were not read: what its manifest and config claim. */
export function historyManifest(naming: Naming, manifest: ImageManifest): HistoryDocument {
  const facts = manifest.layers.map(({ sizeBytes, diffId, digest }) => {
    return { bytes: null, tarBytes: null, compressedBytes: sizeBytes, diffId, digest };
  });
  return {
    ...documentHead('history'),
    image: imageDocument(naming, manifest),
    steps: stepDocuments(manifest.config, facts),
    diagnostics: manifest.diagnostics,
  };
}

/** What a layer would say that is not there. */
const NO_LAYER = { tarBytes: null, compressedBytes: null, diffId: null, digest: null };

function stepDocuments(config: ImageConfig, facts: readonly LayerFacts[]): StepDocument[] {
  return stepsOf(config, facts.length).map(({ layer, instruction, history: entry }, step) => {
    const { created = null, createdBy = '', author = null, comment = null, emptyLayer = false } = entry ?? {};
    return {
      ...{ step, layer, created, createdBy, instruction, author, comment, emptyLayer },
      ...(layer === null ? { bytes: emptyLayer ? 0 : null, ...NO_LAYER } : facts[layer]!),
    };
  });
}
