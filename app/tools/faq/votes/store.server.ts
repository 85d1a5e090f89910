/**
 * The tables of votes. In: a transaction of the shop. Out: counts. Invariant: of one client, entry and day there is one vote, the last one; after two
 * days only counts are left.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import type { Day } from '#app/kernel/calendar.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { helpfulness, type Helpfulness } from './wilson.ts'

export interface NewVote {
  entryId: Id
  votedOn: Day
  client: string
  locale: string
  helpful: boolean
}

/** False: no such entry is published. */
export async function saveVote(sql: ShopSql, shop: Shop, vote: NewVote): Promise<boolean> {
  const saved = await sql.query(
    `insert into faq_vote (shop_id, entry_id, voted_on, client, locale, helpful)
     select $1, e.id, $3::date, $4, $5, $6 from faq_entry e
      where e.shop_id = $1 and e.id = $2 and e.published_version is not null and e.removed_at is null
     on conflict (shop_id, entry_id, voted_on, client) do update set helpful = excluded.helpful, locale = excluded.locale`,
    [shop.id, vote.entryId, vote.votedOn, vote.client, vote.locale, vote.helpful],
  )
  return saved.rowCount === 1
}

/** By entry; those without a vote are not in it. */
export async function listHelpfulness(sql: ShopSql, shop: Shop): Promise<Map<Id, Helpfulness>> {
  const found = await sql.query<{ entryId: Id; helpful: number; unhelpful: number }>(
    `select entry_id::text as "entryId", sum(helpful)::int as helpful, sum(unhelpful)::int as unhelpful from (
       select entry_id, helpful, unhelpful from faq_vote_day where shop_id = $1
       union all
       select entry_id, helpful::int, 1 - helpful::int from faq_vote where shop_id = $1) votes group by entry_id`,
    [shop.id],
  )
  return new Map(found.rows.map(({ entryId, helpful, unhelpful }) => [entryId, helpfulness(helpful, unhelpful)]))
}

/** Votes of days before become counts: then nobody can tell whose they were. Running it twice counts nothing twice. */
export async function foldVotes(sql: ShopSql, shop: Shop, before: Day): Promise<void> {
  await sql.query(
    `with old as (delete from faq_vote where shop_id = $1 and voted_on < $2::date returning entry_id, voted_on, locale, helpful)
     insert into faq_vote_day as d (shop_id, entry_id, voted_on, locale, helpful, unhelpful)
     select $1, entry_id, voted_on, locale, count(*) filter (where helpful), count(*) filter (where not helpful)
       from old group by entry_id, voted_on, locale
     on conflict (shop_id, entry_id, voted_on, locale) do update set helpful = d.helpful + excluded.helpful,
       unhelpful = d.unhelpful + excluded.unhelpful`,
    [shop.id, before],
  )
}
