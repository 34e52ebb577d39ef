import type { DiffChange, TwoImagesDocument } from '../../../src/report/documents/diff.ts';
import { changeOf, NO_SUMMARY, SHOP } from './documents.ts';

type Package = NonNullable<TwoImagesDocument['packages']>[number];

export function packageOf(name: string, before: string | null, after: string | null): Package {
  const change = before === null ? 'added' : after === null ? 'removed' : 'upgraded';
  return { name, type: 'deb', change, before, after, bump: before && after ? 'minor' : null };
}

export const REASON = {
  id: 'mtime',
  title: 'Only the time of the last change differs.',
  harmless: true,
  count: 12,
  examples: ['/etc/hosts', '/etc/\u001b[2J', '/usr/share/doc/a-name-that-is-long-enough-to-need-a-line/copyright'],
} as const;

const own = (layer: number) => ({ layer, diffId: null, digest: `sha256:${layer}`, bytes: 1_000, instruction: '' });
const HEAD = { schemaVersion: 1, kind: 'diff', varve: '0.0.0' } as const;
const RENAMED: DiffChange = { ...changeOf('A /usr/bin/new name'), change: 'R', from: '/usr/bin/old\u001b[2J' };

/** Two images that differ in everything that can differ. */
export const TWO_IMAGES: TwoImagesDocument = {
  ...HEAD,
  a: { ...SHOP.image, reference: 'app-2.2.tar' },
  b: { ...SHOP.image, reference: 'docker://registry.example.org/team/app:2.3' },
  semantic: {
    verdict: 'different',
    reasons: [
      REASON,
      { ...REASON, id: 'host-key', title: 'Host keys differ.', harmless: false, count: 1, examples: [] },
    ],
    different: [
      { path: '/etc/hosts', change: 'C', why: null, note: null },
      { path: '/etc/ssh/key', change: 'C', why: 'host-key', note: null },
      ...['/a', '/b\u001b[2J', '/c'].map((path) => ({ path, change: 'C', why: null, note: null }) as const),
    ],
  },
  summary: {
    ...NO_SUMMARY,
    added: { files: 1_204, bytes: 98_400_000 },
    deleted: { files: 9, bytes: -212_000 },
    renamed: { files: 3, bytes: 0 },
    directories: 1_020,
  },
  packages: [
    packageOf('gcc', null, '12.2.0'),
    { ...packageOf('libssl3', '3.0.13', '3.0.11'), change: 'downgraded', bump: null },
    packageOf('openssl', '3.0.11', '3.1.0'),
    packageOf('perl', '5.36', null),
  ],
  config: [
    { key: 'created', change: 'C', before: '2026', after: '2027', weight: 'none' },
    { key: 'env.PATH', change: 'C', before: '/usr/bin', after: '/usr/local/bin:'.repeat(9), weight: 'real' },
    { key: 'label.a.b', change: 'A', before: null, after: 'c', weight: 'real' },
    { key: 'port.80/tcp', change: 'D', before: '80/tcp', after: null, weight: 'real' },
    { key: 'volume./data', change: 'A', before: null, after: '/data', weight: 'real' },
    { key: 'user', change: 'C', before: 'app', after: 'root', weight: 'real' },
    { key: 'ArgsEscaped', change: 'A', before: null, after: 'true', weight: 'real' },
  ],
  history: [
    { change: 'D', step: 3, layer: 2, instruction: 'RUN a' },
    { change: 'A', step: 3, layer: 2, instruction: 'RUN b' },
    { change: 'A', step: 4, layer: null, instruction: 'USER root' },
  ],
  base: 1,
  layers: {
    shared: [{ layerA: 0, layerB: 0, diffId: `sha256:${'0'.repeat(64)}`, bytes: 125_400_000 }],
    onlyA: [own(1), own(2)],
    onlyB: [own(1)],
  },
  changes: [
    { ...changeOf('C /etc'), type: 'dir' },
    { ...changeOf('C /etc/hosts'), reasons: ['content', 'mode'] },
    { ...changeOf('C /etc/motd'), reasons: ['type'] },
    changeOf('D /usr/bin/gone'),
    RENAMED,
    changeOf('A /写真'),
  ],
  diagnostics: [],
};

/** The same image twice. */
export const SAME_IMAGES: TwoImagesDocument = {
  ...HEAD,
  a: SHOP.image,
  b: SHOP.image,
  summary: NO_SUMMARY,
  packages: [],
  config: [],
  history: [],
  base: 1,
  layers: { ...TWO_IMAGES.layers, onlyA: [], onlyB: [] },
  changes: [],
  diagnostics: [],
};
