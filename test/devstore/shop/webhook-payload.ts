/**
 * The JSON body that Shopify posts for an event: the REST shape of the resource as it is now.
 * In: state and an event. Out: a payload object for JSON.stringify; ids beyond 2^53 keep every digit.
 * Invariant: personal fields are in it, as at Shopify; leaving them out is the subscription's include_fields.
 */
import type { InventoryItem, InventoryLevel, Order, Product, Return, ShopEvent, ShopState, Variant } from '../model.ts'
import { getRecord } from './change.ts'
import { customerPayload } from './customer-payload.ts'
import { fulfillmentEventPayload, fulfillmentPayload, orderPayload, refundPayload } from './order-payload.ts'
import { gid, jsonId, jsonMoney, type Payload } from './payload-values.ts'

const TAIL = /^gid:\/\/shopify\/[A-Za-z]+\/(.+)$/

/** @throws when the resource is gone (except for …/delete topics) or the topic has no payload here */
export function webhookPayload(state: ShopState, event: ShopEvent): Payload {
  const id = TAIL.exec(event.gid)?.[1]
  if (id === undefined) throw new Error(`"${event.gid}" is no gid of a resource.`)
  const build = BUILDERS[event.topic.split('/')[0] ?? '']
  const special = SPECIAL[event.topic]
  if (special !== undefined) return special(state, id, event)
  if (event.topic.endsWith('/delete')) return { id: jsonId(id) }
  if (build === undefined) throw new Error(`The dev store has no payload for the topic "${event.topic}".`)
  return build(state, id, event)
}

type Build = (state: ShopState, id: string, event: ShopEvent) => Payload

const BUILDERS: Readonly<Record<string, Build>> = {
  orders: (state, id) => orderPayload(state, getRecord(state.orders, id, 'order')),
  refunds: (state, id) => refundPayload(state, ...inOrder(state, (order) => order.refunds, id, 'refund')),
  fulfillments: (state, id) =>
    fulfillmentPayload(state, ...inOrder(state, (order) => order.fulfillments, id, 'fulfillment')),
  fulfillment_events: (state, id) => fulfillmentEventPayload(state, id),
  returns: (state, id) => {
    const [order, entry] = inOrder(state, (candidate) => candidate.returns, id, 'return')
    return returnPayload(order.id, entry)
  },
  products: (state, id) => productPayload(state, getRecord(state.products, id, 'product')),
  variants: (state, id) => variantPayload(state, getRecord(state.variants, id, 'variant')),
  inventory_items: (state, id) => itemPayload(state, getRecord(state.inventoryItems, id, 'inventory item')),
  inventory_levels: (state, id) => levelPayload(...findLevel(state, id)),
  inventory_transfers: (state, id, event) => {
    const transfer = getRecord(state.transfers, id, 'inventory transfer')
    const place = (locationId: string | null) => (locationId === null ? null : { id: gid('Location', locationId) })
    return {
      id: gid('InventoryTransfer', id),
      status: transfer.status,
      happened_at: event.at,
      origin: place(transfer.originLocationId),
      destination: place(transfer.destinationLocationId),
      line_items: transfer.lines.map((line) => ({
        id: gid('InventoryTransferLineItem', line.id),
        quantity: line.quantity,
      })),
    }
  },
  inventory_shipments: (state, id, event) => {
    for (const transfer of state.transfers.values()) {
      const shipment = transfer.shipments.find((one) => one.id === id)
      if (!shipment) continue
      return {
        id: gid('InventoryShipment', id),
        inventory_transfer_id: gid('InventoryTransfer', transfer.id),
        status: shipment.status,
        happened_at: event.at,
        line_items: shipment.lines.map((line) => ({
          id: gid('InventoryShipmentLineItem', line.id),
          quantity: line.quantity,
        })),
      }
    }
    throw new Error(`This shop has no inventory shipment ${id}.`)
  },
  customers: (state, id) => customerPayload(state, getRecord(state.customers, id, 'customer')),
  locations: (state, id) => {
    const { address, ...location } = getRecord(state.locations, id, 'location')
    return {
      id: jsonId(id),
      admin_graphql_api_id: gid('Location', id),
      name: location.name,
      active: location.isActive,
      address1: address.address1,
      address2: null,
      city: address.city,
      zip: address.zip,
      province: null,
      province_code: address.provinceCode,
      country: address.countryCode,
      country_code: address.countryCode,
      phone: null,
      legacy: false,
      created_at: location.createdAt,
      updated_at: location.updatedAt,
    }
  },
  collections: (state, id) => {
    const collection = getRecord(state.collections, id, 'collection')
    return {
      id: jsonId(id),
      admin_graphql_api_id: gid('Collection', id),
      handle: collection.handle,
      title: collection.title,
      body_html: null,
      published_at: collection.updatedAt,
      updated_at: collection.updatedAt,
      sort_order: collection.follows === null ? 'manual' : 'alpha-asc',
      template_suffix: null,
      published_scope: 'web',
    }
  },
  markets: (state, id) => {
    const market = getRecord(state.markets, id, 'market')
    return {
      id: jsonId(id),
      admin_graphql_api_id: gid('Market', id),
      name: market.name,
      handle: market.handle,
      enabled: market.status === 'ACTIVE',
      regions: market.countries.map((code) => ({ country_code: code })),
    }
  },
  shop: (state) => shopPayload(state),
  // The operation lives in the Admin API's memory, so its fields come with the event.
  bulk_operations: (_state, id, event) => ({ admin_graphql_api_id: gid('BulkOperation', id), ...event.extra }),
}

