/**
 * Products and variants of the UCI shop, made of its stock codes.
 * In: the file's columns and the instant of each sale line. Out: products, variants, inventory items in the state, and
 * for each code what an order line needs. Invariant: one variant per upper-cased code; codes that differ only in the
 * letters after the same five digits are options of one product.
 */
import type { InventoryLevel, Product, ShopState, Variant } from '../model.ts'
import { toInstant } from './empty.ts'
import { barcode, countryOfOrigin, derivedStock, unitCostMinor, weightGrams } from './uci-derived.ts'
import { goodsKind, notGoodsType, tagsOf } from './uci-goods.ts'
import { ITEM_IDS, LEVEL_IDS, PRODUCT_IDS, VARIANT_IDS } from './uci-ids.ts'
import { OVERSEAS_WAREHOUSE, UK_WAREHOUSE } from './uci-markets.ts'

/** What the file says about one stock code's sales. */
export interface CodeSales {
  code: string
  description: string
  /** the price most sale lines had, the latest of several */
  usualPriceMinor: number
  firstSoldAt: number // epoch ms
  lastSoldAt: number
  /** net of matched refunds, in the last 91 days of the file */
  soldIn91Days: number
}

/** What is copied, as shared strings, into each order line of a code. */
export interface LineGoods {
  variantId: string
  productId: string
  sku: string
  title: string
  variantTitle: string | null
  isGoods: boolean
}

const DAY = 86_400_000
const ARCHIVED_AFTER_DAYS = 182

/** Adds every product of which `kept` holds a code; ids depend on all codes, so they are the same in a smaller shop. */
export function addCatalog(
  state: ShopState,
  sales: readonly (CodeSales | null)[],
  kept: ReadonlySet<number>,
  lastOrderAt: number,
): (LineGoods | null)[] {
  const goods: (LineGoods | null)[] = sales.map(() => null)
  let position = 0
  for (const indexes of groupCodes(sales).values()) {
    const productId = String(PRODUCT_IDS + position++)
    if (!indexes.some((index) => kept.has(index))) continue
    const members = indexes.flatMap((index) => {
      const entry = sales[index]
      return entry === null || entry === undefined ? [] : [{ index, entry }]
    })
    const first = members[0]
    if (first === undefined) continue
    const product = createProduct(
      productId,
      members.map(({ entry }) => entry),
      lastOrderAt,
    )
    const values = optionValues(
      product.title,
      members.map(({ entry }) => entry),
    )
    state.products.set(product.id, product)
    members.forEach(({ index, entry }, place) => {
      const variant = addVariant(state, product, entry, index, place + 1, values?.[place] ?? null)
      product.variantIds.push(variant.id)
      goods[index] = {
        variantId: variant.id,
        productId: product.id,
        sku: entry.code,
        title: product.title,
        variantTitle: values === null ? null : variant.title,
        isGoods: notGoodsType(entry.code) === null,
      }
    })
  }
  return goods
}

/** Code indexes by the product they belong to: five digits, or the code itself where it has another form. */
function groupCodes(sales: readonly (CodeSales | null)[]): Map<string, number[]> {
  const groups = new Map<string, number[]>()
  sales.forEach((entry, index) => {
    if (entry === null) return
    const base = /^(\d{5})[A-Z]*$/.exec(entry.code)?.[1] ?? entry.code
    const group = groups.get(base)
    if (group === undefined) groups.set(base, [index])
    else group.push(index)
  })
  const codeAt = (index: number) => sales[index]?.code ?? ''
  for (const group of groups.values()) group.sort((a, b) => (codeAt(a) < codeAt(b) ? -1 : 1))
  return groups
}

