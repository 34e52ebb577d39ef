import { describe, expect, it } from 'vitest';
import { historyChanges } from '../../../src/analysis/compare/history-changes.ts';
import { alignLayers } from '../../../src/analysis/compare/shared-layers.ts';
import type { Step } from '../../../src/history/steps.ts';

/** Letters are steps, a step in lower case makes no layer. */
function steps(letters: string): Step[] {
  let layer = 0;
  return [...letters].map((instruction) => ({
    instruction,
    layer: /[A-Z]/.test(instruction) ? layer++ : null,
    history: null,
  }));
}

function told(before: string, after: string): string {
  const changes = historyChanges(steps(before), steps(after));
  return changes.map(({ change, step, layer, instruction }) => `${change}${step}:${layer}${instruction}`).join(' ');
}

describe('changes of the history', () => {
  it.each([
    ['are none between the same steps', 'ABc', 'ABc', ''],
    ['tell what came, with its place and layer', 'ABc', 'AXBc', 'A1:1X'],
    ['tell what goes before what comes', 'ABC', 'AxC', 'D1:1B A1:nullx'],
    ['find the steps that follow', 'ABCD', 'BCDE', 'D0:0A A3:3E'],
    ['tell of an image without a history', '', 'AB', 'A0:0A A1:1B'],
  ])('%s', (_behaviour, before, after, expected) => {
    expect(told(before, after)).toBe(expected);
  });

  it('are none where only Go prints the ports', () => {
    const step = (instruction: string) => [{ instruction, layer: null, history: null }];
    const ports = (before: string, after: string) => historyChanges(step(before), step(after)).length;
    expect(ports('EXPOSE 80/tcp 81/udp', 'EXPOSE map[80/tcp:{} 81/udp:{}]')).toBe(0);
    expect(ports('EXPOSE 80/tcp', 'EXPOSE map[81/tcp:{}]')).toBe(2);
    expect(ports('RUN map[80/tcp:{}]', 'RUN 80/tcp')).toBe(2);
  });

  it('give up on histories that have nothing in common', () => {
    const many = (prefix: string) =>
      Array.from({ length: 1_500 }, (_, i) => ({ instruction: `${prefix}${i}`, layer: null, history: null }));
    const changes = historyChanges(many('a'), many('b'));
    expect(changes.map(({ change }) => change).join('')).toBe('D'.repeat(1_500) + 'A'.repeat(1_500));
    expect(changes.at(-1)).toMatchObject({ step: 1_499, instruction: 'b1499' });
  });
});

describe('layers of two images', () => {
  const layers = (ids: string) =>
    [...ids].map((id, i) => ({
      diffId: /[a-z]/.test(id) ? id : null,
      digest: id === '?' ? null : `of ${id.toLowerCase()}`,
      bytes: i,
      instruction: `step ${id}`,
    }));
  const aligned = (a: string, b: string): string => {
    const { shared, onlyA, onlyB } = alignLayers(layers(a), layers(b));
    const own = (list: typeof onlyA) => list.map(({ layer, diffId }) => `${layer}${diffId ?? '?'}`).join(' ');
    return `${shared.map(({ layerA, layerB, diffId }) => `${layerA}=${layerB}${diffId}`).join(' ')} | ${own(onlyA)} | ${own(onlyB)}`;
  };

  it.each([
    ['are shared by diff_id', 'abc', 'abd', '0=0a 1=1b | 2c | 2d'],
    ['are shared at any height', 'ab', 'xba', '1=1b 0=2a |  | 0x'],
    ['that stand twice are shared as often as both have them', 'eae', 'eee', '0=0e 2=1e | 1a | 2e'],
    ['of which nothing is known are alike to none', 'a?', 'a?', '0=0a | 1? | 1?'],
    ['are shared by digest where one has no diff_id', 'Abc', 'aBd', '0=0a 1=1b | 2c | 2d'],
    ['are shared by digest where none has one', 'AB', 'BA', '1=0null 0=1null |  | '],
    ['are shared by diff_id first', 'Aa', 'a', '1=0a | 0? | '],
  ])('%s', (_behaviour, a, b, expected) => {
    expect(aligned(a, b)).toBe(expected);
  });
});
