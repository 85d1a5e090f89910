/**
 * Telling Shopify Flow of late parcels. In: notices that wait. Out: each of them told once, refused with Shopify's words, or unclear. Plan, record, apply,
 * confirm: that a parcel is being told is committed before the call. Invariant: a call whose answer is unknown is not made again; one that was not
 * made is.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { env } from '#app/env.server.ts'
import { dayIn } from '#app/kernel/calendar.ts'
import { isAppError } from '#app/kernel/errors.ts'
import type { Shop } from '#app/mirror/types.ts'
import { shopifyClient } from '#app/shopify/client.server.ts'
import { carrierName } from '../../carriers/names.ts'
import { findSettings } from '../../settings/store.server.ts'
import { isStillTrue } from '../moments.ts'
import { latePayload } from '../payload.ts'
import { triggerLate } from '../shopify.server.ts'
import { beginNotice, endNotice, findTold, settleNotices, takeNotice } from '../store.server.ts'

const SLICE_MS = 45_000
/** Longer than a call may take. */
const LOST_SECONDS = 300
const LEASE_SECONDS = 120
const DAY_MS = 86_400_000
/** Calls to Flow that wait longer tell of what is long known. */
const OLDEST_DAYS = 14
/** Errors of calls that Shopify did not carry out. */
const NOT_MADE = new Set(['throttled', 'shop_unauthorized', 'missing_scope'])

/** Tells waiting parcels for a slice of time. `again`: there are more. Throws when Shopify cannot be asked now. */
export async function tellLate(shop: Shop, now: () => Date, signal: AbortSignal): Promise<{ again: boolean }> {
  const endAt = performance.now() + SLICE_MS
  const client = shopifyClient(shop)
  const { settings } = await inShopSql(shop.id, async (sql) => {
    const oldestAt = new Date(now().getTime() - OLDEST_DAYS * DAY_MS).toISOString()
    await settleNotices(sql, shop, { lostSeconds: LOST_SECONDS, oldestAt })
    return findSettings(sql, shop)
  })
  for (;;) {
    signal.throwIfAborted()
    if (performance.now() > endAt) return { again: true }
    const notice = await inShopSql(shop.id, (sql) =>
      takeNotice(sql, shop, 'flow', { now: now().toISOString(), leaseSeconds: LEASE_SECONDS }),
    )
    if (notice === null) return { again: false }
    const parcel = await inShopSql(shop.id, (sql) => findTold(sql, shop, notice.parcelId))
    const skip =
      parcel === null ? 'gone' : isStillTrue('late', parcel) && parcel.promisedOn !== null ? null : 'overtaken'
    if (parcel === null || parcel.promisedOn === null || skip !== null) {
      await inShopSql(shop.id, (sql) =>
        endNotice(sql, shop, 'flow', notice, { state: 'skipped', reason: skip ?? 'gone' }),
      )
      continue
    }
    const payload = latePayload(
      {
        orderId: parcel.orderId,
        orderName: parcel.orderName,
        number: parcel.number,
        carrier: parcel.carrier === null ? (parcel.company ?? '') : carrierName(parcel.carrier),
        country: parcel.country,
        status: parcel.status ?? '',
        promisedOn: parcel.promisedOn,
        lateDays: settings.desk.limits.lateDays,
      },
      dayIn(shop.timezone, now()),
      orderLink(shop, parcel.orderId),
    )
    if (!(await inShopSql(shop.id, (sql) => beginNotice(sql, shop, 'flow', notice)))) continue
    try {
      const told = await triggerLate(client, payload, signal)
      await inShopSql(shop.id, (sql) =>
        told.kind === 'taken'
          ? endNotice(sql, shop, 'flow', notice, { state: 'sent', reason: null })
          : endNotice(sql, shop, 'flow', notice, { state: 'failed', reason: 'refused', words: told.words }),
      )
    } catch (error) {
      const notMade = isAppError(error) && NOT_MADE.has(error.code)
      await inShopSql(shop.id, (sql) =>
        notMade
          ? endNotice(sql, shop, 'flow', notice, { state: 'waiting', reason: error.code, dueAt: now().toISOString() })
          : endNotice(sql, shop, 'flow', notice, { state: 'unclear', reason: 'no_answer' }),
      )
      // The answer to this one is lost; the next may go well, unless it is a bug of ours.
      if (notMade || !isAppError(error)) throw error
    }
  }
}

/** The order's page inside the Shopify admin. */
function orderLink(shop: Shop, orderId: string): string {
  const handle = shop.domain.replace(/\.myshopify\.com$/, '')
  return `https://admin.shopify.com/store/${handle}/apps/${env().SHOPIFY_API_KEY}/app/orders/${orderId}`
}
