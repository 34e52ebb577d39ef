import type { AnalyzeDocument } from '../../../src/report/documents/analyze.ts';
import type { ImageDocument } from '../../../src/report/documents/parts.ts';
import type { DiffChange, DiffDocument } from '../../../src/report/documents/diff.ts';
import type { LogDocument } from '../../../src/report/documents/log.ts';
import type { LsDocument, LsEntry } from '../../../src/report/documents/ls.ts';
import type { VerifyDocument } from '../../../src/report/documents/verify.ts';
import type { TextStyle } from '../../../src/report/text/style.ts';

/** 2026-11-20T12:00:00Z. */
const NOW = 1_795_176_000;

export const PLAIN: TextStyle = { color: false, columns: 80, now: NOW, verbose: false, all: false };

type Layer = AnalyzeDocument['layers'][number];
type LogEvent = LogDocument['events'][number];
type VerifyCheck = VerifyDocument['checks'][number];

const IMAGE: ImageDocument = {
  reference: 'app.tar',
  transport: 'docker-archive',
  format: 'docker archive',
  names: ['shop/api:2.3'],
  digest: null,
  configDigest: `sha256:${'1f'.repeat(32)}`,
  platform: { os: 'linux', architecture: 'amd64', variant: null },
  created: '2026-10-28T09:13:04.518273645Z',
  author: null,
  dangling: false,
  config: {},
};

const HEAD = { schemaVersion: 1, varve: '0.0.0' } as const;

export function layerOf(layer: number, given: Partial<Layer>): Layer {
  return {
    layer,
    diffId: null,
    digest: null,
    mediaType: null,
    compression: 'none',
    compressedBytes: null,
    tarBytes: (given.bytes ?? 0) + 1536,
    bytes: 0,
    entries: 1,
    files: 0,
    whiteouts: 0,
    opaques: 0,
    added: 0,
    changed: 0,
    deleted: 0,
    deadBytes: 0,
    instruction: '',
    createdBy: '',
    created: null,
    author: null,
    comment: 'buildkit.dockerfile.v0',
    verified: false,
    ...given,
  };
}

const SHOP_LAYERS: readonly Layer[] = [
  { bytes: 124_200_000, deadBytes: 1_240_000, files: 8911, instruction: 'ADD rootfs.tar /' },
  {
    bytes: 98_400_000,
    deadBytes: 82_900_000,
    files: 1204,
    instruction: 'RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev python3-dev make',
  },
  { bytes: 60_200_000, deadBytes: 30_100_000, files: 2377, instruction: 'COPY . /app' },
  { bytes: 30_100_000, files: 2377, instruction: 'RUN chown -R app /app' },
  { bytes: 4100, deleted: 21, whiteouts: 21, instruction: 'RUN rm -rf /var/lib/apt/lists/*' },
  { bytes: 99_700_000, deadBytes: 300_000, files: 12, deleted: 1, instruction: 'COPY --from=model /models /models' },
].map((given, layer) => layerOf(layer, given));

type Pair = NonNullable<AnalyzeDocument['dead']>['pairs'][number];

const SHOP_PAIRS: readonly Pair[] = [
  {
    createdIn: 1,
    hiddenBy: 4,
    cause: 'deleted',
    bytes: 82_900_000,
    paths: 21,
    advice:
      'delete /var/lib/apt/lists/* in the step that writes it (layer 1): what a layer stores, no later layer takes out',
  },
  {
    createdIn: 2,
    hiddenBy: 3,
    cause: 'rewritten',
    bytes: 30_100_000,
    paths: 2377,
    advice: 'set mode, owner and time of /app/* in the step that writes it (COPY --chown --chmod), not in layer 3',
  },
  {
    createdIn: 0,
    hiddenBy: 1,
    cause: 'overwritten',
    bytes: 1_100_000,
    paths: 1,
    advice: 'write /var/lib/dpkg/status once: join layers 0 and 1, or leave it out of layer 0',
  },
  {
    createdIn: 5,
    hiddenBy: 5,
    cause: 'duplicateEntry',
    bytes: 300_000,
    paths: 1,
    advice: 'the tar of layer 5 stores /models/index.json more than once: rebuild it with another tool',
  },
  {
    createdIn: 0,
    hiddenBy: 4,
    cause: 'hidden',
    bytes: 100_000,
    paths: 6,
    advice: 'do not fill /var/cache/debconf/* in layer 0: layer 4 replaces what it lies in',
  },
  { createdIn: 0, hiddenBy: 2, cause: 'overwritten', bytes: 25_000, paths: 2, advice: 'write these files once' },
  { createdIn: 0, hiddenBy: 3, cause: 'rewritten', bytes: 15_000, paths: 9, advice: 'set the owner at once' },
];

