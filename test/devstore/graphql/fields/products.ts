/**
 * Products with their options and pictures, and variants.
 * In: model objects. Out: their Admin API fields. Invariant: quantities are sums of levels, never stored twice.
 */
import type { Collection as ProductCollection, InventoryItem, Product, ShopState, Variant } from '../../model.ts'
import { isMember } from '../../shop/collection-operations.ts'
import {
  connection,
  fieldsOf,
  fieldsOfNothing,
  gid,
  idOf,
  mustHold,
  notImplemented,
  Ref,
  type Context,
  type FieldTable,
} from '../engine.ts'
import { listChildren, type Collection } from '../listings.ts'
import { moneyText } from '../money.ts'
import { findMetafield } from './metafields.ts'
import { booleanFilter, idFilter, numberFilter, textFilter, timeFilter } from '../search.ts'

function variantsOf(product: Product, state: ShopState): Variant[] {
  return product.variantIds.map((id) => mustHold(state.variants, id, 'ProductVariant'))
}

function collectionsOf(product: Product, state: ShopState): ProductCollection[] {
  return [...state.collections.values()].filter((collection) => isMember(state, collection, product.id))
}

function itemOf(variant: Variant, state: ShopState): InventoryItem {
  return mustHold(state.inventoryItems, variant.inventoryItemId, 'InventoryItem')
}

function availableOf(variant: Variant, state: ShopState): number {
  let sum = 0
  for (const level of itemOf(variant, state).levels) if (level.isActive) sum += level.quantities.available
  return sum
}

function isDefault(product: Product): boolean {
  return product.variantIds.length === 1 && (product.options.length === 0 || product.options[0] === 'Title')
}

export function productCollection(context: Context): Collection<Product> {
  const { state } = context
  return {
    name: 'products',
    map: state.products,
    sorts: {
      CREATED_AT: (product) => product.createdAt,
      UPDATED_AT: (product) => product.updatedAt,
      TITLE: (product) => product.title.toLowerCase(),
      VENDOR: (product) => product.vendor.toLowerCase(),
      PRODUCT_TYPE: (product) => product.productType.toLowerCase(),
    },
    search: {
      resource: 'products',
      filters: {
        id: idFilter((product) => product.id),
        created_at: timeFilter((product) => product.createdAt),
        updated_at: timeFilter((product) => product.updatedAt),
        status: textFilter((product) => [product.status]),
        title: textFilter((product) => [product.title]),
        handle: textFilter((product) => [product.handle]),
        vendor: textFilter((product) => [product.vendor]),
        product_type: textFilter((product) => [product.productType]),
        collection_id: textFilter((product) => collectionsOf(product, state).map(({ id }) => id)),
        tag: textFilter((product) => product.tags),
        sku: textFilter((product) => variantsOf(product, state).flatMap((variant) => variant.sku ?? [])),
        barcode: textFilter((product) => variantsOf(product, state).flatMap((variant) => variant.barcode ?? [])),
        inventory_total: numberFilter((product) =>
          variantsOf(product, state).reduce((sum, variant) => sum + availableOf(variant, state), 0),
        ),
      },
      text: (product) =>
        [
          product.title,
          product.vendor,
          product.productType,
          ...product.tags,
          ...variantsOf(product, state).map((variant) => variant.sku ?? ''),
        ]
          .join(' ')
          .toLowerCase(),
    },
  }
}

export function variantCollection({ state }: Context): Collection<Variant> {
  return {
    name: 'productVariants',
    map: state.variants,
    sorts: {
      SKU: (variant) => variant.sku ?? '',
      TITLE: (variant) => variant.title,
      POSITION: (variant) => variant.position,
    },
    search: {
      resource: 'productVariants',
      filters: {
        id: idFilter((variant) => variant.id),
        product_id: idFilter((variant) => variant.productId),
        sku: textFilter((variant) => (variant.sku === null ? [] : [variant.sku])),
        barcode: textFilter((variant) => (variant.barcode === null ? [] : [variant.barcode])),
        title: textFilter((variant) => [variant.title]),
        updated_at: timeFilter((variant) => variant.updatedAt),
        requires_components: booleanFilter((variant) => variant.components !== undefined),
        inventory_quantity: numberFilter((variant) => availableOf(variant, state)),
      },
      text: null,
    },
  }
}

