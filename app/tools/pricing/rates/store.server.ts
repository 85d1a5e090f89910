/**
 * The merchant's rate settings and locked rates. In: a shop. Out: typed values. Invariant: two locks of one pair never share a day
 * (whichever way round the pair is named): which of them counts would be chance.
 */
import { randomUUID } from 'node:crypto'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Shop } from '#app/mirror/types.ts'
import { findDocument, saveDocument } from '../store.server.ts'
import { RateSettings, type LockedRate, type LockedRateForm } from './schema.ts'

const KEY = 'rates'

export async function findRateSettings(sql: ShopSql, shop: Shop): Promise<RateSettings> {
  const found = await findDocument(sql, shop, KEY, RateSettings)
  return found?.value ?? RateSettings.parse({})
}

export async function saveRateSettings(shop: Shop, settings: RateSettings): Promise<void> {
  await inShopSql(shop.id, (sql) => saveDocument(sql, shop, KEY, RateSettings, settings))
}

/** All of them, those that end last first. */
export async function listLockedRates(sql: ShopSql, shop: Shop): Promise<LockedRate[]> {
  const found = await sql.query<Omit<LockedRate, 'createdAt'> & { createdAt: Date }>(
    `select id::text, from_currency as "fromCurrency", to_currency as "toCurrency", trim_scale(rate)::text as rate,
              valid_from::text as "validFrom", valid_to::text as "validTo", note, created_at as "createdAt"
         from pricing_locked_rate where shop_id = $1 order by valid_to desc, from_currency, to_currency, id`,
    [shop.id],
  )
  return found.rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }))
}

/** Throws `conflict` with the field when the pair is already locked on one of the days. */
export async function saveLockedRate(shop: Shop, form: LockedRateForm): Promise<string> {
  return inShopSql(shop.id, async (sql) => {
    await lock(sql, shop)
    const values = [shop.id, form.fromCurrency, form.toCurrency, form.validFrom, form.validTo]
    const other = await sql.query<{ from: string; to: string }>(
      `select valid_from::text as "from", valid_to::text as "to" from pricing_locked_rate
        where shop_id = $1 and ((from_currency = $2 and to_currency = $3) or (from_currency = $3 and to_currency = $2))
          and valid_from <= $5::date and valid_to >= $4::date limit 1`,
      values,
    )
    const found = other.rows[0]
    if (found)
      throw new AppError('invalid_input', `the pair is locked from ${found.from} to ${found.to}`, {
        fields: [{ path: ['validFrom'], message: 'overlap', code: 'overlap' }],
      })
    const id = randomUUID()
    await sql.query(
      `insert into pricing_locked_rate (shop_id, from_currency, to_currency, valid_from, valid_to, id, rate, note)
       values ($1, $2, $3, $4::date, $5::date, $6::uuid, $7::numeric, $8)`,
      [...values, id, form.rate, form.note],
    )
    return id
  })
}

/** Throws `not_found` for an id that is not this shop's. */
export async function removeLockedRate(shop: Shop, id: string): Promise<void> {
  const removed = await inShopSql(shop.id, (sql) =>
    sql.query('delete from pricing_locked_rate where shop_id = $1 and id = $2::uuid', [shop.id, id]),
  )
  if (removed.rowCount === 0) throw new AppError('not_found', `no locked rate ${id}`)
}

/** One writer of a shop's locks at a time: overlaps are seen. */
async function lock(sql: { query: (text: string, values: unknown[]) => Promise<unknown> }, shop: Shop): Promise<void> {
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('pricing_rates', $1))`, [shop.id])
}
