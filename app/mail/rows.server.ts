/**
 * The table of messages. In: an open shop transaction. Out: plain rows. Invariant: the message itself is read only by whoever sends or saves it.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Shop } from '#app/mirror/types.ts'
import { MailFailure, type Mail, type MailState } from './schema.ts'

export const MAIL = `m.id::text, m.state, m.recipients, m.subject, m.files, m.attempts, m.failure, m.answer, ${isoInstant('m.created_at')} as "createdAt",
  ${isoInstant('m.handed_over_at')} as "handedOverAt", ${isoInstant('m.ended_at')} as "endedAt"`

export type MailRow = Omit<Mail, 'failure'> & { failure: unknown }

export const toMail = ({ failure, ...row }: MailRow): Mail => ({
  ...row,
  failure: failure === null ? null : MailFailure.parse(failure),
})

interface Locked {
  mail: Mail
  message: Buffer
  detail: Record<string, unknown>
  handedOverSeconds: number | null
}

/** Nobody else changes it until the transaction ends; null: it is not there. */
export async function lockRow(sql: ShopSql, shop: Shop, id: string): Promise<Locked | null> {
  const found = await sql.query<MailRow & Omit<Locked, 'mail'>>(
    `select ${MAIL}, m.message, m.detail, extract(epoch from now() - m.handed_over_at)::float8 as "handedOverSeconds"
     from mail_message m where m.shop_id = $1 and m.id = $2::uuid for update`,
    [shop.id, id],
  )
  const row = found.rows[0]
  if (!row) return null
  const { message, detail, handedOverSeconds, ...mail } = row
  return { mail: toMail(mail), message, detail, handedOverSeconds }
}

/** Says on the row what stopped the message, or holds it up. */
export async function noteFailure(
  sql: ShopSql,
  shop: Shop,
  id: string,
  { state, failure }: { state?: MailState; failure: MailFailure },
): Promise<void> {
  await sql.query(
    `update mail_message set state = coalesce($3, state), failure = $4::jsonb,
       ended_at = case when coalesce($3, state) in ('failed', 'unclear') then now() else ended_at end
     where shop_id = $1 and id = $2::uuid`,
    [shop.id, id, state ?? null, JSON.stringify(failure)],
  )
}
