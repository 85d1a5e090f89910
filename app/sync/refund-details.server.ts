/**
 * The lines of refunds, which no bulk operation can list: fetched by id, many refunds in one query.
 * In: the run and where it stands. Out: one query's worth further. Invariant: only refunds whose lines are not here yet are asked
 * for, so a second sync asks for none.
 */
import { z } from 'zod'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { gidId, toGid } from '#app/kernel/gid.ts'
import { announceChanges } from '#app/mirror/changes.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { saveRefundDetails, type RefundDetails } from '#app/mirror/upsert-orders.server.ts'
import {
  SyncRefetchRefundLinesDocument,
  SyncRefundDetailsDocument,
  type SyncRefundLineNodeFragment,
} from '#app/shopify/generated/documents.ts'
import { mapRefundLines } from './map.ts'
import { checkpoint, type RunContext } from './run-context.server.ts'

/** A refund is 1 point and its connection 2 + 5 a line: 40 of them with 4 lines each ask for 920 of Shopify's 1,000. */
const REFUNDS_PER_QUERY = 40
const LINES_AT_FIRST = 4
const LINES_PER_PAGE = 100

const Place = z.object({ orderId: z.string(), refundId: z.string() })
type Place = z.infer<typeof Place>

interface Wanted {
  orderId: Id
  refundId: Id
}

/** One query's worth; marks the phase done when none is left. */
export async function stepRefundDetails(context: RunContext, cursor: unknown): Promise<void> {
  const { shop } = context
  const place = cursor == null ? null : Place.parse(cursor)
  const wanted = await inShopSql(shop.id, (sql) => listWanted(sql, shop, place))
  const last = wanted.at(-1)
  if (place === null) {
    const total = await inShopSql(shop.id, (sql) => countWanted(sql, shop))
    await checkpoint(context, 'refunds', async () => ({ state: 'reading', rowsExpected: total, rowsRead: 0 }))
  }
  if (!last) {
    await checkpoint(context, 'refunds', async () => ({ state: 'done' }))
    return
  }
  const details = await fetchDetails(context, wanted)
  await checkpoint(context, 'refunds', async (sql) => {
    const saved = await saveRefundDetails(sql, shop, details)
    return {
      addRead: wanted.length,
      addWritten: saved.written,
      addUnchanged: wanted.length - saved.written,
      cursor: last,
    }
  })
  announceChanges(shop)
}

async function listWanted(sql: ShopSql, shop: Shop, after: Place | null): Promise<Wanted[]> {
  const result = await sql.query<Wanted>(
    `select order_id as "orderId", id as "refundId" from mirror_refund
      where shop_id = $1 and not detailed and (order_id, id) > ($2, $3) order by order_id, id limit $4`,
    [shop.id, after?.orderId ?? '0', after?.refundId ?? '0', REFUNDS_PER_QUERY],
  )
  return result.rows
}

async function countWanted(sql: ShopSql, shop: Shop): Promise<number> {
  const result = await sql.query<{ n: number }>(
    'select count(*)::int as n from mirror_refund where shop_id = $1 and not detailed',
    [shop.id],
  )
  return result.rows[0]?.n ?? 0
}

/** A refund that Shopify no longer knows is left out: its order has changed, and will be fetched again. */
async function fetchDetails(context: RunContext, wanted: readonly Wanted[]): Promise<RefundDetails[]> {
  const { client, signal } = context
  const { nodes } = await client.query(
    SyncRefundDetailsDocument,
    { ids: wanted.map(({ refundId }) => toGid('Refund', refundId)), lines: LINES_AT_FIRST },
    { signal },
  )
  const details: RefundDetails[] = []
  for (const node of nodes) {
    if (!node || !('refundLineItems' in node)) continue
    const refundId = gidId(node.id)
    const orderId = wanted.find((each) => each.refundId === refundId)?.orderId
    if (orderId === undefined) throw new Error(`Shopify answered with refund ${refundId}, which was not asked for`)
    const { pageInfo } = node.refundLineItems
    const rest = pageInfo.hasNextPage ? await fetchRest(context, node.id, pageInfo.endCursor) : []
    details.push({
      orderId,
      refundId,
      lines: mapRefundLines([...node.refundLineItems.nodes, ...rest], orderId, refundId),
    })
  }
  return details
}

async function fetchRest(
  context: RunContext,
  refundGid: string,
  from: string | null,
): Promise<SyncRefundLineNodeFragment[]> {
  const lines: SyncRefundLineNodeFragment[] = []
  let after = from
  for (;;) {
    const { refund } = await context.client.query(
      SyncRefetchRefundLinesDocument,
      { id: refundGid, first: LINES_PER_PAGE, after },
      { signal: context.signal },
    )
    if (!refund) return lines
    lines.push(...refund.refundLineItems.nodes)
    if (!refund.refundLineItems.pageInfo.hasNextPage) return lines
    after = refund.refundLineItems.pageInfo.endCursor
  }
}
