/**
 * What a merchant does to products, prices, costs and stock.
 * In: state and a checked input. Out: the events Shopify would emit.
 * Invariant: product, variants, inventory items and levels are made and unmade together.
 */
import { z } from 'zod'
import type { InventoryItem, InventoryLevel, Product, QuantityName, ShopEvent, ShopState, Variant } from '../model.ts'
import { freeHandle, getRecord, happened, Id, Minor, parseInput, touch } from './change.ts'
import { withCollections } from './collection-operations.ts'
import { toInstant } from './empty.ts'
import { levelEvent, StockMoves } from './stock-moves.ts'

const SetStock = z.strictObject({ inventoryItemId: Id, locationId: Id, available: z.int() })

/** inventory_levels/update; inventory_levels/connect first where the item was not stocked there. */
export function setStock(state: ShopState, input: z.input<typeof SetStock>): ShopEvent[] {
  const { inventoryItemId, locationId, available } = parseInput('setStock', SetStock, input)
  const item = getRecord(state.inventoryItems, inventoryItemId, 'inventory item')
  getRecord(state.locations, locationId, 'location')
  if (!item.tracked) throw new Error(`The stock of item ${inventoryItemId} is not tracked.`)
  const events: ShopEvent[] = []
  let level = item.levels.find((candidate) => candidate.locationId === locationId)
  if (level === undefined) {
    level = createLevel(state, item, locationId)
    item.levels.push(level)
    events.push(levelEvent(state, 'inventory_levels/connect', item, level))
  }
  const moves = new StockMoves(state)
  moves.setAvailable(item, level, available)
  return [...events, ...moves.events()]
}

function createLevel(state: ShopState, item: InventoryItem, locationId: string): InventoryLevel {
  const names: QuantityName[] = [
    'available',
    'on_hand',
    'committed',
    'incoming',
    'reserved',
    'damaged',
    'safety_stock',
    'quality_control',
  ]
  const none = Object.fromEntries(names.map((name) => [name, 0])) as Record<QuantityName, number>
  return {
    id: `${state.nextId()}?inventory_item_id=${item.id}`,
    locationId,
    isActive: true,
    quantities: none,
    updatedAt: toInstant(state.now()),
  }
}

const SetPrice = z.strictObject({
  variantId: Id,
  priceMinor: Minor,
  /** null takes the crossed-out price away; left out, it stays */
  compareAtMinor: Minor.nullable().optional(),
})

/** products/update. */
export function setPrice(state: ShopState, input: z.input<typeof SetPrice>): ShopEvent[] {
  const { variantId, priceMinor, compareAtMinor } = parseInput('setPrice', SetPrice, input)
  const variant = getRecord(state.variants, variantId, 'variant')
  variant.priceMinor = priceMinor
  if (compareAtMinor !== undefined) variant.compareAtMinor = compareAtMinor
  touch(state, variant)
  return [productUpdated(state, variant.productId)]
}

export function productUpdated(state: ShopState, productId: string): ShopEvent {
  touch(state, getRecord(state.products, productId, 'product'))
  return happened(state, 'products/update', 'Product', productId)
}

const SetCost = z.strictObject({ inventoryItemId: Id, unitCostMinor: Minor.nullable() })

/** inventory_items/update. */
export function setCost(state: ShopState, input: z.input<typeof SetCost>): ShopEvent[] {
  const { inventoryItemId, unitCostMinor } = parseInput('setCost', SetCost, input)
  const item = getRecord(state.inventoryItems, inventoryItemId, 'inventory item')
  item.unitCostMinor = unitCostMinor
  touch(state, item)
  return [happened(state, 'inventory_items/update', 'InventoryItem', item.id)]
}

const UpdateProduct = z.strictObject({
  productId: Id,
  title: z.string().min(1).optional(),
  status: z.enum(['ACTIVE', 'ARCHIVED', 'DRAFT']).optional(),
  vendor: z.string().optional(),
  productType: z.string().optional(),
  tags: z.array(z.string()).optional(),
})

/** products/update, and collections/update of those that it enters or leaves by it. */
export function updateProduct(state: ShopState, input: z.input<typeof UpdateProduct>): ShopEvent[] {
  const { productId, ...changes } = parseInput('updateProduct', UpdateProduct, input)
  const product = getRecord(state.products, productId, 'product')
  const change = () => {
    for (const [field, value] of Object.entries(changes))
      if (value !== undefined) Object.assign(product, { [field]: value })
    return { productId, events: [productUpdated(state, productId)] }
  }
  return withCollections(state, change, productId)
}

