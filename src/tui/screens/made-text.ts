/** What a step says of how it was made. */
interface Made {
  readonly created?: string | null | undefined;
  readonly author?: string | null | undefined;
  readonly comment?: string | null | undefined;
}

/** When, by whom, and what they said of it, as far as the history tells. */
export function madeText({ created, author, comment }: Made): string {
  return [inSeconds(created ?? ''), author && `by ${author}`, comment].filter(Boolean).join('  ');
}

/** A time without fractions of its seconds. */
export function inSeconds(time: string): string {
  return time.replace(/\.\d+/, '');
}
