/**
 * The table of rule sets. In: an open shop transaction. Out: stored versions, their documents checked against the schema.
 * Invariant: versions count up without a gap in each shop, because whoever writes takes the shop's lock first.
 */
import { randomUUID } from 'node:crypto'
import type { ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Shop } from '#app/mirror/types.ts'
import { RuleSet } from './schema.ts'
import type { RuleSetState, StoredRuleSet } from './versions.ts'

const COLUMNS = `id::text, version, state, name, document, ${isoInstant('created_at')} as "createdAt",
  ${isoInstant('updated_at')} as "updatedAt", ${isoInstant('published_at')} as "publishedAt"`

type Row = Omit<StoredRuleSet, 'document'> & { document: unknown }

/** A stored document that no longer fits its schema is a bug and throws: give new fields defaults. */
function typed(row: Row): StoredRuleSet {
  return { ...row, document: RuleSet.parse(row.document) }
}

/** Serialises the writers of one shop's rule sets until the transaction ends. */
export async function lockRuleSets(sql: ShopSql, shop: Shop): Promise<void> {
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('pricing_rule_set', $1))`, [shop.id])
}

/** Newest version first. */
export async function listRuleSetVersions(sql: ShopSql, shop: Shop): Promise<StoredRuleSet[]> {
  const found = await sql.query<Row>(
    `select ${COLUMNS} from pricing_rule_set where shop_id = $1 order by version desc`,
    [shop.id],
  )
  return found.rows.map(typed)
}

/** Throws `not_found` for an id that this shop does not have. */
export async function getStoredRuleSet(sql: ShopSql, shop: Shop, id: string): Promise<StoredRuleSet> {
  const found = await sql.query<Row>(`select ${COLUMNS} from pricing_rule_set where shop_id = $1 and id = $2`, [
    shop.id,
    id,
  ])
  const row = found.rows[0]
  if (!row) throw new AppError('not_found', `no rule set ${id}`)
  return typed(row)
}

export async function findPublishedRuleSet(sql: ShopSql, shop: Shop): Promise<StoredRuleSet | null> {
  const found = await sql.query<Row>(
    `select ${COLUMNS} from pricing_rule_set where shop_id = $1 and state = 'published'`,
    [shop.id],
  )
  return found.rows[0] ? typed(found.rows[0]) : null
}

/** Competitors that rules can name, by name. */
export async function listRuleCompetitors(sql: ShopSql, shop: Shop): Promise<{ id: number; name: string }[]> {
  const found = await sql.query<{ id: number; name: string }>(
    'select id, name from pricing_competitor where shop_id = $1 and active order by lower(name), id',
    [shop.id],
  )
  return found.rows
}

/** The next version, as a draft. The caller holds the lock. */
export async function insertDraft(
  sql: ShopSql,
  shop: Shop,
  draft: { name: string; document: RuleSet },
): Promise<StoredRuleSet> {
  const found = await sql.query<Row>(
    `insert into pricing_rule_set (shop_id, id, version, state, name, document)
     select $1, $2, coalesce(max(version), 0) + 1, 'draft', $3, $4::jsonb from pricing_rule_set where shop_id = $1
     returning ${COLUMNS}`,
    [shop.id, randomUUID(), draft.name, JSON.stringify(draft.document)],
  )
  const row = found.rows[0]
  if (!row) throw new Error('an insert returned no row')
  return typed(row)
}

/** Changes what a draft says. The caller holds the lock and has looked at its state. */
export async function updateDraft(
  sql: ShopSql,
  shop: Shop,
  id: string,
  draft: { name: string; document: RuleSet },
): Promise<void> {
  await sql.query(
    `update pricing_rule_set set name = $3, document = $4::jsonb, updated_at = greatest(now(), updated_at + interval '1 millisecond')
      where shop_id = $1 and id = $2`,
    [shop.id, id, draft.name, JSON.stringify(draft.document)],
  )
}

/** The caller holds the lock. */
export async function setRuleSetState(sql: ShopSql, shop: Shop, id: string, state: RuleSetState): Promise<void> {
  await sql.query(
    `update pricing_rule_set set state = $3, updated_at = greatest(now(), updated_at + interval '1 millisecond'),
            published_at = case when $3 = 'published' then now() else published_at end
      where shop_id = $1 and id = $2`,
    [shop.id, id, state],
  )
}