export const productFields: FieldTable = {
  Product: fieldsOf<Product>({
    id: (product) => gid('Product', product.id),
    legacyResourceId: (product) => product.id,
    title: (product) => product.title,
    handle: (product) => product.handle,
    status: (product) => product.status,
    vendor: (product) => product.vendor,
    productType: (product) => product.productType,
    tags: (product) => product.tags,
    createdAt: (product) => product.createdAt,
    updatedAt: (product) => product.updatedAt,
    totalInventory: (product, _, { state }) =>
      variantsOf(product, state).reduce((sum, variant) => sum + availableOf(variant, state), 0),
    tracksInventory: (product, _, { state }) =>
      variantsOf(product, state).some((variant) => itemOf(variant, state).tracked),
    hasOnlyDefaultVariant: isDefault,
    // The model assigns no taxonomy category to any product.
    category: () => null,
    featuredMedia: (product) => (product.imageUrl === null ? null : new Ref('MediaImage', product)),
    options: (product, args) => {
      const names = product.options.map((name, index) => ({ product, name, index }))
      return typeof args['first'] === 'number' ? names.slice(0, args['first']) : names
    },
    collections: connection((product, args, { state }) => {
      if (args['query'] != null) throw notImplemented('Product.collections(query:)')
      if (args['sortKey'] !== 'ID') throw notImplemented(`Product.collections(sortKey: ${String(args['sortKey'])})`)
      return listChildren(collectionsOf(product, state), args)
    }),
    inCollection: (product, args, { state }) => {
      const collection = state.collections.get(idOf('Collection', args['id']))
      return collection !== undefined && isMember(state, collection, product.id)
    },
    variantsCount: (product) => ({ count: product.variantIds.length, precision: 'EXACT' }),
    variants: connection((product, args, { state }) => {
      const key = args['sortKey']
      if (key !== 'POSITION' && key !== 'ID') throw notImplemented(`Product.variants(sortKey: ${String(key)})`)
      const variants = variantsOf(product, state)
      if (key === 'POSITION') variants.sort((a, b) => a.position - b.position)
      return listChildren(variants, args)
    }),
  }),
  ProductOption: fieldsOf<{ product: Product; name: string; index: number }>({
    id: ({ product, index }) => gid('ProductOption', `${product.id}${index + 1}`),
    name: ({ name }) => name,
    position: ({ index }) => index + 1,
    values: ({ product, name }, _, { state }) => [
      ...new Set(
        variantsOf(product, state).flatMap((variant) =>
          variant.selectedOptions.filter((option) => option.name === name).map((option) => option.value),
        ),
      ),
    ],
  }),
  MediaImage: fieldsOf<Product>({
    id: (product) => gid('MediaImage', product.id),
    alt: (product) => product.title,
    mediaContentType: () => 'IMAGE',
    image: (product) => product,
    preview: (product) => product,
  }),
  MediaPreviewImage: fieldsOf<Product>({ image: (product) => product }),
  Image: fieldsOf<Product>({
    url: (product, args) => {
      if (args['transform'] != null) throw notImplemented('Image.url(transform:)')
      return product.imageUrl
    },
    altText: (product) => product.title,
  }),
  ProductVariant: fieldsOf<Variant>({
    id: (variant) => gid('ProductVariant', variant.id),
    legacyResourceId: (variant) => variant.id,
    title: (variant) => variant.title,
    displayName: (variant, _, { state }) =>
      `${mustHold(state.products, variant.productId, 'Product').title} - ${variant.title}`,
    sku: (variant) => variant.sku,
    barcode: (variant) => variant.barcode,
    price: (variant, _, { state }) => moneyText(variant.priceMinor, state.shop.currency),
    compareAtPrice: (variant, _, { state }) =>
      variant.compareAtMinor === null ? null : moneyText(variant.compareAtMinor, state.shop.currency),
    position: (variant) => variant.position,
    taxable: (variant) => variant.taxable,
    inventoryPolicy: (variant) => variant.inventoryPolicy,
    inventoryQuantity: (variant, _, { state }) => availableOf(variant, state),
    availableForSale: (variant, _, { state }) =>
      variant.inventoryPolicy === 'CONTINUE' || !itemOf(variant, state).tracked || availableOf(variant, state) > 0,
    selectedOptions: (variant) => variant.selectedOptions,
    createdAt: (variant) => variant.createdAt,
    updatedAt: (variant) => variant.updatedAt,
    metafield: (variant, args, { state }) => findMetafield(state, gid('ProductVariant', variant.id), args),
    requiresComponents: (variant) => variant.components !== undefined,
    productVariantComponents: connection((variant, args) =>
      listChildren(
        (variant.components ?? []).map((part, place) => ({ id: `${variant.id}${place + 1}`, ...part })),
        args,
      ),
    ),
    product: (variant, _, { state }) => mustHold(state.products, variant.productId, 'Product'),
    inventoryItem: (variant, _, { state }) => itemOf(variant, state),
  }),
  ProductVariantComponent: fieldsOf<{ id: string; variantId: string; quantity: number }>({
    id: (part) => gid('ProductVariantComponent', part.id),
    quantity: (part) => part.quantity,
    productVariant: (part, _, { state }) => mustHold(state.variants, part.variantId, 'ProductVariant'),
  }),
  SelectedOption: fieldsOf<{ name: string; value: string }>({
    name: (option) => option.name,
    value: (option) => option.value,
  }),
  TaxonomyCategory: fieldsOfNothing('TaxonomyCategory', ['id', 'name', 'fullName', 'level', 'isLeaf']),
}
