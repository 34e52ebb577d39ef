import { describe, expect, it } from 'vitest';
import type { BaseMarks } from '../../src/history/base.ts';
import { dockerfileText } from '../../src/history/dockerfile-text.ts';
import { rebuildDockerfile } from '../../src/history/dockerfile.ts';
import { EMPTY_CONFIG, type HistoryEntry, type ImageConfig } from '../../src/model/manifest.ts';
import { problemsOf } from './strict-dockerfile.ts';

const KEYWORDS = [
  ...['ADD', 'ARG', 'CMD', 'COPY', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'HEALTHCHECK', 'LABEL', 'MAINTAINER', 'ONBUILD'],
  ...['RUN', 'SHELL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR'],
];

type Row = readonly [createdBy: string, line: string, settings: object];

const HEALTH = { Test: ['CMD-SHELL', 'curl -f localhost || exit 1'], Interval: 30e9, Timeout: 5e9, Retries: 3 };

const BUILDKIT = rows([
  ['ENV A=1 B=two words C=', 'ENV A=1 B="two words" C=""', { Env: ['A=1', 'B=two words', 'C='] }],
  ['ENV A=x y=z', 'ENV A="x y=z"', { Env: ['A=x y=z'] }],
  ['ENV A=x y=z', 'ENV A=x y=z', { Env: ['A=x', 'y=z'] }],
  ['ENV A=costs $5 "net" \\', 'ENV A="costs \\$5 \\"net\\" \\\\"', { Env: ['A=costs $5 "net" \\'] }],
  ['LABEL a.b/c-d=x e=y z', 'LABEL a.b/c-d=x e="y z"', { Labels: { 'a.b/c-d': 'x', e: 'y z' } }],
  ['CMD ["node" "server.js"]', 'CMD ["node", "server.js"]', { Cmd: ['node', 'server.js'] }],
  [
    'CMD ["/bin/sh" "-c" "echo \\"hi\\" $HOME"]',
    'CMD ["/bin/sh", "-c", "echo \\"hi\\" $HOME"]',
    { Cmd: ['/bin/sh', '-c', 'echo "hi" $HOME'] },
  ],
  ['ENTRYPOINT []', 'ENTRYPOINT []'],
  ['EXPOSE map[443/tcp:{} 53/udp:{}]', 'EXPOSE 443/tcp 53/udp', { ExposedPorts: { '443/tcp': {}, '53/udp': {} } }],
  ['EXPOSE [80/tcp]', 'EXPOSE 80/tcp', { ExposedPorts: { '80/tcp': {} } }],
  ['VOLUME [/data /logs]', 'VOLUME ["/data", "/logs"]', { Volumes: { '/data': {}, '/logs': {} } }],
  [
    'SHELL [/bin/bash -o pipefail -c]',
    'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
    { Shell: ['/bin/bash', '-o', 'pipefail', '-c'] },
  ],
  [
    'HEALTHCHECK &{["CMD-SHELL" "curl -f localhost || exit 1"] "30s" "5s" "0s" "0s" \'\\x03\'}',
    'HEALTHCHECK --interval=30s --timeout=5s --retries=3 CMD curl -f localhost || exit 1',
    { Healthcheck: HEALTH },
  ],
  [
    'HEALTHCHECK &{["CMD" "true"] "5m0s" "3s" "10s" \'\\n\'}',
    'HEALTHCHECK --interval=5m --timeout=3s --start-period=10s --retries=10 CMD ["true"]',
    { Healthcheck: { Test: ['CMD', 'true'], Interval: 300e9, Timeout: 3e9, StartPeriod: 10e9, Retries: 10 } },
  ],
  ['HEALTHCHECK &{["NONE"] "0s" "0s" "0s" "0s" \'\\x00\'}', 'HEALTHCHECK NONE', { Healthcheck: { Test: ['NONE'] } }],
  ['STOPSIGNAL SIGQUIT', 'STOPSIGNAL SIGQUIT', { StopSignal: 'SIGQUIT' }],
  ['USER 1000:1000', 'USER 1000:1000', { User: '1000:1000' }],
  ['ONBUILD RUN echo child', 'ONBUILD RUN echo child', { OnBuild: ['RUN echo child'] }],
  ['COPY --chown=1000:1000 many/1 many/2 /chowned/ # buildkit', 'COPY --chown=1000:1000 many/1 many/2 /chowned/'],
  ['RUN /bin/sh -c make # buildkit', 'RUN make'],
  ['RUN |2 A=1 B=two words /bin/sh -c make # buildkit', 'ARG A=1 B="two words"\nRUN make'],
  ['RUN ls -l # buildkit', 'RUN ["ls", "-l"]'],
  ['RUN |1 TARGETARCH=amd64 /bin/sh -c make # buildkit', 'ARG TARGETARCH\nRUN make'],
  ['RUN /bin/sh -c cat <<EOF # buildkit', 'RUN ["/bin/sh", "-c", "cat <<EOF"]'],
  ['RUN /bin/sh -c make \\ # buildkit', 'RUN ["/bin/sh", "-c", "make \\\\"]'],
  ['ADD https://example.com/a.tgz /srv/ # buildkit', 'ADD https://example.com/a.tgz /srv/'],
  ['COPY a\\b /c$d # buildkit', 'COPY a\\\\b /c\\$d'],
  ['VOLUME [/a$b]', 'VOLUME ["/a\\\\$b"]', { Volumes: { '/a$b': {} } }],
  ["WORKDIR /it's a", "WORKDIR /it\\'s a", { WorkingDir: "/it's a" }],
  ['RUN /bin/bash -c make all # buildkit', 'RUN ["/bin/bash", "-c", "make all"]'],
  ['RUN /bin/sh -c set -e\necho EOF\n # buildkit', 'RUN <<EOF\nset -e\necho EOF\nEOF'],
  ['RUN /bin/sh -c a\nEOF\n # buildkit', 'RUN <<EOF1\na\nEOF\nEOF1'],
  ['RUN /bin/sh -c cat <<X > /f\nhello\nX # buildkit', 'RUN cat <<X > /f\nhello\nX'],
]);

