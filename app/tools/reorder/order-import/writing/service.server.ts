/**
 * Writing what a file says. In: a transaction, planned orders and suppliers. Out: what was made. Invariant: a supplier's terms that somebody entered
 * stay as they are: a file fills in what is not known; an order of the past keeps its own number and its own days.
 */
import { randomUUID } from 'node:crypto'
import type { ShopSql } from '#app/db/tenant.server.ts'
import { dayStartIn } from '#app/kernel/calendar.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import { markSent } from '../../purchase-orders/moves/service.server.ts'
import { OrderDocument } from '../../purchase-orders/schema.ts'
import {
  addEvent,
  changeOrder,
  getOrder,
  insertOrder,
  moveOrder,
  replaceLines,
} from '../../purchase-orders/store.server.ts'
import { listItemTerms, listSuppliers } from '../../purchase-orders/terms/store.server.ts'
import { usualLane } from '../../purchase-orders/terms/supplier-card.ts'
import { goodsChanged } from '../../replan/service.server.ts'
import { SupplierCard } from '../../suppliers/schema.ts'
import { saveItems, saveSupplier, type NewItem } from '../../suppliers/store.server.ts'
import type { PlannedOrder } from '../plan.ts'
import type { Made } from '../schema.ts'
import type { ReadSupplierLine } from '../sheet.ts'
import { stampSuppliers } from '../store.server.ts'

interface Writing {
  sql: ShopSql
  shop: Shop
  at: Instant
  fileName: string
}

/** Suppliers that are new, by lower-cased name, with their ids. */
async function makeSuppliers(
  { sql, shop, at }: Writing,
  wanted: readonly { name: string; currency: string; card: SupplierCard }[],
): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  for (const { name, currency, card } of wanted) {
    if (ids.has(name.toLowerCase())) continue
    const id = randomUUID()
    await saveSupplier(sql, shop, id, { ...card, name, currency })
    ids.set(name.toLowerCase(), id)
  }
  await stampSuppliers(sql, shop, [...ids.values()], at)
  return ids
}

export async function writeSuppliers(
  writing: Writing,
  lines: readonly ReadSupplierLine[],
  currency: string,
): Promise<Made> {
  const ids = await makeSuppliers(
    writing,
    lines.map((line) => ({ name: line.name, currency: line.currency ?? currency, card: cardOf(line) })),
  )
  return { supplierIds: [...ids.values()], items: [], orders: [] }
}

function cardOf({ name, email, phone, contact, country, leadTimeDays, paymentTerms }: ReadSupplierLine): SupplierCard {
  const isKnown = email !== '' || phone !== '' || contact !== ''
  return SupplierCard.parse({
    contacts: isKnown ? [{ name: contact === '' ? name : contact, email, phone, role: '' }] : [],
    country,
    paymentTerms,
    lanes: leadTimeDays === null ? [] : [{ id: 'usual', name: 'Usual', quotedDays: leadTimeDays, spreadBps: null }],
  })
}

export async function writeOrders(writing: Writing, orders: readonly PlannedOrder[]): Promise<Made> {
  const { sql, shop } = writing
  const ids = await makeSuppliers(
    writing,
    orders
      .filter(({ supplier }) => supplier === null)
      .map(({ supplierName, currency }) => ({ name: supplierName, currency, card: SupplierCard.parse({}) })),
  )
  const idOf = ({ supplier, supplierName }: PlannedOrder): string =>
    supplier?.id ?? ids.get(supplierName.toLowerCase()) ?? ''
  const made: Made = { supplierIds: [...ids.values()], items: [], orders: [] }
  for (const order of orders) {
    const supplierId = idOf(order)
    for (const variantId of await fillTerms(writing, supplierId, order)) made.items.push({ supplierId, variantId })
    made.orders.push(await writeOrder(writing, supplierId, order))
  }
  await goodsChanged(
    sql,
    shop,
    orders.flatMap(({ lines }) => lines.map(({ variantId }) => variantId)),
  )
  return made
}

/** Goods that the supplier was not known to sell, with code and price. Returns their ids. */
async function fillTerms({ sql, shop, at, fileName }: Writing, supplierId: string, order: PlannedOrder): Promise<Id[]> {
  const known = await listItemTerms(
    sql,
    shop,
    supplierId,
    order.lines.map(({ variantId }) => variantId),
  )
  const fresh = order.lines
    .filter(({ variantId }) => !known.has(variantId))
    .map(({ variantId, supplierSku, unitPriceMinor }): NewItem => ({
      variantId,
      supplierSku,
      minimumUnits: 0,
      packUnits: 1,
      priceBreaks: unitPriceMinor === null ? [] : [{ fromUnits: 1, unitPriceMinor }],
      preferred: false,
      source: `import:${fileName}`,
    }))
  await saveItems(sql, shop, supplierId, fresh, at)
  return fresh.map(({ variantId }) => variantId)
}

async function writeOrder(
  { sql, shop, at, fileName }: Writing,
  supplierId: string,
  planned: PlannedOrder,
): Promise<Made['orders'][number]> {
  const supplier = (await listSuppliers(sql, shop, [supplierId])).get(supplierId)
  const order = await insertOrder(sql, shop, {
    supplierId,
    locationId: planned.place.id,
    currency: planned.currency,
    document: OrderDocument.parse({
      lane: supplier ? (usualLane(supplier.card)?.name ?? null) : null,
      paymentTerms: supplier?.card.paymentTerms || null,
      deliveryTerms: supplier?.card.incoterm ?? null,
    }),
    at,
  })
  await addEvent(sql, shop, order.id, 'created', { files: [fileName], acceptedUnits: planned.settledUnits }, at)
  await replaceLines(
    sql,
    shop,
    order.id,
    planned.lines.map((line) => ({
      id: null,
      variantId: line.variantId,
      sku: line.sku,
      title: line.title,
      supplierSku: line.supplierSku,
      orderedUnits: line.units,
      unitPriceMinor: line.unitPriceMinor,
      suggestion: null,
    })),
  )
  await changeOrder(sql, shop, order.id, { reference: planned.number, expectedOn: planned.expectedOn }, at)
  if (planned.state === 'sent') {
    await moveOrder(sql, shop, order, 'approved', at)
    await markSent(sql, shop, await getOrder(sql, shop, order.id, { lock: true }), at)
    if (planned.orderedOn !== null) {
      const sentAt = new Date(dayStartIn(shop.timezone, planned.orderedOn)).toISOString()
      await changeOrder(sql, shop, order.id, { sentAt }, at)
    }
  }
  const { id, updatedAt } = await getOrder(sql, shop, order.id)
  return { id, updatedAt }
}
