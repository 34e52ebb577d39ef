import { describe, expect, it } from 'vitest';
import { historyEntry, open } from '../../examine/open-layers.ts';
import { Exploring } from '../exploring.ts';

const SIZE = { columns: 100, rows: 24 };
const LONG = `RUN ${Array.from({ length: 40 }, (_, at) => `word-${at}`).join(' ')}`;

const history = async (...keys: readonly string[]) => {
  const opened = await open('a=1', 'b=22, c=333');
  const { image } = opened;
  const entries = [historyEntry('COPY a /'), historyEntry('ENV A=1', true), historyEntry(LONG)];
  const manifest = { ...image.manifest, config: { ...image.manifest.config, history: entries } };
  const ui = await Exploring.image({ ...opened, image: { ...image, manifest } }, SIZE);
  return ui.press('H', ...keys);
};

function listed(ui: Exploring): string[] {
  const rows = ui.screen().slice(3);
  return rows
    .slice(
      0,
      rows.findIndex((row) => row.startsWith('└')),
    )
    .flatMap((row) => {
      const text = row.slice(1, -1).trim().replaceAll(/ {2,}/g, '  ');
      return text === '' ? [] : [text];
    });
}

describe('history', () => {
  it('lists the steps with their layers and sizes, oldest first', async () => {
    expect(listed(await history())).toEqual([
      '0  0  1 B  COPY a /',
      '1  ENV A=1',
      expect.stringMatching(/^2 {2}1 {2}5 B {2}RUN word-0 .*…$/),
    ]);
  });

  it('shows the whole instruction of the chosen step', async () => {
    const ui = await history('G');
    expect(ui.rows('word-39')).toHaveLength(1);
    expect(ui.rows('as a tar')).toHaveLength(1);
  });

  it('leads to what the layer of a step changes; a step without a layer leads nowhere', async () => {
    const ui = await history('down', 'enter');
    expect(ui.screen()[0]).toContain('history');
    await ui.press('down', 'enter');
    expect(ui.screen()[0]).toContain('changes of layer 1');
    expect(ui.tree()).toEqual(['   /', ' A   b', ' A   c']);
  });

  it('copies the instruction', async () => {
    const ui = await history('y');
    expect(ui.requests).toEqual([{ kind: 'copy', text: 'COPY a /' }]);
  });

  it('shows the rebuilt Dockerfile line by line on the other pane', async () => {
    const ui = await history('tab');
    const lines = listed(ui).map((line) => line.replace(/^\d+ +/, ''));
    expect(lines).toEqual(expect.arrayContaining(['ENV A=1']));
    expect(ui.rows('from history')).toHaveLength(1);
  });
});

describe('a screen that waits', () => {
  it('says for what, asks once the image is whole, and never twice', async () => {
    const ui = await history();
    const { loaded } = ui.state.subject;
    const { layers } = ui.state.screens;
    const subject = { ...ui.state.subject, loaded: null, stacked: 1 };
    ui.state = { ...ui.state, screen: 'layers', screens: { layers: layers! }, subject };
    await ui.press('p', 'down', 'enter', '/', 's');
    expect(ui.rows('Waiting for all layers: 1 of 2 are read ...')).toHaveLength(1);
    await ui.send({ kind: 'loaded', loaded: loaded! });
    expect(ui.rows('No package database was found.')).toHaveLength(1);
    const { asked } = ui.state;
    await ui.press('escape', 'p', 'H', 'p');
    expect(ui.state.asked).toBe(asked + 1);
  });

  it('says why there will be no answer', async () => {
    const ui = await history();
    const { layers } = ui.state.screens;
    const subject = { ...ui.state.subject, loaded: null };
    ui.state = { ...ui.state, screen: 'layers', screens: { layers: layers! }, subject };
    await ui.press('p');
    await ui.send({ kind: 'unreadable', message: 'layer 1: gzip stream ends early' });
    expect(ui.rows('layer 1: gzip stream ends early')).not.toHaveLength(0);
    await ui.press('escape');
    expect(ui.screen()[0]).not.toContain('packages');
  });
});
