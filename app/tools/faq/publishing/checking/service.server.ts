/**
 * Whether what was written still stands at Shopify. In: a shop. Out: rows that say what somebody else changed or deleted.
 * Invariant: nothing is written at Shopify; a translation that others added is theirs and no difference.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { shopifyClient, type ShopifyClient } from '#app/shopify/client.server.ts'
import { hashText } from '../hash.server.ts'
import { canonicalTranslations } from '../plan.ts'
import { noteChecked } from '../progress/store.server.ts'
import { missingScopes } from '../running/service.server.ts'
import { READ_AT_ONCE, readMetaobjects, readTranslations } from '../shopify.server.ts'
import type { PublicationFailure } from '../schema.ts'
import { listRows, markForeign, type PublicationRow } from '../store.server.ts'

type Standing = PublicationRow & { shopifyId: Id; writtenHash: string }

/** Returns how many differ. Throws what the client throws. */
export async function checkPublication(shop: Shop, { signal }: { signal: AbortSignal }): Promise<number> {
  if (missingScopes(shop).length > 0) return 0
  const client = shopifyClient(shop)
  const rows = (await inShopSql(shop.id, (sql) => listRows(sql, shop))).filter(
    (row): row is Standing => row.state === 'written' && row.shopifyId !== null && row.writtenHash !== null,
  )
  let differing = 0
  for (let at = 0; at < rows.length; at += READ_AT_ONCE) {
    signal.throwIfAborted()
    const differences = await compare(client, rows.slice(at, at + READ_AT_ONCE), signal)
    differing += differences.length
    await inShopSql(shop.id, async (sql) => {
      for (const { row, failure } of differences) await markForeign(sql, shop, row, failure)
    })
  }
  await inShopSql(shop.id, (sql) => noteChecked(sql, shop))
  return differing
}

async function compare(
  client: ShopifyClient,
  rows: readonly Standing[],
  signal: AbortSignal,
): Promise<{ row: Standing; failure: PublicationFailure }[]> {
  const at = new Date().toISOString()
  const found = await readMetaobjects(
    client,
    rows.map(({ shopifyId }) => shopifyId),
    signal,
  )
  const languages = new Set(rows.flatMap(({ translations }) => translations.map((name) => name.split('/')[0] ?? '')))
  const translations = new Map<Id, Record<string, Record<string, string>>>()
  for (const language of languages) {
    const standing = [...found.keys()]
    for (const [id, keys] of await readTranslations(client, standing, language, signal))
      translations.set(id, { ...translations.get(id), [language]: keys })
  }
  return rows.flatMap((row): { row: Standing; failure: PublicationFailure }[] => {
    const there = found.get(row.shopifyId)
    if (there === undefined) return [{ row, failure: { code: 'deleted_elsewhere', words: '', at } }]
    const registered = ours(translations.get(row.shopifyId) ?? {}, row.translations)
    const hash = `${hashText(there)}.${hashText(canonicalTranslations(registered))}`
    return hash === row.writtenHash ? [] : [{ row, failure: { code: 'changed_elsewhere', words: '', at } }]
  })
}

/** Of the translations that stand there, those that we registered. @param names as `<language>/<key>` */
function ours(
  standing: Readonly<Record<string, Readonly<Record<string, string>>>>,
  names: readonly string[],
): Record<string, Record<string, string>> {
  const own: Record<string, Record<string, string>> = {}
  for (const name of names) {
    const [language = '', key = ''] = name.split('/')
    const value = standing[language]?.[key]
    own[language] = { ...own[language], ...(value === undefined ? {} : { [key]: value }) }
  }
  return own
}
