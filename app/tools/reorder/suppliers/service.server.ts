/**
 * Suppliers as a merchant keeps them. In: a shop and what is asked. Out: the list, a card, what a supplier sells; all of it changed here.
 * Invariant: what is removed comes back from what the answer carries; a card that is refused changes nothing.
 */
import { randomUUID } from 'node:crypto'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { dayIn } from '#app/kernel/calendar.ts'
import { AppError, type FieldError } from '#app/kernel/errors.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { listVariantNames } from '#app/mirror/variant-names.server.ts'
import type { VariantName } from '#app/mirror/views.ts'
import { proposedByCountry, type ProposedClosure } from './closures.ts'
import type { ItemList, OtherSupplier } from './items/rows.ts'
import { listItemPage, listOtherSuppliers } from './items/store.server.ts'
import { listPage, toRow, type SupplierList } from './listing.ts'
import {
  ItemDraft,
  type ItemQuery,
  type RemovedItem,
  type Supplier,
  type SupplierDraft,
  type SupplierItem,
  type SupplierQuery,
} from './schema.ts'
import {
  archiveSupplier,
  countPricedItems,
  findItem,
  findSupplierByName,
  forgetPrices,
  getSupplier,
  listScores,
  listSuppliers,
  removeItems,
  saveItems,
  savePreferred,
  saveSupplier,
} from './store.server.ts'

/** One page of suppliers; the archived ones have a view of their own. */
export async function suppliersList(shop: Shop, query: SupplierQuery): Promise<SupplierList & { any: boolean }> {
  return inShopSql(shop.id, async (sql) => {
    const suppliers = await listSuppliers(sql, shop)
    const scores = await listScores(sql, shop)
    const rows = suppliers.map((one) => toRow(one, scores.get(one.id)?.score.tier ?? null))
    return { ...listPage(rows, query), any: rows.length > 0 }
  })
}

/** Throws `not_found`. */
export async function supplierCard(shop: Shop, id: string): Promise<Supplier> {
  return inShopSql(shop.id, (sql) => getSupplier(sql, shop, id))
}

/** The coming closures of a country's factories by country, for those where we know of any. */
export function comingClosures(shop: Shop, asOf: Date): Record<string, ProposedClosure[]> {
  return proposedByCountry(dayIn(shop.timezone, asOf))
}

/**
 * Saves a card; without an id it is a new supplier. Returns the id. Throws `invalid_input` at `name` (name_taken, also by an archived one) and
 * at `currency` (prices_in_old_currency, the path's second step is how many) unless the prices may be forgotten; `not_found`.
 */
export async function saveCard(shop: Shop, id: string | null, draft: SupplierDraft): Promise<string> {
  return inShopSql(shop.id, async (sql) => {
    const { forgetPrices: mayForget, ...card } = draft
    const before = id === null ? null : await getSupplier(sql, shop, id)
    const fields: FieldError[] = []
    const same = await findSupplierByName(sql, shop, draft.name)
    if (same !== null && same.id !== id) fields.push({ path: ['name'], message: 'name_taken' })
    if (id !== null && before !== null && before.currency !== draft.currency) {
      const priced = await countPricedItems(sql, shop, id)
      if (priced > 0 && !mayForget)
        fields.push({ path: ['currency', String(priced)], message: 'prices_in_old_currency' })
      else if (priced > 0) await forgetPrices(sql, shop, id)
    }
    if (fields.length > 0) throw new AppError('invalid_input', 'the supplier was not saved', { fields })
    const saved = id ?? randomUUID()
    await saveSupplier(sql, shop, saved, card)
    return saved
  })
}

/** It sells nothing any more and leaves the list; orders keep it. Throws `not_found`. */
export async function archive(shop: Shop, id: string, asOf: Date): Promise<void> {
  await inShopSql(shop.id, (sql) => archiveSupplier(sql, shop, id, asOf.toISOString()))
}

/** Throws `not_found`. */
export async function restore(shop: Shop, id: string): Promise<void> {
  await inShopSql(shop.id, (sql) => archiveSupplier(sql, shop, id, null))
}

/** Throws `not_found`. */
export async function supplierItems(
  shop: Shop,
  id: string,
  query: ItemQuery,
): Promise<ItemList & { supplier: Supplier }> {
  return inShopSql(shop.id, async (sql) => ({
    supplier: await getSupplier(sql, shop, id),
    ...(await listItemPage(sql, shop, id, query)),
  }))
}

export interface ItemPage {
  supplier: Supplier
  variantId: Id
  name: VariantName
  /** null: the supplier does not sell it yet */
  item: SupplierItem | null
  others: OtherSupplier[]
}

/** One variant at one supplier, sold there already or not. Throws `not_found` for a supplier or a variant that the shop never had. */
export async function supplierItem(shop: Shop, id: string, variantId: Id): Promise<ItemPage> {
  return inShopSql(shop.id, async (sql) => ({
    supplier: await getSupplier(sql, shop, id),
    variantId,
    name: await nameOf(sql, shop, variantId),
    item: await findItem(sql, shop, id, variantId),
    others: await listOtherSuppliers(sql, shop, id, variantId),
  }))
}

async function nameOf(sql: ShopSql, shop: Shop, variantId: Id): Promise<VariantName> {
  const name = (await listVariantNames(sql, shop, [variantId])).get(variantId)
  if (!name) throw new AppError('not_found', `no variant ${variantId}`)
  return name
}

/** Throws `not_found` for a supplier or a variant that the shop never had. */
export async function saveItem(shop: Shop, id: string, variantId: Id, draft: ItemDraft, asOf: Date): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    await getSupplier(sql, shop, id)
    await nameOf(sql, shop, variantId)
    await saveItems(sql, shop, id, [{ ...draft, variantId, source: 'merchant' }], asOf.toISOString())
  })
}

/** Takes an item away and returns what it was, so that it can be put back. Throws `not_found`. */
export async function removeItem(shop: Shop, id: string, variantId: Id): Promise<RemovedItem> {
  return inShopSql(shop.id, async (sql) => {
    const item = await findItem(sql, shop, id, variantId)
    if (!item) throw new AppError('not_found', `supplier ${id} does not sell ${variantId}`)
    await removeItems(sql, shop, id, [variantId])
    return { variantId, source: item.source, draft: ItemDraft.parse(item) }
  })
}

/** Puts a removed item back as it was; one that was made meanwhile stays. Throws `not_found`. */
export async function putItemBack(shop: Shop, id: string, removed: RemovedItem, asOf: Date): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    await getSupplier(sql, shop, id)
    await nameOf(sql, shop, removed.variantId)
    if ((await findItem(sql, shop, id, removed.variantId)) !== null) return
    const { variantId, source, draft } = removed
    await saveItems(sql, shop, id, [{ ...draft, variantId, source }], asOf.toISOString())
  })
}

/** Chooses a supplier of a variant by hand, or none (null). Throws `not_found` when it does not sell the variant. */
export async function preferSupplier(shop: Shop, variantId: Id, supplierId: string | null): Promise<void> {
  await inShopSql(shop.id, (sql) => savePreferred(sql, shop, variantId, supplierId))
}