const SPECIAL: Readonly<Record<string, Build>> = {
  'app/uninstalled': (state) => shopPayload(state),
  'orders/edited': (_state, id, event) => ({
    order_edit: {
      id: jsonId(String(event.extra?.editId ?? id)),
      app_id: null,
      created_at: event.at,
      committed_at: event.at,
      notify_customer: false,
      order_id: jsonId(id),
      staff_note: '',
      user_id: null,
      line_items: { additions: deltas(event.extra?.additions), removals: deltas(event.extra?.removals) },
      discounts: { line_item: { additions: [], removals: [] } },
      shipping_lines: { additions: [], removals: [] },
    },
  }),
  'inventory_levels/disconnect': (_state, id, event) => ({
    inventory_item_id: jsonId(String(event.extra?.inventoryItemId ?? id.split('=')[1] ?? '')),
    location_id: jsonId(String(event.extra?.locationId ?? '')),
  }),
  'customers/redact': (state, id, event) => ({
    shop_id: jsonId(state.shop.id),
    shop_domain: state.shop.domain,
    customer: { id: jsonId(id), email: event.extra?.email ?? null, phone: event.extra?.phone ?? null },
    orders_to_redact: Array.isArray(event.extra?.orderIds)
      ? event.extra.orderIds.map((orderId) => jsonId(String(orderId)))
      : [],
  }),
}

function deltas(entries: unknown): Payload[] {
  if (!Array.isArray(entries)) return []
  return entries.map(({ id, delta }: { id: string; delta: number }) => ({ id: jsonId(id), delta }))
}

/** A refund, parcel or return with the order that holds it; searched, because events of them are rare. */
function inOrder<T extends { id: string }>(
  state: ShopState,
  listOf: (order: Order) => readonly T[],
  id: string,
  what: string,
): [Order, T] {
  for (const order of state.orders.values()) {
    for (const entry of listOf(order)) if (entry.id === id) return [order, entry]
  }
  throw new Error(`This shop has no ${what} ${id}.`)
}

function findLevel(state: ShopState, id: string): [InventoryItem, InventoryLevel] {
  const itemId = /\?inventory_item_id=(\d+)$/.exec(id)?.[1] ?? ''
  const item = getRecord(state.inventoryItems, itemId, 'inventory item')
  const level = item.levels.find((candidate) => candidate.id === id)
  if (level === undefined) throw new Error(`This shop has no inventory level ${id}.`)
  return [item, level]
}

function levelPayload(item: InventoryItem, level: InventoryLevel): Payload {
  return {
    inventory_item_id: jsonId(item.id),
    location_id: jsonId(level.locationId),
    available: level.quantities.available,
    updated_at: level.updatedAt,
    admin_graphql_api_id: gid('InventoryLevel', level.id),
  }
}

function itemPayload(state: ShopState, item: InventoryItem): Payload {
  const variant = state.variants.get(item.variantId)
  return {
    id: jsonId(item.id),
    admin_graphql_api_id: gid('InventoryItem', item.id),
    sku: variant?.sku ?? null,
    created_at: item.createdAt,
    updated_at: item.updatedAt,
    requires_shipping: item.requiresShipping,
    cost: jsonMoney(item.unitCostMinor, state.shop.currency),
    country_code_of_origin: item.countryCodeOfOrigin,
    province_code_of_origin: null,
    harmonized_system_code: item.harmonizedSystemCode,
    country_harmonized_system_codes: [],
    tracked: item.tracked,
    weight_value: item.weightGrams,
    weight_unit: 'g',
  }
}

