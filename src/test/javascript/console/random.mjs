// The same numbers for the same seed.
export function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export const pick = (next, of) => of[Math.floor(next() * of.length)];
