/**
 * How helpful an answer is, from few votes or many. In: counts. Out: the share and the interval it lies in.
 * Method: the score interval of E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22(158), 1927, at 95 %.
 * Invariant: two votes never make an answer the best or the worst: lists sort by the bounds.
 */
export interface Helpfulness {
  helpful: number
  votes: number
  /** 0 to 1; null: nobody has voted */
  share: number | null
  /** bounds of the interval, 0 to 1 */
  low: number
  high: number
}

const Z = 1.959963984540054

export function helpfulness(helpful: number, unhelpful: number): Helpfulness {
  const votes = helpful + unhelpful
  if (votes === 0) return { helpful, votes, share: null, low: 0, high: 1 }
  const share = helpful / votes
  const centre = share + (Z * Z) / (2 * votes)
  const spread = Z * Math.sqrt((share * (1 - share)) / votes + (Z * Z) / (4 * votes * votes))
  const scale = 1 + (Z * Z) / votes
  return {
    helpful,
    votes,
    share,
    low: Math.max(0, (centre - spread) / scale),
    high: Math.min(1, (centre + spread) / scale),
  }
}
