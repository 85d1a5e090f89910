/**
 * New drafts: from wanted lines, from nothing, from an order that was made before. In: what is wanted. Out: draft orders, one for each supplier.
 * Invariant: terms, names and prices are those of this moment and stay with the order; the same goods are one line of an order.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import { unitPriceAt } from '../../policy/orderable.ts'
import { MOST_UNITS, OrderDocument, type OrderHead, type WantedLine } from '../schema.ts'
import { addEvent, changeOrder, getOrder, insertOrder, listLines, refusal, replaceLines } from '../store.server.ts'
import {
  findPlace,
  listGoods,
  listItemTerms,
  listPlaces,
  listSuppliers,
  type ItemTerms,
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
  const terms = await listItemTerms(
    sql,
    shop,
    supplier.id,
    wanted.map(({ variantId }) => variantId),
  )
  const lines = await newLines(sql, shop, wanted, terms)
  return saveLines(sql, shop, order, lines, terms, at)
}

type NewLine = Parameters<typeof replaceLines>[3][number]

/** Lines as they are ordered today. Throws `invalid_input` with the index of what cannot be ordered. */
async function newLines(
  sql: ShopSql,
  shop: Shop,
  wanted: readonly Omit<WantedLine, 'supplierId'>[],
  terms: ReadonlyMap<Id, ItemTerms>,
): Promise<NewLine[]> {
  const goods = await listGoods(
    sql,
    shop,
    wanted.map(({ variantId }) => variantId),
  )
  return wanted.map(({ variantId, units, suggestion }, index) => {
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
  })
}

/** Writes an order's lines; a volume that the supplier's item has and the order does not is taken over. */
async function saveLines(
  sql: ShopSql,
  shop: Shop,
  order: OrderHead,
  lines: readonly NewLine[],
  terms: ReadonlyMap<Id, ItemTerms>,
  at: Instant,
): Promise<OrderHead> {
  const saved = await replaceLines(sql, shop, order.id, lines)
  const unitVolumes = { ...order.document.unitVolumes }
  for (const { id, variantId } of saved) {
    const volume = terms.get(variantId)?.unitVolumeCubicCm
    if (volume != null) unitVolumes[id] ??= volume
  }
  const document = { ...order.document, unitVolumes }
  if (Object.keys(unitVolumes).length > Object.keys(order.document.unitVolumes).length)
    await changeOrder(sql, shop, order.id, { document }, at)
  return { ...order, document }
}

/**
 * Adds units to a draft: more of goods that are on it, new lines for others. A price that was not set by hand follows the quantity.
 * Throws as createDrafts does; `conflict` (wrong_state) for an order that is no draft.
 */
export async function addToDraft(
  shop: Shop,
  orderId: string,
  wanted: readonly Omit<WantedLine, 'supplierId'>[],
  at: Instant,
): Promise<OrderHead> {
  return inShopSql(shop.id, async (sql) => {
    const order = await getOrder(sql, shop, orderId, { lock: true })
    if (order.state !== 'draft') throw refusal('wrong_state', `order ${orderId} is ${order.state}`)
    const lines = await listLines(sql, shop, orderId)
    const onDraft = new Set(lines.map(({ variantId }) => variantId))
    const variantIds = [...onDraft, ...wanted.map(({ variantId }) => variantId)]
    const terms = await listItemTerms(sql, shop, order.supplierId, variantIds)
    const more = new Map(wanted.map(({ variantId, units }) => [variantId, units]))
    const raised = lines.map((line): NewLine => {
      const added = more.get(line.variantId) ?? 0
      // The same goods may be on two lines of a draft that a person wrote.
      more.delete(line.variantId)
      const breaks = terms.get(line.variantId)?.priceBreaks ?? []
      const orderedUnits = line.orderedUnits + added
      const followed = line.unitPriceMinor === unitPriceAt(breaks, line.orderedUnits)
      return {
        ...line,
        orderedUnits,
        unitPriceMinor: followed ? unitPriceAt(breaks, orderedUnits) : line.unitPriceMinor,
      }
    })
    const added = await newLines(
      sql,
      shop,
      wanted.filter(({ variantId }) => !onDraft.has(variantId)),
      terms,
    )
    await addEvent(sql, shop, orderId, 'changed', { what: 'lines' }, at)
    const saved = await saveLines(sql, shop, order, [...raised, ...added], terms, at)
    await changeOrder(sql, shop, orderId, {}, at)
    return saved
  })
}

/** `Mug · Red` */
export function nameOf({ title, variantTitle }: { title: string; variantTitle: string | null }): string {
  return variantTitle === null ? title : `${title} · ${variantTitle}`
}
