/**
 * Purchase orders as a merchant asks for them. In: a shop and a question or a wish. Out: plain values, or an AppError that says what to do.
 * Invariant: what is ordered changes only until the supplier has it; every change and every move is in the order's history, in its transaction.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { searchVariants } from '#app/mirror/variant-search.server.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import type { Page } from '#app/mirror/views.ts'
import { unitPriceAt, type PriceBreak } from '../policy/orderable.ts'
import { nameOf } from './drafts/service.server.ts'
import { listOrders } from './listing/store.server.ts'
import { readCharges, readLines } from './order-form.ts'
import type { ChargesForm, DetailsForm, LinesForm, OrderListQuery, OrderSummary } from './schema.ts'
import { goodsChanged } from '../replan/service.server.ts'
import * as store from './store.server.ts'
import { listGoods, listItemTerms, listPlaces, listSuppliers, type Place } from './terms/store.server.ts'

export { attachFile, fileRefusal, listFiles, putFileBack, readFile, takeFileOff } from './attachments/service.server.ts'
export { copyOrder, createDraft, createDrafts } from './drafts/service.server.ts'
export { getOrderDetail, type LineDetail, type OrderDetail } from './detail/service.server.ts'
export {
  draftOrderMail,
  listOrderMails,
  mailAsSent,
  planOrderMail,
  retryOrderMail,
  settleOrderMail,
} from './mail/service.server.ts'
export { moveOrder } from './moves/service.server.ts'
export { writePdf, type Paper } from './papers/pdf.server.ts'
export { receiveGoods, settleStock, writeStockNow } from './receipts/service.server.ts'
export { canWriteStock } from './stock/service.server.ts'

export interface OrderChoices {
  suppliers: { id: string; name: string; archived: boolean }[]
  places: Place[]
}

/** What a new order and the list's filters can be made of. */
export async function orderChoices(shop: Shop): Promise<OrderChoices> {
  return inShopSql(shop.id, async (sql) => ({
    suppliers: [...(await listSuppliers(sql, shop, null)).values()].map(({ id, name, archived }) => ({
      id,
      name,
      archived,
    })),
    places: await listPlaces(sql, shop),
  }))
}

export async function listPurchaseOrders(shop: Shop, query: OrderListQuery): Promise<Page<OrderSummary>> {
  return inShopSql(shop.id, (sql) => listOrders(sql, shop, query))
}

export interface Offer {
  variantId: string
  productId: string
  title: string
  sku: string | null
  supplierSku: string | null
  minimumUnits: number
  packUnits: number
  /** empty: not known */
  priceBreaks: PriceBreak[]
  /** whether the supplier lists it */
  listed: boolean
}

/** Goods to put on an order, by SKU, barcode or title, with the supplier's terms. Throws `not_found` for an order that is not there. */
export async function findGoods(shop: Shop, orderId: string, text: string): Promise<Offer[]> {
  const found = await searchVariants(shop, text)
  return inShopSql(shop.id, async (sql) => {
    const { supplierId } = await store.getOrder(sql, shop, orderId)
    const terms = await listItemTerms(
      sql,
      shop,
      supplierId,
      found.map(({ id }) => id),
    )
    return found.map((variant): Offer => {
      const item = terms.get(variant.id)
      return {
        variantId: variant.id,
        productId: variant.productId,
        title: nameOf(variant),
        sku: variant.sku,
        supplierSku: item?.supplierSku ?? null,
        minimumUnits: item?.minimumUnits ?? 0,
        packUnits: item?.packUnits ?? 1,
        priceBreaks: item?.priceBreaks ?? [],
        listed: item !== undefined,
      }
    })
  })
}

// Changes ------------------------------------------------------------------------------------------------------------

/**
 * The order's lines are those of the form. An approved order becomes a draft again. A line without a price gets the supplier's, where it names one.
 * Throws `invalid_input` with paths of the form; `conflict` when somebody changed the order since the page was shown, or the supplier has it.
 */
