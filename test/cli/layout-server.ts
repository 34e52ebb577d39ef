import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type Image, ociLayout } from '../../fixtures/image.ts';

/** A registry that runs until its test is over. */
interface LayoutServer {
  readonly host: string;
  /** `repository what reference` of each request. */
  readonly asked: readonly string[];
  /** Every login that it was told. */
  readonly logins: readonly string[];
}

/** A registry of these images, by the name of their repository; where it needs a login it takes any. */
export async function serveLayouts(images: Readonly<Record<string, Image>>, needsLogin = false): Promise<LayoutServer> {
  const layouts = new Map(Object.entries(images).map(([name, image]) => [name, ociLayout(image)]));
  const [asked, logins]: [string[], string[]] = [[], []];
  const server = createServer((request, response) => {
    const [, , repository = '', what, reference = ''] = request.url!.split('/');
    const layout = layouts.get(repository);
    asked.push(`${repository} ${what} ${reference}`);
    const { authorization } = request.headers;
    if (authorization) logins.push(authorization);
    else if (needsLogin) return response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end();
    const isTag = !reference.startsWith('sha256:');
    const digest = isTag && layout ? manifestDigest(layout) : reference;
    const found = layout?.get(`blobs/${digest.replace(':', '/')}`);
    return response.writeHead(found ? 200 : 404).end(found);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked, logins };
}

function manifestDigest(layout: ReadonlyMap<string, Uint8Array>): string {
  const index = JSON.parse(Buffer.from(layout.get('index.json')!).toString()) as { manifests: { digest: string }[] };
  return index.manifests[0]!.digest;
}
