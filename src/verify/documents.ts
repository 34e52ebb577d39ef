import { VarveError } from '../model/error.ts';
import { attempt } from '../source/attempt.ts';
import type { ImageManifest, SourceDocument } from '../source/image-source.ts';
import type { Check, Finding } from './check.ts';
import { algorithmOf, checkBlob, hashBlob, unreadable } from './hashed.ts';
import { skipped } from './check.ts';

/** Digest and size of the documents that lead to the layers: indexes from the outermost on, manifest, config. */
export async function checkDocuments({ documents = [], diagnostics }: ImageManifest): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const document of documents) {
    const findings = await findingsOf(document);
    checks.push(...findings.map((finding) => ({ ...finding, subject: document.kind })));
  }
  const hasConfig = documents.some(({ kind, blob }) => kind === 'config' && blob);
  const broken = diagnostics.find(({ code }) => code === 'config-unreadable');
  if (hasConfig && broken) {
    checks.push({ check: 'readable', subject: 'config', verdict: 'fail', message: broken.message });
  }
  return checks;
}

async function findingsOf({ blob, ...claims }: SourceDocument): Promise<readonly Finding[]> {
  if (!blob) return unreadable('it is not there', ['digest', 'size']);
  if (claims.digest === null && claims.sizeBytes === null) {
    return [skipped('digest', 'the image claims none'), skipped('size', 'the image claims none')];
  }
  const found = await attempt(() => hashBlob(blob, algorithmOf(claims.digest)));
  return found instanceof VarveError ? unreadable(found.message, ['digest', 'size']) : checkBlob(claims, found);
}
