/** Every code of a purchase order that a page may show has its text, and no text is left over. */
import { describe, expect, it } from 'vitest'
import en from '#app/i18n/en.ts'
import { CHARGE_KINDS, SPREAD_BY } from '#app/tools/reorder/landed/landed-cost.ts'
import { ORDER_STATES } from '#app/tools/reorder/purchase-orders/lifecycle.ts'
import { PAPER_FORMATS } from '#app/tools/reorder/purchase-orders/papers/sheet.ts'
import {
  CHANGED,
  CONFLICTS,
  MOVES,
  ORDER_SORTS,
  STOCK_FAILURES,
  STOCK_STATES,
} from '#app/tools/reorder/purchase-orders/schema.ts'
import { SHEET_FIELDS } from '#app/tools/reorder/purchase-orders/terms/supplier-card.ts'
import { ORDER_SHEET_FIELDS } from '#app/tools/reorder/suppliers/schema.ts'

const words = en.reorderOrders
const keys = (texts: object, ...others: string[]): string[] =>
  Object.keys(texts)
    .filter((key) => !others.includes(key))
    .sort()
const sorted = (values: readonly string[]): string[] => [...values].sort()

describe('there is a text for', () => {
  it.each([
    ['order states', keys(words.state), ORDER_STATES],
    ['moves', keys(words.move, 'copy'), MOVES],
    ['stock states', keys(words.stockState), STOCK_STATES],
    ['reasons why stock is not written', keys(words.stockFailure, 'said'), STOCK_FAILURES],
    ['orders of the list', keys(words.list.sort), ORDER_SORTS],
    ['directions of the list', keys(words.list.direction), ORDER_SORTS],
    ['kinds of charges', keys(words.charges.kind), CHARGE_KINDS],
    ['ways to spread a charge', keys(words.charges.spread), SPREAD_BY],
    ['measures that can be missing', keys(words.landed.missing), SPREAD_BY],
    ['conflicts', keys(words.conflict), CONFLICTS],
    ['changes', keys(words.event.changed), CHANGED],
    ['formats', keys(words.papers.format), PAPER_FORMATS],
    ['columns of a sheet', keys(words.papers.field), SHEET_FIELDS],
  ] as const)('all %s, and for nothing else', (_name, texts, values) => {
    expect(texts).toEqual(sorted(values))
  })

  it('what is said after each move', () => {
    for (const move of MOVES) expect(words.said).toHaveProperty(move)
  })

  it('every column that a supplier’s card may ask for', () => {
    expect(sorted(SHEET_FIELDS)).toEqual(sorted(ORDER_SHEET_FIELDS))
  })
})
