import { describe, expect, it } from 'vitest';
import type { LayerLines } from '../../fixtures/layers.ts';
import { historyDiagnostics } from '../../src/history/honesty.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { historyEntry, imageOf } from '../examine/open-layers.ts';

type Steps = readonly string[];
type Settings = Readonly<Record<string, unknown>>;
/** Steps above the base, a dash before what made no layer; the layer on top of it. */
type Row = readonly [behaviour: string, steps: Steps, layer: LayerLines];
type RowWithSettings = readonly [...Row, settings: Settings];

const BASE_STEP = '/bin/sh -c #(nop) ADD file:6c2b in / ';
const BASE =
  'usr/lib/old=1, lib -> usr/lib, etc/passwd=root, root/.ssh/key=secret, links/srv -> /srv, var/cache/list=1, house -> /root';

function oddities(
  steps: readonly string[],
  layer: LayerLines,
  settings?: Settings,
  os?: string,
): Promise<readonly Diagnostic[]> {
  return odditiesOf([BASE_STEP, ...steps], [BASE, layer], settings, os);
}

async function odditiesOf(
  steps: readonly string[],
  layers: readonly LayerLines[],
  settings: Settings = {},
  os = 'linux',
): Promise<readonly Diagnostic[]> {
  const image = await imageOf(...layers);
  const history = steps.map((by) => historyEntry(by.replace(/^-/, ''), by.startsWith('-')));
  const platform = { os, architecture: 'amd64', variant: null };
  const config = { ...image.manifest.config, history, platform, settings };
  return historyDiagnostics({ ...image, manifest: { ...image.manifest, config } });
}

describe('a COPY or ADD is honest', () => {
  it.each<Row>([
    ['that writes its target', ['COPY a /app # buildkit'], 'app=1'],
    ['that writes below its target', ['COPY . /app # buildkit'], 'app/, app/a=1, app/d/b=2'],
    ['of several sources', ['COPY a b c /app/ # buildkit'], 'app/, app/a=1, app/b=1, app/c=1'],
    ['that unpacks an archive', ['ADD a.tar.gz /srv/ # buildkit'], 'srv/a/b/c=1'],
    ['that fills the root', ['ADD rootfs.tar / # buildkit'], 'a=1, b/c=2, .wh.etc'],
    ['with directories on the way, new or touched', ['COPY a /x/y/z # buildkit'], 'etc/ @9, run/, x/, x/y/, x/y/z=1'],
    ['with flags', ['COPY --chown=1:1 --from=build --link /out /app # buildkit'], 'app=1'],
    ['in the JSON form', ['COPY ["a b", "/my app/"]'], [{ name: 'my app/a b', body: '1' }]],
    ['with blanks in its target', ['COPY a b /my app/ # buildkit'], [{ name: 'my app/a b', body: '1' }]],
    ['of a here-document', ['COPY <<EOF /etc/motd # buildkit'], 'etc/motd=hi'],
    ['of a here-document with its text', ['COPY <<EOF /etc/motd\nhello /srv\nEOF'], 'etc/motd=hi'],
    ['of the classic builder', ['/bin/sh -c #(nop) COPY dir:1a2b in /app '], 'app/a=1'],
    ['through a symlink', ['COPY a /lib/a # buildkit'], 'usr/lib/a=1'],
    ['through a symlink, stored as it is spelled', ['COPY a /lib/a # buildkit'], 'lib/a=1'],
    ['through a symlink below its target', ['COPY . /links # buildkit'], 'srv/a=1'],
    ['with .. in its target', ['COPY a /app/../srv/ # buildkit'], 'srv/a=1'],
    ['into the root where no working directory is told', ['COPY a app/ # buildkit'], 'app/a=1'],
    ['with a build argument', ['-ARG TO', 'COPY . $TO'], 'a/x=1'],
    ['with the value of a variable that is not set', ['COPY . ${TO:-/opt}/x'], 'opt/x/a=1'],
    ['with a variable nobody knows', ['COPY . $TO/x'], 'opt/x/a=1'],
    ['of a file that is a whiteout then', ['COPY a /etc/.wh.passwd'], 'etc/.wh.passwd'],
    ['with quotes', ['COPY "a b" "/c d"'], 'x=1'],
    ['where the engine left its mount points', ['COPY a /app'], 'app=1, .dockerenv=, dev/console c5:1, etc/hosts='],
    ['with whiteouts that hide nothing', ['COPY a /app # buildkit'], 'app=1, .wh..wh.plnk, x/.wh.y'],
    ['whose layer holds what the RUN before it did', ['-RUN make', 'COPY a /app'], 'app=1, usr/bin/tool=1'],
  ])('%s', async (_behaviour, steps, layer) => {
    expect(await oddities(steps, layer)).toEqual([]);
  });

  it.each<RowWithSettings>([
    [
      'into the working directory',
      ['-WORKDIR /a', '-WORKDIR b', 'COPY . . # buildkit'],
      'a/b/c=1',
      { WorkingDir: '/a/b' },
    ],
    ['into a working directory that no step tells of', ['COPY . . # buildkit'], 'srv/a=1', { WorkingDir: '/srv' }],
    ['into one that changed unseen', ['-WORKDIR /a', 'COPY . .'], 'srv/a=1', { WorkingDir: '/srv' }],
    ['with a variable', ['-ENV TO=/app', 'COPY . ${TO}/src'], 'app/src/a=1', { Env: ['TO=/app'] }],
    ['with a variable that was set twice', ['-ENV TO=/a', '-ENV TO=/b', 'COPY . $TO'], 'a/x=1', { Env: ['TO=/b'] }],
  ])('%s', async (_behaviour, steps, layer, settings) => {
    expect(await oddities(steps, layer, settings)).toEqual([]);
  });
});

