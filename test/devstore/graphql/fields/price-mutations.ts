/**
 * Writing prices, costs and customs data: variants of one product, fixed prices of one price list.
 * In: mutation input. Out: payloads with userErrors, the changed model, events. Invariant: unless partial updates are allowed, one
 * refused item means that nothing was written.
 */
import type { InventoryItem, PriceList, Product, ShopEvent, Variant } from '../../model.ts'
import { productUpdated } from '../../shop/catalog-operations.ts'
import { happened, touch } from '../../shop/change.ts'
import {
  fieldsOf,
  gid,
  idOf,
  notImplemented,
  type Args,
  type Context,
  type TypeFields,
  type UserError,
} from '../engine.ts'
import { recordOf, recordsOf, textsOf } from '../input.ts'
import { parseAmount } from '../money.ts'
import type { FixedPrice } from './markets.ts'

interface VariantsPayload {
  product: Product | null
  variants: Variant[] | null
  userErrors: UserError[]
}
interface PricesPayload {
  priceList: PriceList | null
  added: FixedPrice[] | null
  deleted: string[] | null
  userErrors: UserError[]
}

const VARIANT_KEYS: ReadonlySet<string> = new Set([
  'id',
  'price',
  'compareAtPrice',
  'barcode',
  'taxable',
  'inventoryPolicy',
  'inventoryItem',
])
const ITEM_KEYS: ReadonlySet<string> = new Set([
  'cost',
  'countryCodeOfOrigin',
  'harmonizedSystemCode',
  'measurement',
  'sku',
  'tracked',
  'requiresShipping',
])

const GRAMS: Readonly<Record<string, number>> = { GRAMS: 1, KILOGRAMS: 1000, OUNCES: 28.349523125, POUNDS: 453.59237 }

function onlyKnown(input: Args, known: ReadonlySet<string>, type: string): void {
  for (const key of Object.keys(input)) if (!known.has(key)) throw notImplemented(`${type}.${key}`)
}

/** The change as assignments, or why it is refused. Nothing is written yet. */
function planVariant(
  input: Args,
  index: number,
  product: Product,
  context: Context,
): { variant: Variant; item: InventoryItem; apply: () => boolean } | UserError {
  const { state } = context
  const at = (field: string): string[] => ['variants', String(index), field]
  onlyKnown(input, VARIANT_KEYS, 'ProductVariantsBulkInput')
  if (input['id'] == null)
    return { field: at('id'), message: 'Product variant is missing ID attribute', code: 'PRODUCT_VARIANT_ID_MISSING' }
  const variant = state.variants.get(idOf('ProductVariant', input['id']))
  const item = variant && state.inventoryItems.get(variant.inventoryItemId)
  if (!variant || !item || variant.productId !== product.id)
    return { field: at('id'), message: 'Product variant does not exist', code: 'PRODUCT_VARIANT_DOES_NOT_EXIST' }
  const { currency } = state.shop
  const change: Partial<Variant> = {}
  if (input['price'] != null) change.priceMinor = parseAmount(input['price'], currency)
  if ('compareAtPrice' in input)
    change.compareAtMinor = input['compareAtPrice'] === null ? null : parseAmount(input['compareAtPrice'], currency)
  if ((change.priceMinor ?? 0) < 0)
    return { field: at('price'), message: 'Price must be greater than or equal to 0', code: 'GREATER_THAN_OR_EQUAL_TO' }
  if ((change.compareAtMinor ?? 0) < 0)
    return {
      field: at('compareAtPrice'),
      message: 'Compare at price must be greater than or equal to 0',
      code: 'GREATER_THAN_OR_EQUAL_TO',
    }
  if ('barcode' in input) change.barcode = input['barcode'] === null ? null : String(input['barcode'])
  if (typeof input['taxable'] === 'boolean') change.taxable = input['taxable']
  if (input['inventoryPolicy'] === 'DENY' || input['inventoryPolicy'] === 'CONTINUE')
    change.inventoryPolicy = input['inventoryPolicy']
  const itemInput = input['inventoryItem'] == null ? {} : recordOf(input['inventoryItem'])
  const itemChange = planItem(itemInput, currency)
  if ('sku' in itemInput) change.sku = itemInput['sku'] === null ? null : String(itemInput['sku'])
  return {
    variant,
    item,
    apply: () => {
      Object.assign(variant, change)
      Object.assign(item, itemChange)
      return Object.keys(itemChange).length > 0
    },
  }
}

function planItem(input: Args, currency: string): Partial<InventoryItem> {
  onlyKnown(input, ITEM_KEYS, 'InventoryItemInput')
  const change: Partial<InventoryItem> = {}
  if ('cost' in input) change.unitCostMinor = input['cost'] === null ? null : parseAmount(input['cost'], currency)
  if ('countryCodeOfOrigin' in input)
    change.countryCodeOfOrigin = input['countryCodeOfOrigin'] === null ? null : String(input['countryCodeOfOrigin'])
  if ('harmonizedSystemCode' in input)
    change.harmonizedSystemCode = input['harmonizedSystemCode'] === null ? null : String(input['harmonizedSystemCode'])
  if (typeof input['tracked'] === 'boolean') change.tracked = input['tracked']
  if (typeof input['requiresShipping'] === 'boolean') change.requiresShipping = input['requiresShipping']
  if (input['measurement'] != null) {
    const measurement = recordOf(input['measurement'])
    onlyKnown(measurement, new Set(['weight']), 'InventoryItemMeasurementInput')
    if (measurement['weight'] != null) {
      const { unit, value } = recordOf(measurement['weight'])
      const grams = GRAMS[String(unit)]
      if (grams === undefined || typeof value !== 'number') throw notImplemented(`A weight in ${String(unit)}`)
      change.weightGrams = Math.round(value * grams)
    }
  }
  return change
}

