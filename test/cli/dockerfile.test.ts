import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digest, dockerArchive, ociLayout, type Step } from '../../fixtures/image.ts';
import { tar } from '../../fixtures/tar.ts';
import type { DockerfileDocument } from '../../src/report/documents/dockerfile.ts';
import { runInProcess } from './run-varve.ts';
import { scratch } from './scratch.ts';

const place = scratch();

const ROOT: Step = {
  createdBy: '/bin/sh -c #(nop) ADD file:1a2b in / ',
  layer: tar([
    { name: 'etc/os-release', body: 'ID=debian\nVERSION_ID="12"\n' },
    { name: 'etc/passwd', body: 'root:x:0:0::/root:/bin/sh\n' },
    { name: 'etc/old', body: 'x' },
  ]),
};
const START: Step = { createdBy: '/bin/sh -c #(nop)  CMD ["sh"]' };
const COPIED: Step = {
  createdBy: '/bin/sh -c #(nop) COPY multi:1a2b in /srv/ ',
  layer: tar([
    { name: 'srv/a', body: 'aa', uid: 7, gid: 7 },
    { name: 'srv/b', body: 'b', uid: 7, gid: 7 },
  ]),
};
const COMMITTED: Step = {
  createdBy: 'bash',
  author: 'ops',
  comment: 'hot fix',
  layer: tar([
    { name: 'etc/.wh.old' },
    { name: 'etc/passwd', body: 'root:x:0:0::/root:/bin/sh\nweb:x:1000:1000::/home/app:/bin/sh\n' },
    { name: 'opt/run.sh', body: '#!/bin/sh\n', mode: 0o755 },
    { name: 'root/.bash_history', body: 'ls\n' },
  ]),
};

const ATTESTED = tar([{ name: 'a', body: 'x' }]);

async function run(...argv: readonly string[]): Promise<string> {
  const { exit, stdout, stderr } = await runInProcess(['dockerfile', ...argv]);
  expect(stderr.replace(/^varve: Dockerfile.*\n/m, '')).toBe('');
  expect(exit).toBe(0);
  return stdout;
}

function archive(name: string, steps: readonly Step[], settings = {}): string {
  const path = join(place, name);
  writeFileSync(path, dockerArchive({ steps, settings }));
  return path;
}

