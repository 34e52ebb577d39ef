import { describe, expect, it } from 'vitest';
import { instructionOf, layerSteps, stepsOf } from '../../src/history/steps.ts';
import { EMPTY_CONFIG } from '../../src/model/manifest.ts';
import { historyEntry } from '../examine/open-layers.ts';

type Row = readonly [createdBy: string, instruction: string];

const NOTHING: readonly Row[] = [
  ['', ''],
  [' \t\n', ''],
];

const CLASSIC: readonly Row[] = [
  ['/bin/sh -c #(nop)  CMD ["sh"]', 'CMD ["sh"]'],
  ['/bin/sh -c #(nop) ADD file:1a2b in / ', 'ADD file:1a2b in /'],
  ['/bin/sh -c #(nop) COPY dir:1a2b in /app ', 'COPY dir:1a2b in /app'],
  ['/bin/sh -c apt-get update', 'RUN apt-get update'],
  ['|1 A=b /bin/sh -c apt-get update', 'RUN apt-get update'],
  ['|2 A=b c B=d /bin/sh -c apt-get update', 'RUN apt-get update'],
  ['|0 /bin/sh -c make', 'RUN make'],
  ['/bin/sh -c set -eux;\t\tmake;\n\tmake install', 'RUN set -eux; make; make install'],
  ['/bin/sh -c make # buildkit', 'RUN make'],
];

const BUILDKIT: readonly Row[] = [
  ['RUN /bin/sh -c make # buildkit', 'RUN make'],
  ['RUN |1 A=b /bin/sh -c make # buildkit', 'RUN make'],
  ['RUN |2 A=/opt B=c d /bin/sh -c make # buildkit', 'RUN make'],
  ['RUN /bin/sh -c set -eux; \tmake; \tmake install # buildkit', 'RUN set -eux; make; make install'],
  ['RUN make all # buildkit', 'RUN make all'],
  ['COPY a /a # buildkit', 'COPY a /a'],
  ['COPY --chown=1:1 a /a # buildkit', 'COPY --chown=1:1 a /a'],
  ['ADD https://example.org/a /a # buildkit', 'ADD https://example.org/a /a'],
  ['WORKDIR /app', 'WORKDIR /app'],
  ['ENV PATH=/bin:/usr/bin', 'ENV PATH=/bin:/usr/bin'],
  ['CMD ["sh"]', 'CMD ["sh"]'],
  ['HEALTHCHECK &{["CMD-SHELL" "true"] "0s"}', 'HEALTHCHECK &{["CMD-SHELL" "true"] "0s"}'],
];

const SHELLS: readonly Row[] = [
  ['/bin/bash -c make', 'RUN make'],
  ['/bin/ash -eo pipefail -c make', 'RUN make'],
  ['/bin/bash -o pipefail -c make', 'RUN make'],
  ['/bin/bash -euxo pipefail -c make', 'RUN make'],
  ['/bin/bash --login -c make', 'RUN make'],
  ['/usr/bin/bash -c make', 'RUN make'],
  ['RUN /bin/sh -ec make # buildkit', 'RUN make'],
  ['RUN /bin/bash -o pipefail -c make # buildkit', 'RUN make'],
  ['RUN |1 A=b /bin/bash -o pipefail -c make # buildkit', 'RUN make'],
  ['|1 A=b /bin/bash -o pipefail -c make', 'RUN make'],
  ['/bin/bash -o pipefail -c #(nop)  CMD ["sh"]', 'CMD ["sh"]'],
  ['/bin/bash', 'RUN /bin/bash'],
  ['bash', 'RUN bash'],
];

const OTHERS: readonly Row[] = [
  ['/bin/sh', 'RUN /bin/sh'],
  ['/bin/sh -c #(nop) ENV A=b', 'ENV A=b'],
  ['bazel build ...', 'RUN bazel build ...'],
  ['nginx -g daemon off;', 'RUN nginx -g daemon off;'],
  ['copy-it now', 'RUN copy-it now'],
];

const title = '%j is %j';

describe('the instruction of a step', () => {
  it.each(NOTHING)(`of which nothing is known: ${title}`, expectInstruction);
  it.each(CLASSIC)(`of the classic builder: ${title}`, expectInstruction);
  it.each(BUILDKIT)(`of BuildKit: ${title}`, expectInstruction);
  it.each(SHELLS)(`of other shells: ${title}`, expectInstruction);
  it.each(OTHERS)(`of buildah and others: ${title}`, expectInstruction);
});

describe('the steps of an image', () => {
  it.each<readonly [behaviour: string, history: readonly string[], layers: number, steps: readonly string[]]>([
    ['join history and layers in order', ['RUN a', 'RUN b'], 2, ['0 RUN a', '1 RUN b']],
    ['that made no layer have none', ['RUN a', '-CMD b', 'RUN c'], 2, ['0 RUN a', '- CMD b', '1 RUN c']],
    ['beyond the layers lose them', ['RUN a', 'RUN b', 'RUN c'], 1, ['0 RUN a', '- RUN b', '- RUN c']],
    ['are made up for layers beyond the history', ['RUN a', '-CMD b'], 3, ['0 RUN a', '- CMD b', '1 ', '2 ']],
    ['are made up for all layers without a history', [], 2, ['0 ', '1 ']],
    ['are none for an image of nothing', [], 0, []],
    ['of an image without layers have none', ['-CMD b'], 0, ['- CMD b']],
  ])('%s', (_behaviour, history, layers, steps) => {
    const found = stepsOf(configOf(history), layers);
    expect(found.map(({ layer, instruction }) => `${layer ?? '-'} ${instruction}`)).toEqual(steps);
  });

  it('keep the history entry, and have none where they were made up', () => {
    const config = configOf(['RUN a']);
    expect(stepsOf(config, 2).map(({ history }) => history)).toEqual([config.history[0], null]);
  });

  it('stand by the ordinal of their layer where only those with layers are asked for', () => {
    const steps = layerSteps(configOf(['-ENV A=b', 'RUN a', '-CMD b', 'RUN c']), 3);
    expect(steps.map(({ layer, instruction }) => `${layer} ${instruction}`)).toEqual(['0 RUN a', '1 RUN c', '2 ']);
  });
});

function expectInstruction(createdBy: string, instruction: string): void {
  expect(instructionOf(createdBy)).toBe(instruction);
}

/** A config with this history; a dash before what made no layer. */
function configOf(history: readonly string[]): typeof EMPTY_CONFIG {
  return { ...EMPTY_CONFIG, history: history.map((by) => historyEntry(by.replace(/^-/, ''), by.startsWith('-'))) };
}