function variantPayload(state: ShopState, variant: Variant): Payload {
  const item = state.inventoryItems.get(variant.inventoryItemId)
  const options = [0, 1, 2].map(
    (index) => [`option${index + 1}`, variant.selectedOptions[index]?.value ?? null] as const,
  )
  return {
    id: jsonId(variant.id),
    admin_graphql_api_id: gid('ProductVariant', variant.id),
    product_id: jsonId(variant.productId),
    title: variant.title,
    sku: variant.sku,
    barcode: variant.barcode,
    price: jsonMoney(variant.priceMinor, state.shop.currency),
    compare_at_price: jsonMoney(variant.compareAtMinor, state.shop.currency),
    position: variant.position,
    taxable: variant.taxable,
    inventory_policy: variant.inventoryPolicy.toLowerCase(),
    inventory_item_id: jsonId(variant.inventoryItemId),
    inventory_quantity: (item?.levels ?? []).reduce((sum, { quantities }) => sum + quantities.available, 0),
    ...Object.fromEntries(options),
    image_id: null,
    created_at: variant.createdAt,
    updated_at: variant.updatedAt,
  }
}

/** Shopify writes out the first hundred variants and lists the rest by id in `variant_gids`. */
function productPayload(state: ShopState, product: Product): Payload {
  const variants = product.variantIds.flatMap((variantId) => state.variants.get(variantId) ?? [])
  return {
    id: jsonId(product.id),
    admin_graphql_api_id: gid('Product', product.id),
    title: product.title,
    body_html: null,
    handle: product.handle,
    vendor: product.vendor,
    product_type: product.productType,
    status: product.status.toLowerCase(),
    tags: product.tags.join(', '),
    template_suffix: null,
    published_scope: 'global',
    published_at: product.status === 'ACTIVE' ? product.createdAt : null,
    created_at: product.createdAt,
    updated_at: product.updatedAt,
    options: product.options.map((name, index) => ({
      product_id: jsonId(product.id),
      name,
      position: index + 1,
      values: [...new Set(variants.flatMap(({ selectedOptions }) => selectedOptions[index]?.value ?? []))],
    })),
    variants: variants.slice(0, 100).map((variant) => variantPayload(state, variant)),
    variant_gids: variants.map(({ id, updatedAt }) => ({
      admin_graphql_api_id: gid('ProductVariant', id),
      updated_at: updatedAt,
    })),
    images: product.imageUrl === null ? [] : [{ position: 1, src: product.imageUrl, alt: null }],
    image: product.imageUrl === null ? null : { position: 1, src: product.imageUrl, alt: null },
  }
}

function returnPayload(orderId: string, entry: Return): Payload {
  return {
    id: jsonId(entry.id),
    admin_graphql_api_id: gid('Return', entry.id),
    name: entry.name,
    status: entry.status.toLowerCase(),
    created_at: entry.createdAt,
    closed_at: entry.closedAt,
    order: { id: jsonId(orderId), admin_graphql_api_id: gid('Order', orderId) },
    total_return_line_items: entry.lines.length,
    return_line_items: entry.lines.map((line) => ({
      id: jsonId(line.id),
      admin_graphql_api_id: gid('ReturnLineItem', line.id),
      quantity: line.quantity,
      return_reason_note: '',
      customer_note: line.customerNote,
      return_reason_definition: { handle: line.reasonHandle },
      line_item: { id: jsonId(line.lineId), admin_graphql_api_id: gid('LineItem', line.lineId) },
    })),
  }
}

function shopPayload({ shop }: ShopState): Payload {
  return {
    id: jsonId(shop.id),
    admin_graphql_api_id: gid('Shop', shop.id),
    name: shop.name,
    email: shop.email,
    domain: shop.domain,
    myshopify_domain: shop.domain,
    country: shop.countryCode,
    country_code: shop.countryCode,
    currency: shop.currency,
    iana_timezone: shop.timezone,
    primary_locale: shop.primaryLocale,
    plan_display_name: shop.planName,
    plan_name: shop.isPlus ? 'shopify_plus' : 'basic',
    created_at: shop.createdAt,
  }
}
