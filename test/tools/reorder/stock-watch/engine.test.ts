import { describe, expect, it } from 'vitest'
import { noticeStock, type WatchedStock } from '#app/tools/reorder/stock-watch/engine.ts'

const stock = (changes: Partial<WatchedStock> = {}): WatchedStock => ({
  decidedUnits: 50,
  units: 50,
  movedUnits: 0,
  position: { units: 70, reorderPoint: 60 },
  ...changes,
})

describe('stock that changed', () => {
  it('asks for nothing when it is the same, or as much less as orders took', () => {
    expect(noticeStock(stock())).toBeNull()
    // Sold five, corrected by five: the same stock is the same decision.
    expect(noticeStock(stock({ movedUnits: -5 }))).toBeNull()
    expect(noticeStock(stock({ units: 45, movedUnits: -5 }))).toBeNull()
    expect(noticeStock(stock({ units: 10, movedUnits: -40, position: null }))).toBeNull()
  })

  it('asks for a decision when other hands moved it, also where it was refused before', () => {
    expect(noticeStock(stock({ units: 45 }))).toEqual({ reason: 'unexplained', units: -5 })
    expect(noticeStock(stock({ units: 80, movedUnits: -5, position: null }))).toEqual({
      reason: 'unexplained',
      units: 35,
    })
  })

  it('asks for a decision when orders bring the position across the reorder point, either way', () => {
    // 70 - 10 is 60: not below yet
    expect(noticeStock(stock({ units: 40, movedUnits: -10 }))).toBeNull()
    expect(noticeStock(stock({ units: 39, movedUnits: -11 }))).toEqual({ reason: 'crossed', direction: 'below' })
    const below = { units: 59, reorderPoint: 60 }
    expect(noticeStock(stock({ units: 49, movedUnits: -1, position: below }))).toBeNull()
    expect(noticeStock(stock({ units: 51, movedUnits: 1, position: below }))).toEqual({
      reason: 'crossed',
      direction: 'above',
    })
  })
})
