/**
 * How a shop wants to order. In: a shop, a form. Out: the policy, saved as a new version. Invariant: nothing is decided again by saving; the next plan
 * counts with it, and the page says so.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Shop } from '#app/mirror/types.ts'
import type { PolicyDocument } from './schema.ts'
import { findPolicy, savePolicyVersion, type StoredPolicy } from './store.server.ts'

export async function reorderPolicy(shop: Shop): Promise<StoredPolicy> {
  return inShopSql(shop.id, (sql) => findPolicy(sql, shop))
}

/** @throws `conflict` when somebody saved another version since `version` was shown */
export async function savePolicy(shop: Shop, document: PolicyDocument, version: number): Promise<void> {
  const saved = await inShopSql(shop.id, async (sql) => {
    const { version: newest } = await findPolicy(sql, shop)
    return newest === version && (await savePolicyVersion(sql, shop, document, version))
  })
  if (!saved) throw new AppError('conflict', 'the policy was saved by somebody else meanwhile', { retry: 'never' })
}
