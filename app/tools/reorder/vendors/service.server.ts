/**
 * Suppliers from the vendors that products name. In: a shop and which vendors. Out: suppliers with all their variants, in one go.
 * Invariant: adding twice adds nothing twice; what was added in one go can be taken back in one go.
 */
import { randomUUID } from 'node:crypto'
import { inShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import { SupplierCard } from '../suppliers/schema.ts'
import { addVendorItems, listVendors, makeSupplier, removeAdded, type VendorProposal } from './store.server.ts'

export interface VendorProposals {
  /** with variants that no supplier of that name sells yet, the largest first */
  proposals: VendorProposal[]
  /** all that products name */
  vendors: number
}

/** What can be added. */
export async function vendorProposals(shop: Shop): Promise<VendorProposals> {
  const vendors = await inShopSql(shop.id, (sql) => listVendors(sql, shop))
  return { proposals: vendors.filter(({ missing }) => missing > 0), vendors: vendors.length }
}

export interface AddedVendors {
  /** the moment that takes it back */
  at: Instant
  suppliers: number
  items: number
}

/** Adds one vendor, or all of them (null). Throws `not_found` for a vendor that no product names, or that has nothing to add. */
export async function addVendors(shop: Shop, vendor: string | null, asOf: Date): Promise<AddedVendors> {
  const at = asOf.toISOString()
  return inShopSql(shop.id, async (sql) => {
    const wanted = (await listVendors(sql, shop)).filter(
      (one) => one.missing > 0 && (vendor === null || one.vendor === vendor),
    )
    if (wanted.length === 0) throw new AppError('not_found', `nothing to add of ${vendor ?? 'any vendor'}`)
    const ids: string[] = []
    let suppliers = 0
    for (const { vendor: name, supplierId } of wanted) {
      const id = supplierId ?? randomUUID()
      if (supplierId === null) {
        const made = await makeSupplier(sql, shop, { id, name: name.trim(), card: SupplierCard.parse({}) }, at)
        // Another tab made it a moment ago.
        if (!made) continue
        suppliers += 1
      }
      ids.push(id)
    }
    return { at, suppliers, items: await addVendorItems(sql, shop, ids, at) }
  })
}

/** Takes back what was added at that moment; what was changed since, or ordered from, stays. Doing it twice changes nothing. */
export async function takeVendorsBack(shop: Shop, at: Instant): Promise<{ items: number; suppliers: number }> {
  return inShopSql(shop.id, (sql) => removeAdded(sql, shop, at))
}
