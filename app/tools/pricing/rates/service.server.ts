/**
 * Exchange rates as pricing uses them. In: a shop and what is asked. Out: effective rates, settings, locks.
 * Invariant: everything that exchanges money in pricing takes its rates from here and exchanges with engine.ts.
 */
import { loadRateDays } from '#app/facts/fx-days.server.ts'
import type { Day } from '#app/kernel/calendar.ts'
import type { Shop } from '#app/mirror/types.ts'
import { resolveRates, type EffectiveRates } from './engine.ts'
import { findRateSettings, listLockedRates } from './store.server.ts'

/**
 * The rates of `currencies` for a shop-local day, with the shop's locks and buffer; exchange with `exchangeWith` (engine.ts).
 * A currency without a rate on that day (ended, never published) is in the answer and says why.
 * @param options.buffer false: without the buffer, for figures that report instead of decide
 */
export async function effectiveRates(
  shop: Shop,
  currencies: readonly string[],
  day: Day,
  options: { buffer?: boolean } = {},
): Promise<EffectiveRates> {
  const [published, settings, locks] = await Promise.all([
    loadRateDays(currencies, day, day),
    findRateSettings(shop),
    listLockedRates(shop),
  ])
  return resolveRates(published, currencies, day, {
    locks,
    bufferBps: options.buffer === false ? 0 : settings.bufferBps,
  })
}