/** An image with every usual sin, in numbers that add up. */
export const SHOP: AnalyzeDocument = {
  ...HEAD,
  kind: 'analyze',
  image: IMAGE,
  totals: {
    layers: 6,
    emptySteps: 5,
    entries: 14_902,
    files: 12_381,
    layerBytes: 412_604_100,
    visibleBytes: 298_064_100,
    deadBytes: 114_540_000,
    compressedBytes: null,
    efficiency: 298_064_100 / 412_604_100,
  },
  dive: { efficiency: 0.7812, wastedBytes: 120_000_000, userWastedPercent: 0.416, userBytes: 288_404_100 },
  layers: SHOP_LAYERS,
  dead: {
    byCause: {
      overwritten: 1_125_000,
      rewritten: 30_115_000,
      deleted: 82_900_000,
      hidden: 100_000,
      duplicateEntry: 300_000,
    },
    paths: [
      {
        path: '/var/lib/apt/lists/deb.debian.org_debian_dists_bookworm_main_binary-amd64_Packages.lz4',
        bytes: 51_000_000,
        copies: [{ layer: 1, hiddenBy: 4, bytes: 51_000_000, cause: 'deleted' }],
      },
      {
        path: '/app/server.js',
        bytes: 16_200,
        copies: [
          { layer: 0, hiddenBy: 2, bytes: 8100, cause: 'overwritten' },
          { layer: 2, hiddenBy: 3, bytes: 8100, cause: 'rewritten' },
        ],
      },
    ],
    pairs: SHOP_PAIRS,
  },
  duplicates: {
    bytes: 99_230_000,
    groups: [
      {
        bytes: 49_600_000,
        count: 3,
        sha256: 'a'.repeat(64),
        paths: ['/models/bert.onnx', '/models/releases/2/bert.onnx', '/models/releases/3/bert.onnx'],
      },
      {
        bytes: 6000,
        count: 6,
        sha256: 'b'.repeat(64),
        paths: Array.from({ length: 6 }, (_, i) => `/app/node_modules/module-${i}/LICENSE`),
      },
    ],
  },
  largest: {
    files: [
      { path: '/models/bert.onnx', bytes: 49_600_000, layer: 5 },
      { path: '/usr/lib/gcc/x86_64-linux-gnu/12/cc1', bytes: 31_000_000, layer: 1 },
      {
        path: '/app/node_modules/.pnpm/@img+sharp-libvips-linux-x64@1.0.4/node_modules/@img/sharp-libvips-linux-x64/lib/libvips-cpp.so.42',
        bytes: 12_800_000,
        layer: 3,
      },
      { path: '/usr/bin/node', bytes: 6_600_000, layer: 0 },
      { path: '/usr/lib/x86_64-linux-gnu/libc.so.6', bytes: 1_900_000, layer: 0 },
      { path: '/usr/bin/perl', bytes: 900_000, layer: 0 },
    ],
    directories: [
      { path: '/models', bytes: 99_700_000, layer: 5 },
      { path: '/usr', bytes: 90_300_000, layer: 1 },
    ],
  },
  diagnostics: [
    {
      code: 'replaced-symlink',
      message:
        '/lib is a symlink in a lower layer, and this layer has /lib/modules without an entry for it: it becomes a real directory',
      layer: 2,
      path: '/lib',
      byte: 1536,
    },
    { code: 'history-mismatch', message: 'the history tells of 7 layers but the image has 6 layers' },
  ],
};

const { duplicates: _duplicates, ...SHOP_ONCE } = SHOP;

const NO_DEAD: AnalyzeDocument['dead'] = {
  byCause: { overwritten: 0, rewritten: 0, deleted: 0, hidden: 0, duplicateEntry: 0 },
  paths: [],
  pairs: [],
};

/** Nothing dead, nothing odd; layers are compressed, and the config has no name and no true date. */
export const CLEAN: AnalyzeDocument = {
  ...SHOP,
  image: {
    ...IMAGE,
    reference: 'my images/app.tar',
    format: 'OCI layout',
    names: [],
    dangling: true,
    platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
    created: '1980-01-01T00:00:00Z',
  },
  totals: {
    layers: 2,
    emptySteps: 0,
    entries: 3,
    files: 2,
    layerBytes: 5_000_000,
    visibleBytes: 5_000_000,
    deadBytes: 0,
    compressedBytes: 2_200_000,
    efficiency: 1,
  },
  dive: { efficiency: 1, wastedBytes: 0, userWastedPercent: 0, userBytes: 1 },
  layers: [
    layerOf(0, { bytes: 4_999_999, files: 1, compressedBytes: 2_199_800, instruction: 'COPY app /', comment: null }),
    layerOf(1, { bytes: 1, files: 1, compressedBytes: 200, comment: null }),
  ],
  dead: NO_DEAD,
  duplicates: { bytes: 0, groups: [] },
  largest: {
    files: [
      { path: '/app', bytes: 4_999_999, layer: 0 },
      { path: '/x', bytes: 1, layer: 1 },
    ],
    directories: [],
  },
  diagnostics: [],
};

