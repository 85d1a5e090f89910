/**
 * What can be made to happen to products, prices and stock from the control page.
 * In: form fields. Out: shop operations and the events they made. Invariant: a variant is named by SKU or id.
 */
import { z } from 'zod'
import { parseAmount } from '../graphql/money.ts'
import type { ShopState, Variant } from '../model.ts'
import { runOperation } from '../shop/operations.ts'
import { SKU, type Implemented } from './control-operation.ts'
import { BadRequest } from './message.ts'

export function catalogOperations(): Implemented[] {
  const group = 'Products and stock'
  return [
    {
      name: 'stock',
      group,
      label: 'Set stock',
      fields: [
        SKU,
        { name: 'location', label: 'Location (empty: the first)', type: 'text' },
        { name: 'available', label: 'Available', type: 'number', value: '100' },
      ],
      run: ({ state }, fields) => {
        const variant = chooseVariant(state, fields('sku'))
        const location = [...state.locations.values()].find(
          ({ id, name }) => [id, name, ''].includes(fields('location')) || fields('location') === '',
        )
        if (!location) throw new BadRequest(`This shop has no location "${fields('location')}".`, 404)
        const available = z.coerce.number().int().parse(fields('available'))
        const events = runOperation(state, 'setStock', {
          inventoryItemId: variant.inventoryItemId,
          locationId: location.id,
          available,
        })
        return {
          done: `${variant.sku ?? variant.id}: ${available} at ${location.name}.`,
          events,
          more: { variantId: variant.id },
        }
      },
    },
    {
      name: 'price',
      group,
      label: 'Set price',
      fields: [SKU, { name: 'price', label: 'Price', type: 'text', placeholder: '12.50' }],
      run: ({ state }, fields) => {
        const variant = chooseVariant(state, fields('sku'))
        const priceMinor = parseAmount(fields('price'), state.shop.currency)
        const events = runOperation(state, 'setPrice', { variantId: variant.id, priceMinor })
        return {
          done: `${variant.sku ?? variant.id} costs ${fields('price')} ${state.shop.currency}.`,
          events,
          more: { variantId: variant.id },
        }
      },
    },
    {
      name: 'create-product',
      group,
      label: 'Create product',
      fields: [
        { name: 'title', label: 'Title', type: 'text', value: 'New product' },
        { ...SKU, label: 'SKU' },
        { name: 'price', label: 'Price', type: 'text', value: '10.00' },
      ],
      run: ({ state }, fields) => {
        const before = state.products.size
        const events = runOperation(state, 'createProduct', {
          title: fields('title'),
          variants: [
            { sku: fields('sku') || null, priceMinor: parseAmount(fields('price') || '10', state.shop.currency) },
          ],
        })
        const product = [...state.products.values()].at(before)
        return { done: `Created ${fields('title')}.`, events, more: { productId: product?.id ?? null } }
      },
    },
    {
      name: 'delete-product',
      group,
      label: 'Delete product',
      fields: [SKU],
      run: ({ state }, fields) => {
        const variant = chooseVariant(state, fields('sku'))
        const title = state.products.get(variant.productId)?.title ?? variant.productId
        const events = runOperation(state, 'deleteProduct', { productId: variant.productId })
        return { done: `Deleted ${title}.`, events, more: { productId: variant.productId } }
      },
    },
  ]
}

function chooseVariant(state: ShopState, sku: string): Variant {
  for (const variant of state.variants.values()) {
    if (sku === '' || variant.sku === sku || variant.id === sku) return variant
  }
  throw new BadRequest(`This shop has no variant with SKU or id "${sku}".`, 404)
}