describe('varve dockerfile', () => {
  it('names sources and owners after what lies in the layer', async () => {
    const text = await run(archive('copied.tar', [ROOT, START, COPIED], { Cmd: ['sh'] }));
    expect(text).toContain('\nFROM debian:12\n');
    expect(text).toContain('\nCOPY --chown=7:7 a b /srv/\n');
  });

  it('rebuilds a committed layer from its files, and says that it was committed', async () => {
    const path = archive('committed.tar', [ROOT, START, COMMITTED], { Cmd: ['bash'] });
    const text = await run(path);
    expect(text).toContain('# layer 1 was not made by a Dockerfile: a container was committed (docker commit)');
    expect(text).toContain(
      '\nRUN useradd -u 1000 -g 1000 -d /home/app -s /bin/sh web\nRUN rm -rf /etc/old\n# --to DIR writes the files of layer-1\nCOPY layer-1/opt/run.sh /opt/run.sh\n',
    );
    expect(text).not.toContain('bash_history');
    expect(text).toContain('\nCMD ["bash"]\n');
    const document = JSON.parse(await run(path, '--json')) as DockerfileDocument;
    expect(document).toMatchObject({
      source: 'files',
      notMade: [{ layer: 1, verdict: 'commit' }],
      proof: { verdict: 'fail', instructions: 1, fits: 0 },
    });
  });

  it('names the sources of several files that went to the working directory, and says once whence', async () => {
    const workdir: Step = { createdBy: '/bin/sh -c #(nop) WORKDIR /srv' };
    const copy = (to: string): Step => ({ ...COPIED, createdBy: `/bin/sh -c #(nop) COPY multi:1a2b in ${to} ` });
    const text = await run(archive('relative.tar', [ROOT, START, workdir, copy('./'), copy('/srv')]));
    expect(text).toContain('\nCOPY --chown=7:7 a b ./\nCOPY --chown=7:7 a b /srv\n');
    expect(text.match(/name them as the image does/g)).toHaveLength(1);
  });

  it('installs again what dpkg unpacked again, and leaves its links to it', async () => {
    const status = (...names: readonly string[]): string =>
      names
        .map((name) => `Package: ${name}\nStatus: install ok installed\nArchitecture: all\nVersion: 1-1\n\n`)
        .join('');
    const info = 'var/lib/dpkg/info';
    const base: Step = {
      ...ROOT,
      layer: tar([
        { name: 'etc/os-release', body: 'ID=debian\nVERSION_ID="12"\n' },
        { name: 'var/lib/dpkg/status', body: status('old', 'listed') },
        { name: `${info}/old.list`, body: '/usr/lib/old.so\n' },
        { name: `${info}/old.md5sums`, body: '' },
        { name: 'usr/lib/old.so', body: 'x' },
      ]),
    };
    const changed: Step = {
      ...COMMITTED,
      layer: tar([
        { name: 'var/lib/dpkg/status', body: status('old', 'listed', 'new') },
        { name: `${info}/old.list`, body: '/usr/lib/old.so\n' },
        { name: `${info}/old.md5sums`, body: '' },
        { name: `${info}/listed.list`, body: '' },
        { name: `${info}/new.list`, body: '/usr/bin/new\n' },
        { name: 'usr/lib/old.so', body: 'x' },
        { name: 'usr/bin/new', body: 'x' },
        { name: 'usr/bin/pager', type: 'symlink', link: '/etc/alternatives/pager' },
      ]),
    };
    const text = await run(archive('again.tar', [base, START, changed]));
    expect(text).toContain(
      'install -y --no-install-recommends new=1-1 \\\n    && apt-get install -y --reinstall old=1-1 \\\n    && rm',
    );
    expect(text).not.toMatch(/COPY|pager/);
  });

  it('tells where the history says other than the layers', async () => {
    const document = JSON.parse(
      await run(archive('odd.tar', [ROOT, { ...COPIED, createdBy: 'COPY a /a # buildkit' }]), '--json'),
    ) as DockerfileDocument;
    expect(document.diagnostics).toMatchObject([{ code: 'copy-outside-target', layer: 1 }]);
  });

  it('writes through no links', async () => {
    const [to, outside] = [join(place, 'linked'), join(place, 'outside')];
    mkdirSync(to);
    mkdirSync(outside);
    writeFileSync(join(outside, 'kept'), 'kept');
    symlinkSync(join(outside, 'kept'), join(to, 'Dockerfile'));
    symlinkSync(outside, join(to, 'layer-1'));
    const path = archive('linked.tar', [ROOT, START, COPIED]);
    const { exit, stderr } = await runInProcess(['dockerfile', path, '--to', to, '--force']);
    expect(stderr).toContain('layer-1 is no directory');
    expect(exit).not.toBe(0);
    expect(readdirSync(outside)).toEqual(['kept']);
    await run(archive('unlinked.tar', [ROOT, START]), '--to', to, '--force');
    expect(readFileSync(join(to, 'Dockerfile'), 'utf8')).toContain('FROM');
    expect(readFileSync(join(outside, 'kept'), 'utf8')).toBe('kept');
  });

  it('writes what the Dockerfile copies beside it', async () => {
    const to = join(place, 'context');
    await run(archive('context.tar', [ROOT, START, COPIED, COMMITTED]), '--to', to);
    expect(readdirSync(to).sort()).toEqual(['Dockerfile', 'layer-1', 'layer-2']);
    expect(readFileSync(join(to, 'layer-2/opt/run.sh'), 'utf8')).toBe('#!/bin/sh\n');
    expect(readdirSync(join(to, 'layer-2')).sort()).toEqual(['opt']);
    expect(readFileSync(join(to, 'Dockerfile'), 'utf8')).toContain('\nCOPY --chown=7:7 layer-1/ /\n');
  });

  it('writes a layer that nothing tells of as a tar', async () => {
    const to = join(place, 'imported');
    const layer = tar([{ name: 'a', body: 'x' }]);
    await run(archive('imported.tar', [{ createdBy: '', comment: 'Imported from -', layer }]), '--to', to);
    expect(readFileSync(join(to, 'layer-0.tar')).equals(layer)).toBe(true);
    expect(readFileSync(join(to, 'Dockerfile'), 'utf8')).toContain('\nFROM scratch\n');
  });

  it('takes the text of a heredoc out of the layer', async () => {
    const layer = tar([{ name: 'etc/app.conf', body: 'a $b\nEOF\n' }]);
    const path = archive('heredoc.tar', [
      { createdBy: 'COPY <<EOF /etc/app.conf # buildkit', comment: 'buildkit.dockerfile.v0', layer },
    ]);
    expect(await run(path)).toContain('\nCOPY <<"EOF1" /etc/app.conf\na $b\nEOF\nEOF1\n');
    expect(await run(path, '--no-layers')).toContain(
      '# COPY of a heredoc to /etc/app.conf: the history does not keep its text\n',
    );
  });

  it('reads no layer with --no-layers', async () => {
    expect(await run(archive('bare.tar', [ROOT, START, COPIED]), '--no-layers')).toContain('\nFROM scratch\n');
  });

  it.each([
    [
      '0.2',
      (metadata: object) => ({
        metadata: { 'https://mobyproject.org/buildkit@v1#metadata': metadata },
        invocation: {
          configSource: { entryPoint: 'app.Dockerfile' },
          parameters: { frontend: 'dockerfile.v0', args: { 'build-arg:V': '2', target: 'app' } },
        },
      }),
    ],
    [
      '1',
      (metadata: object) => ({
        buildDefinition: {
          externalParameters: {
            configSource: { path: 'app.Dockerfile' },
            request: { frontend: 'dockerfile.v0', args: { 'build-arg:V': '2', target: 'app' } },
          },
        },
        runDetails: { metadata: { buildkit_metadata: metadata } },
      }),
    ],
  ])('gives the original out of SLSA provenance %s', async (version, predicateOf) => {
    const original = '# syntax=docker/dockerfile:1\nFROM scratch AS app\nCOPY a \\\n  /a\n';
    const infoOf = (filename: string, text: string): object => {
      const data = Buffer.from(text).toString('base64');
      return { filename, language: 'Dockerfile', data, llbDefinition: [{ id: 'step0', op: {} }], digestMapping: {} };
    };
    const source = {
      infos: [infoOf('tools/Dockerfile', 'FROM alpine\n'), infoOf('app.Dockerfile', original)],
      locations: {
        step0: {},
        step1: { locations: [{ sourceIndex: 1, ranges: [{ start: { line: 3 }, end: { line: 4 } }] }] },
        step2: { locations: [{ ranges: [{ start: { line: 1 }, end: { line: 1 } }] }] },
      },
    };
    const layers = { 'step1:0': [[{ digest: digest(ATTESTED), size: ATTESTED.length }]] };
    const layout = attestedLayout(`provenance-${version}`, version, predicateOf({ vcs: {}, source, layers }));
    expect(await run(`oci:${layout}`, '--annotate')).toContain('\n# layer 0, 2.0 kB stored\nCOPY a \\\n');
    const text = await run(`oci:${layout}`);
    expect(text.startsWith(original)).toBe(true);
    expect(text).toContain(
      '\n# the original app.Dockerfile, out of the provenance of the image\n# it was built with --build-arg V=2\n# it was built with --target app\n# built along with it, and in the provenance, too: tools/Dockerfile\n# proof: ',
    );
    const document = JSON.parse(await run(`oci:${layout}`, '--json')) as DockerfileDocument;
    expect(document).toMatchObject({
      source: 'provenance',
      instructions: [{ instruction: 'COPY a \\\n  /a', origin: 'provenance' }],
    });
  });

  it('tells of an attestation that cannot be read, and goes on', async () => {
    const layout = attestedLayout('damaged', '1', {}, true);
    const document = JSON.parse(await run(`oci:${layout}`, '--json')) as DockerfileDocument;
    expect(document.source).toBe('history');
    expect(document.diagnostics).toMatchObject([{ code: 'attestation-unreadable' }]);
  });
});