/** An image without layers: `FROM scratch` and a label. */
export const EMPTY: AnalyzeDocument = {
  ...SHOP_ONCE,
  image: { ...IMAGE, names: ['e'], platform: null, created: null },
  totals: {
    ...CLEAN.totals,
    layers: 0,
    emptySteps: 1,
    entries: 0,
    files: 0,
    layerBytes: 0,
    visibleBytes: 0,
    compressedBytes: null,
  },
  dive: CLEAN.dive,
  layers: [],
  dead: NO_DEAD,
  largest: { files: [], directories: [] },
  diagnostics: [],
};

/** What is known of an image whose layers are not at hand. */
export const MANIFEST: AnalyzeDocument = {
  ...SHOP_ONCE,
  image: { ...IMAGE, reference: 'manifest.json', transport: 'manifest', format: 'manifest', names: [] },
  totals: {
    layers: 3,
    emptySteps: 2,
    entries: null,
    files: null,
    layerBytes: null,
    visibleBytes: null,
    deadBytes: null,
    compressedBytes: 41_200_400,
    efficiency: null,
  },
  dive: null,
  layers: [
    [29_100_000, 'ADD rootfs.tar /'],
    [12_100_000, 'RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl tini'],
    [400, ''],
  ].map(([compressedBytes, instruction], layer) => ({
    ...layerOf(layer, { compressedBytes: compressedBytes as number, instruction: instruction as string }),
    bytes: null,
    tarBytes: null,
    entries: null,
    files: null,
    deadBytes: null,
    deleted: null,
  })),
  dead: null,
  largest: null,
  diagnostics: [],
};

/** Names and instructions that would break columns, or speak to the terminal. */
export const ODD: AnalyzeDocument = {
  ...SHOP,
  image: {
    ...IMAGE,
    reference: "it's \u001b[31mred\u001b[0m.tar",
    names: ['店/アプリ:2\u202e3', 'other:1', 'third:1'],
    created: '2031-01-01T00:00:00Z',
  },
  layers: SHOP_LAYERS.map((layer) => ({
    ...layer,
    instruction: [
      'RUN echo \u001b[2J',
      `COPY ${'写真'.repeat(40)} /写真`,
      'RUN e\u0301cho "👍🏽 🇩🇪 ❤️"',
      'Z',
      '',
      'RUN \t\u0000',
    ][layer.layer]!,
  })),
  largest: {
    files: [
      { path: `/${'深い/'.repeat(60)}名前.txt`, bytes: 100, layer: 1 },
      { path: '/x\ny\u009b31m', bytes: 9, layer: 0 },
    ],
    directories: [],
  },
};

/** As many layers as overlayfs takes. */
export const TALL: AnalyzeDocument = {
  ...SHOP_ONCE,
  totals: { ...SHOP.totals, layers: 127, layerBytes: 411_201_137, visibleBytes: 296_661_137 },
  layers: Array.from({ length: 127 }, (_, layer) =>
    layerOf(layer, {
      bytes: layer === 0 ? 200_000_000 : 1_673_850 + layer * 37,
      files: layer,
      instruction: layer === 126 ? 'RUN ./configure --prefix=/usr/local && make -j8 && make install' : 'RUN true',
    }),
  ),
  dead: { ...NO_DEAD, pairs: SHOP_PAIRS.slice(0, 2).map((pair) => ({ ...pair, createdIn: 99, hiddenBy: 126 })) },
};

export function entryOf(path: string, given: Partial<LsEntry> = {}): LsEntry {
  return {
    path,
    type: 'file',
    mode: '0644',
    uid: 0,
    gid: 0,
    size: 0,
    mtime: '2026-10-05T00:00:00Z',
    link: null,
    layer: 0,
    xattrs: {},
    ...given,
  };
}

const FOLDER = { type: 'dir', mode: '0755' } as const;

