import { describe, expect, it } from 'vitest';
import type { BaseMarks } from '../../src/history/base.ts';
import type { HistoryEntry } from '../../src/model/manifest.ts';
import { configOf, textOf } from './dockerfile-of.ts';

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

  it('names an empty value', () => {
    const history = [{ createdBy: 'ENV A=', comment: 'buildkit.', emptyLayer: true }];
    expect(textOf(configOf(history, { Env: ['A=x'] }))).toContain(
      '# proof: Env A: step 0 gives "", the config has x\n',
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
