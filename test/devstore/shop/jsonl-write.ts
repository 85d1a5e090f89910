/**
 * Writes a shop into a folder of JSONL files that loadStore reads back to an equal shop (form: jsonl-schema.ts).
 * In: a ShopState and a folder, made if it is not there. Out: shop.json and six JSONL files.
 * Invariant: nodes have the fields of the Admin API; nothing of the shop is left out but its clock.
 */
import { once } from 'node:events'
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { Collection, Customer, Market, Order, Product, ShopState } from '../model.ts'
import { displayFinancialStatus } from './derive.ts'
import { decimalText, gid } from './payload-values.ts'

export async function writeStore(state: ShopState, dir: string): Promise<void> {
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'shop.json'), `${JSON.stringify(shopNode(state), null, 2)}\n`)
  const address = (node: { id: string }) => ({ ...node, id: gid('Location', node.id) })
  await writeLines(join(dir, 'locations.jsonl'), state.locations.values(), address)
  await writeLines(join(dir, 'products.jsonl'), state.products.values(), (product) => productNode(state, product))
  await writeLines(join(dir, 'collections.jsonl'), state.collections.values(), collectionNode)
  await writeLines(join(dir, 'markets.jsonl'), state.markets.values(), (market) => marketNode(state, market))
  await writeLines(join(dir, 'customers.jsonl'), state.customers.values(), customerNode)
  await writeLines(join(dir, 'orders.jsonl'), state.orders.values(), (order) => orderNode(state, order))
}

async function writeLines<T>(path: string, records: Iterable<T>, toNode: (record: T) => unknown): Promise<void> {
  const stream = createWriteStream(path)
  for (const record of records) {
    if (!stream.write(`${JSON.stringify(toNode(record))}\n`)) await once(stream, 'drain')
  }
  stream.end()
  await finished(stream)
}

function shopNode({ shop }: ShopState) {
  return {
    id: gid('Shop', shop.id),
    name: shop.name,
    myshopifyDomain: shop.domain,
    email: shop.email,
    currencyCode: shop.currency,
    ianaTimezone: shop.timezone,
    shopAddress: { countryCodeV2: shop.countryCode },
    plan: { publicDisplayName: shop.planName, shopifyPlus: shop.isPlus },
    createdAt: shop.createdAt,
    shopLocales: shop.locales.map((locale) => ({ locale, primary: locale === shop.primaryLocale })),
    devStore: { provenance: shop.provenance, bucket: shop.bucket },
  }
}

const reference = (type: string, id: string | null) => (id === null ? null : { id: gid(type, id) })

function moneyOf(currency: string) {
  return (minor: number) => ({ amount: decimalText(minor, currency), currencyCode: currency })
}

function productNode(state: ShopState, { variantIds, imageUrl, options, ...product }: Product) {
  const money = moneyOf(state.shop.currency)
  return {
    ...product,
    id: gid('Product', product.id),
    options: options.map((name) => ({ name })),
    featuredMedia: imageUrl === null ? null : { preview: { image: { url: imageUrl } } },
    variants: {
      nodes: variantIds.map((variantId) => {
        const variant = state.variants.get(variantId)
        const item = variant && state.inventoryItems.get(variant.inventoryItemId)
        if (!variant || !item) throw new Error(`Product ${product.id} names variant ${variantId}, which is not there.`)
        return {
          id: gid('ProductVariant', variant.id),
          title: variant.title,
          sku: variant.sku,
          barcode: variant.barcode,
          price: decimalText(variant.priceMinor, state.shop.currency),
          compareAtPrice:
            variant.compareAtMinor === null ? null : decimalText(variant.compareAtMinor, state.shop.currency),
          position: variant.position,
          taxable: variant.taxable,
          inventoryPolicy: variant.inventoryPolicy,
          selectedOptions: variant.selectedOptions,
          createdAt: variant.createdAt,
          updatedAt: variant.updatedAt,
          ...(variant.components && {
            productVariantComponents: {
              nodes: variant.components.map(({ variantId: id, quantity }) => ({
                quantity,
                productVariant: reference('ProductVariant', id),
              })),
            },
          }),
          inventoryItem: {
            id: gid('InventoryItem', item.id),
            tracked: item.tracked,
            requiresShipping: item.requiresShipping,
            unitCost: item.unitCostMinor === null ? null : money(item.unitCostMinor),
            countryCodeOfOrigin: item.countryCodeOfOrigin,
            harmonizedSystemCode: item.harmonizedSystemCode,
            measurement: { weight: item.weightGrams === null ? null : { value: item.weightGrams, unit: 'GRAMS' } },
            createdAt: item.createdAt,
            updatedAt: item.updatedAt,
            inventoryLevels: {
              nodes: item.levels.map((level) => ({
                id: gid('InventoryLevel', level.id),
                location: reference('Location', level.locationId),
                isActive: level.isActive,
                updatedAt: level.updatedAt,
                quantities: Object.entries(level.quantities).map(([name, quantity]) => ({ name, quantity })),
              })),
            },
          },
        }
      }),
    },
  }
}

function collectionNode({ follows, productIds, ...collection }: Collection) {
  return {
    ...collection,
    id: gid('Collection', collection.id),
    products: { nodes: productIds.map((id) => ({ id: gid('Product', id) })) },
    devStore: { follows },
  }
}

