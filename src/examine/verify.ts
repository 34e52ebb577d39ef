import type { LocatedImage } from '../image/open-image.ts';
import type { VerifyDocument } from '../report/documents/verify.ts';
import { type VerifyOptions, verifyImage } from '../verify/verify-image.ts';
import { documentHead, imageDocument } from './opened.ts';

/** An image as it was found, and how the user named it. */
export interface Verified extends Pick<LocatedImage, 'source' | 'manifest'> {
  readonly reference: string;
}

/** Every claim of an image against its bytes. */
export async function verify(
  { reference, source, manifest }: Verified,
  options: Omit<VerifyOptions, 'hasLayers'>,
): Promise<VerifyDocument> {
  const { transport, format } = source;
  const checks = await verifyImage(manifest, { ...options, hasLayers: transport !== 'manifest' });
  return {
    ...documentHead('verify'),
    image: imageDocument({ reference, transport, format }, manifest),
    verdict: checks.some(({ verdict }) => verdict === 'fail') ? 'fail' : 'pass',
    checks,
    diagnostics: manifest.diagnostics,
  };
}
