/** Chance that is the same on every run. In: a seed. Out: draws. Invariant: one seed gives one sequence on every machine. */
export type Random = () => number

/** mulberry32: a small published generator (Tommy Ettinger, public domain), uniform on [0, 1). */
export function randomOf(seed: number): Random {
  let state = Math.imul(seed, 0x9e37_79b1)
  return () => {
    state = (state + 0x6d2b_79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Standard normal, by Box and Muller. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Knuth's method in steps of 20, so that exp does not underflow. */
export function poisson(random: Random, mean: number): number {
  let count = 0
  for (let left = mean; left > 0; left -= 20) {
    const limit = Math.exp(-Math.min(20, left))
    for (let product = random(); product > limit; product *= random()) count += 1
  }
  return count
}