const CLASSIC = rows([
  ['/bin/sh -c #(nop)  ENV A=b c', 'ENV A="b c"', { Env: ['A=b c'] }],
  ['/bin/sh -c #(nop) COPY file:1a2b in /srv/main.py ', 'COPY main.py /srv/main.py'],
  ['/bin/sh -c #(nop) COPY --chown=1:1multi:1a2b3c4d in /x/ ', 'COPY --chown=1:1 x/ /x/'],
  ['/bin/sh -c #(nop) ADD dir:1a2b in /app ', 'ADD app/ /app'],
  [
    '/bin/sh -c #(nop)  EXPOSE 53/udp 80 8000-8001',
    'EXPOSE 53/udp 80 8000/tcp 8001/tcp',
    { ExposedPorts: { '53/udp': {}, '80/tcp': {}, '8000/tcp': {}, '8001/tcp': {} } },
  ],
  ['/bin/sh -c #(nop) ENTRYPOINT &{["/pause"]}', 'ENTRYPOINT ["/pause"]', { Entrypoint: ['/pause'] }],
  ['|1 V=2 /bin/sh -c echo $V', 'ARG V=2\nRUN echo $V'],
  [
    `/bin/sh -c apt-get update &&     apt-get install -y curl ${'x'.repeat(60)} && echo "a && b"`,
    `RUN apt-get update \\\n    && apt-get install -y curl ${'x'.repeat(60)} \\\n    && echo "a && b"`,
  ],
]);

const SOURCES = rows([
  ['ENV A="b c" D=${Z:-x}', 'ENV A="b c" D=${Z:-x}', { Env: ['A=b c', 'D=x'] }],
  ['ENV OLD form of it', 'ENV OLD form of it', { Env: ['OLD=form of it'] }],
  ["LABEL a='x $Y'", "LABEL a='x $Y'", { Labels: { a: 'x $Y' } }],
  ['CMD ["sh"]', 'CMD ["sh"]', { Cmd: ['sh'] }],
  ['CMD echo hello', 'CMD ["/bin/sh", "-c", "echo hello"]', { Cmd: ['/bin/sh', '-c', 'echo hello'] }],
  ['RUN ["make", "all"]', 'RUN ["make", "all"]'],
  [
    'HEALTHCHECK --interval=1m CMD true',
    'HEALTHCHECK --interval=1m CMD true',
    { Healthcheck: { Test: ['CMD-SHELL', 'true'], Interval: 60e9 } },
  ],
  ['COPY --from=build /out/x /x', 'COPY /out/x /x'],
]);

