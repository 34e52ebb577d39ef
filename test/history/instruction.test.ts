import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../../src/model/manifest.ts';
import { configOf, textOf } from './dockerfile-of.ts';
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
  ['COPY --from=busybox:1 /bin/sh /x', 'COPY --from=busybox:1 /bin/sh /x'],
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

function expectLine(entry: Partial<HistoryEntry>, line: string, settings: object = {}): void {
  const isLayer = /\b(?:RUN|COPY|ADD)\b|^\||-c [a-z]/.test(entry.createdBy!.replace('ONBUILD RUN', ''));
  const text = textOf(configOf([{ ...entry, emptyLayer: !isLayer }], settings));
  const lines = text.split('\n').filter((each) => !each.startsWith('#') && each !== '');
  expect(lines).toEqual([expect.stringMatching(/^FROM /), ...line.split('\n')]);
  expect(problemsOf(text)).toEqual([]);
  expect(text).not.toContain('the config has');
}

/** Without settings nothing is set. */
function rows(list: readonly (readonly [createdBy: string, line: string, settings?: object])[]): readonly Row[] {
  return list.map(([createdBy, line, settings = {}]) => [createdBy, line, settings]);
}