function updateVariants(args: Args, context: Context): VariantsPayload {
  if (args['media'] != null) throw notImplemented('Mutation.productVariantsBulkUpdate(media:)')
  const product = context.state.products.get(idOf('Product', args['productId']))
  if (!product)
    return {
      product: null,
      variants: null,
      userErrors: [{ field: ['productId'], message: 'Product does not exist', code: 'PRODUCT_DOES_NOT_EXIST' }],
    }
  const plans = recordsOf(args['variants']).map((input, index) => planVariant(input, index, product, context))
  const userErrors = plans.flatMap((plan) => ('message' in plan ? [plan] : []))
  if (userErrors.length > 0 && args['allowPartialUpdates'] !== true) return { product, variants: null, userErrors }
  const variants: Variant[] = []
  const events: ShopEvent[] = []
  for (const plan of plans) {
    if ('message' in plan) continue
    if (plan.apply()) {
      touch(context.state, plan.item)
      events.push(happened(context.state, 'inventory_items/update', 'InventoryItem', plan.item.id))
    }
    touch(context.state, plan.variant)
    variants.push(plan.variant)
  }
  if (variants.length > 0) context.emit([productUpdated(context.state, product.id), ...events])
  return { product, variants, userErrors }
}

function setFixedPrices(
  args: Args,
  additions: unknown,
  deletions: unknown,
  field: string,
  context: Context,
): PricesPayload {
  const { state } = context
  const priceList = state.priceLists.get(idOf('PriceList', args['priceListId']))
  if (!priceList)
    return {
      priceList: null,
      added: null,
      deleted: null,
      userErrors: [{ field: ['priceListId'], message: 'Price list does not exist.', code: 'PRICE_LIST_NOT_FOUND' }],
    }
  const userErrors: UserError[] = []
  const prices = recordsOf(additions).map((input, index) => {
    const price = recordOf(input['price'])
    const compareAt = input['compareAtPrice'] == null ? null : recordOf(input['compareAtPrice'])
    const variant = state.variants.get(idOf('ProductVariant', input['variantId']))
    if (!variant)
      userErrors.push({
        field: [field, String(index), 'variantId'],
        message: 'Variant does not exist.',
        code: 'VARIANT_NOT_FOUND',
      })
    for (const money of [price, compareAt])
      if (money && money['currencyCode'] !== priceList.currency)
        userErrors.push({
          field: [field, String(index), 'price', 'currencyCode'],
          message: `The specified currency does not match the price list's currency (${priceList.currency}).`,
          code: 'PRICE_LIST_CURRENCY_MISMATCH',
        })
    return { variant, price, compareAt }
  })
  const removals = textsOf(deletions).map((id, index) => {
    const variantId = idOf('ProductVariant', id)
    if (!priceList.fixed.has(variantId))
      userErrors.push({
        field: ['variantIdsToDelete', String(index)],
        message: 'Only fixed prices can be deleted.',
        code: 'PRICE_NOT_FIXED',
      })
    return variantId
  })
  if (userErrors.length > 0) return { priceList, added: null, deleted: null, userErrors }
  for (const id of removals) priceList.fixed.delete(id)
  const added: FixedPrice[] = []
  for (const { variant, price, compareAt } of prices) {
    if (!variant) continue
    priceList.fixed.set(variant.id, {
      priceMinor: parseAmount(price['amount'], priceList.currency),
      compareAtMinor: compareAt === null ? null : parseAmount(compareAt['amount'], priceList.currency),
    })
    added.push({ priceList, variant })
  }
  return { priceList, added, deleted: removals.map((id) => gid('ProductVariant', id)), userErrors }
}

export const priceMutations: TypeFields = fieldsOf<null>({
  productVariantsBulkUpdate: (_, args, context) => updateVariants(args, context),
  priceListFixedPricesAdd: (_, args, context) => setFixedPrices(args, args['prices'], null, 'prices', context),
  priceListFixedPricesUpdate: (_, args, context) =>
    setFixedPrices(args, args['pricesToAdd'], args['variantIdsToDelete'], 'pricesToAdd', context),
})

export const pricePayloads: Readonly<Record<string, TypeFields>> = {
  ProductVariantsBulkUpdatePayload: fieldsOf<VariantsPayload>({
    product: (payload) => payload.product,
    productVariants: (payload) => payload.variants,
    userErrors: (payload) => payload.userErrors,
  }),
  PriceListFixedPricesAddPayload: fieldsOf<PricesPayload>({
    prices: (payload) => payload.added,
    userErrors: (payload) => payload.userErrors,
  }),
  PriceListFixedPricesUpdatePayload: fieldsOf<PricesPayload>({
    priceList: (payload) => payload.priceList,
    pricesAdded: (payload) => payload.added,
    deletedFixedPriceVariantIds: (payload) => payload.deleted,
    userErrors: (payload) => payload.userErrors,
  }),
}
