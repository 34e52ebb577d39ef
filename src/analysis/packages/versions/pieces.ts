/** Orders two runs of digits by the number they spell, however long: leading zeros say nothing. */
export function compareDigits(a: string, b: string): number {
  const [one, two] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return one.length - two.length || compareTexts(one, two);
}

/** Orders texts by their characters' codes. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