describe('an instruction', () => {
  it.each(BUILDKIT)('of BuildKit: %j', (by, line, settings) =>
    expectLine({ createdBy: by, comment: 'buildkit.dockerfile.v0' }, line, settings),
  );
  it.each(CLASSIC)('of the classic builder: %j', (by, line, settings) => expectLine({ createdBy: by }, line, settings));
  it.each(SOURCES)('of kaniko: %j', (by, line, settings) =>
    expectLine({ createdBy: by, author: 'kaniko' }, line, settings),
  );
  it.each(SOURCES.filter(([by]) => !/^(?:COPY|RUN)/.test(by)))('of buildah: %j', (by, line, settings) =>
    expectLine({ createdBy: `/bin/sh -c #(nop) ${by}`, comment: 'FROM 0123456789ab' }, line, settings),
  );

  it('of Windows has another escape character, and other shells', () => {
    const config = configOf(
      [
        { createdBy: 'cmd /S /C #(nop) SHELL [powershell -Command $x = 1;]', emptyLayer: true },
        { createdBy: "powershell -Command $x = 1; Write-Host 'a'" },
        { createdBy: 'powershell -Command $x = 1; #(nop)  ENV A=C:\\x y', emptyLayer: true },
      ],
      { Env: ['A=C:\\x y'], Shell: ['powershell', '-Command', '$x = 1;'] },
    );
    const text = textOf({ ...config, platform: { os: 'windows', architecture: 'amd64', variant: null } });
    expect(text).toMatch(/^# escape=`\n/);
    expect(text).toContain(
      '\nSHELL ["powershell", "-Command", "$x = 1;"]\nRUN Write-Host \'a\'\nENV A="C:\\x y"\n# proof: 2 of 2',
    );
  });

  it.each([
    ['RUN /bin/sh -c /dev/pipes/EOF # buildkit', 'RUN of a script in a heredoc that the history does not keep'],
    ['USER ', 'this step of the history could not be read: USER'],
    ['ONBUILD RUN a \\', 'this step of the history could not be read: ONBUILD RUN a \\'],
  ])('that cannot be written is a comment: %j', (createdBy, note) => {
    const text = textOf(configOf([{ createdBy, comment: 'buildkit.dockerfile.v0' }], { OnBuild: ['RUN a \\'] }));
    expect(text).toContain(`\nFROM scratch\n# ${note}\n`);
  });

  const hostile = [
    '',
    '\\',
    'a\\',
    '"',
    "'",
    "A='",
    '$',
    '${',
    '`',
    'a\nRUN evil',
    '[',
    '["a"',
    '["a"]',
    '&{["',
    'A=b\\',
  ].concat([
    '<<EOF',
    'a <<EOF /b',
    '--x',
    '--x=y',
    '=',
    '= =',
    'A=',
    'A B',
    'A="b c" d',
    '|9 ',
    '# a',
    '\u2028',
    '"a" b c',
    '[""]',
    'file:0 in',
  ]);
  const forms: readonly (readonly [builder: string, (line: string) => Partial<HistoryEntry>])[] = [
    ['BuildKit', (line) => ({ createdBy: `${line} # buildkit`, comment: 'buildkit.dockerfile.v0' })],
    ['the classic builder', (line) => ({ createdBy: `/bin/sh -c #(nop)  ${line}` })],
    ['buildah', (line) => ({ createdBy: `/bin/sh -c #(nop) ${line}`, comment: 'FROM 0123456789ab' })],
    ['kaniko', (line) => ({ createdBy: line, author: 'kaniko' })],
  ];
  it.each(forms)('of %s never keeps the file from being read', (_builder, entryOf) => {
    const lines = KEYWORDS.flatMap((keyword) => hostile.map((value) => `${keyword} ${value}`));
    expect(lines.flatMap((line) => problemsOf(textOf(configOf([entryOf(line)], {}))))).toEqual([]);
  });

  it('cannot leave its line', () => {
    const text = textOf(
      configOf(
        [
          { createdBy: 'USER a\nRUN evil', comment: 'x\nRUN evil', emptyLayer: true },
          { createdBy: 'x', comment: 'a\nRUN evil' },
        ],
        {},
      ),
    );
    expect(text).not.toMatch(/^RUN evil/m);
  });

  it('with a value of several lines takes the line break from a build argument', () => {
    const text = textOf(
      configOf([{ createdBy: 'LABEL a=b\nc', comment: 'buildkit.dockerfile.v0', emptyLayer: true }], {
        Labels: { a: 'b\nc' },
      }),
    );
    expect(text).toContain('\nARG LINE_BREAK\nLABEL a="b${LINE_BREAK}c"\n');
  });
});

describe('build arguments', () => {
  it('that were given stand where they were declared', () => {
    const text = textOf(
      configOf(
        [
          { createdBy: 'ARG V=1', comment: 'buildkit.', emptyLayer: true },
          { createdBy: 'RUN |1 V=2 /bin/sh -c make # buildkit' },
        ],
        {},
      ),
    );
    expect(text).toContain('\nARG V=2\nRUN make\n');
  });
});

describe('arguments that builders know', () => {
  it.each([
    ['ARG HTTP_PROXY', 'HTTP_PROXY=', 'ARG HTTP_PROXY'],
    ['ARG HTTP_PROXY', 'HTTP_PROXY=http://proxy', 'ARG HTTP_PROXY=http://proxy'],
    ['ARG TARGETARCH=amd64', 'TARGETARCH=amd64', 'ARG TARGETARCH'],
  ])('have no default: %s, then %s', (declared, given, line) => {
    const steps = [
      { createdBy: declared, emptyLayer: true },
      { createdBy: `RUN |1 ${given} /bin/sh -c make # buildkit` },
    ];
    expect(
      textOf(
        configOf(
          steps.map((each) => ({ ...each, comment: 'buildkit.' })),
          {},
        ),
      ),
    ).toContain(`\n${line}\nRUN make\n`);
  });
});

describe('the name of a folder that was copied', () => {
  it.each([
    ['dir:1a2b in . ', 'COPY app/ .'],
    ['dir:1a2b in ./conf ', 'COPY conf/ ./conf'],
    ['multi:1a2b in ./ ', 'COPY app/ ./'],
    ['file:1a2b in ./ ', 'COPY file-1a2b ./'],
    ['dir:1a2b in / ', 'COPY dir-1a2b/ /'],
    ['dir:1a2b in .. ', 'COPY dir-1a2b/ ..'],
  ])('is guessed after where it went: %s', (copied, line) => {
    const steps = [
      { createdBy: '/bin/sh -c #(nop) WORKDIR /srv/app' },
      { createdBy: `/bin/sh -c #(nop) COPY ${copied}` },
    ];
    expect(textOf(configOf(steps, { WorkingDir: '/srv/app' }))).toContain(`\n${line}\n`);
  });
});

describe('the base', () => {
  const own: Partial<HistoryEntry> = { createdBy: 'COPY a /a # buildkit', comment: 'buildkit.dockerfile.v0' };
  const root: Partial<HistoryEntry> = { createdBy: '/bin/sh -c #(nop) ADD file:1a in / ' };
  const shell: Partial<HistoryEntry> = { createdBy: '/bin/sh -c #(nop)  CMD ["bash"]', emptyLayer: true };
  const label = { 'org.opencontainers.image.base.name': 'docker.io/library/python:3.12' };

  it.each<
    readonly [
      what: string,
      history: readonly Partial<HistoryEntry>[],
      marks: { readonly labels?: object; readonly os?: string } & Partial<BaseMarks>,
      from: string,
    ]
  >([
    [
      'is guessed from os-release',
      [root, shell, own],
      { distribution: { id: 'debian', version: '12' } },
      'FROM debian:12\nCOPY a /a',
    ],
    [
      'is no base where nothing follows',
      [root, shell],
      { distribution: { id: 'debian', version: '12' } },
      'FROM scratch',
    ],
    [
      'is told by annotations',
      [root, shell, own],
      { annotations: label },
      'FROM docker.io/library/python:3.12\nCOPY a /a',
    ],
    ['is told by labels', [root, shell, own], { labels: label }, 'FROM docker.io/library/python:3.12\nCOPY a /a'],
    [
      'is told by buildah',
      [root, { createdBy: '/bin/sh -c make', comment: 'FROM localhost/lab/base:1' }],
      {},
      'FROM localhost/lab/base:1\nRUN make',
    ],
    [
      'is told by the file of Alpine',
      [{ createdBy: 'ADD alpine-minirootfs-3.20.3-x86_64.tar.gz / # buildkit' }, own],
      {},
      'FROM alpine:3.20.3\nCOPY a /a',
    ],
    [
      'of Windows is the image with its update',
      [{ createdBy: 'Apply image 10.0.1.2' }, { createdBy: 'Install update 10.0.1.3' }, own],
      { os: 'windows' },
      'FROM mcr.microsoft.com/windows/servercore:10.0.1.3\nCOPY a /a',
    ],
    [
      'is nothing where buildah says so',
      [{ ...root, comment: 'FROM scratch' }, own],
      { distribution: { id: 'debian', version: '12' } },
      'FROM scratch\n# the history has the digest',
    ],
    [
      'is no word with a blank',
      [root, shell, own],
      { annotations: { ...label, 'org.opencontainers.image.base.name': 'a\nRUN evil' } },
      'FROM scratch',
    ],
  ])('%s', (_what, history, { labels = {}, os = 'linux', ...marks }, from) => {
    const platform = { os, architecture: 'amd64', variant: null };
    const config = { ...configOf(history, { Labels: labels }), platform };
    expect(textOf(config, { annotations: {}, ...marks })).toContain(`\n${from}`);
  });

  it('has its steps as comments where they are asked for', () => {
    const text = textOf(
      configOf([root, shell, own], {}),
      { annotations: {}, distribution: { id: 'debian', version: '12' } },
      true,
    );
    expect(text).toContain(
      'FROM debian:12\n# base: layer 0, 5 B\n# base: ADD file-1a /\n# base: no layer\n# base: CMD ["bash"]\n# layer 1, 5 B\nCOPY a /a\n',
    );
  });
});

describe('the proof', () => {
  it('tells what the config has and no step says, and a line gives it', () => {
    const text = textOf(
      configOf([{ createdBy: 'ENV A=1', comment: 'buildkit.', emptyLayer: true }], { Env: ['A=2'], Cmd: ['x'] }),
    );
    expect(text).toContain('\nENV A=2\nCMD ["x"]\n# proof: 0 of 1 instruction that sets the config fit');
    expect(text).toContain(
      '\n# proof: Env A: step 0 gives 1, the config has 2\n# proof: Cmd: the config has ["x"], and no step says it\n',
    );
  });

  it('has a line for what BuildKit tells in the config alone, and for values of several lines', () => {
    const text = textOf(configOf([], { OnBuild: ['RUN a', 'RUN b'], Labels: { a: 'b\nc' } }));
    expect(text).toContain('\nARG LINE_BREAK\n');
    expect(text).toContain('\nLABEL a="b${LINE_BREAK}c"\nONBUILD RUN a\nONBUILD RUN b\n');
  });

  it('knows that an ENTRYPOINT takes the CMD of the base away, and that builders give a PATH', () => {
    const history = [
      { createdBy: 'CMD ["sh"]' },
      { createdBy: 'ENTRYPOINT ["a"]' },
      { createdBy: 'WORKDIR srv' },
      { createdBy: 'WORKDIR ../x' },
    ];
    const config = configOf(
      history.map((each) => ({ ...each, comment: 'buildkit.', emptyLayer: true })),
      {
        ...{
          Entrypoint: ['a'],
          WorkingDir: '/x',
          Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
        },
      },
    );
    expect(textOf(config)).toContain('# proof: 4 of 4 instructions that set the config fit\n');
  });
});

function expectLine(entry: Partial<HistoryEntry>, line: string, settings: object = {}): void {
  const isLayer = /\b(?:RUN|COPY|ADD)\b|^\||-c [a-z]/.test(entry.createdBy!.replace('ONBUILD RUN', ''));
  const text = textOf(configOf([{ ...entry, emptyLayer: !isLayer }], settings));
  const lines = text.split('\n').filter((each) => !each.startsWith('#') && each !== '');
  expect(lines).toEqual([expect.stringMatching(/^FROM /), ...line.split('\n')]);
  expect(problemsOf(text)).toEqual([]);
  expect(text).not.toContain('the config has');
}

function textOf(
  config: ImageConfig,
  marks: Parameters<typeof rebuildDockerfile>[2] = { annotations: {} },
  annotate = false,
): string {
  const layers = config.history.filter(({ emptyLayer }) => !emptyLayer).length;
  return dockerfileText(rebuildDockerfile(config, layers, marks), { annotate, bytesOf: () => 5, header: ['rebuilt'] });
}

function configOf(history: readonly Partial<HistoryEntry>[], settings: object): ImageConfig {
  const entries = history.map((each) => ({
    ...{ created: null, createdBy: '', author: null, comment: null, emptyLayer: false },
    ...each,
  }));
  return { ...EMPTY_CONFIG, history: entries, settings: { ...settings } };
}

/** Without settings nothing is set. */
function rows(list: readonly (readonly [createdBy: string, line: string, settings?: object])[]): readonly Row[] {
  return list.map(([createdBy, line, settings = {}]) => [createdBy, line, settings]);
}
