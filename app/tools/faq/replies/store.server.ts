/** The table of answers by mail. In: a transaction of the shop. Out: typed values. Invariant: one that was taken back is never sent. */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { Reply, ReplyFailure, ReplyForm, ReplyState } from './schema.ts'

const COLUMNS = `r.id::text, r.question_id::text as "questionId", r.subject, r.text, r.state, ${isoInstant('r.send_at')} as "sendAt", r.failure`

/** False: one with this id is there already. */
export async function insertReply(sql: ShopSql, shop: Shop, form: ReplyForm, sendAt: Instant): Promise<boolean> {
  const made = await sql.query(
    `insert into faq_reply (shop_id, id, question_id, subject, text, state, send_at)
     values ($1, $2::uuid, $3, $4, $5, 'planned', $6::timestamptz) on conflict do nothing`,
    [shop.id, form.id, form.questionId, form.subject, form.text, sendAt],
  )
  return made.rowCount === 1
}

/** Locked until the transaction ends; null: there is none. */
export async function lockReply(
  sql: ShopSql,
  shop: Shop,
  id: string,
): Promise<(Reply & { mailId: string | null }) | null> {
  const found = await sql.query<Reply & { mailId: string | null }>(
    `select ${COLUMNS}, r.mail_id::text as "mailId" from faq_reply r where r.shop_id = $1 and r.id = $2::uuid for update`,
    [shop.id, id],
  )
  return found.rows[0] ?? null
}

export async function markReply(
  sql: ShopSql,
  shop: Shop,
  id: string,
  to: { state: ReplyState; mailId?: string; failure?: ReplyFailure },
): Promise<void> {
  await sql.query(
    `update faq_reply set state = $3, mail_id = coalesce($4::uuid, mail_id), failure = $5::jsonb,
            ended_at = case when $3 in ('sent', 'failed', 'taken_back') then now() end
      where shop_id = $1 and id = $2::uuid`,
    [shop.id, id, to.state, to.mailId ?? null, to.failure ? JSON.stringify(to.failure) : null],
  )
}

/** The newest of each question. */
export async function listReplies(sql: ShopSql, shop: Shop, questionIds: readonly Id[]): Promise<Map<Id, Reply>> {
  const found = await sql.query<Reply>(
    `select distinct on (r.question_id) ${COLUMNS} from faq_reply r where r.shop_id = $1 and r.question_id = any ($2::bigint[])
      order by r.question_id, r.created_at desc`,
    [shop.id, questionIds],
  )
  return new Map(found.rows.map((reply) => [reply.questionId, reply]))
}
