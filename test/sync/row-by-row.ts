/**
 * The mirror beside the dev store, row by row and column by column, without the mapper.
 * In: a shop and the dev store's memory. Out: what differs, as readable lines. Invariant: expected rows are computed here from the
 * model alone; hashes are compared by presence (that they are right is the mapper's test).
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { dayIn } from '#app/kernel/calendar.ts'
import type { Shop } from '#app/mirror/types.ts'
import type { Order, ShopState } from '#test/devstore/model.ts'
import { membersOf } from '#test/devstore/shop/collection-operations.ts'
import {
  displayFinancialStatus,
  displayFulfillmentStatus,
  orderTotals,
  refundedMinor,
  returnStatus,
} from '#test/devstore/shop/derive.ts'

type Row = Record<string, unknown>
type Rows = Map<string, string>

const instant = (value: string | null): string | null => (value === null ? null : new Date(value).toISOString())

function rows<Item>(items: Iterable<Item>, key: (item: Item) => string, row: (item: Item) => Row): Rows {
  return new Map([...items].map((item) => [key(item), text(row(item))]))
}

/** Keys in order of name, so that both sides read alike. */
function text(row: Row): string {
  return JSON.stringify(row, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}

function expected(state: ShopState): Record<string, Rows> {
  const orders = [...state.orders.values()]
  const gone = (map: ReadonlyMap<string, unknown>, id: string | null): string | null =>
    id !== null && map.has(id) ? id : null
  const children = <Item>(
    list: (order: Order) => readonly Item[],
    key: (item: Item) => string,
    row: (item: Item, order: Order) => Row,
  ): Rows =>
    new Map(
      orders.flatMap((order) =>
        list(order).map((item): [string, string] => [`${order.id}/${key(item)}`, text(row(item, order))]),
      ),
    )
  return {
    product: rows(
      state.products.values(),
      ({ id }) => id,
      (p) => ({
        title: p.title,
        handle: p.handle,
        status: p.status,
        vendor: p.vendor,
        product_type: p.productType,
        tags: p.tags,
        image_url: p.imageUrl,
        options: p.options,
        created_at: instant(p.createdAt),
        updated_at: instant(p.updatedAt),
      }),
    ),
    variant: rows(
      state.variants.values(),
      ({ id }) => id,
      (v) => ({
        product_id: v.productId,
        inventory_item_id: v.inventoryItemId,
        title: v.title,
        sku: v.sku,
        barcode: v.barcode,
        price_minor: v.priceMinor,
        compare_at_minor: v.compareAtMinor,
        position: v.position,
        taxable: v.taxable,
        inventory_policy: v.inventoryPolicy,
        options: v.selectedOptions.map(({ name, value }) => ({ name, value })),
        updated_at: instant(v.updatedAt),
      }),
    ),
    collection: rows(
      state.collections.values(),
      ({ id }) => id,
      (c) => ({
        title: c.title,
        handle: c.handle,
        updated_at: instant(c.updatedAt),
        products: membersOf(state, c)
          .map(({ id }) => id)
          .sort(),
      }),
    ),
    inventory_item: rows(
      state.inventoryItems.values(),
      ({ id }) => id,
      (i) => ({
        sku: state.variants.get(i.variantId)?.sku ?? null,
        tracked: i.tracked,
        requires_shipping: i.requiresShipping,
        unit_cost_minor: i.unitCostMinor,
        unit_cost_currency: i.unitCostMinor === null ? null : state.shop.currency,
        weight_grams: i.weightGrams,
        hs_code: i.harmonizedSystemCode,
        origin_country: i.countryCodeOfOrigin,
        updated_at: instant(i.updatedAt),
      }),
    ),
    stock_level: new Map(
      [...state.inventoryItems.values()].flatMap((item) =>
        item.levels.map((level): [string, string] => [
          `${item.id}/${level.locationId}`,
          text({
            active: level.isActive,
            available: level.quantities.available,
            on_hand: level.quantities.on_hand,
            committed: level.quantities.committed,
            incoming: level.quantities.incoming,
            reserved: level.quantities.reserved,
            damaged: level.quantities.damaged,
            safety_stock: level.quantities.safety_stock,
            quality_control: level.quantities.quality_control,
            updated_at: instant(level.updatedAt),
          }),
        ]),
      ),
    ),
    order: rows(
      orders,
      ({ id }) => id,
      (o) => {
        const totals = orderTotals(o)
        return {
          name: o.name,
          created_at: instant(o.createdAt),
          processed_at: instant(o.processedAt),
          processed_on: dayIn(state.shop.timezone, o.processedAt),
          updated_at: instant(o.updatedAt),
          closed_at: instant(o.closedAt),
          cancelled_at: instant(o.cancelledAt),
          cancel_reason: o.cancelReason,
          test: o.test,
          source_name: o.sourceName,
          tags: o.tags,
          currency: state.shop.currency,
          presentment_currency: o.presentmentCurrency,
          financial_status: displayFinancialStatus(o),
          fulfillment_status: displayFulfillmentStatus(o),
          return_status: returnStatus(o),
          country: o.shippingAddress?.countryCode ?? 'ZZ',
          province: o.shippingAddress?.provinceCode ?? null,
          customer_id: gone(state.customers, o.customerId),
          email: o.email !== null,
          phone: o.phone !== null,
          postcode: o.shippingAddress?.zip != null,
          line_count: o.lines.length,
          units: totals.quantity,
          gross_minor: totals.grossMinor,
          discount_minor: totals.discountMinor,
          shipping_minor: totals.shippingMinor,
          tax_minor: totals.taxMinor,
          total_minor: totals.totalMinor,
          refunded_minor: refundedMinor(o),
        }
      },
    ),
    order_line: children(
      (o) => o.lines,
      ({ id }) => id,
      (l) => ({
        variant_id: l.variantId,
        product_id: l.productId,
        sku: l.sku,
        title: l.title,
        variant_title: l.variantTitle,
        quantity: l.quantity,
        current_quantity: l.currentQuantity,
        unit_price_minor: l.unitPriceMinor,
        discount_minor: l.discountMinor,
        requires_shipping: l.requiresShipping,
      }),
    ),
    refund: children(
      (o) => o.refunds,
      ({ id }) => id,
      (r) => ({
        created_at: instant(r.createdAt),
        created_on: dayIn(state.shop.timezone, r.createdAt),
        total_minor: r.totalMinor,
      }),
    ),
    refund_line: children(
      (o) =>
        o.refunds.flatMap((refund) =>
          [...new Set(refund.lines.map(({ lineId }) => lineId))].map((lineId) => ({ refund, lineId })),
        ),
      ({ refund, lineId }) => `${refund.id}/${lineId}`,
      ({ refund, lineId }) => {
        const same = refund.lines.filter((line) => line.lineId === lineId)
        return {
          quantity: same.reduce((sum, line) => sum + line.quantity, 0),
          restock_type: same[0]?.restockType,
          location_id: same[0]?.locationId ?? null,
          subtotal_minor: same.reduce((sum, line) => sum + line.subtotalMinor, 0),
        }
      },
    ),
    fulfillment: children(
      (o) => o.fulfillments,
      ({ id }) => id,
      (f, o) => ({
        name: f.name,
        status: f.status,
        display_status: f.displayStatus,
        location_id: f.locationId,
        created_at: instant(f.createdAt),
        updated_at: instant(f.updatedAt),
        in_transit_at: instant(f.inTransitAt),
        delivered_at: instant(f.deliveredAt),
        estimated_delivery_at: instant(f.estimatedDeliveryAt),
        total_quantity: (f.lines ?? o.lines).reduce((sum, line) => sum + line.quantity, 0),
        tracking: f.tracking.map(({ company, number, url }) => ({ company, number, url })),
      }),
    ),
    return: children(
      (o) => o.returns,
      ({ id }) => id,
      (r) => ({
        name: r.name,
        status: r.status,
        created_at: instant(r.createdAt),
        closed_at: instant(r.closedAt),
        total_quantity: r.lines.reduce((sum, line) => sum + line.quantity, 0),
      }),
    ),
    return_line: children(
      (o) => o.returns.flatMap((entry) => entry.lines.map((line) => ({ entry, line }))),
      ({ entry, line }) => `${entry.id}/${line.id}`,
      ({ line }) => ({
        line_id: line.lineId,
        quantity: line.quantity,
        reason: line.reasonHandle,
      }),
    ),
  }
}

/** Key columns, columns to leave out, and hashes that are compared by presence. */
const TABLES: Record<string, { key: string; leave: string[]; live: boolean }> = {
  product: { key: 'id', leave: ['id'], live: true },
  variant: { key: 'id', leave: ['id'], live: true },
  collection: { key: 'id', leave: ['id', 'fetched_at'], live: true },
  inventory_item: { key: 'id', leave: ['id'], live: true },
  stock_level: {
    key: "inventory_item_id || '/' || location_id",
    leave: ['inventory_item_id', 'location_id'],
    live: true,
  },
  order: {
    key: 'id',
    leave: ['id', 'shipping_title', 'shipping_code', 'email_hash', 'phone_hash', 'postcode_hash'],
    live: true,
  },
  order_line: { key: "order_id || '/' || id", leave: ['order_id', 'id'], live: false },
  refund: { key: "order_id || '/' || id", leave: ['order_id', 'id', 'detailed'], live: false },
  refund_line: {
    key: "order_id || '/' || refund_id || '/' || line_id",
    leave: ['order_id', 'refund_id', 'line_id'],
    live: false,
  },
  fulfillment: { key: "order_id || '/' || id", leave: ['order_id', 'id'], live: false },
  return: { key: "order_id || '/' || id", leave: ['order_id', 'id'], live: false },
  return_line: {
    key: "order_id || '/' || return_id || '/' || id",
    leave: ['order_id', 'return_id', 'id'],
    live: false,
  },
}
const NUMERIC = /_minor$/

async function ours(shop: Shop, name: string): Promise<Rows> {
  const table = TABLES[name]
  if (!table) throw new Error(`no table ${name}`)
  const extra =
    name === 'order'
      ? ', email_hash is not null as email, phone_hash is not null as phone, postcode_hash is not null as postcode'
      : name === 'collection'
        ? ', array(select product_id::text from mirror_collection_product p where p.shop_id = $1 and p.collection_id = id order by 1) as products'
        : ''
  const dates =
    name === 'order'
      ? ', processed_on::text as processed_on'
      : name === 'refund'
        ? ', created_on::text as created_on'
        : ''
  const result = await inShopSql(shop.id, (sql) =>
    sql.query<Row & { row_key: string }>(
      `select *, ${table.key} as row_key${extra}${dates} from mirror_${name} where shop_id = $1 ${table.live ? 'and deleted_at is null' : ''}`,
      [shop.id],
    ),
  )
  const leave = new Set([...table.leave, 'shop_id', 'synced_at', 'deleted_at', 'row_key'])
  return new Map(
    result.rows.map((row) => {
      const kept = Object.entries(row)
        .filter(([column]) => !leave.has(column))
        .map(([column, value]) => [column, plain(column, value)])
      return [row.row_key, text(Object.fromEntries(kept))]
    }),
  )
}

function plain(column: string, value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  if (NUMERIC.test(column) && typeof value === 'string') return Number(value)
  return value
}

/** At most `limit` differences; empty: the mirror is the dev store, row by row. */
export async function differencesFromStore(shop: Shop, state: ShopState, limit = 20): Promise<string[]> {
  const found: string[] = []
  for (const [name, theirs] of Object.entries(expected(state))) {
    const own = await ours(shop, name)
    for (const [key, row] of theirs) {
      const mine = own.get(key)
      if (mine !== row && (name !== 'order_line' || withoutGone(mine, state) !== row))
        found.push(`${name} ${key}: ours ${own.get(key) ?? 'nothing'}, theirs ${row}`)
    }
    for (const key of own.keys()) if (!theirs.has(key)) found.push(`${name} ${key}: only ours`)
  }
  return found.slice(0, limit)
}

/** A deleted product leaves its lines without one, but the order's version as it was: until the order changes, both are right. */
function withoutGone(line: string | undefined, state: ShopState): string | undefined {
  return line
    ?.replace(/"variant_id":"(\d+)"/, (whole, id: string) => (state.variants.has(id) ? whole : '"variant_id":null'))
    .replace(/"product_id":"(\d+)"/, (whole, id: string) => (state.products.has(id) ? whole : '"product_id":null'))
}
