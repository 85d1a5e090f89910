/**
 * What a check found, page by page, and the way to repair it. In: a shop and a check run. Out: differences; hints to refetch.
 * Invariant: repairing goes the way of every delivery, with force: what Shopify answers now is what the mirror holds then.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { gidId, toGid } from '#app/kernel/gid.ts'
import { inParts } from '#app/kernel/parts.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { shopifyClient } from '#app/shopify/client.server.ts'
import { SyncFindVariantOwnersDocument } from '#app/shopify/generated/documents.ts'
import { recordOwnHints } from './inbox.server.ts'
import type { Hint } from './topics.ts'
import type { Difference } from './types.ts'

export interface DifferencePage {
  rows: Difference[]
  total: number
  page: number
  pages: number
  /** per resource and overall figures of both sides, from the run: e.g. `order`, `order.totalMinor` */
  totals: Record<string, { ours: number; theirs: number }>
}

const PAGE = 50

/** `page` counts from 1. Throws `not_found` for a run that this shop does not have. */
export async function listDifferences(shop: Shop, runId: string, options: { page: number }): Promise<DifferencePage> {
  return inShopSql(shop.id, async (sql) => {
    const run = await sql.query<{ totals: DifferencePage['totals']; total: number }>(
      `select r.totals, (select count(*)::int from sync_difference d where d.shop_id = $1 and d.run_id = $2) as total from sync_run r where r.shop_id = $1 and r.id = $2`,
      [shop.id, runId],
    )
    const found = run.rows[0]
    if (!found) throw new AppError('not_found', `no run ${runId}`)
    const { total, totals } = found
    const pages = Math.max(1, Math.ceil(total / PAGE))
    const page = Math.min(Math.max(1, options.page), pages)
    const rows = await sql.query<Difference>(
      `select seq, resource, resource_id::text as "resourceId", label, field, ours, theirs from sync_difference
        where shop_id = $1 and run_id = $2 order by seq limit $3 offset $4`,
      [shop.id, runId, PAGE, (page - 1) * PAGE],
    )
    return { rows: rows.rows, total, page, pages, totals }
  })
}

/** Ids per delivery: few enough that one bad id does not hold up many. */
const IDS_PER_HINT = 50
const OWNERS_PER_QUERY = 250

type Refetchable = 'product' | 'collection' | 'stock_level' | 'order' | 'location'

/** Asks for every differing resource again, to be written as Shopify answers then. Returns how many; the worker applies them. Throws `not_found`. */
export async function repairDifferences(shop: Shop, runId: string): Promise<number> {
  await listDifferences(shop, runId, { page: 1 })
  const found = await inShopSql(shop.id, (sql) =>
    sql.query<{ resource: string; id: Id; product: Id | null }>(
      `select distinct d.resource, d.resource_id::text as id, v.product_id::text as product
         from sync_difference d left join mirror_variant v on d.resource = 'variant' and v.shop_id = d.shop_id and v.id = d.resource_id
        where d.shop_id = $1 and d.run_id = $2 and d.resource_id is not null`,
      [shop.id, runId],
    ),
  )
  const byResource = new Map<Refetchable, Set<Id>>()
  const put = (resource: Refetchable, id: Id): void =>
    void byResource.set(resource, (byResource.get(resource) ?? new Set()).add(id))
  const ownerless: Id[] = []
  for (const { resource, id, product } of found.rows) {
    if (resource !== 'variant') put(refetchable(resource), id)
    else if (product !== null) put('product', product)
    else ownerless.push(id)
  }
  for (const id of await ownersOf(shop, ownerless)) put('product', id)
  const hints = [...byResource].flatMap(([resource, ids]) =>
    inParts([...ids], IDS_PER_HINT).map((some): Hint =>
      resource === 'location' ? { resource, ids: some } : { resource, ids: some, force: true },
    ),
  )
  if (hints.length > 0) await recordOwnHints(shop.id, 'repair', hints)
  return [...byResource.values()].reduce((sum, ids) => sum + ids.size, 0)
}

function refetchable(resource: string): Refetchable {
  if (
    resource === 'product' ||
    resource === 'collection' ||
    resource === 'stock_level' ||
    resource === 'order' ||
    resource === 'location'
  )
    return resource
  throw new Error(`a difference of ${resource} cannot be repaired`)
}

/** Products of variants that the mirror does not have. A variant that Shopify no longer has needs no repair. */
async function ownersOf(shop: Shop, variantIds: readonly Id[]): Promise<Id[]> {
  const owners: Id[] = []
  for (const some of inParts(variantIds, OWNERS_PER_QUERY)) {
    const { nodes } = await shopifyClient(shop).query(SyncFindVariantOwnersDocument, {
      ids: some.map((id) => toGid('ProductVariant', id)),
    })
    for (const node of nodes) if (node && 'product' in node && node.product) owners.push(gidId(node.product.id))
  }
  return owners
}