describe('a COPY or ADD is not honest', () => {
  it.each<readonly [...RowWithSettings, evidence: string]>([
    ['that writes elsewhere', ['COPY a /app # buildkit'], 'app=1, etc/passwd=evil', {}, '1 path (/etc/passwd)'],
    ['that writes beside its target', ['COPY a /app # buildkit'], 'app=1, app2=1', {}, '1 path (/app2)'],
    ['that removes', ['COPY a /app # buildkit'], 'app=1, etc/.wh.passwd', {}, '1 path (/etc/passwd)'],
    ['that empties a directory', ['COPY a /app # buildkit'], 'app=1, root/.wh..wh..opq', {}, '1 path (/root)'],
    ['that writes much', ['COPY a /app # buildkit'], 'a=1, b=1, c=1, d=1, e=1', {}, '5 paths (/a, /b, /c, and 2 more)'],
    ['of the classic builder', ['/bin/sh -c #(nop) COPY file:1a in /app/ '], 'app/a=1, b=1', {}, '1 path (/b)'],
    ['into a known directory', ['-WORKDIR /app', 'COPY . .'], 'app/a=1, b=1', { WorkingDir: '/app' }, '1 path (/b)'],
    ['with a known variable', ['-ENV TO=/app', 'COPY . $TO'], 'app/a=1, b=1', { Env: ['TO=/app'] }, '1 path (/b)'],
    [
      'beside where a symlink leads',
      ['COPY a /lib/a # buildkit'],
      'usr/lib/a=1, usr/bin/b=1',
      {},
      '1 path (/usr/bin/b)',
    ],
  ])('%s', async (_behaviour, steps, layer, settings, evidence) => {
    const [odd, ...others] = await oddities(steps, layer, settings);
    expect(odd).toMatchObject({ code: 'copy-outside-target', layer: 1, path: /\((\/[^,)]*)/.exec(evidence)![1] });
    expect(odd!.message).toContain(`but the layer also changes ${evidence}`);
    expect(others).toEqual([]);
  });
});

