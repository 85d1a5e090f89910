/**
 * What services push to us. In: the address's secret, headers and raw body. Out: what became of it. Invariants: without the shop's own address and a right
 * signature over the raw body nothing is read; a message that came before changes nothing; what is about no parcel of the shop is counted and forgotten.
 */
import { timingSafeEqual } from 'node:crypto'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { findShopById } from '#app/mirror/shops.server.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import { announceParcels } from '../parcels/changed.server.ts'
import { ADAPTERS } from '../sources/adapters.server.ts'
import { hearParcel } from '../sources/hearing/service.server.ts'
import type { AskedSource } from '../sources/source.ts'
import { countForged, findSource, openAccount, recordPush } from '../sources/store.server.ts'

export type Received =
  | { outcome: 'unknown_address' }
  | { outcome: 'not_signed' }
  | { outcome: 'invalid_body'; message: string }
  | { outcome: 'done'; events: number; ignored: number }

const ADDRESS = /^(\d{1,9})\.([A-Za-z0-9_-]{24})$/

/** @param to what the address carries; @param readBody gives the raw body, and is only asked once the address is known */
export async function receivePush(
  source: AskedSource,
  to: string,
  headers: Headers,
  readBody: () => Promise<Uint8Array>,
  at: Instant,
): Promise<Received> {
  const [, shopId, token] = ADDRESS.exec(to) ?? []
  const { push } = ADAPTERS[source]
  if (shopId === undefined || token === undefined || push === null) return { outcome: 'unknown_address' }
  const shop = await findShopById(Number(shopId))
  if (shop === null || shop.uninstalledAt !== null) return { outcome: 'unknown_address' }
  const account = await inShopSql(shop.id, async (sql) => {
    const row = await findSource(sql, shop, source)
    if (row === null || row.state !== 'connected' || !sameText(row.pushToken, token)) return null
    return openAccount(shop, row)
  })
  if (account === null) return { outcome: 'unknown_address' }
  const body = await readBody()
  if (!push.isSigned(account, headers, body)) {
    await inShopSql(shop.id, (sql) => countForged(sql, shop, source))
    return { outcome: 'not_signed' }
  }
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return { outcome: 'invalid_body', message: 'the body is not JSON in UTF-8' }
  }
  const read = push.read(json)
  if (read === null) return { outcome: 'invalid_body', message: 'the body is not of the documented form' }
  const heard = await inShopSql(shop.id, (sql) => keep(sql, shop, source, read.heard, at))
  if (heard.changed) announceParcels(shop.id)
  return { outcome: 'done', events: heard.events, ignored: heard.ignored }
}

async function keep(
  sql: ShopSql,
  shop: Shop,
  source: AskedSource,
  said: Parameters<typeof hearParcel>[2][],
  at: Instant,
): Promise<{ events: number; ignored: number; changed: boolean }> {
  const kept = { events: 0, ignored: 0, changed: false }
  for (const one of said) {
    const { parcels, added, changed } = await hearParcel(sql, shop, one)
    kept.events += added
    kept.changed ||= changed
    if (parcels === 0) kept.ignored += 1
  }
  await recordPush(sql, shop, source, { ignored: kept.ignored, at })
  return kept
}

function sameText(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)]
  return one.length === other.length && timingSafeEqual(one, other)
}
