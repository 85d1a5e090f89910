/**
 * Distributions of whole days along a hierarchy of lanes. In: values with their path from the widest lane to the narrowest. Out: for any path the
 * distribution of its deepest known lane, drawn towards its parent's. Invariant: every distribution sums to 1 and is nowhere zero up to its end.
 *
 * Dirichlet smoothing: p = (counts + m x prior) / (n + m). A lane differs from its parent mostly by being so many times as long, so the prior is the
 * parent's distribution stretched by the ratio of their geometric means, itself drawn towards 1 while values are few: n / (n + k). Both strengths, one
 * pair per depth, are those that make the data likeliest when each value is left out in turn (Zhai & Lafferty 2002, "Two-stage language models",
 * §3: leave-one-out estimate of a Dirichlet prior).
 */

export interface LaneValue {
  /** from the widest to the narrowest; every part names its lane fully, such as ['CN', 'CN>DE', 'CN>DE yunexpress'] */
  path: readonly string[]
  /** whole days, 0 or more; more than LONGEST_DAYS counts as that */
  days: number
  /** 1, or less for what is long ago */
  weight: number
}

export interface LaneTree {
  root: Float64Array
  lanes: ReadonlyMap<string, SmoothedLane>
}

export interface SmoothedLane {
  distribution: Float64Array
  parcels: number
  /** what one value of weight 1 is a share of: the lane's weight and its prior's */
  mass: number
}

export const LONGEST_DAYS = 120
const STRENGTHS = [0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256]
const STRETCH_STRENGTHS = [0.5, 2, 8, 32, Infinity]
/** A stretched distribution may end early: this much of the prior is spread over all days. */
const ANYWHERE = 0.001

interface Counted {
  name: string
  parent: string | null
  depth: number
  /** weighted */
  counts: Float64Array
  plain: Float64Array
  total: number
  parcels: number
  /** sum of ln(days + 1/2) */
  logDays: number
}

/** @param fewest a lane with fewer values than this at a depth has no distribution of its own (0 for none); by depth, 0 the widest */
export function learnLanes(values: readonly LaneValue[], fewest: (depth: number) => number): LaneTree {
  const all = new Float64Array(LONGEST_DAYS + 1)
  const counted = new Map<string, Counted>()
  for (const { path, days, weight } of values) {
    const at = Math.min(LONGEST_DAYS, Math.max(0, days))
    all[at] = (all[at] ?? 0) + weight
    path.forEach((name, depth) => add(counted, name, path[depth - 1] ?? null, depth, at, weight))
  }
  const root = smooth(all, uniform(), 1)
  const lanes = new Map<string, SmoothedLane>()
  const priors = new Map<Float64Array, Prior>()
  const deepest = Math.max(-1, ...values.map(({ path }) => path.length - 1))
  for (let depth = 0; depth <= deepest; depth += 1) {
    const nodes = [...counted.values()].filter((node) => node.depth === depth && node.parcels >= fewest(depth))
    const parentOf = (node: Counted): Prior => {
      const parent = (node.parent === null ? root : lanes.get(node.parent)?.distribution) ?? root
      let prior = priors.get(parent)
      if (!prior) priors.set(parent, (prior = toPrior(parent)))
      return prior
    }
    const { strength, stretchStrength } = likeliestStrengths(nodes, parentOf)
    for (const node of nodes) {
      const parent = parentOf(node)
      const ratio = ratioOf(node.logDays, node.parcels, parent, stretchStrength)
      const prior = node.counts.map((_, day) => stretched(parent, ratio, day))
      lanes.set(node.name, {
        distribution: smooth(node.counts, prior, strength),
        parcels: node.parcels,
        mass: node.total + strength,
      })
    }
  }
  return { root, lanes }
}

/** The deepest lane of the path that is known, with how many parcels it was learned from. */
export function findLane(tree: LaneTree, path: readonly string[]): SmoothedLane & { name: string | null } {
  for (let depth = path.length - 1; depth >= 0; depth -= 1) {
    const name = path[depth] ?? ''
    const lane = tree.lanes.get(name)
    if (lane) return { ...lane, name }
  }
  return { distribution: tree.root, parcels: 0, mass: Infinity, name: null }
}