function createProduct(id: string, members: CodeSales[], lastOrderAt: number): Product {
  const [first] = members
  if (first === undefined) throw new Error('A product needs at least one stock code.')
  const title = commonWords(members.map(({ description }) => description)) ?? first.description
  const base = members.length > 1 ? first.code.slice(0, 5) : first.code
  const soldFrom = Math.min(...members.map(({ firstSoldAt }) => firstSoldAt))
  const soldUntil = Math.max(...members.map(({ lastSoldAt }) => lastSoldAt))
  return {
    id,
    title,
    handle: `${title}-${base}`
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, ''),
    status: lastOrderAt - soldUntil > ARCHIVED_AFTER_DAYS * DAY ? 'ARCHIVED' : 'ACTIVE',
    vendor: 'UCI Online Retail',
    productType: notGoodsType(first.code) ?? goodsKind(first.description).productType,
    tags: notGoodsType(first.code) === null ? tagsOf(first.description) : [],
    options: [members.length > 1 ? 'Style' : 'Title'],
    imageUrl: null,
    createdAt: toInstant(Math.floor(soldFrom / DAY) * DAY - 14 * DAY),
    updatedAt: toInstant(soldUntil),
    variantIds: [],
  }
}

/** The words that every description has, in the first one's order; null when fewer than two. */
function commonWords(descriptions: string[]): string | null {
  const [first = '', ...others] = descriptions
  const sets = others.map((text) => new Set(text.split(' ')))
  const common = first.split(' ').filter((word) => sets.every((set) => set.has(word)))
  return common.length >= 2 ? common.join(' ') : null
}

/** 'B – RETROSPOT RED': the suffix letters, then what the variant's description adds to the product's title. */
function optionValues(title: string, members: CodeSales[]): string[] | null {
  if (members.length === 1) return null
  const inTitle = new Set(title.split(' '))
  return members.map(({ code, description }) => {
    const rest = description.split(' ').filter((word) => !inTitle.has(word))
    return [code.slice(5) || 'Standard', rest.join(' ')].filter((part) => part !== '').join(' – ')
  })
}

function addVariant(
  state: ShopState,
  product: Product,
  entry: CodeSales,
  index: number,
  position: number,
  optionValue: string | null,
): Variant {
  const itemId = String(ITEM_IDS + index)
  const variant: Variant = {
    id: String(VARIANT_IDS + index),
    productId: product.id,
    title: optionValue ?? 'Default Title',
    sku: entry.code,
    barcode: notGoodsType(entry.code) === null ? barcode(entry.code) : null,
    priceMinor: entry.usualPriceMinor,
    compareAtMinor: null,
    position,
    taxable: true,
    inventoryPolicy: 'DENY',
    selectedOptions: [{ name: product.options[0] ?? 'Title', value: optionValue ?? 'Default Title' }],
    createdAt: product.createdAt,
    updatedAt: product.updatedAt,
    inventoryItemId: itemId,
  }
  state.variants.set(variant.id, variant)
  const isGoods = notGoodsType(entry.code) === null
  const kind = goodsKind(entry.description)
  const origin = countryOfOrigin(entry.code, kind)
  const stock = isGoods
    ? derivedStock(entry.code, origin, entry.soldIn91Days)
    : { uk: 0, overseas: null, ukIncoming: 0 }
  const levels = [createLevel(itemId, index * 2, UK_WAREHOUSE, stock.uk, stock.ukIncoming, product.updatedAt)]
  if (stock.overseas !== null)
    levels.push(createLevel(itemId, index * 2 + 1, OVERSEAS_WAREHOUSE, stock.overseas, 0, product.updatedAt))
  state.inventoryItems.set(itemId, {
    id: itemId,
    variantId: variant.id,
    tracked: isGoods,
    requiresShipping: isGoods,
    unitCostMinor: isGoods ? unitCostMinor(entry.code, entry.usualPriceMinor) : null,
    countryCodeOfOrigin: isGoods ? origin : null,
    harmonizedSystemCode: isGoods ? kind.hs : null,
    weightGrams: isGoods ? weightGrams(entry.code, kind, entry.description) : null,
    createdAt: product.createdAt,
    updatedAt: product.updatedAt,
    levels,
  })
  return variant
}

function createLevel(
  itemId: string,
  index: number,
  locationId: string,
  available: number,
  incoming: number,
  updatedAt: string,
): InventoryLevel {
  return {
    id: `${LEVEL_IDS + index}?inventory_item_id=${itemId}`,
    locationId,
    isActive: true,
    quantities: {
      available,
      on_hand: available,
      committed: 0,
      incoming,
      reserved: 0,
      damaged: 0,
      safety_stock: 0,
      quality_control: 0,
    },
    updatedAt,
  }
}
