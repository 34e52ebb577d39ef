/** The word that is nearest to `text` in letters typed wrong, left out, too many or swapped; of equally near ones the first. */
export function nearest(text: string, words: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  for (const word of words) {
    const distance = editDistance(text.toLowerCase(), word.toLowerCase());
    if (distance < least) [best, least] = [word, distance];
  }
  return best;
}

const LONGEST = 100;

/** What is longer than any word counts up to there. */
function editDistance(from: string, to: string): number {
  const [a, b] = [[...from].slice(0, LONGEST), [...to].slice(0, LONGEST)];
  let [last, before]: number[][] = [Array.from({ length: b.length + 1 }, (_, at) => at), []];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? before![j - 2]! + 1 : Infinity;
      row.push(Math.min(last![j - 1]! + (isSame ? 0 : 1), last![j]! + 1, row[j - 1]! + 1, swapped));
    }
    [last, before] = [row, last];
  }
  return last!.at(-1)!;
}