function marketNode(state: ShopState, market: Market) {
  const catalogs = [...state.catalogs.values()].filter(({ marketId }) => marketId === market.id)
  return {
    id: gid('Market', market.id),
    name: market.name,
    handle: market.handle,
    status: market.status,
    currencySettings: {
      baseCurrency: { currencyCode: market.baseCurrency },
      localCurrencies: market.localCurrencies,
    },
    conditions: { regionsCondition: { regions: { nodes: market.countries.map((code) => ({ code })) } } },
    catalogs: {
      nodes: catalogs.map((catalog) => {
        const list = catalog.priceListId === null ? undefined : state.priceLists.get(catalog.priceListId)
        const money = list && moneyOf(list.currency)
        return {
          id: gid('MarketCatalog', catalog.id),
          title: catalog.title,
          status: catalog.status,
          priceList: list &&
            money && {
              id: gid('PriceList', list.id),
              name: list.name,
              currency: list.currency,
              parent: list.adjustment === null ? null : { adjustment: list.adjustment },
              prices: {
                nodes: [...list.fixed].map(([variantId, { priceMinor, compareAtMinor }]) => ({
                  variant: reference('ProductVariant', variantId),
                  price: money(priceMinor),
                  compareAtPrice: compareAtMinor === null ? null : money(compareAtMinor),
                  originType: 'FIXED',
                })),
              },
            },
        }
      }),
    },
  }
}

function customerNode(customer: Customer) {
  return {
    id: gid('Customer', customer.id),
    firstName: customer.firstName,
    lastName: customer.lastName,
    defaultEmailAddress: customer.email === null ? null : { emailAddress: customer.email },
    defaultPhoneNumber: customer.phone === null ? null : { phoneNumber: customer.phone },
    tags: customer.tags,
    createdAt: customer.createdAt,
    updatedAt: customer.updatedAt,
  }
}

function orderNode(state: ShopState, order: Order) {
  const money = moneyOf(state.shop.currency)
  const set = (minor: number) => ({ shopMoney: money(minor) })
  const { shippingAddress: address } = order
  return {
    id: gid('Order', order.id),
    name: order.name,
    number: order.number,
    createdAt: order.createdAt,
    processedAt: order.processedAt,
    updatedAt: order.updatedAt,
    closedAt: order.closedAt,
    cancelledAt: order.cancelledAt,
    cancelReason: order.cancelReason,
    test: order.test,
    tags: order.tags,
    sourceName: order.sourceName,
    email: order.email,
    phone: order.phone,
    customerLocale: order.customerLocale,
    customer: reference('Customer', order.customerId),
    shippingAddress: address && {
      name: address.name,
      address1: address.address1,
      city: address.city,
      provinceCode: address.provinceCode,
      zip: address.zip,
      countryCodeV2: address.countryCode,
    },
    presentmentCurrencyCode: order.presentmentCurrency,
    displayFinancialStatus: displayFinancialStatus(order),
    totalReceivedSet: order.receivedMinor === undefined ? undefined : set(order.receivedMinor),
    totalShippingPriceSet: set(order.shippingMinor),
    totalTaxSet: set(order.taxMinor),
    lineItems: {
      nodes: order.lines.map((line) => ({
        id: gid('LineItem', line.id),
        title: line.title,
        variantTitle: line.variantTitle,
        sku: line.sku,
        quantity: line.quantity,
        currentQuantity: line.currentQuantity,
        requiresShipping: line.requiresShipping,
        originalUnitPriceSet: set(line.unitPriceMinor),
        totalDiscountSet: set(line.discountMinor),
        variant: reference('ProductVariant', line.variantId),
        product: reference('Product', line.productId),
      })),
    },
    refunds: order.refunds.map((refund) => ({
      id: gid('Refund', refund.id),
      createdAt: refund.createdAt,
      updatedAt: refund.updatedAt,
      note: refund.note,
      totalRefundedSet: set(refund.totalMinor),
      refundLineItems: {
        nodes: refund.lines.map((part) => ({
          id: gid('RefundLineItem', part.id),
          lineItem: reference('LineItem', part.lineId),
          quantity: part.quantity,
          restockType: part.restockType,
          location: reference('Location', part.locationId),
          subtotalSet: set(part.subtotalMinor),
        })),
      },
    })),
    fulfillments: order.fulfillments.map(({ id, locationId, tracking, lines, events, ...parcel }) => ({
      id: gid('Fulfillment', id),
      ...parcel,
      location: reference('Location', locationId),
      trackingInfo: tracking,
      fulfillmentLineItems: lines && {
        nodes: lines.map((part) => ({
          id: gid('FulfillmentLineItem', part.id),
          quantity: part.quantity,
          lineItem: reference('LineItem', part.lineId),
        })),
      },
      events: { nodes: events.map((event) => ({ ...event, id: gid('FulfillmentEvent', event.id) })) },
    })),
    returns: {
      nodes: order.returns.map((entry) => ({
        id: gid('Return', entry.id),
        name: entry.name,
        status: entry.status,
        createdAt: entry.createdAt,
        closedAt: entry.closedAt,
        returnLineItems: {
          nodes: entry.lines.map((part) => ({
            id: gid('ReturnLineItem', part.id),
            quantity: part.quantity,
            returnReasonDefinition: { handle: part.reasonHandle },
            customerNote: part.customerNote,
            fulfillmentLineItem: { lineItem: reference('LineItem', part.lineId) },
          })),
        },
      })),
    },
  }
}
