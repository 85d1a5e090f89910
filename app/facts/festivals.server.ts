/**
 * Which festivals the shop's customers keep. In: a shop, days. Out: festivals of the calendar with the share of the shop's units that is sold where
 * they are kept. Invariant: only reads; a festival of markets where next to nothing is sold is left out.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { addDays, type Day } from '#app/kernel/calendar.ts'
import type { Shop } from '#app/mirror/types.ts'
import { listMarketShares } from './market-shares.server.ts'

export interface KeptFestival {
  /** its key; i18n says it under `pricingPromotions.festival` */
  festival: string
  startsOn: Day
  endsOn: Day
  /** of the units of the last year, 0 to 1; a country that is in two markets counts once in each */
  share: number
}

/** Below this share of what is sold, a festival moves nobody's forecast. */
const LEAST_SHARE = 0.1
const SHARE_DAYS = 365

/** Festivals on any day from `from` to `to`, by first day. Before anything was sold every festival of the shop's markets counts. */
export async function listKeptFestivals(shop: Shop, asOf: Day, range: { from: Day; to: Day }): Promise<KeptFestival[]> {
  return inShopSql(shop.id, async (sql) => {
    const shares = await listMarketShares(sql, shop, { from: addDays(asOf, -SHARE_DAYS), to: asOf })
    const { rows } = await sql.query<{ festival: string; startsOn: Day; endsOn: Day; marketIds: string[] }>(
      `select festival, starts_on::text as "startsOn", ends_on::text as "endsOn", market_ids::text[] as "marketIds" from fact_promotion
       where shop_id = $1 and kind = 'festival' and festival is not null and starts_on <= $3::date and ends_on >= $2::date
       order by starts_on, ends_on, festival`,
      [shop.id, range.from, range.to],
    )
    return rows.flatMap(({ marketIds, ...festival }) => {
      const everywhere = marketIds.length === 0 || shares.size === 0
      const share = everywhere
        ? 1
        : Math.min(
            1,
            marketIds.reduce((sum, id) => sum + (shares.get(id) ?? 0), 0),
          )
      return share < LEAST_SHARE ? [] : [{ ...festival, share }]
    })
  })
}