/** A layout of one image with a statement about it, as BuildKit writes it. */
function attestedLayout(name: string, version: string, predicate: object, withoutStatement = false): string {
  const files = ociLayout({ steps: [{ createdBy: 'COPY a /a # buildkit', layer: ATTESTED }] });
  const put = (value: object, mediaType: string): object => {
    const content = Buffer.from(JSON.stringify(value));
    if (!(withoutStatement && mediaType.includes('in-toto')))
      files.set(`blobs/${digest(content).replace(':', '/')}`, content);
    return { mediaType, digest: digest(content), size: content.length };
  };
  const predicateType = `https://slsa.dev/provenance/v${version}`;
  const statement = put(
    { _type: 'https://in-toto.io/Statement/v0.1', predicateType, predicate },
    'application/vnd.in-toto+json',
  );
  const config = put(
    { architecture: 'unknown', os: 'unknown', rootfs: { type: 'layers', diff_ids: [] } },
    'application/vnd.oci.image.config.v1+json',
  );
  const layers = [{ ...statement, annotations: { 'in-toto.io/predicate-type': predicateType } }];
  const manifest = put({ schemaVersion: 2, config, layers }, 'application/vnd.oci.image.manifest.v1+json');
  const index = JSON.parse(Buffer.from(files.get('index.json')!).toString()) as { manifests: { digest: string }[] };
  const annotations = {
    'vnd.docker.reference.type': 'attestation-manifest',
    'vnd.docker.reference.digest': index.manifests[0]!.digest,
  };
  files.set(
    'index.json',
    Buffer.from(
      JSON.stringify({
        ...index,
        manifests: [
          ...index.manifests,
          { ...manifest, annotations, platform: { os: 'unknown', architecture: 'unknown' } },
        ],
      }),
    ),
  );
  for (const [path, content] of files) {
    mkdirSync(dirname(join(place, name, path)), { recursive: true });
    writeFileSync(join(place, name, path), content);
  }
  return join(place, name);
}
