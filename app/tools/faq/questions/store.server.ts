/**
 * The table of questions. In: a transaction of the shop. Out: typed values. Invariant: an address is only ever written encrypted, beside the hash an
 * erasure finds it by; the same question of the same client is one row.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { NearEntry, Question, QuestionState } from './schema.ts'

export interface NewQuestion {
  text: string
  textKey: string
  client: string
  locale: string
  market: string | null
  page: string | null
  productId: Id | null
  outcome: Question['outcome']
  nearest: readonly NearEntry[]
  email: { box: string; hash: string; until: Instant } | null
}

/** Asked again by the same client it stays one; an address given now is kept. */
export async function insertQuestion(sql: ShopSql, shop: Shop, question: NewQuestion): Promise<void> {
  const { email } = question
  await sql.query(
    `insert into faq_question as q (shop_id, text, text_key, client, locale, market, page, product_id, outcome, nearest, email_box, email_hash, email_until)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11, $12, $13::timestamptz)
     on conflict (shop_id, text_key, client) do update set email_box = coalesce(excluded.email_box, q.email_box),
       email_hash = coalesce(excluded.email_hash, q.email_hash), email_until = coalesce(excluded.email_until, q.email_until)`,
    [
      shop.id,
      question.text,
      question.textKey,
      question.client,
      question.locale,
      question.market,
      question.page,
      question.productId,
      question.outcome,
      JSON.stringify(question.nearest),
      email?.box ?? null,
      email?.hash ?? null,
      email?.until ?? null,
    ],
  )
}

export async function countSince(sql: ShopSql, shop: Shop, hours: number): Promise<number> {
  const found = await sql.query<{ count: number }>(
    `select count(*)::int as count from faq_question where shop_id = $1 and asked_at > now() - make_interval(hours => $2)`,
    [shop.id, hours],
  )
  return found.rows[0]?.count ?? 0
}

const COLUMNS = `q.id::text, q.text, q.locale, q.market, q.page, q.product_id::text as "productId", q.outcome, q.nearest, q.state,
  q.entry_id::text as "entryId", ${isoInstant('q.asked_at')} as "askedAt", (q.email_box is not null and q.email_until > now()) as "hasEmail"`

/** Newest first. */
export async function listQuestions(sql: ShopSql, shop: Shop, state: QuestionState, most: number): Promise<Question[]> {
  const found = await sql.query<Question>(
    `select ${COLUMNS} from faq_question q where q.shop_id = $1 and q.state = $2 order by q.asked_at desc, q.id desc limit $3`,
    [shop.id, state, most],
  )
  return found.rows
}

export async function countStates(sql: ShopSql, shop: Shop): Promise<Record<QuestionState, number>> {
  const found = await sql.query<{ state: QuestionState; count: number }>(
    'select state, count(*)::int as count from faq_question where shop_id = $1 group by state',
    [shop.id],
  )
  const counts = { open: 0, answered: 0, covered: 0, dismissed: 0 }
  for (const { state, count } of found.rows) counts[state] = count
  return counts
}

/** Throws `not_found`. */
export async function getQuestion(sql: ShopSql, shop: Shop, id: Id): Promise<Question> {
  const found = await sql.query<Question>(`select ${COLUMNS} from faq_question q where q.shop_id = $1 and q.id = $2`, [
    shop.id,
    id,
  ])
  if (!found.rows[0]) throw new AppError('not_found', `no question ${id}`)
  return found.rows[0]
}

/** The encrypted address of who asked, while it may be used. */
export async function findEmail(sql: ShopSql, shop: Shop, id: Id): Promise<{ box: string; hash: string } | null> {
  const found = await sql.query<{ box: string; hash: string }>(
    `select email_box as box, email_hash as hash from faq_question
      where shop_id = $1 and id = $2 and email_box is not null and email_until > now()`,
    [shop.id, id],
  )
  return found.rows[0] ?? null
}

/** Moves questions from one state to another. Returns the ids that moved. */
export async function moveQuestions(
  sql: ShopSql,
  shop: Shop,
  ids: readonly Id[],
  from: readonly QuestionState[],
  to: QuestionState,
  entryId: Id | null,
): Promise<Id[]> {
  const moved = await sql.query<{ id: Id }>(
    `update faq_question set state = $4, entry_id = $5, settled_at = case when $4 = 'open' then null else now() end
      where shop_id = $1 and id = any ($2::bigint[]) and state = any ($3::text[]) returning id::text`,
    [shop.id, ids, from, to, entryId],
  )
  return moved.rows.map(({ id }) => id)
}

/** An address goes when it has served. */
export async function dropEmail(sql: ShopSql, shop: Shop, id: Id): Promise<void> {
  await sql.query(
    'update faq_question set email_box = null, email_hash = null, email_until = null where shop_id = $1 and id = $2',
    [shop.id, id],
  )
}

const KEPT_DAYS = 365

/** Addresses that are too old, who asked two days ago, and questions of a year ago. */
export async function tidyQuestions(sql: ShopSql, shop: Shop): Promise<void> {
  await sql.query(
    `update faq_question set email_box = null, email_hash = null, email_until = null where shop_id = $1 and email_until <= now()`,
    [shop.id],
  )
  await sql.query(
    `update faq_question set client = null where shop_id = $1 and client is not null and asked_at < now() - interval '2 days'`,
    [shop.id],
  )
  await sql.query('delete from faq_question where shop_id = $1 and asked_at < now() - make_interval(days => $2)', [
    shop.id,
    KEPT_DAYS,
  ])
  await sql.query(
    `delete from faq_reply r where r.shop_id = $1 and not exists
       (select from faq_question q where q.shop_id = r.shop_id and q.id = r.question_id)`,
    [shop.id],
  )
}

/** What is held of people with these addresses. @param emailHashes keyed hashes */
export async function listOfPeople(
  sql: ShopSql,
  shop: Pick<Shop, 'id'>,
  emailHashes: readonly string[],
): Promise<Record<string, unknown>[]> {
  const found = await sql.query<Record<string, unknown>>(
    `select q.id::text, q.text, q.locale, q.page, ${isoInstant('q.asked_at')} as "askedAt", q.state from faq_question q
      where q.shop_id = $1 and q.email_hash = any ($2::text[]) order by q.id`,
    [shop.id, emailHashes],
  )
  return found.rows
}

/** Deletes them, with what was answered. Returns how many. */
export async function forgetPeople(
  sql: ShopSql,
  shop: Pick<Shop, 'id'>,
  emailHashes: readonly string[],
): Promise<number> {
  await sql.query(
    `delete from faq_reply r using faq_question q
      where r.shop_id = $1 and q.shop_id = r.shop_id and q.id = r.question_id and q.email_hash = any ($2::text[])`,
    [shop.id, emailHashes],
  )
  const gone = await sql.query('delete from faq_question where shop_id = $1 and email_hash = any ($2::text[])', [
    shop.id,
    emailHashes,
  ])
  return gone.rowCount ?? 0
}
