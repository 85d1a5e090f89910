/**
 * Whether stock that changed at Shopify asks for a new decision. In: the stock a variant was decided with, its stock now, what is known to have
 * moved it. Out: why it does, or null. Invariant: what orders explain asks for nothing until the reorder point is crossed.
 */

export interface WatchedStock {
  /** on hand less committed, as it was decided with */
  decidedUnits: number
  /** the same now */
  units: number
  /** net units that orders, refunds and receipts of ours moved in between, below 0 when more was sold */
  movedUnits: number
  /** what was decided: the position (with what is under way) and the reorder point; null where it was refused before there was any */
  position: { units: number; reorderPoint: number } | null
}

export type Noticed =
  /** somebody else moved this many units, below 0 when they are gone */
  | { reason: 'unexplained'; units: number }
  /** the position is on the other side of the reorder point now */
  | { reason: 'crossed'; direction: 'below' | 'above' }

export function noticeStock({ decidedUnits, units, movedUnits, position }: WatchedStock): Noticed | null {
  const change = units - decidedUnits
  if (change === 0) return null
  if (change !== movedUnits) return { reason: 'unexplained', units: change - movedUnits }
  if (position === null) return null
  const wasBelow = position.units < position.reorderPoint
  const isBelow = position.units + change < position.reorderPoint
  if (wasBelow === isBelow) return null
  return { reason: 'crossed', direction: isBelow ? 'below' : 'above' }
}
