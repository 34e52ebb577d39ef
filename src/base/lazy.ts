/** A list whose items are made one by one, anew each time it is gone through. */
export function mapLazily<T, U>(items: Iterable<T>, make: (item: T) => U): Iterable<U> {
  return lazily(function* () {
    for (const item of items) yield make(item);
  });
}

/** The items of a generator, anew each time they are gone through. */
export function lazily<T>(start: () => Generator<T>): Iterable<T> {
  return { [Symbol.iterator]: start };
}
