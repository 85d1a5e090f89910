/** Parcels of a shop, stand-ins of the carrier services, and the work with them at a time of the test's choosing. */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { followParcels } from '#app/tools/tracking/parcels/service.server.ts'
import { ConnectForm } from '#app/tools/tracking/sources/schema.ts'
import { connectSource, sourcesPage } from '#app/tools/tracking/sources/service.server.ts'
import type { AskedSource } from '#app/tools/tracking/sources/source.ts'
import { workSource } from '#app/tools/tracking/sources/working/service.server.ts'
import type { Scan } from '#test/devstore/carriers/services.ts'
import { anOrder } from '#test/builders/order.ts'

export const NOW = new Date('2026-11-20T12:00:00.000Z')
export const hoursLater = (hours: number): Date => new Date(NOW.getTime() + hours * 3_600_000)

/** An order with one parcel each, fulfilled on a day. */
export async function ship(shop: Shop, parcels: { number: string; company?: string; on?: string }[]): Promise<void> {
  for (const { number, company = 'China Post', on = '2026-11-10' } of parcels) {
    await anOrder(shop, {
      processedAt: `${on}T08:00:00.000Z`,
      country: 'DE',
      fulfillments: [{ createdAt: `${on}T10:00:00.000Z`, tracking: [{ company, number, url: null }] }],
    })
  }
  await followParcels(shop.id)
}

export const PICKED_UP: Scan = {
  at: '2026-11-11T14:07:00+08:00',
  code: { seventeen: 'InTransit_PickedUp', aftership: 'InTransit_002' },
  text: 'Picked up',
  country: 'CN',
  city: 'Shenzhen',
}
export const DELIVERED: Scan = {
  at: '2026-11-18T11:00:00+01:00',
  code: { seventeen: 'Delivered_Other', aftership: 'Delivered_003' },
  text: 'Delivered, signed by: E. MUSTERMANN',
  country: 'DE',
  city: 'Berlin',
  leg: 1,
}

export async function connect(shop: Shop, form: Record<string, string>, at = NOW): Promise<void> {
  await connectSource(shop, ConnectForm.parse(form), { signal: new AbortController().signal, at: at.toISOString() })
}

/** What one run did; the seconds to wait when it was put off. */
export async function work(
  shop: Shop,
  source: AskedSource,
  at = NOW,
  force = false,
): Promise<Awaited<ReturnType<typeof workSource>> | number> {
  try {
    return await workSource(shop, source, { signal: new AbortController().signal, now: () => at, force })
  } catch (error) {
    const { retry } = error as { retry?: unknown }
    if (typeof retry === 'object' && retry !== null && 'afterSeconds' in retry) return Number(retry.afterSeconds)
    throw error
  }
}

export const inside = <T>(shop: Shop, read: (sql: ShopSql) => Promise<T>): Promise<T> => inShopSql(shop.id, read)

/** State and reason by number. */
export async function registrations(shop: Shop): Promise<Record<string, string>> {
  const found = await inside(shop, (sql) =>
    sql.query<{ number: string; state: string; reason: string | null }>(
      'select number, state, reason from tracking_registration where shop_id = $1 order by source, number',
      [shop.id],
    ),
  )
  return Object.fromEntries(
    found.rows.map(({ number, state, reason }) => [number, reason === null ? state : `${state}: ${reason}`]),
  )
}

export async function view(shop: Shop, source: AskedSource, at = NOW) {
  const found = (await sourcesPage(shop, at)).sources.find((one) => one.source === source)
  if (!found) throw new Error(`${source} is not there`)
  return found
}

/** Status by number. */
export async function statuses(shop: Shop): Promise<Record<string, string | null>> {
  const found = await inside(shop, (sql) =>
    sql.query<{ number: string; status: string | null }>(
      'select number, status from tracking_parcel where shop_id = $1 order by number',
      [shop.id],
    ),
  )
  return Object.fromEntries(found.rows.map(({ number, status }) => [number, status]))
}
