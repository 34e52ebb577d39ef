import type { Background } from './background.ts';
import type { ColorDepth } from './color-depth.ts';
import type { Tone } from './frame.ts';

/** A colour for the text and one for what is behind it, as numbers of the terminal's table. */
type Colors = readonly [foreground: number, background?: number];

/** The colours of each tone. */
export type Palette = Readonly<Record<Tone, Colors>>;

/** Not a colour of the table: whatever the terminal writes with. */
export const TERMINAL_COLOR = 511;

const NONE = paletteOf({});

/** By the theme of the terminal, which knows its background; git's colours. */
const EIGHT = paletteOf({
  accent: [6],
  bar: [6],
  added: [2],
  changed: [3],
  deleted: [1],
  dead: [5],
  warning: [3],
  error: [1],
  match: [0, 3],
  ...shades([7, 4], [0, 2], [0, 6], [7, 1], [7, 5], [0, 3], [7, 0], [0, 7]),
});

const SIXTEEN: Record<Background, Palette> = {
  unknown: { ...EIGHT, dim: [8] },
  dark: {
    ...EIGHT,
    ...{ dim: [8], accent: [14], bar: [12], added: [10], changed: [11] },
    ...{ deleted: [9], dead: [13], warning: [11], error: [9] },
  },
  light: {
    ...EIGHT,
    ...{ dim: [8], accent: [4], bar: [4], changed: [5], warning: [5], match: [15, 4] },
  },
};

/** Of the fixed 216 colours and greys. What is known of the background makes it clearer; `unknown` reads on both. */
const MANY: Record<Background, Palette> = {
  unknown: paletteOf({
    ...{ dim: [243], border: [243], accent: [32], bar: [32], added: [28], changed: [130] },
    ...{ deleted: [167], dead: [133], warning: [130], error: [160], match: [16, 178] },
    ...shades([16, 110], [16, 114], [16, 180], [16, 139], [16, 109], [16, 174], [16, 144], [16, 248]),
  }),
  dark: paletteOf({
    ...{ dim: [246], border: [242], accent: [75], bar: [68], added: [114], changed: [221] },
    ...{ deleted: [210], dead: [176], warning: [215], error: [203], match: [16, 222] },
    ...shades([254, 24], [254, 22], [254, 94], [254, 53], [254, 23], [254, 88], [254, 58], [254, 239]),
  }),
  light: paletteOf({
    ...{ dim: [241], border: [246], accent: [25], bar: [25], added: [22], changed: [94] },
    ...{ deleted: [124], dead: [90], warning: [94], error: [160], match: [16, 222] },
    ...shades([16, 153], [16, 157], [16, 223], [16, 183], [16, 159], [16, 217], [16, 187], [16, 252]),
  }),
};

/** The colours for a terminal of this depth and background. */
export function paletteFor(depth: ColorDepth, background: Background): Palette {
  if (depth === 256) return MANY[background];
  if (depth === 16) return SIXTEEN[background];
  return depth === 8 ? EIGHT : NONE;
}

/** Tones without a colour are written as the terminal writes. */
function paletteOf(colors: Partial<Palette>): Palette {
  const own: Colors = [TERMINAL_COLOR];
  return {
    ...{ plain: own, dim: own, accent: own, title: own, border: own, bar: own, added: own, changed: own },
    ...{ deleted: own, dead: own, warning: own, error: own, match: own, shade0: own, shade1: own, shade2: own },
    ...{ shade3: own, shade4: own, shade5: own, shade6: own, shade7: own },
    ...colors,
  };
}

type Shade = Extract<Tone, `shade${number}`>;

function shades(...colors: readonly Colors[]): Partial<Record<Shade, Colors>> {
  return Object.fromEntries(colors.map((pair, i) => [`shade${i}`, pair]));
}
