/** Words as a JSON list, as Dockerfiles want it. */
export function wordList(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
}
