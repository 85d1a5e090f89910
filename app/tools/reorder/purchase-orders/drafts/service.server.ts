/**
 * New drafts: from wanted lines, from nothing, from an order that was made before. In: what is wanted. Out: draft orders, one for each supplier.
 * Invariant: terms, names and prices are those of this moment and stay with the order; the same goods are one line of an order.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import { unitPriceAt } from '../../policy/orderable.ts'
import { MOST_UNITS, OrderDocument, type OrderHead, type WantedLine } from '../schema.ts'
import { addEvent, getOrder, insertOrder, listLines, refusal, replaceLines } from '../store.server.ts'
import {
  findPlace,
  listGoods,
  listItemTerms,
  listPlaces,
  listSuppliers,
  type SupplierTerms,
} from '../terms/store.server.ts'
import { usualLane } from '../terms/supplier-card.ts'

export interface DraftOptions {
  /** where the goods are to be received; without it the shop's first active location that fulfils online orders */
  locationId?: Id | undefined
  at: Instant
}

/**
 * One draft for each supplier, in the order in which suppliers first appear. Units of the same goods from the same supplier are added up, with
 * the explanation of the first. A price that the supplier does not name stays open.
 * @param wanted units whole, from 1
 * @throws `invalid_input` for impossible units or goods that were never here; `conflict` for a supplier that is gone or archived, or no location
 */
export async function createDrafts(
  shop: Shop,
  wanted: readonly WantedLine[],
  options: DraftOptions,
): Promise<OrderHead[]> {
  return inShopSql(shop.id, async (sql) => {
    const bySupplier = new Map<string, Map<Id, WantedLine>>()
    for (const line of wanted) {
      const lines = bySupplier.get(line.supplierId) ?? new Map<Id, WantedLine>()
      const known = lines.get(line.variantId)
      lines.set(line.variantId, known ? { ...known, units: known.units + line.units } : line)
      bySupplier.set(line.supplierId, lines)
    }
    const suppliers = await listSuppliers(sql, shop, [...bySupplier.keys()])
    const locationId = await placeFor(sql, shop, options.locationId)
    const drafts: OrderHead[] = []
    for (const [supplierId, lines] of bySupplier) {
      const supplier = usable(suppliers.get(supplierId), supplierId)
      drafts.push(await draftOf(sql, shop, supplier, locationId, [...lines.values()], options.at))
    }
    return drafts
  })
}

/** A draft without lines. Throws as createDrafts does. */
export async function createDraft(
  shop: Shop,
  wish: { supplierId: string; locationId: Id },
  at: Instant,
): Promise<OrderHead> {
  return inShopSql(shop.id, async (sql) => {
    const suppliers = await listSuppliers(sql, shop, [wish.supplierId])
    const supplier = usable(suppliers.get(wish.supplierId), wish.supplierId)
    return draftOf(sql, shop, supplier, await placeFor(sql, shop, wish.locationId), [], at)
  })
}

/** The same goods again, at today's prices and terms. */
export async function copyOrder(shop: Shop, id: string, at: Instant): Promise<OrderHead> {
  return inShopSql(shop.id, async (sql) => {
    const order = await getOrder(sql, shop, id)
    const suppliers = await listSuppliers(sql, shop, [order.supplierId])
    const supplier = usable(suppliers.get(order.supplierId), order.supplierId)
    const place = await findPlace(sql, shop, order.locationId)
    const locationId = await placeFor(sql, shop, place?.active ? order.locationId : undefined)
    const wanted = (await listLines(sql, shop, id)).map((line): WantedLine => ({
      variantId: line.variantId,
      units: line.orderedUnits,
      supplierId: order.supplierId,
    }))
    return draftOf(sql, shop, supplier, locationId, wanted, at, order.number)
  })
}

function usable(supplier: SupplierTerms | undefined, id: string): SupplierTerms {
  if (!supplier) throw refusal('no_supplier', `no supplier ${id}`, ['supplierId'])
  if (supplier.archived) throw refusal('supplier_archived', `supplier ${id} is archived`, ['supplierId'])
  return supplier
}

async function placeFor(sql: ShopSql, shop: Shop, asked: Id | undefined): Promise<Id> {
  const found = asked === undefined ? (await listPlaces(sql, shop))[0] : await findPlace(sql, shop, asked)
  if (!found?.active) throw refusal('no_location', 'there is no active location to receive at', ['locationId'])
  return found.id
}

async function draftOf(
  sql: ShopSql,
  shop: Shop,
  supplier: SupplierTerms,
  locationId: Id,
  wanted: readonly WantedLine[],
  at: Instant,
  copyOf?: number,
): Promise<OrderHead> {
  const { card } = supplier
  const order = await insertOrder(sql, shop, {
    supplierId: supplier.id,
    locationId,
    currency: supplier.currency,
    document: OrderDocument.parse({
      lane: usualLane(card)?.name ?? null,
      paymentTerms: card.paymentTerms === '' ? null : card.paymentTerms,
      deliveryTerms: card.incoterm,
    }),
    at,
  })
  await addEvent(sql, shop, order.id, 'created', copyOf === undefined ? {} : { copyOf }, at)
  const variantIds = wanted.map(({ variantId }) => variantId)
  const goods = await listGoods(sql, shop, variantIds)
  const terms = await listItemTerms(sql, shop, supplier.id, variantIds)
  await replaceLines(
    sql,
    shop,
    order.id,
    wanted.map(({ variantId, units, suggestion }, index) => {
      const known = goods.get(variantId)
      const path = [String(index)]
      if (!known) {
        throw new AppError('invalid_input', `no variant ${variantId}`, {
          fields: [{ path: [...path, 'variantId'], message: 'goods_gone', code: 'goods_gone' }],
        })
      }
      if (!Number.isSafeInteger(units) || units < 1 || units > MOST_UNITS) {
        throw new AppError('invalid_input', `not a number of units to order: ${units}`, {
          fields: [{ path: [...path, 'units'], message: 'out_of_range', code: 'out_of_range' }],
        })
      }
      const item = terms.get(variantId)
      return {
        id: null,
        variantId,
        sku: known.sku,
        title: nameOf(known),
        supplierSku: item?.supplierSku ?? null,
        orderedUnits: units,
        unitPriceMinor: item ? unitPriceAt(item.priceBreaks, units) : null,
        suggestion: suggestion ?? null,
      }
    }),
  )
  return order
}

/** `Mug · Red` */
export function nameOf({ title, variantTitle }: { title: string; variantTitle: string | null }): string {
  return variantTitle === null ? title : `${title} · ${variantTitle}`
}
