const ARROWS: Readonly<Record<string, string>> = { up: '↑', down: '↓', left: '←', right: '→' };

/** A key as people read it. */
export function keyLabel(key: string, unicode: boolean): string {
  return (unicode ? ARROWS[key] : undefined) ?? key.replace(/^ctrl-/, '^').replace(/^escape$/, 'esc');
}
