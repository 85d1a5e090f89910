/**
 * Sharing out an amount. In: a total in minor units and weights. Out: one amount per weight. Invariant: they sum to the total exactly, none is
 * further than one minor unit from its exact share, and none has the other sign.
 */

/**
 * The total shared in proportion to the weights by largest remainders (Hamilton's method: Balinski & Young, Fair Representation, 1982): every
 * share is rounded down, and what is left goes by single units to those that lost most; between equals to the earlier one.
 * @param totalMinor any safe integer; a credit is negative
 * @param weights whole numbers from 0, in one unit; at least one is above 0 unless the total is 0
 * @throws RangeError for other weights or a total that is no safe integer
 */
export function allocate(totalMinor: number, weights: readonly number[]): number[] {
  if (!Number.isSafeInteger(totalMinor)) throw new RangeError(`not an integer of minor units: ${totalMinor}`)
  for (const weight of weights) {
    if (!Number.isSafeInteger(weight) || weight < 0) throw new RangeError(`not a weight: ${weight}`)
  }
  const sum = weights.reduce((total, weight) => total + BigInt(weight), 0n)
  if (sum === 0n) {
    if (totalMinor !== 0) throw new RangeError('nothing to share the amount by')
    return weights.map(() => 0)
  }
  const total = BigInt(Math.abs(totalMinor))
  const shares = weights.map((weight, index) => {
    const exact = total * BigInt(weight)
    return { index, amount: exact / sum, remainder: exact % sum }
  })
  let left = total - shares.reduce((given, share) => given + share.amount, 0n)
  const byRemainder = [...shares].sort((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  )
  for (const share of byRemainder) {
    if (left === 0n) break
    share.amount += 1n
    left -= 1n
  }
  return shares.map(({ amount }) => (amount === 0n ? 0 : Math.sign(totalMinor) * Number(amount)))
}
