import { describe, expect, it } from 'vitest';
import { originsOf } from '../../src/history/origin.ts';
import { EMPTY_CONFIG, type HistoryEntry, type ImageConfig } from '../../src/model/manifest.ts';

type Entry = Partial<HistoryEntry>;
type Row = readonly [
  what: string,
  history: readonly Entry[],
  verdicts: readonly string[],
  settings?: object | undefined,
];

const IMPORT: Entry = { comment: 'Imported from -' };

const ROWS: readonly Row[] = [
  [
    'the classic builder',
    [{ createdBy: '/bin/sh -c #(nop) ADD file:1a in / ' }, { createdBy: '|1 V=2 /bin/sh -c make' }],
    ['dockerfile', 'dockerfile'],
  ],
  ['BuildKit', [{ createdBy: 'COPY a /a # buildkit', comment: 'buildkit.dockerfile.v0' }], ['dockerfile']],
  ['kaniko', [{ createdBy: 'ADD busybox.tar.gz /', author: 'kaniko' }], ['dockerfile']],
  [
    'buildah over an import',
    [IMPORT, { createdBy: '/bin/sh -c echo hi', comment: 'FROM c0541362b0fe' }],
    ['import', 'dockerfile'],
  ],
  ['buildah commit', [IMPORT, { createdBy: '/bin/sh', comment: 'FROM localhost/lab/base:1' }], ['import', 'commit']],
  [
    'docker commit of a bare command',
    [
      { createdBy: 'COPY a /a # buildkit', comment: 'buildkit.dockerfile.v0' },
      { createdBy: '/bin/app --serve', comment: 'hot fix' },
    ],
    ['dockerfile', 'commit'],
    { Cmd: ['/bin/app', '--serve'] },
  ],
  [
    'docker commit of a shell',
    [{ createdBy: '/bin/sh -c #(nop) ADD file:1a in / ' }, { createdBy: 'bash' }],
    ['dockerfile', 'commit'],
  ],
  [
    'docker commit of a command that looks like RUN',
    [IMPORT, { createdBy: '/bin/sh -c echo q > /etc/q' }],
    ['import', 'commit'],
    { Image: 'lab/base:1', Hostname: 'b35aa3c40b2d' },
  ],
  [
    'a build over a committed image',
    [IMPORT, { createdBy: '/bin/sh -c make' }],
    ['import', 'dockerfile'],
    { Image: `sha256:${'0'.repeat(64)}`, Hostname: 'x' },
  ],
  ['an import with a message', [{ comment: 'imported by hand' }], ['import']],
  ['crane flatten', [{ createdBy: `crane flatten sha256:${'1'.repeat(64)}` }], ['import']],
  [
    'a squash',
    [{ createdBy: '/bin/sh -c make', emptyLayer: true }, { comment: 'merge sha256:1a to sha256:2b' }],
    ['squash'],
  ],
  ['bazel', [{ createdBy: 'bazel build ...', author: 'Bazel' }], ['builder']],
  ['jib', [{ createdBy: 'jib-maven-plugin:3.4.0', author: 'Jib', comment: 'classes' }], ['builder']],
  ['nix', [{ comment: "store paths: ['/nix/store/a']" }], ['builder']],
  ['apko', [{ createdBy: 'apko', author: 'apko' }], ['builder']],
  ['KIWI', [{ createdBy: 'KIWI 10.0.19' }], ['builder']],
  ['steps without anything', [{}, {}], ['unknown', 'unknown']],
  ["Windows' base layers", [{ createdBy: 'Apply image 10.0.17134.1' }], ['unknown']],
];

describe('the layers', () => {
  it.each(ROWS.map(([what, ...rest]) => [what, rest] as const))(
    'of %s are told by their marks',
    (_what, [history, verdicts, settings = {}]) => {
      expect(originsOf(configOf(history, settings), verdicts.length).map(({ verdict }) => verdict)).toEqual(verdicts);
    },
  );

  it('beyond the history are unknown', () => {
    expect(originsOf(configOf([{ createdBy: 'COPY a /a # buildkit' }], {}), 2).map(({ verdict }) => verdict)).toEqual([
      'dockerfile',
      'unknown',
    ]);
  });
});

function configOf(history: readonly Entry[], settings: object): ImageConfig {
  const entries = history.map((each) => ({
    created: null,
    createdBy: '',
    author: null,
    comment: null,
    emptyLayer: false,
    ...each,
  }));
  return { ...EMPTY_CONFIG, history: entries, settings: { ...settings } };
}
