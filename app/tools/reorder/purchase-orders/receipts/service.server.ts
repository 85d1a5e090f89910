/**
 * Receiving goods. In: an order and a delivery as it was counted. Out: the order moved on, the receipt booked once, its stock planned.
 * Invariant: receipt, state, history and the job that writes the stock are one transaction; the same receipt sent again changes nothing.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { recordActions } from '#app/facts/actions.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import { readReceipt } from '../order-form.ts'
import { receive, type ReceiveRefusal } from '../receiving.ts'
import type { ReceiptForm } from '../schema.ts'
import { goodsChanged } from '../../replan/service.server.ts'
import { canWriteStock, enqueueStock, stockAction } from '../stock/service.server.ts'
import { addEvent, changeOrder, getOrder, listLines, moveOrder, refusal } from '../store.server.ts'
import { asReceipts, insertReceipt, listReceipts, markWritten, planAgain } from './store.server.ts'

/** By then Shopify's stock is written, and has come back to the mirror. */
const STOCK_SEEN_SECONDS = 60

export interface Received {
  /** this very receipt had been booked before */
  again: boolean
  acceptedUnits: number
}

/** Books a delivery. Throws `invalid_input` with paths of the form, or `conflict` with the reason. */
export async function receiveGoods(shop: Shop, orderId: string, form: ReceiptForm, at: Instant): Promise<Received> {
  const counted = readReceipt(form)
  return inShopSql(shop.id, async (sql) => {
    const order = await getOrder(sql, shop, orderId, { lock: true })
    const lines = await listLines(sql, shop, orderId)
    const booked = asReceipts(await listReceipts(sql, shop, orderId))
    const decision = receive({ state: order.state, lines, receipts: booked }, { id: form.receiptId, lines: counted })
    if (decision.kind === 'refused') throw refused(decision.refusal, form)
    const acceptedUnits = counted.reduce((sum, line) => sum + line.acceptedUnits, 0)
    if (decision.kind === 'already_received') return { again: true, acceptedUnits }
    await insertReceipt(sql, shop, orderId, {
      id: form.receiptId,
      receivedOn: form.receivedOn,
      note: form.note === '' ? null : form.note,
      at,
      lines: counted,
    })
    const damagedUnits = counted.reduce((sum, line) => sum + line.damagedUnits, 0)
    await addEvent(sql, shop, orderId, 'received', { receiptId: form.receiptId, acceptedUnits, damagedUnits }, at)
    if (decision.order.state !== order.state) await moveOrder(sql, shop, order, decision.order.state, at)
    await changeOrder(sql, shop, orderId, decision.order.state === 'received' ? { receivedAt: at } : {}, at)
    if (decision.stock.length > 0) await enqueueStock(sql, shop, orderId)
    await goodsChanged(
      sql,
      shop,
      lines.map(({ variantId }) => variantId),
      STOCK_SEEN_SECONDS,
    )
    return { again: false, acceptedUnits }
  })
}

function refused(reason: ReceiveRefusal, form: ReceiptForm): AppError {
  switch (reason.code) {
    case 'not_receivable':
      return refusal('wrong_state', `the order is ${reason.state}: nothing can be received on it`)
    case 'unknown_line':
      return refusal('changed_meanwhile', `lines ${reason.lineIds.join(', ')} are not of this order`)
    case 'nothing_received':
      return refusal('nothing_received', 'the receipt counts no unit')
    case 'id_used_for_other_goods':
      return refusal('id_used_for_other_goods', `the receipt ${reason.receiptId} was booked with other counts`)
    case 'impossible_units': {
      const fields = reason.lineIds.map((id) => ({
        path: ['lines', String(form.lines.findIndex(({ lineId }) => lineId === id)), 'accepted'],
        message: 'out_of_range',
        code: 'out_of_range',
      }))
      return new AppError('invalid_input', 'impossible units', { fields })
    }
  }
}

/** What waits or failed is tried again. Calls whose answer is unknown are left to a person: see settleStock. Throws `missing_scope`. */
export async function writeStockNow(shop: Shop, orderId: string): Promise<void> {
  if (!canWriteStock(shop)) throw new AppError('missing_scope', `${shop.domain} has not granted write_inventory`)
  await inShopSql(shop.id, async (sql) => {
    await getOrder(sql, shop, orderId, { lock: true })
    await planAgain(sql, shop, orderId, null)
    await enqueueStock(sql, shop, orderId)
  })
}

/**
 * A person looked at Shopify's stock history and says what became of a line whose call was never answered, or did it by hand: `there` leaves
 * Shopify alone, `missing` writes the units with a new call.
 */
export async function settleStock(
  shop: Shop,
  orderId: string,
  line: { receiptId: string; lineId: string },
  found: 'there' | 'missing',
  at: Instant,
): Promise<void> {
  if (found === 'missing' && !canWriteStock(shop)) {
    throw new AppError('missing_scope', `${shop.domain} has not granted write_inventory`)
  }
  await inShopSql(shop.id, async (sql: ShopSql) => {
    const order = await getOrder(sql, shop, orderId, { lock: true })
    const booked = (await listReceipts(sql, shop, orderId))
      .flatMap(({ lines }) => lines)
      .find(({ receiptId, lineId }) => receiptId === line.receiptId && lineId === line.lineId)
    const changed =
      found === 'there' ? await markWritten(sql, shop, orderId, line, at) : await planAgain(sql, shop, orderId, line)
    if (changed === 0 || !booked) throw refusal('changed_meanwhile', 'this line is no longer waiting for a decision')
    await addEvent(sql, shop, orderId, 'changed', { what: 'stock' }, at)
    if (found === 'missing') return enqueueStock(sql, shop, orderId)
    // Our call did reach Shopify: what it changed belongs into the ledger. What somebody did by hand there does not.
    const ordered = (await listLines(sql, shop, orderId)).find(({ id }) => id === line.lineId)
    if (booked.failure?.code !== 'unclear' || booked.stockBefore === null || !ordered) return
    const after = booked.stockBefore + booked.acceptedUnits
    await recordActions(sql, shop, [
      stockAction(order, { ...booked, variantId: ordered.variantId, units: booked.acceptedUnits }, after, 'merchant'),
    ])
  })
}
