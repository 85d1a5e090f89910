/** What Shopify said of a shop's languages. In: an open shop transaction. Out: them with the time they were asked for. */
import { z } from 'zod'
import type { ShopSql } from '#app/db/tenant.server.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import { ShopLanguage, type ShopLanguages } from './schema.ts'

export async function findLanguages(sql: ShopSql, shop: Shop): Promise<ShopLanguages | null> {
  const found = await sql.query<{ languages: unknown; askedAt: Instant }>(
    `select languages, ${isoInstant('asked_at')} as "askedAt" from faq_languages where shop_id = $1`,
    [shop.id],
  )
  const row = found.rows[0]
  return row ? { languages: z.array(ShopLanguage).parse(row.languages), askedAt: row.askedAt } : null
}

export async function saveLanguages(
  sql: ShopSql,
  shop: Shop,
  languages: readonly ShopLanguage[],
  at: Instant,
): Promise<void> {
  await sql.query(
    `insert into faq_languages (shop_id, languages, asked_at) values ($1, $2::jsonb, $3::timestamptz)
     on conflict (shop_id) do update set languages = excluded.languages, asked_at = excluded.asked_at`,
    [shop.id, JSON.stringify(languages), at],
  )
}