export function lsOf(entries: Iterable<LsEntry>, layer = 12): LsDocument {
  const instructions = [
    'ADD rootfs.tar /',
    '',
    'RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev',
  ];
  const layers = Array.from({ length: layer + 1 }, (_, ordinal) => ({
    layer: ordinal,
    instruction: instructions[ordinal] ?? `RUN step ${ordinal}`,
  }));
  return { ...HEAD, kind: 'ls', image: IMAGE, layer, layers, entries, diagnostics: [] };
}

/** Every type, every special bit, names of every script. */
export const LISTING: LsDocument = lsOf([
  entryOf('/bin', { type: 'symlink', mode: '0777', link: 'usr/bin' }),
  entryOf('/dev', { ...FOLDER, treeBytes: 0, mtime: null }),
  entryOf('/dev/null', { type: 'char', mode: '0666', device: { major: 1, minor: 3 } }),
  entryOf('/dev/sda', { type: 'block', mode: '0660', gid: 6, device: { major: 8, minor: 0 } }),
  entryOf('/etc', { ...FOLDER, treeBytes: 12_901, layer: 12 }),
  entryOf('/etc/passwd', { size: 1_204 }),
  entryOf('/etc/shadow', { size: 797, mode: '0640', gid: 42 }),
  entryOf('/etc/ssl', { ...FOLDER, treeBytes: 10_900, layer: 2 }),
  entryOf('/etc/ssl/openssl.cnf', { size: 10_900, layer: 2, mtime: '2026-10-28T09:12:41Z' }),
  entryOf('/run/fifo', { type: 'fifo', mode: '0600' }),
  entryOf('/srv/写真', { ...FOLDER, uid: 1_000_000, gid: 1_000_000, treeBytes: 5 }),
  entryOf('/srv/写真/e\u0301\u001b[31m.txt', { size: 5, uid: 1000, gid: 100, mode: '0000' }),
  entryOf('/tmp', { ...FOLDER, mode: '1777', treeBytes: 0 }),
  entryOf('/usr/bin/su', { size: 72_000, mode: '4755', mtime: '1969-12-31T23:59:59Z' }),
  entryOf('/usr/bin/su2', { type: 'hardlink', size: 72_000, mode: '4755', link: '/usr/bin/su' }),
  entryOf('/usr/bin/write', { size: 123_456_789_000, mode: '2745', mtime: '+275760-09-13T00:00:00Z' }),
  entryOf('/usr/local', { ...FOLDER, mode: '1776', treeBytes: 0 }),
]);

/** What a layer's own tar holds: markers of three kinds among it, ordinary entries beside them. */
export const OWN: LsDocument = lsOf(
  [
    entryOf('/var/lib/apt/lists', { ...FOLDER, layer: 4 }),
    entryOf('/var/lib/apt/lists/.wh.lock', { mode: '0600', marker: 'whiteout', layer: 4 }),
    entryOf('/var/cache/.wh..wh..opq', { mode: '0600', marker: 'opaque', layer: 4 }),
    entryOf('/var/.wh.', { mode: '0600', marker: 'bare', layer: 4 }),
    entryOf('/var/gone', { type: 'char', mode: '0000', device: { major: 0, minor: 0 }, marker: 'whiteout', layer: 4 }),
    entryOf('/var/kept', { size: 3, layer: 4 }),
  ],
  4,
);

const SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** With `--hash`: a directory has no hash, and a sparse file may be too large for one. */
export const HASHED: LsDocument = lsOf([
  entryOf('/etc', { ...FOLDER, treeBytes: 0 }),
  entryOf('/etc/empty', { sha256: SHA256 }),
  entryOf('/etc/sparse', { size: 9_000_000_000_000, sha256: null }),
]);

export function changeOf(line: string): DiffChange {
  return { change: line[0] as 'A', path: line.slice(2), type: 'file', sizeBefore: null, sizeAfter: 1, reasons: [] };
}

const NO_FILES = { files: 0, bytes: 0 };
export const NO_SUMMARY = {
  ...{ added: NO_FILES, changed: NO_FILES, deleted: NO_FILES, renamed: NO_FILES },
  directories: 0,
};

/** Three layers, the middle one without changes. */
export const LAYERS_DIFF: DiffDocument = {
  ...HEAD,
  kind: 'diff',
  image: IMAGE,
  layers: [
    {
      layer: 0,
      instruction: 'ADD rootfs.tar /',
      summary: { ...NO_SUMMARY, added: { files: 2, bytes: 1_234_567 }, directories: 1 },
      changes: ['A /etc', 'A /etc/hosts', 'A /etc/写真\u001b[2J'].map(changeOf),
    },
    { layer: 1, instruction: '', summary: NO_SUMMARY, changes: [] },
    {
      layer: 2,
      instruction: `RUN ${'sed -i s/a/b/ /etc/hosts && '.repeat(6)}rm /etc/x`,
      summary: {
        added: { files: 1, bytes: 1 },
        changed: { files: 1, bytes: 20_500 },
        deleted: { files: 1, bytes: -90_000_000 },
        renamed: NO_FILES,
        directories: 0,
      },
      changes: ['C /etc', 'C /etc/hosts', 'A /etc/new', 'D /etc/x'].map(changeOf),
    },
  ],
  diagnostics: [],
};

