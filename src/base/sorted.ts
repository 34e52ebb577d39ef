const PER_STEP = 4096;

/** The numbers from 0 on, so many, in an order; equal ones as they come. Yields now and then. */
export function* sorted(count: number, compare: (a: number, b: number) => number): Generator<void, Int32Array> {
  let from = new Int32Array(count);
  for (let at = 0; at < count; at += 1) from[at] = at;
  yield;
  for (let at = 0; at < count; at += PER_STEP) {
    from.subarray(at, at + PER_STEP).sort(compare);
    yield;
  }
  let to = new Int32Array(count);
  for (let run = PER_STEP; run < count; run *= 2) {
    for (let at = 0; at < count; at += 2 * run) yield* merge(from, to, [at, at + run, at + 2 * run], compare);
    [from, to] = [to, from];
  }
  return from;
}

/** Two runs that lie behind each other, as one in `to`. */
function* merge(
  from: Int32Array,
  to: Int32Array,
  [start, middle, end]: readonly [number, number, number],
  compare: (a: number, b: number) => number,
): Generator<void, void> {
  const [leftEnd, rightEnd] = [Math.min(middle, from.length), Math.min(end, from.length)];
  let [left, right] = [start, leftEnd];
  for (let at = start; at < rightEnd; at += 1) {
    const isLeft = left < leftEnd && (right >= rightEnd || compare(from[left]!, from[right]!) <= 0);
    to[at] = isLeft ? from[left]! : from[right]!;
    if (isLeft) left += 1;
    else right += 1;
    if (at % PER_STEP === 0) yield;
  }
}

/** Texts in the order of their characters' codes. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
