/** What lists of a supplier's goods show: an item with the words a merchant knows it by. Plain and JSON-safe. */
import type { Page } from '#app/mirror/views.ts'
import type { SupplierItem } from '../schema.ts'

export interface ItemRow extends Pick<
  SupplierItem,
  'variantId' | 'supplierSku' | 'minimumUnits' | 'packUnits' | 'preferred' | 'source' | 'priceBreaks'
> {
  title: string
  /** null: the product has only this one */
  variantTitle: string | null
  sku: string | null
  /** the product is no longer in the shop */
  gone: boolean
  /** further suppliers of it that are not archived */
  others: number
}

export interface ItemList {
  page: Page<ItemRow>
  /** of what matches the search; who else sells it is only counted when asked for */
  counts: { all: number; preferred: number; noPrice: number }
}

export interface OtherSupplier {
  id: string
  name: string
  currency: string
  preferred: boolean
  priceBreaks: SupplierItem['priceBreaks']
}