export const RANGE_DIFF: DiffDocument = {
  ...HEAD,
  kind: 'diff',
  image: IMAGE,
  from: 1,
  to: 2,
  summary: { ...NO_SUMMARY, deleted: { files: 1, bytes: -12 } },
  changes: ['C /etc', 'D /etc/x'].map(changeOf),
  diagnostics: [],
};

function eventOf(layer: number, change: LogEvent['change'], given: Partial<LogEvent>): LogEvent {
  const none = { type: null, mode: null, uid: null, gid: null, size: null, mtime: null };
  const some = { type: 'file', mode: '0644', uid: 0, gid: 0, size: 10_900, mtime: '2026-10-05T00:00:00Z' } as const;
  return { layer, change, ...(change === 'D' ? none : some), reasons: [], instruction: '', ...given };
}

/** A file from its birth to its end. */
export const GONE: LogDocument = {
  ...HEAD,
  kind: 'log',
  image: IMAGE,
  path: '/etc/ssl/openssl.cnf',
  events: [
    eventOf(0, 'A', { instruction: 'ADD rootfs.tar /' }),
    eventOf(2, 'C', {
      reasons: ['content'],
      size: 11_200,
      instruction: 'RUN sed -i s/ssl_sect/legacy_sect/ /etc/ssl/openssl.cnf && echo done with the configuration of ssl',
    }),
    eventOf(4, 'D', { instruction: 'RUN rm /etc/ssl/openssl.cnf' }),
  ],
  diagnostics: [],
};

/** Every way to differ; reached through a link, still there. */
export const CHANGED: LogDocument = {
  ...GONE,
  image: { ...IMAGE, reference: 'my app.tar' },
  path: '/usr/bin/sh',
  asked: '/bin/sh',
  events: [
    eventOf(0, 'A', { type: 'symlink', mode: '0777', size: 0, instruction: 'ADD rootfs.tar /' }),
    eventOf(3, 'C', { reasons: ['type'], mode: '0755', instruction: 'COPY sh /usr/bin/sh' }),
    eventOf(9, 'C', { instruction: 'RUN chown root /usr/bin/sh' }),
    eventOf(10, 'C', {
      reasons: ['content', 'mode', 'owner', 'mtime', 'xattrs'],
      mode: '4755',
      uid: 1000,
      gid: 1000,
      instruction: '',
    }),
  ],
};

const check = (subject: string, name: VerifyCheck['check'], given: Partial<VerifyCheck> = {}): VerifyCheck => ({
  check: name,
  subject,
  verdict: 'pass',
  message: `the ${name} is as claimed`,
  ...(subject.startsWith('layer ') && { layer: Number(subject.slice(6)) }),
  ...given,
});

/** Checks of a layer that passes all of them. */
export const passedLayer = (layer: number): VerifyCheck[] =>
  (['digest', 'size', 'diff-id'] as const).map((name) => check(`layer ${layer}`, name));

/** Layer 3 is damaged, layers 4 and 5 claim little. */
export const DAMAGED: VerifyDocument = {
  ...HEAD,
  kind: 'verify',
  image: IMAGE,
  verdict: 'fail',
  checks: [
    check('manifest', 'digest'),
    check('config', 'layer-count'),
    ...[0, 1, 2].flatMap(passedLayer),
    check('layer 3', 'digest', {
      verdict: 'fail',
      message: `the digest should be sha256:${'1'.repeat(64)} but is sha256:${'2'.repeat(64)}`,
    }),
    check('layer 3', 'size'),
    check('layer 3', 'unsafe-entries', {
      verdict: 'fail',
      message: 'the name ../a climbs out of the root',
      byte: 1536,
    }),
    ...[4, 5].flatMap((layer) => [
      check(`layer ${layer}`, 'digest', { verdict: 'skip', message: 'the image claims none' }),
      check(`layer ${layer}`, 'size', { verdict: 'skip', message: 'the image claims none' }),
      check(`layer ${layer}`, 'diff-id'),
    ]),
    check('image', 'chain-id'),
  ],
  diagnostics: [],
};