export async function changeLines(shop: Shop, id: string, form: LinesForm, at: Instant): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    const order = await store.getOrder(sql, shop, id, { lock: true })
    if (order.state !== 'draft' && order.state !== 'approved') {
      throw store.refusal('wrong_state', `order ${id} is ${order.state}: its lines stay as the supplier has them`)
    }
    const typed = readLines(form, order.currency)
    const present = await store.listLines(sql, shop, id)
    requireSeen(form.seen, store.linesVersion(present, order.document), id)
    const before = new Map(present.map((line) => [line.id, line]))
    const variantIds = typed.map(({ variantId }) => variantId)
    const goods = await listGoods(sql, shop, variantIds)
    const terms = await listItemTerms(sql, shop, order.supplierId, variantIds)
    const lines = typed.map((line, index) => {
      const known = line.id === null ? undefined : before.get(line.id)
      const named = goods.get(line.variantId)
      if (!known && !named) {
        throw new AppError('invalid_input', `no variant ${line.variantId}`, {
          fields: [{ path: ['lines', String(index), 'units'], message: 'goods_gone', code: 'goods_gone' }],
        })
      }
      const item = terms.get(line.variantId)
      const offered = item ? unitPriceAt(item.priceBreaks, line.orderedUnits) : null
      return {
        id: known?.id ?? null,
        variantId: known?.variantId ?? line.variantId,
        sku: known ? known.sku : (named?.sku ?? null),
        title: known?.title ?? (named ? nameOf(named) : ''),
        supplierSku: line.supplierSku,
        orderedUnits: line.orderedUnits,
        unitPriceMinor: line.unitPriceMinor ?? offered,
        suggestion: known?.suggestion ?? null,
      }
    })
    const saved = await store.replaceLines(sql, shop, id, lines)
    const unitVolumes = Object.fromEntries(
      saved.flatMap(({ id: lineId }, index) => {
        const volume = typed[index]?.unitVolume
        return volume == null ? [] : [[lineId, volume]]
      }),
    )
    await store.changeOrder(sql, shop, id, { document: { ...order.document, unitVolumes } }, at)
    await store.addEvent(sql, shop, id, 'changed', { what: 'lines' }, at)
    if (order.state === 'approved') await store.moveOrder(sql, shop, order, 'draft', at)
    await goodsChanged(
      sql,
      shop,
      [...present, ...lines].map(({ variantId }) => variantId),
    )
  })
}

/** The supplier's number, the day it is expected, the note; until the order is at its end. */
export async function changeDetails(shop: Shop, id: string, form: DetailsForm, at: Instant): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    const order = await store.getOrder(sql, shop, id, { lock: true })
    if (order.state === 'closed' || order.state === 'cancelled') {
      throw store.refusal('wrong_state', `order ${id} is ${order.state}`)
    }
    const document = { ...order.document, note: form.note }
    await store.changeOrder(sql, shop, id, { reference: form.reference, expectedOn: form.expectedOn, document }, at)
    await store.addEvent(sql, shop, id, 'changed', { what: 'details' }, at)
  })
}

/** Freight and duty bills come late: charges change until the order is cancelled. */
export async function changeCharges(shop: Shop, id: string, form: ChargesForm, at: Instant): Promise<void> {
  const charges = readCharges(form)
  await inShopSql(shop.id, async (sql) => {
    const order = await store.getOrder(sql, shop, id, { lock: true })
    if (order.state === 'cancelled') throw store.refusal('wrong_state', `order ${id} is cancelled`)
    requireSeen(form.seen, store.chargesVersion(await store.listCharges(sql, shop, id)), id)
    await store.replaceCharges(sql, shop, id, charges)
    await store.changeOrder(sql, shop, id, {}, at)
    await store.addEvent(sql, shop, id, 'changed', { what: 'charges' }, at)
  })
}

export async function addComment(shop: Shop, id: string, text: string, at: Instant): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    await store.getOrder(sql, shop, id)
    await store.addEvent(sql, shop, id, 'comment', { text }, at)
  })
}

/** Throws `conflict` (changed_meanwhile) when what the page showed is no longer there. */
function requireSeen(seen: string, version: string, id: string): void {
  if (seen !== version) throw store.refusal('changed_meanwhile', `order ${id} is ${version}, the page has ${seen}`)
}
