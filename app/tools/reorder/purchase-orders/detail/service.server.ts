/**
 * One order as its page and its papers show it. In: an order's id. Out: the head, lines with what came, charges in the order's currency,
 * landed cost, receipts, history. Invariant: only reads; amounts are exchanged once, at the reference rates of the day the order was sent
 * (today's until then), and the day is told.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { convert } from '#app/facts/fx.server.ts'
import { dayIn, type Day } from '#app/kernel/calendar.ts'
import { isAppError } from '#app/kernel/errors.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import type { PriceBreak } from '../../policy/orderable.ts'
import { costOrder, payableUnits, type ExchangedCharge, type OrderCosts } from '../costing.ts'
import { asReceipts, listReceipts } from '../receipts/store.server.ts'
import { summariseLines, type LineSummary } from '../receiving.ts'
import type { BookedReceipt, Line, OrderCharge, OrderEvent, OrderHead } from '../schema.ts'
import { chargesVersion, getOrder, linesVersion, listCharges, listEvents, listLines } from '../store.server.ts'
import { findPlace, listGoods, listItemTerms, listSuppliers, type ItemTerms } from '../terms/store.server.ts'
import { OrderCard } from '../terms/supplier-card.ts'

export interface LineDetail extends Omit<Line, 'suggestion'>, Omit<LineSummary, 'lineId'> {
  productId: Id | null
  weightGrams: number | null
  unitVolume: number | null
  /** what the supplier gets for it; null: no price yet */
  valueMinor: number | null
  minimumUnits: number
  packUnits: number
  /** the supplier's prices today; empty: not known */
  priceBreaks: PriceBreak[]
}

export interface OrderDetail {
  order: OrderHead
  supplier: { name: string; archived: boolean; card: OrderCard }
  place: { name: string; active: boolean }
  lines: LineDetail[]
  charges: ExchangedCharge[]
  costs: OrderCosts
  /** the landed total in the shop's currency; null where it is the same, or no rate is known */
  inShopCurrency: { minor: number; currency: string; ratesOf: Day } | null
  receipts: BookedReceipt[]
  events: OrderEvent[]
  /** go back with a form that changes them */
  versions: { lines: string; charges: string }
}

/** Throws `not_found`. */
export async function getOrderDetail(shop: Shop, id: string, now: Date): Promise<OrderDetail> {
  const found = await inShopSql(shop.id, async (sql) => {
    const order = await getOrder(sql, shop, id)
    const lines = await listLines(sql, shop, id)
    const variantIds = lines.map(({ variantId }) => variantId)
    return {
      order,
      lines,
      charges: await listCharges(sql, shop, id),
      receipts: await listReceipts(sql, shop, id),
      events: await listEvents(sql, shop, id),
      supplier: (await listSuppliers(sql, shop, [order.supplierId])).get(order.supplierId),
      place: await findPlace(sql, shop, order.locationId),
      goods: await listGoods(sql, shop, variantIds),
      terms: await listItemTerms(sql, shop, order.supplierId, variantIds),
    }
  })
  const { order, receipts, events, supplier, place } = found
  const summaries = new Map(
    summariseLines({ lines: found.lines, receipts: asReceipts(receipts) }).map((one) => [one.lineId, one]),
  )
  const lines = found.lines.map(({ suggestion: _why, ...line }): LineDetail => {
    const summary = summaries.get(line.id)
    if (!summary) throw new Error(`line ${line.id} was not summed up`)
    const { lineId: _, ...came } = summary
    const goods = found.goods.get(line.variantId)
    const terms: Pick<ItemTerms, 'minimumUnits' | 'packUnits' | 'priceBreaks'> = found.terms.get(line.variantId) ?? {
      minimumUnits: 0,
      packUnits: 1,
      priceBreaks: [],
    }
    const units = payableUnits({ line, acceptedUnits: came.acceptedUnits })
    return {
      ...line,
      ...came,
      productId: goods?.productId ?? null,
      weightGrams: goods?.weightGrams ?? null,
      unitVolume: order.document.unitVolumes[line.id] ?? null,
      valueMinor: line.unitPriceMinor === null ? null : units * line.unitPriceMinor,
      minimumUnits: terms.minimumUnits,
      packUnits: terms.packUnits,
      priceBreaks: terms.priceBreaks,
    }
  })
  const day = dayIn(shop.timezone, order.sentAt ?? now)
  const charges = await Promise.all(found.charges.map((charge) => exchanged(charge, order.currency, day)))
  const costs = costOrder(
    lines.map((line) => ({ ...line, line })),
    charges,
  )
  const landed = costs.kind === 'landed' && order.currency !== shop.currency ? costs.landedMinor : null
  return {
    order,
    supplier: {
      name: supplier?.name ?? '',
      archived: supplier?.archived ?? true,
      card: supplier?.card ?? OrderCard.parse({}),
    },
    place: { name: place?.name ?? order.locationId, active: place?.active ?? false },
    lines,
    charges,
    costs,
    inShopCurrency: landed === null ? null : await inCurrency(landed, order.currency, shop.currency, day),
    receipts,
    events,
    versions: { lines: linesVersion(found.lines, order.document), charges: chargesVersion(found.charges) },
  }
}

async function exchanged(charge: OrderCharge, currency: string, day: Day): Promise<ExchangedCharge> {
  if (charge.currency === currency) return { charge, amountMinor: charge.amountMinor, ratesOf: null }
  const converted = await inCurrency(charge.amountMinor, charge.currency, currency, day)
  return { charge, amountMinor: converted?.minor ?? null, ratesOf: converted?.ratesOf ?? null }
}

async function inCurrency(
  minor: number,
  from: string,
  to: string,
  day: Day,
): Promise<{ minor: number; currency: string; ratesOf: Day } | null> {
  try {
    const converted = await convert({ minor, currency: from }, to, day)
    const days = [converted.from.day, converted.to.day].sort()
    return { minor: converted.minor, currency: to, ratesOf: days[0] ?? day }
  } catch (error) {
    // The ECB does not publish every currency: the page says which is missing.
    if (isAppError(error, 'not_found')) return null
    throw error
  }
}
