/**
 * Loads a shop from a folder of JSONL files (form: jsonl-schema.ts).
 * In: shop.json, locations.jsonl, products.jsonl, orders.jsonl, and if there collections.jsonl, markets.jsonl and
 * customers.jsonl.
 * Out: a ShopState. Invariant: a line that does not fit stops the load with the file, the line and the field.
 */
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { z } from 'zod'
import type { QuantityName, Shop, ShopState } from '../model.ts'
import { pathText } from './change.ts'
import { createShopState } from './empty.ts'
import { LargestId, mustHave, NodeError, put } from './jsonl-ids.ts'
import { addOrder, noteCustomer } from './jsonl-orders.ts'
import { createStoreSchemas, ShopFile, type CollectionNode, type MarketNode, type ProductNode } from './jsonl-schema.ts'

export interface LoadOptions {
  /** the shop's time; default: the machine's, running */
  now?: Date | (() => Date)
}

export async function loadStore(dir: string, options: LoadOptions = {}): Promise<ShopState> {
  const shop = readShop(dir)
  const schemas = createStoreSchemas(shop.currency)
  // Ids come from the files; the sequence starts above all of them once they are read.
  const ids = new LargestId(shop.id)
  const state = createShopState({ shop, nextIdFrom: '1', now: options.now ?? (() => new Date()) })
  state.nextId = () => ids.next()

  await eachLine(dir, 'locations.jsonl', schemas.locations, true, (node) => {
    ids.see(node.id)
    put(state.locations, node.id, node, 'location')
  })
  await eachLine(dir, 'products.jsonl', schemas.products, true, (node) => addProduct(state, ids, node))
  for (const { id, components = [] } of state.variants.values()) {
    for (const { variantId } of components)
      if (!state.variants.has(variantId))
        throw new Error(`products.jsonl: variant ${id} is made of ${variantId}, which is not there.`)
  }
  await eachLine(dir, 'collections.jsonl', schemas.collections, false, (node) => addCollection(state, ids, node))
  await eachLine(dir, 'markets.jsonl', schemas.markets, false, (node) => addMarket(state, ids, node))
  await eachLine(dir, 'customers.jsonl', schemas.customers, false, (node) => {
    ids.see(node.id)
    if (node.createdAt === undefined) throw new NodeError('createdAt: expected an instant')
    noteCustomer(state, node, node.createdAt)
  })
  const unnumbered: (() => void)[] = []
  await eachLine(dir, 'orders.jsonl', schemas.orders, true, (node) => addOrder(state, ids, node, unnumbered))
  for (const giveId of unnumbered) giveId()
  return state
}

function readShop(dir: string): Shop {
  const path = join(dir, 'shop.json')
  if (!existsSync(path)) throw new Error(`${dir} is no shop folder: it has no shop.json.`)
  const node = parseNode('shop.json', ShopFile, readFileSync(path, 'utf8'))
  const primary = node.shopLocales.find((entry) => entry.primary) ?? node.shopLocales[0]
  return {
    id: node.id,
    name: node.name,
    domain: node.myshopifyDomain,
    email: node.email,
    currency: node.currencyCode,
    timezone: node.ianaTimezone,
    countryCode: node.shopAddress.countryCodeV2,
    planName: node.plan.publicDisplayName,
    isPlus: node.plan.shopifyPlus,
    primaryLocale: primary?.locale ?? 'en',
    locales: node.shopLocales.map(({ locale }) => locale),
    createdAt: node.createdAt,
    provenance: node.devStore.provenance,
    // Shopify's documented rates of 2026: 100 points a second, 1,000 on Plus, buckets twenty times that.
    bucket:
      node.devStore.bucket ??
      (node.plan.shopifyPlus
        ? { maximum: 20_000, restorePerSecond: 1_000 }
        : { maximum: 2_000, restorePerSecond: 100 }),
  }
}

async function eachLine<T extends z.ZodType>(
  dir: string,
  file: string,
  schema: T,
  required: boolean,
  use: (node: z.output<T>) => void,
): Promise<void> {
  const path = join(dir, file)
  if (!existsSync(path)) {
    if (required) throw new Error(`${dir} has no ${file}. It may be empty, but it must be there.`)
    return
  }
  let number = 0
  const input = createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 20 })
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number++
    if (line.trim() === '') continue
    const where = `${file} line ${number}`
    const node = parseNode(where, schema, line)
    try {
      use(node)
    } catch (error) {
      if (error instanceof NodeError) throw new Error(`${where}: ${error.message}.`, { cause: error })
      throw error
    }
  }
}

const MOST_ISSUES = 3

function parseNode<T extends z.ZodType>(where: string, schema: T, text: string): z.output<T> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new Error(`${where}: not valid JSON (${error instanceof Error ? error.message : String(error)}).`, {
      cause: error,
    })
  }
  const result = schema.safeParse(json)
  if (result.success) return result.data
  const { issues } = result.error
  const shown = issues.slice(0, MOST_ISSUES).map(({ path, message }) => {
    const field = pathText(path)
    return field === '' ? message : `${field}: ${message}`
  })
  const more = issues.length > MOST_ISSUES ? ` (and ${issues.length - MOST_ISSUES} more)` : ''
  throw new Error(`${where}: ${shown.join('; ')}${more}.`)
}

