/**
 * What the storefront's look-up block reads: whether there is something to look up, and by what. In: a shop. Out: values in the app's own data.
 * Invariant: the settings and the mirror decide, so that publishing again writes nothing that does not differ.
 */
import type { Shop } from '#app/mirror/types.ts'
import { setAppData } from '#app/shopify/app-data.server.ts'
import type { TrackingSettings } from '../settings/schema.ts'

/** @param hasOrders whether anybody could look anything up */
export async function publishLookup(
  shop: Shop,
  settings: TrackingSettings,
  hasOrders: boolean,
  signal: AbortSignal,
): Promise<void> {
  const usable = settings.byNumber || settings.ways.length > 0
  const page = JSON.stringify({ ways: settings.ways, number: settings.byNumber })
  await setAppData(
    shop,
    [
      { namespace: 'tracking', key: 'on', type: 'boolean', value: String(usable && hasOrders) },
      { namespace: 'tracking', key: 'page', type: 'json', value: page },
    ],
    { signal },
  )
}
