import { describe, expect, it } from 'vitest';
import type { Tone } from '../../src/tui/frame.ts';
import { paletteFor, TERMINAL_COLOR } from '../../src/tui/palette.ts';

const BACKGROUNDS = ['dark', 'light', 'unknown'] as const;
const LEVELS = [0, 95, 135, 175, 215, 255];

/** Luminance of one of the 240 fixed colours, after WCAG. */
function luminance(color: number): number {
  const cube = color - 16;
  const grey = 8 + (color - 232) * 10;
  const rgb =
    color >= 232
      ? [grey, grey, grey]
      : [LEVELS[Math.floor(cube / 36)]!, LEVELS[Math.floor(cube / 6) % 6]!, LEVELS[cube % 6]!];
  const [red, green, blue] = rgb.map((level) =>
    level / 255 <= 0.04 ? level / 3294 : ((level / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const entries = (palette: ReturnType<typeof paletteFor>) => Object.entries(palette) as [Tone, readonly number[]][];

describe('of the 256 colours', () => {
  it.each([
    ['dark', [0], 4.5],
    ['light', [1], 4.5],
    ['unknown', [0, 1], 3],
  ] as const)('all text reads on a background that is %s', (background, luminances, least) => {
    for (const [tone, [foreground, behind]] of entries(paletteFor(256, background))) {
      if (foreground === TERMINAL_COLOR || tone === 'border') continue;
      const grounds = behind === undefined ? luminances : [luminance(behind)];
      for (const ground of grounds) expect.soft(contrast(luminance(foreground!), ground), tone).toBeGreaterThan(least);
    }
  });

  it.each(BACKGROUNDS)('what means different things looks different: %s', (background) => {
    const palette = paletteFor(256, background);
    const tones = ['added', 'changed', 'deleted', 'dead', 'accent', 'dim'] as const;
    expect(new Set(tones.map((tone) => palette[tone][0])).size).toBe(tones.length);
    expect(new Set([0, 1, 2, 3, 4, 5, 6, 7].map((i) => palette[`shade${i}` as 'shade0'].join())).size).toBe(8);
  });
});

it.each([
  [8, 8],
  [16, 16],
] as const)('uses no more than %i colours where there are no more', (depth, count) => {
  for (const background of BACKGROUNDS) {
    const numbers = entries(paletteFor(depth, background)).flatMap(([, colors]) => colors);
    expect(numbers.filter((color) => color >= count && color !== TERMINAL_COLOR)).toEqual([]);
  }
});

it('uses none where there are none', () => {
  expect(new Set(entries(paletteFor(0, 'dark')).flatMap(([, colors]) => colors))).toEqual(new Set([TERMINAL_COLOR]));
});