function addProduct(state: ShopState, ids: LargestId, node: ProductNode): void {
  ids.see(node.id)
  put(
    state.products,
    node.id,
    {
      id: node.id,
      title: node.title,
      handle: node.handle,
      status: node.status,
      vendor: node.vendor,
      productType: node.productType,
      tags: node.tags,
      options: node.options.map(({ name }) => name),
      imageUrl: node.featuredMedia?.preview?.image?.url ?? null,
      createdAt: node.createdAt,
      updatedAt: node.updatedAt,
      variantIds: node.variants.map(({ id }) => id),
    },
    'product',
  )
  node.variants.forEach(({ inventoryItem: item, ...variant }, index) => {
    ids.see(variant.id)
    ids.see(item.id)
    put(
      state.variants,
      variant.id,
      {
        id: variant.id,
        productId: node.id,
        title: variant.title,
        sku: variant.sku,
        barcode: variant.barcode,
        priceMinor: variant.price,
        compareAtMinor: variant.compareAtPrice,
        position: variant.position ?? index + 1,
        taxable: variant.taxable,
        inventoryPolicy: variant.inventoryPolicy,
        selectedOptions: variant.selectedOptions,
        createdAt: variant.createdAt,
        updatedAt: variant.updatedAt,
        inventoryItemId: item.id,
        ...(variant.productVariantComponents.length === 0
          ? {}
          : {
              components: variant.productVariantComponents.map(({ quantity, productVariant }) => ({
                variantId: productVariant.id,
                quantity,
              })),
            }),
      },
      'variant',
    )
    put(
      state.inventoryItems,
      item.id,
      {
        id: item.id,
        variantId: variant.id,
        tracked: item.tracked,
        requiresShipping: item.requiresShipping,
        unitCostMinor: item.unitCost,
        countryCodeOfOrigin: item.countryCodeOfOrigin,
        harmonizedSystemCode: item.harmonizedSystemCode,
        weightGrams: item.measurement?.weight ?? null,
        createdAt: item.createdAt,
        updatedAt: item.updatedAt,
        levels: item.inventoryLevels.map((level, place) => {
          const path = `variants[${index}].inventoryItem.inventoryLevels[${place}]`
          mustHave(state.locations, level.location.id, 'location', `${path}.location.id`)
          if (!level.id.endsWith(`=${item.id}`)) throw new NodeError(`${path}.id: names another inventory item`)
          ids.see(level.id.split('?')[0] ?? '')
          const none: Record<QuantityName, number> = {
            available: 0,
            on_hand: 0,
            committed: 0,
            incoming: 0,
            reserved: 0,
            damaged: 0,
            safety_stock: 0,
            quality_control: 0,
          }
          for (const { name, quantity } of level.quantities) none[name] = quantity
          return {
            id: level.id,
            locationId: level.location.id,
            isActive: level.isActive,
            quantities: none,
            updatedAt: level.updatedAt,
          }
        }),
      },
      'inventory item',
    )
  })
}

function addCollection(state: ShopState, ids: LargestId, { devStore, products, ...node }: CollectionNode): void {
  ids.see(node.id)
  products.forEach(({ id }, place) => mustHave(state.products, id, 'product', `products[${place}].id`))
  const productIds = products.map(({ id }) => id)
  put(state.collections, node.id, { ...node, follows: devStore.follows, productIds }, 'collection')
}

function addMarket(state: ShopState, ids: LargestId, node: MarketNode): void {
  ids.see(node.id)
  put(
    state.markets,
    node.id,
    {
      id: node.id,
      name: node.name,
      handle: node.handle,
      status: node.status,
      baseCurrency: node.currencySettings.baseCurrency.currencyCode,
      localCurrencies: node.currencySettings.localCurrencies,
      countries: (node.conditions?.regionsCondition?.regions ?? []).map(({ code }) => code),
      catalogId: node.catalogs[0]?.id ?? null,
    },
    'market',
  )
  node.catalogs.forEach(({ priceList, ...catalog }, index) => {
    ids.see(catalog.id)
    put(state.catalogs, catalog.id, { ...catalog, marketId: node.id, priceListId: priceList?.id ?? null }, 'catalog')
    if (priceList === null) return
    ids.see(priceList.id)
    put(
      state.priceLists,
      priceList.id,
      {
        id: priceList.id,
        name: priceList.name,
        currency: priceList.currency,
        catalogId: catalog.id,
        adjustment: priceList.parent?.adjustment ?? null,
        fixed: new Map(
          priceList.prices.map(({ variantId, priceMinor, compareAtMinor }, place) => {
            const path = `catalogs[${index}].priceList.prices[${place}].variant.id`
            mustHave(state.variants, variantId, 'variant', path)
            return [variantId, { priceMinor, compareAtMinor }]
          }),
        ),
      },
      'price list',
    )
  })
}
