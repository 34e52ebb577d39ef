import type { HistoryEntry, ImageConfig } from '../../model/manifest.ts';

/** Builders of Dockerfiles, by how they write a step down. */
export type Recorder = 'classic' | 'buildkit' | 'buildah' | 'kaniko';

/** A step as its builder wrote it down, without what the builder put around it. */
export interface Recorded {
  readonly recorder: Recorder;
  readonly keyword: string;
  /** What stands behind the keyword. */
  readonly text: string;
}

const KEYWORDS =
  'ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR';
const INSTRUCTION = new RegExp(`^(${KEYWORDS})(?:\\s+(.*))?$`, 's');
const ANY_CASE = new RegExp(INSTRUCTION.source, 'is');
const NOP = /^[^\n]*?#\(nop\)(\s+)(.*)$/s;
const BUILDKIT_SUFFIX = / # buildkit\s*$/;

/** Which builder wrote the steps of an image that do not tell it themselves. */
export function usualRecorder({ history, settings }: ImageConfig): Recorder {
  const labels = settings['Labels'];
  if (typeof labels === 'object' && labels !== null && 'io.buildah.version' in labels) return 'buildah';
  if (history.some(isBuildah)) return 'buildah';
  if (history.some(isKaniko)) return 'kaniko';
  return history.some(isBuildkit) ? 'buildkit' : 'classic';
}

/** What a step recorded; a command alone is a `RUN`. `undefined` for a step that says nothing. */
export function recordedOf(entry: HistoryEntry, usual: Recorder): Recorded | undefined {
  const text = entry.createdBy.trim();
  if (text === '') return undefined;
  const nop = NOP.exec(text);
  const read = nop && INSTRUCTION.exec(nop[2]!.trim());
  if (read) {
    // Buildah puts one blank before all, docker two before what makes no layer.
    const isSource = usual === 'buildah' && nop[1] === ' ' && (isBuildah(entry) || !isGo(read[2] ?? ''));
    return { recorder: isSource ? 'buildah' : 'classic', keyword: read[1]!, text: read[2] ?? '' };
  }
  if (isBuildkit(entry))
    return keyworded(entry.createdBy.trimStart().replace(BUILDKIT_SUFFIX, ''), 'buildkit', INSTRUCTION);
  if (isKaniko(entry)) return keyworded(text, 'kaniko', ANY_CASE);
  const recorder = INSTRUCTION.test(text) && usual !== 'buildkit' ? 'kaniko' : usual;
  return keyworded(text, recorder, INSTRUCTION);
}

function keyworded(text: string, recorder: Recorder, instruction: RegExp): Recorded {
  const read = instruction.exec(text);
  if (!read) return { recorder, keyword: 'RUN', text };
  return { recorder, keyword: read[1]!.toUpperCase(), text: read[2] ?? '' };
}

/** Lists as Go prints them, which no Dockerfile holds. */
function isGo(text: string): boolean {
  return /^(?:&\{|map\[|\["(?:[^"\\]|\\.)*" ")/.test(text);
}

/** Whether BuildKit wrote the step. */
export function isBuildkit({ comment, createdBy }: HistoryEntry): boolean {
  return comment?.startsWith('buildkit.') || BUILDKIT_SUFFIX.test(createdBy);
}

/** Whether buildah or podman wrote the step. */
export function isBuildah({ comment }: HistoryEntry): boolean {
  return /^FROM \S/.test(comment ?? '');
}

/** Whether kaniko wrote the step. */
export function isKaniko({ author }: HistoryEntry): boolean {
  return author === 'kaniko';
}
