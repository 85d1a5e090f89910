/**
 * The `setting` table: one JSON document per shop and key. In: a key and its schema. Out: a typed document.
 * Invariant: a document that no longer fits its schema reads as the defaults, and is not overwritten by reading.
 */
import type { z } from 'zod'
import { inShop } from '#app/db/tenant.server.ts'
import type { Shop } from '#app/mirror/types.ts'

export type SettingKey = 'preferences' | 'setup'

/** The stored document, or the schema's defaults. */
export async function findSetting<Schema extends z.ZodObject>(
  shop: Shop,
  key: SettingKey,
  schema: Schema,
): Promise<z.output<Schema>> {
  const row = await inShop(shop.id, (tx) => tx.setting.findUnique({ where: { shopId_key: { shopId: shop.id, key } } }))
  const stored = schema.safeParse(row?.value ?? {})
  return stored.success ? stored.data : schema.parse({})
}

export async function saveSetting(
  shop: Shop,
  key: SettingKey,
  value: Record<string, string | number | boolean>,
): Promise<void> {
  const where = { shopId_key: { shopId: shop.id, key } }
  await inShop(shop.id, (tx) =>
    tx.setting.upsert({ where, create: { shopId: shop.id, key, value }, update: { value, version: { increment: 1 } } }),
  )
}
