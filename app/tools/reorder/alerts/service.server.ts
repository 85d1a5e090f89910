/**
 * Alerts as a merchant asks for them: what must be ordered today, put away and brought back; who is told, and how. In: a shop and a wish. Out: plain
 * values. Invariant: putting away changes no plan and orders nothing: it only says that a person has seen it.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import { enqueueFlow } from './following/service.server.ts'
import type { Alert, AlertSettings, AlertSettingsForm } from './schema.ts'
import * as store from './store.server.ts'

const MOST_LISTED = 100

export interface AlertPage {
  alerts: Alert[]
  /** open, put away or not */
  count: number
  settings: AlertSettings
}

export async function alertPage(shop: Shop): Promise<AlertPage> {
  return inShopSql(shop.id, async (sql) => ({
    ...(await store.listAlerts(sql, shop, { limit: MOST_LISTED, withDismissed: true })),
    settings: await store.findSettings(sql, shop),
  }))
}

/** The first few of what must be ordered and nobody has put away, and how many there are. */
export async function alertSummary(shop: Shop, limit: number): Promise<{ alerts: Alert[]; count: number }> {
  return inShopSql(shop.id, (sql) => store.listAlerts(sql, shop, { limit }))
}

/** Puts one or (null) all away. Returns how many; `at` brings them back. */
export async function putAlertsAway(shop: Shop, variantId: Id | null, at: Instant): Promise<number> {
  return inShopSql(shop.id, (sql) => store.dismissAlerts(sql, shop, variantId, at))
}

export async function bringAlertsBack(shop: Shop, dismissedAt: Instant): Promise<number> {
  return inShopSql(shop.id, (sql) => store.bringBackAlerts(sql, shop, dismissedAt))
}

/** Who is told and when. Flow turned off tells nothing that waits; turned on again it begins with what comes then. */
export async function saveAlertSettings(shop: Shop, { mail, ...form }: AlertSettingsForm): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    const before = await store.findSettings(sql, shop, { lock: true })
    await store.saveSettings(sql, shop, { ...before, ...form, mail: mail === 'true', mailMissing: null })
    if (!form.flow) await store.stopFlow(sql, shop)
  })
}

/** Tells Flow again what it refused, e.g. because the trigger was not published yet. Returns how many. */
export async function retryFlow(shop: Shop): Promise<number> {
  return inShopSql(shop.id, async (sql) => {
    const count = await store.retryFlow(sql, shop)
    if (count > 0) await enqueueFlow(sql, shop)
    return count
  })
}
