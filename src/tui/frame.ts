/** What a span looks like, by meaning; the palette gives each a colour for the terminal's depth and background. */
export type Tone =
  | 'plain'
  | 'dim'
  | 'accent'
  | 'title'
  | 'border'
  | 'bar'
  | 'added'
  | 'changed'
  | 'deleted'
  | 'dead'
  | 'warning'
  | 'error'
  | 'match'
  | 'shade0'
  | 'shade1'
  | 'shade2'
  | 'shade3'
  | 'shade4'
  | 'shade5'
  | 'shade6'
  | 'shade7';

/** A run of text in one look. The text is printable; what does not fit is cut, never in the middle of a wide character. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone;
  readonly bold?: boolean;
  readonly inverse?: boolean;
  readonly underline?: boolean;
  /** Columns it takes at most, and exactly when `fill`. Without it, what is left of the row. */
  readonly width?: number;
  readonly fill?: boolean;
}

/** One row of spans per row of the screen, from the top; what is missing on the right and below is blank. */
export type Frame = readonly (readonly Span[])[];
