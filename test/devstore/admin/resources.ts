/**
 * What the resource picker shows: products with their variants, found by words of the title or a SKU.
 * In: the shop and the search text. Out: at most 50 products shaped like App Bridge's picker payload.
 * Invariant: prices are strings in the shop's currency; ids are gids.
 */
import type { Product, ShopState, Variant } from '../model.ts'
import { decimalText } from '../shop/payload-values.ts'

const MOST = 50

export function findResources(state: ShopState, query: string): unknown[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const found: unknown[] = []
  for (const product of state.products.values()) {
    const variants = product.variantIds.flatMap((id) => state.variants.get(id) ?? [])
    const haystack = `${product.title} ${variants.map(({ sku }) => sku ?? '').join(' ')}`.toLowerCase()
    if (!words.every((word) => haystack.includes(word))) continue
    found.push(describeProduct(state, product, variants))
    if (found.length === MOST) break
  }
  return found
}

function describeProduct(state: ShopState, product: Product, variants: Variant[]): unknown {
  return {
    id: `gid://shopify/Product/${product.id}`,
    title: product.title,
    handle: product.handle,
    status: product.status,
    vendor: product.vendor,
    productType: product.productType,
    tags: product.tags,
    hasOnlyDefaultVariant: product.options.length === 0,
    totalVariants: variants.length,
    totalInventory: variants.reduce((sum, variant) => sum + available(state, variant), 0),
    images: product.imageUrl === null ? [] : [{ id: '', originalSrc: product.imageUrl }],
    createdAt: product.createdAt,
    updatedAt: product.updatedAt,
    variants: variants.map((variant) => ({
      id: `gid://shopify/ProductVariant/${variant.id}`,
      title: variant.title,
      displayName: `${product.title} - ${variant.title}`,
      sku: variant.sku,
      barcode: variant.barcode,
      price: decimalText(variant.priceMinor, state.shop.currency),
      position: variant.position,
      selectedOptions: variant.selectedOptions,
      inventoryItem: { id: `gid://shopify/InventoryItem/${variant.inventoryItemId}` },
      inventoryQuantity: available(state, variant),
      product: { id: `gid://shopify/Product/${product.id}` },
    })),
  }
}

function available(state: ShopState, variant: Variant): number {
  const levels = state.inventoryItems.get(variant.inventoryItemId)?.levels ?? []
  return levels.reduce((sum, level) => sum + level.quantities.available, 0)
}
