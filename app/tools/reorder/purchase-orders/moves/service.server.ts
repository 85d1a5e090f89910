/**
 * Moving an order along its life. In: an order and a wish. Out: its new state with what belongs to it. Invariant: what comes with a move is in the
 * move's transaction, whoever makes it: a person, or the mail that was sent.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { dayIn } from '#app/kernel/calendar.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import { goodsChanged } from '../../replan/service.server.ts'
import { asReceipts, listReceipts } from '../receipts/store.server.ts'
import { summariseLines } from '../receiving.ts'
import { MOVE_TO, type Move, type OrderHead } from '../schema.ts'
import * as store from '../store.server.ts'
import { listSuppliers } from '../terms/store.server.ts'
import { promisedOn } from '../terms/supplier-card.ts'

/**
 * Moves the order along its life. Sending notes the day and, unless one is set, when the supplier promises the goods; closing gives up what
 * has not come. Throws `conflict` (wrong_state, no_lines).
 */
export async function moveOrder(shop: Shop, id: string, move: Move, at: Instant): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    const order = await store.getOrder(sql, shop, id, { lock: true })
    const to = MOVE_TO[move]
    const lines = await store.listLines(sql, shop, id)
    if (to === 'approved' && lines.length === 0) throw store.refusal('no_lines', `order ${id} has no lines`)
    await goodsChanged(
      sql,
      shop,
      lines.map(({ variantId }) => variantId),
    )
    if (to === 'closed') {
      const receipts = asReceipts(await listReceipts(sql, shop, id))
      const left = summariseLines({ lines, receipts }).filter((line) => line.outstandingUnits > 0)
      const givenUpUnits = left.reduce((sum, line) => sum + line.outstandingUnits, 0)
      await store.moveOrder(sql, shop, order, to, at, givenUpUnits > 0 ? { givenUpUnits } : {})
      await store.giveUpUnits(sql, shop, id, new Map(left.map((line) => [line.lineId, line.outstandingUnits])))
      return
    }
    if (to === 'sent') await markSent(sql, shop, order, at)
    else await store.moveOrder(sql, shop, order, to, at)
  })
}

/** The supplier has it: of an order that the caller has locked. Throws `conflict` (wrong_state). */
export async function markSent(sql: ShopSql, shop: Shop, order: OrderHead, at: Instant): Promise<void> {
  await store.moveOrder(sql, shop, order, 'sent', at)
  const supplier = (await listSuppliers(sql, shop, [order.supplierId])).get(order.supplierId)
  const promised = supplier ? promisedOn(supplier.card, order.document.lane, dayIn(shop.timezone, at)) : null
  await store.changeOrder(sql, shop, order.id, { sentAt: at, expectedOn: order.expectedOn ?? promised }, at)
}
