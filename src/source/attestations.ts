import { anything } from '../base/shape.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { VarveError } from '../model/error.ts';
import type { Limits } from '../model/limits.ts';
import { attempt } from './attempt.ts';
import { type BlobStore, nameOf, readDocument } from './blob-store.ts';
import type { FullDescriptor, ManifestDocument } from './document.ts';
import { jsonAs } from './read-json.ts';

/** What others state of an image: in-toto statements, as they stand there. */
export interface Attestations {
  readonly statements: readonly Statement[];
  /** Of those that cannot be read. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface Statement {
  /** `https://slsa.dev/provenance/v1`. */
  readonly predicateType: string;
  /** A JSON value of any form. */
  readonly content: unknown;
}

const IN_TOTO = /^application\/vnd\.in-toto(?:\.[a-z0-9.-]+)?\+(?:json|dsse)$/;
const REFERENCE = 'vnd.docker.reference.digest';
const PREDICATE = 'in-toto.io/predicate-type';
/** BuildKit writes one a platform, with a provenance and an SBOM. */
const MAX_MANIFESTS = 16;

/** The descriptors of attestations of the image with that digest. */
export function attestationsOf(descriptors: readonly FullDescriptor[], digest: string): readonly FullDescriptor[] {
  return descriptors.filter(({ annotations }) => annotations[REFERENCE] === digest).slice(0, MAX_MANIFESTS);
}

/** Reads attestations: their manifests, and the statements of provenance in them. What cannot be read is told. */
export async function readAttestations(
  store: BlobStore,
  descriptors: readonly FullDescriptor[],
  readManifest: (descriptor: FullDescriptor) => Promise<ManifestDocument>,
  limits: Limits,
): Promise<Attestations> {
  const statements: Statement[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const descriptor of descriptors) {
    const read = await attempt(async () => {
      const { layers } = await readManifest(descriptor);
      for (const layer of layers.filter(isProvenance)) statements.push(await readStatement(store, layer, limits));
    });
    if (!(read instanceof VarveError)) continue;
    diagnostics.push({ code: 'attestation-unreadable', message: `an attestation cannot be read: ${read.message}` });
  }
  return { statements, diagnostics };
}

/** SBOMs stand beside it, and are large. */
function isProvenance({ mediaType, annotations }: FullDescriptor): boolean {
  return IN_TOTO.test(mediaType ?? '') && (annotations[PREDICATE] ?? '').startsWith('https://slsa.dev/provenance/');
}

async function readStatement(store: BlobStore, layer: FullDescriptor, limits: Limits): Promise<Statement> {
  const bytes = await readDocument(store, layer, 'the attestation', limits);
  const content = jsonAs(bytes, { input: store.name, what: nameOf('the attestation', layer) }, anything);
  return { predicateType: layer.annotations[PREDICATE]!, content };
}