const CreateProduct = z.strictObject({
  title: z.string().min(1),
  status: z.enum(['ACTIVE', 'ARCHIVED', 'DRAFT']).default('ACTIVE'),
  vendor: z.string().default(''),
  productType: z.string().default(''),
  tags: z.array(z.string()).default([]),
  /** the name of the option that tells the variants apart; needed when there are several */
  optionName: z.string().min(1).default('Title'),
  variants: z
    .array(
      z.strictObject({
        optionValue: z.string().min(1).default('Default Title'),
        sku: z.string().min(1).nullable().default(null),
        barcode: z.string().nullable().default(null),
        priceMinor: Minor,
        unitCostMinor: Minor.nullable().default(null),
        weightGrams: z.number().min(0).nullable().default(null),
        harmonizedSystemCode: z.string().nullable().default(null),
        countryCodeOfOrigin: z.string().length(2).nullable().default(null),
        stock: z.array(z.strictObject({ locationId: Id, available: z.int() })).default([]),
      }),
    )
    .min(1)
    .refine((variants) => new Set(variants.map(({ optionValue }) => optionValue)).size === variants.length, {
      message: 'each variant needs an optionValue of its own',
    }),
})

/** products/create, then inventory_items/create and inventory_levels/connect for each variant, collections/update of those it falls into. */
export function createProduct(state: ShopState, input: z.input<typeof CreateProduct>): ShopEvent[] {
  const wish = parseInput('createProduct', CreateProduct, input)
  return withCollections(state, () => addProduct(state, wish))
}

function addProduct(
  state: ShopState,
  wish: z.output<typeof CreateProduct>,
): { productId: string; events: ShopEvent[] } {
  for (const { stock } of wish.variants)
    for (const { locationId } of stock) getRecord(state.locations, locationId, 'location')
  const now = toInstant(state.now())
  const product: Product = {
    id: state.nextId(),
    title: wish.title,
    handle: freeHandle(state.products, wish.title, 'product'),
    status: wish.status,
    vendor: wish.vendor,
    productType: wish.productType,
    tags: wish.tags,
    options: [wish.optionName],
    imageUrl: null,
    createdAt: now,
    updatedAt: now,
    variantIds: [],
  }
  state.products.set(product.id, product)
  const events = [happened(state, 'products/create', 'Product', product.id)]
  wish.variants.forEach((entry, index) => {
    const variant: Variant = {
      id: state.nextId(),
      productId: product.id,
      title: entry.optionValue,
      sku: entry.sku,
      barcode: entry.barcode,
      priceMinor: entry.priceMinor,
      compareAtMinor: null,
      position: index + 1,
      taxable: true,
      inventoryPolicy: 'DENY',
      selectedOptions: [{ name: wish.optionName, value: entry.optionValue }],
      createdAt: now,
      updatedAt: now,
      inventoryItemId: state.nextId(),
    }
    const item: InventoryItem = {
      id: variant.inventoryItemId,
      variantId: variant.id,
      tracked: true,
      requiresShipping: true,
      unitCostMinor: entry.unitCostMinor,
      countryCodeOfOrigin: entry.countryCodeOfOrigin,
      harmonizedSystemCode: entry.harmonizedSystemCode,
      weightGrams: entry.weightGrams,
      createdAt: now,
      updatedAt: now,
      levels: [],
    }
    product.variantIds.push(variant.id)
    state.variants.set(variant.id, variant)
    state.inventoryItems.set(item.id, item)
    events.push(happened(state, 'inventory_items/create', 'InventoryItem', item.id))
    for (const { locationId, available } of entry.stock) {
      const level = createLevel(state, item, locationId)
      level.quantities.available = available
      level.quantities.on_hand = available
      item.levels.push(level)
      events.push(levelEvent(state, 'inventory_levels/connect', item, level))
    }
  })
  return { productId: product.id, events }
}

const DeleteProduct = z.strictObject({ productId: Id })

/** products/delete, inventory_items/delete, collections/update. Order lines keep their text and lose product and variant, as in Shopify. */
export function deleteProduct(state: ShopState, input: z.input<typeof DeleteProduct>): ShopEvent[] {
  const { productId } = parseInput('deleteProduct', DeleteProduct, input)
  const product = getRecord(state.products, productId, 'product')
  const change = () => ({ productId, events: takeAway(state, product) })
  return withCollections(state, change, productId)
}

function takeAway(state: ShopState, product: Product): ShopEvent[] {
  const productId = product.id
  const events = [happened(state, 'products/delete', 'Product', productId)]
  for (const variantId of product.variantIds) {
    const itemId = getRecord(state.variants, variantId, 'variant').inventoryItemId
    state.variants.delete(variantId)
    state.inventoryItems.delete(itemId)
    for (const { fixed } of state.priceLists.values()) fixed.delete(variantId)
    events.push(happened(state, 'inventory_items/delete', 'InventoryItem', itemId))
  }
  state.products.delete(productId)
  for (const { lines } of state.orders.values()) {
    for (const line of lines) {
      if (line.productId !== productId) continue
      line.productId = null
      line.variantId = null
    }
  }
  return events
}
