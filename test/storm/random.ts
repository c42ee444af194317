export type Random = ReturnType<typeof createRandom>;

/** A random generator with a seed (mulberry32). */
export function createRandom(seed: number) {
  let state = seed >>> 0;

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** An integer; both bounds are included. */
  const whole = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));

  function pick<T>(choices: readonly T[]): T {
    const chosen = choices[whole(0, choices.length - 1)];
    if (chosen === undefined) throw new Error('nothing to pick from');
    return chosen;
  }

  /** One of the names, weighted by their numbers. */
  function weighted<Name extends string>(weights: readonly (readonly [Name, number])[]): Name {
    let left = next() * weights.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of weights) {
      left -= weight;
      if (left < 0) return name;
    }
    return pick(weights)[0];
  }

  return { whole, pick, weighted, chance: (probability: number): boolean => next() < probability };
}
