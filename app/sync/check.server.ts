/**
 * "Check against Shopify": everything the shop has is listed again and compared with the mirror; nothing is repaired on the way.
 * In: a step of a phase. Out: its progress, and one sync_difference per differing field. Method: both sides in order of id, range by
 * range, so that any size is checked in bounded steps. Invariant: a step that is repeated leaves the same differences once.
 */
import { z } from 'zod'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { toDecimal } from '#app/kernel/money.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { shopifyClient } from '#app/shopify/client.server.ts'
import {
  COLLECTIONS,
  LOCATIONS,
  ORDERS,
  PRODUCTS,
  STOCK,
  VARIANTS,
  type Part,
  type Range,
} from './check-parts.server.ts'
import { compareSides, type Mismatch, type Side } from './compare.ts'
import type { StepPhase } from './phase.ts'
import type { PhaseKey } from './types.ts'

const Cursor = z.object({
  part: z.number(),
  afterId: z.string(),
  totals: z.record(z.string(), z.object({ ours: z.number(), theirs: z.number() })),
})
type Cursor = z.infer<typeof Cursor>

const PARTS: Partial<Record<PhaseKey, () => Part[]>> = {
  locations: () => [LOCATIONS],
  products: () => [PRODUCTS, VARIANTS],
  collections: () => [COLLECTIONS],
  stock: () => [STOCK],
  orders: () => [ORDERS],
}

const VISIBLE_MS = 55 * 86_400_000

/** One step of one phase of a check run. */
export const checkStep: StepPhase = async (key, step) => {
  const parts = PARTS[key]?.()
  if (!parts) throw new Error(`a check has no phase ${key}`)
  const { shop, signal, runId } = step
  const cursor: Cursor = step.cursor == null ? { part: 0, afterId: '0', totals: {} } : Cursor.parse(step.cursor)
  const part = parts[cursor.part]
  if (!part) throw new Error(`phase ${key} of a check has no part ${cursor.part}`)
  const hidden = part.resource === 'order' && !shop.scopes.includes('read_all_orders')
  const since = hidden ? new Date(Date.parse(step.startedAt) - VISIBLE_MS).toISOString() : null
  const theirs = await part.read(
    { client: shopifyClient(shop), shop, signal },
    { after: cursor.afterId, to: null, since },
  )
  const range = { after: cursor.afterId, to: theirs.to, since }
  const { ours, found } = await inShopSql(shop.id, async (sql) => {
    const rows = await part.ours(sql, shop, range)
    const waiting = await listWaiting(sql, shop, part.resource)
    const mismatches = compareSides(rows, theirs.rows)
      .filter(({ id }) => !waiting.has(resourceIdOf(id)))
      .map((mismatch) => readable(mismatch, shop))
    await replaceDifferences(sql, shop, runId, part.resource, range, mismatches)
    return { ours: rows, found: mismatches }
  })
  const totals = addTotals(cursor.totals, part, ours, theirs.rows)
  const wrong = new Set(found.map(({ id }) => id)).size
  const counts = { rowsRead: theirs.rows.size, rowsWritten: 0, rowsUnchanged: Math.max(0, theirs.rows.size - wrong) }
  if (theirs.to !== null) return { cursor: { ...cursor, afterId: theirs.to, totals }, done: false, ...counts }
  if (cursor.part + 1 < parts.length)
    return { cursor: { part: cursor.part + 1, afterId: '0', totals }, done: false, ...counts }
  await inShopSql(shop.id, (sql) =>
    sql.query('update sync_run set totals = totals || $3 where shop_id = $1 and id = $2', [
      shop.id,
      runId,
      JSON.stringify(totals),
    ]),
  )
  return { cursor: null, done: true, ...counts }
}

function addTotals(
  totals: Cursor['totals'],
  part: Part,
  ours: ReadonlyMap<Id, Side>,
  theirs: ReadonlyMap<Id, Side>,
): Cursor['totals'] {
  const sum = (rows: ReadonlyMap<Id, Side>, field: string): number =>
    [...rows.values()].reduce((all, { fields }) => all + Number(fields[field] ?? 0), 0)
  const next = { ...totals }
  const put = (name: string, own: number, their: number): void => {
    next[name] = { ours: (next[name]?.ours ?? 0) + own, theirs: (next[name]?.theirs ?? 0) + their }
  }
  put(part.resource, ours.size, theirs.size)
  for (const field of part.sums) put(`${part.resource}.${field}`, sum(ours, field), sum(theirs, field))
  return next
}

/** Amounts as the merchant writes them. */
function readable(mismatch: Mismatch, shop: Shop): Mismatch {
  if (!mismatch.field.endsWith('Minor')) return mismatch
  const amount = (minor: string | null): string | null =>
    minor === null ? null : toDecimal(Number(minor), shop.currency)
  return {
    ...mismatch,
    field: mismatch.field.slice(0, -'Minor'.length),
    ours: amount(mismatch.ours),
    theirs: amount(mismatch.theirs),
  }
}

/** Levels are compared as `item/location`; a difference is found again by the item. */
function resourceIdOf(id: Id): Id {
  return id.split('/')[0] ?? id
}

/** What is on its way is no difference: deliveries that wait to be applied. */
async function listWaiting(sql: ShopSql, shop: Shop, resource: string): Promise<Set<Id>> {
  const hinted =
    resource === 'variant' ? ['product'] : resource === 'stock_level' ? ['stock_level', 'inventory_item'] : [resource]
  const result = await sql.query<{ id: Id }>(
    `select distinct jsonb_array_elements_text(hint -> 'ids') as id from sync_delivery where shop_id = $1 and state = 'received' and hint ->> 'resource' = any($2)`,
    [shop.id, hinted],
  )
  return new Set(result.rows.map((row) => row.id))
}

async function replaceDifferences(
  sql: ShopSql,
  shop: Shop,
  runId: string,
  resource: string,
  range: Range,
  found: readonly Mismatch[],
): Promise<void> {
  await sql.query(
    'delete from sync_difference where shop_id = $1 and run_id = $2 and resource = $3 and resource_id > $4 and ($5::bigint is null or resource_id <= $5)',
    [shop.id, runId, resource, range.after, range.to],
  )
  if (found.length === 0) return
  await sql.query(
    `insert into sync_difference (shop_id, run_id, seq, resource, resource_id, label, field, ours, theirs)
     select $1, $2, (select coalesce(max(seq), 0) from sync_difference where shop_id = $1 and run_id = $2) + t.n, $3, t.id, t.label, t.field, t.ours, t.theirs
       from unnest($4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[]) with ordinality as t(id, label, field, ours, theirs, n)`,
    [
      shop.id,
      runId,
      resource,
      found.map(({ id }) => resourceIdOf(id)),
      found.map(({ label }) => label),
      found.map(({ field }) => field),
      found.map(({ ours }) => ours),
      found.map(({ theirs }) => theirs),
    ],
  )
}