describe('a RUN that removes is honest', () => {
  it.each<Row>([
    ['with a whiteout', ['RUN /bin/sh -c rm -rf /root/.ssh # buildkit'], 'root/.wh..ssh'],
    ['with a whiteout of the directory around', ['RUN rm /root/.ssh/key'], '.wh.root'],
    ['through a symlink', ['RUN rm -r /house/.ssh'], 'root/.wh..ssh'],
    ['with an opaque directory', ['RUN rm -rf /var/cache && mkdir /var/cache'], 'var/cache/, var/cache/.wh..wh..opq'],
    ['that makes it again', ['RUN rm /etc/passwd && echo x > /etc/passwd'], 'etc/passwd=x'],
    ['that may put it back as it was', ['RUN rm -rf /usr/lib && apt-get install --reinstall lib'], 'var/log=1'],
    ['of what is not there', ['RUN rm -rf /srv /nothing'], ''],
    ['of a directory that it could not remove so', ['RUN rm -f /root'], ''],
    ['of what the engine mounts', ['RUN rm -rf /etc/resolv.conf'], 'etc/resolv.conf='],
    ['in a script', ['RUN /bin/sh -c set -e\nrm /etc/passwd\n # buildkit'], ''],
    ['whose layer is said to be empty', ['-RUN rm /etc/passwd', 'RUN make'], ''],
  ])('%s', async (_behaviour, steps, layer) => {
    expect(await oddities(steps, layer)).toEqual([]);
  });

  it('in a volume', async () => {
    const settings = { Volumes: { '/var/cache/': {} } };
    expect(await oddities(['RUN rm /var/cache/list'], '', settings)).toEqual([]);
  });
});

it('tells of a RUN that removes without a whiteout', async () => {
  const found = await oddities(['RUN /bin/sh -c make && rm -rf /root/.ssh /etc/passwd # buildkit'], 'out=1');
  expect(found).toEqual([
    {
      code: 'removal-without-whiteout',
      message: 'the step says that it removes what the layer does not hide: 2 paths (/etc/passwd, /root/.ssh)',
      layer: 1,
      path: '/etc/passwd',
    },
  ]);
});

describe('a step that only sets something', () => {
  it.each<Row>([
    ['may have a layer of nothing', ['CMD ["sh"]'], ''],
    ['may have a layer of directories', ['ENV A=b'], './, etc/ @9'],
    ['has no layer', ['-ENV A=b', 'RUN make'], 'a=1'],
  ])('%s', async (_behaviour, steps, layer) => {
    expect(await oddities(steps, layer)).toEqual([]);
  });

  it('does not write files', async () => {
    const message = 'the step of the layer is LABEL, which writes no files, but the layer changes 1 path (/a)';
    const found = await oddities(['LABEL a=b'], 'a=1');
    expect(found).toEqual([{ code: 'metadata-step-with-content', message, layer: 1, path: '/a' }]);
  });

  it('may have got what the steps before it did, as buildah writes it', async () => {
    const steps = ['-/bin/sh -c make', '-/bin/sh -c #(nop) COPY file:1 in /a ', '/bin/sh -c #(nop) CMD ["sh"]'];
    const [odd] = await oddities(steps, 'a=1');
    expect(odd!.message).toMatch(/; the RUN and COPY before it, said to have made no layer, may have done so$/);
  });
});

it('tells of steps without a layer for which there is one', async () => {
  const message =
    'step 1 of the history says that it made no layer, but the layer that is left for it changes 1 path (/a)';
  const found = await odditiesOf(['RUN a', '-RUN b', '-CMD c'], [BASE, 'a=1', '']);
  expect(found).toEqual([{ code: 'empty-layer-with-content', message, layer: 1, path: '/a' }]);
});

it.each<readonly [string, readonly string[], string]>([
  ['of an image for Windows', ['COPY a /app'], 'windows'],
  ['where the history has too few steps', [], 'linux'],
  ['where the history has too many steps', ['COPY a /app', 'COPY b /srv'], 'linux'],
])('says nothing %s', async (_where, steps, os) => {
  expect(await oddities(steps, 'b=1', {}, os)).toEqual([]);
});