/** The first day by which at least `share` (0 to 1) has happened. */
export function quantileOf(distribution: Float64Array, share: number): number {
  let sum = 0
  for (let day = 0; day < distribution.length; day += 1) {
    sum += distribution[day] ?? 0
    if (sum >= share - 1e-9) return day
  }
  return distribution.length - 1
}

function add(
  counted: Map<string, Counted>,
  name: string,
  parent: string | null,
  depth: number,
  at: number,
  weight: number,
): void {
  let node = counted.get(name)
  if (!node) {
    const [counts, plain] = [new Float64Array(LONGEST_DAYS + 1), new Float64Array(LONGEST_DAYS + 1)]
    counted.set(name, (node = { name, parent, depth, counts, plain, total: 0, parcels: 0, logDays: 0 }))
  }
  node.counts[at] = (node.counts[at] ?? 0) + weight
  node.plain[at] = (node.plain[at] ?? 0) + 1
  node.total += weight
  node.parcels += 1
  node.logDays += Math.log(at + 0.5)
}

function smooth(counts: Float64Array, parent: Float64Array, strength: number): Float64Array {
  const total = counts.reduce((sum, count) => sum + count, 0) + strength
  return counts.map((count, day) => (count + strength * (parent[day] ?? 0)) / total)
}

function uniform(): Float64Array {
  return new Float64Array(LONGEST_DAYS + 1).fill(1 / (LONGEST_DAYS + 1))
}

interface Prior {
  /** probability of less than so many days, at 0 to LONGEST_DAYS + 1 */
  cumulative: Float64Array
  meanLogDays: number
}

function toPrior(distribution: Float64Array): Prior {
  const cumulative = new Float64Array(distribution.length + 1)
  let meanLogDays = 0
  distribution.forEach((share, day) => {
    cumulative[day + 1] = (cumulative[day] ?? 0) + share
    meanLogDays += share * Math.log(day + 0.5)
  })
  return { cumulative, meanLogDays }
}

/** How many times as long as its parent's a lane's days are. */
function ratioOf(logDays: number, values: number, parent: Prior, stretchStrength: number): number {
  if (values === 0 || stretchStrength === Infinity) return 1
  return Math.exp((logDays / values - parent.meanLogDays) * (values / (values + stretchStrength)))
}

function stretched(parent: Prior, ratio: number, day: number): number {
  const from = reached(parent, day / ratio)
  const to = day === LONGEST_DAYS ? 1 : reached(parent, (day + 1) / ratio)
  return (1 - ANYWHERE) * (to - from) + ANYWHERE / (LONGEST_DAYS + 1)
}

/** Within a day evenly spread. */
function reached({ cumulative }: Prior, days: number): number {
  const whole = Math.floor(days)
  if (whole > LONGEST_DAYS) return 1
  const from = cumulative[whole] ?? 1
  return from + (days - whole) * ((cumulative[whole + 1] ?? 1) - from)
}

interface Strengths {
  strength: number
  stretchStrength: number
}

function likeliestStrengths(nodes: readonly Counted[], parentOf: (node: Counted) => Prior): Strengths {
  let best = { strength: 1, stretchStrength: Infinity, likelihood: -Infinity }
  for (const stretchStrength of STRETCH_STRENGTHS) {
    const seen = nodes.flatMap((node) => leaveOneOut(node, parentOf(node), stretchStrength))
    for (const strength of STRENGTHS) {
      let likelihood = 0
      for (const { count, parcels, prior } of seen) {
        likelihood += count * Math.log((count - 1 + strength * prior) / (parcels - 1 + strength))
      }
      if (likelihood > best.likelihood) best = { strength, stretchStrength, likelihood }
    }
  }
  return best
}

/** For each day seen on a lane: what the prior says of it when one parcel of that day did not count. */
function leaveOneOut(
  node: Counted,
  parent: Prior,
  stretchStrength: number,
): { count: number; parcels: number; prior: number }[] {
  const seen: { count: number; parcels: number; prior: number }[] = []
  node.plain.forEach((count, day) => {
    if (count === 0) return
    const ratio = ratioOf(node.logDays - Math.log(day + 0.5), node.parcels - 1, parent, stretchStrength)
    seen.push({ count, parcels: node.parcels, prior: stretched(parent, ratio, day) })
  })
  return seen
}
