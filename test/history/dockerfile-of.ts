import { dockerfileText } from '../../src/history/dockerfile-text.ts';
import { rebuildDockerfile } from '../../src/history/dockerfile.ts';
import { EMPTY_CONFIG, type HistoryEntry, type ImageConfig } from '../../src/model/manifest.ts';

/** The Dockerfile of a config, without files. */
export function textOf(
  config: ImageConfig,
  marks: Parameters<typeof rebuildDockerfile>[2] = { annotations: {} },
  annotate = false,
): string {
  const layers = config.history.filter(({ emptyLayer }) => !emptyLayer).length;
  return dockerfileText(rebuildDockerfile(config, layers, marks), { annotate, bytesOf: () => 5, header: ['rebuilt'] });
}

/** A config with that history and those settings. */
export function configOf(history: readonly Partial<HistoryEntry>[], settings: object): ImageConfig {
  const entries = history.map((each) => ({
    ...{ created: null, createdBy: '', author: null, comment: null, emptyLayer: false },
    ...each,
  }));
  return { ...EMPTY_CONFIG, history: entries, settings: { ...settings } };
}
