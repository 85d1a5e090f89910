/**
 * What answers are bound to, as its page asks: what is known of each market, saving, taking a save back. In: a shop, forms. Out: plain values.
 * Invariant: nothing is overwritten that somebody else saved meanwhile; every save is a version, and every answer follows it.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { FaqFactsJob } from '../publishing/jobs.ts'
import { loadMarketFacts, type BoundMarket } from './facts/service.server.ts'
import { NOTHING_SAID, type BoundForm, type BoundSettings } from './schema.ts'
import { findEarlier, insertSettings, listSettings } from './store.server.ts'

export type { BoundMarket }

export async function boundMarkets(shop: Shop, asOf: Date): Promise<BoundMarket[]> {
  return loadMarketFacts(shop, asOf)
}

/** Throws `conflict` when somebody saved the same market since the form's version. Returns the version it is now. */
export async function saveBoundSettings(shop: Shop, form: BoundForm): Promise<number> {
  return save(shop, form.marketId, form.version, () => Promise.resolve(form.settings))
}

/** Puts the settings before version `version` back, as a version of their own. Throws `conflict` when it is not the newest any more. */
export async function undoBoundSettings(shop: Shop, marketId: Id, version: number): Promise<number> {
  return save(shop, marketId, version, async (earlier) => (await earlier(version - 1)) ?? NOTHING_SAID)
}

type Earlier = (version: number) => Promise<BoundSettings | null>

async function save(
  shop: Shop,
  marketId: Id,
  basedOn: number,
  settingsOf: (earlier: Earlier) => Promise<BoundSettings>,
): Promise<number> {
  return inShopSql(shop.id, async (sql) => {
    const stored = (await listSettings(sql, shop)).find((one) => one.marketId === marketId)
    const settings = await settingsOf((number) => findEarlier(sql, shop, marketId, number))
    const isBehind = (stored?.version ?? 0) !== basedOn
    if (isBehind || !(await insertSettings(sql, shop, { marketId, version: basedOn + 1, settings })))
      throw new AppError('conflict', `the settings of market ${marketId} were saved since version ${basedOn}`, {
        retry: 'never',
        fields: [{ path: ['version'], message: 'saved_meanwhile', code: 'saved_meanwhile' }],
      })
    await enqueue(sql, FaqFactsJob, { shopId: shop.id }, { oneWaiting: `faq-facts-${shop.id}` })
    return basedOn + 1
  })
}
