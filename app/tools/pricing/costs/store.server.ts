/**
 * What the merchant says about costs (pricing_cost, pricing_tax_rate), beside what the mirror knows. In: a shop. Out: plain values.
 * Invariant: one statement for all variants, whatever their number; a value of the merchant's stands before Shopify's.
 */
import { randomUUID } from 'node:crypto'
import type { ShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Money } from '#app/kernel/money.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import { countRows } from '#app/mirror/count.server.ts'
import {
  parameters,
  seek,
  selectSortKey,
  toPage,
  type Keyed,
  type Parameters,
  type Sorting,
} from '#app/mirror/keyset.ts'
import { escapeLike } from '#app/mirror/like.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { Page } from '#app/mirror/views.ts'
import type { VariantCostQuery } from './queries.ts'
import type { CostSource, Sourced, TaxLine, TaxLineInput, VariantCosts, VariantInput } from './schema.ts'

/** One input of one variant as it is stored: exactly one of the values that belongs to the input; weight is grams in `amountMinor`. */
export interface StoredInput {
  variantId: Id
  input: VariantInput
  amountMinor: number | null
  currency: string | null
  rateBps: number | null
  textValue: string | null
}

export interface VariantRow extends VariantCosts {
  title: string
  variantTitle: string
  sku: string | null
  imageUrl: string | null
  basePriceMinor: number
  archived: boolean
}

interface MirrorRow {
  id: Id
  productId: Id
  title: string
  variantTitle: string
  sku: string | null
  imageUrl: string | null
  basePriceMinor: number
  archived: boolean
  taxable: boolean
  requiresShipping: boolean | null
  unitCostMinor: number | null
  unitCostCurrency: string | null
  weightGrams: number | null
  hsCode: string | null
  originCountry: string | null
  updatedAt: Instant
}

/** Variants with everything known about their costs but the return rate; `ids` null: all that live. */
export async function listVariantCostRows(sql: ShopSql, shop: Shop, ids: readonly Id[] | null): Promise<VariantRow[]> {
  const which = ids === null ? '' : 'and v.id = any ($2::bigint[])'
  const values = ids === null ? [shop.id] : [shop.id, ids]
  // Row-level security makes the planner expect few rows; here there are all of them.
  await sql.query('set local enable_nestloop = off')
  const mirrored = await sql.query<MirrorRow>(
    `select v.id::text, v.product_id::text as "productId", p.title, v.title as "variantTitle", v.sku, p.image_url as "imageUrl",
            v.price_minor::float8 as "basePriceMinor", p.status = 'ARCHIVED' as archived, v.taxable, i.requires_shipping as "requiresShipping",
            i.unit_cost_minor::float8 as "unitCostMinor", i.unit_cost_currency as "unitCostCurrency", i.weight_grams as "weightGrams",
            i.hs_code as "hsCode", i.origin_country as "originCountry", ${isoInstant('coalesce(i.updated_at, v.updated_at)')} as "updatedAt"
     from mirror_variant v
     join mirror_product p on p.shop_id = v.shop_id and p.id = v.product_id and p.deleted_at is null
     left join mirror_inventory_item i on i.shop_id = v.shop_id and i.id = v.inventory_item_id and i.deleted_at is null
     where v.shop_id = $1 and v.deleted_at is null ${which}
     order by p.title, v.product_id, v.position, v.id`,
    values,
  )
  await sql.query('set local enable_nestloop = on')
  const said = await listStoredInputs(sql, shop, ids)
  return mirrored.rows.map((row) => merge(row, said.get(row.id)))
}

type SaidInput = StoredInput & { source: CostSource; updatedAt: Instant }
type SaidInputs = Partial<Record<VariantInput, SaidInput>>

/** One page of ids by title, of products that are not archived; `only` null: all that match the search. */
export async function findVariantIds(
  sql: ShopSql,
  shop: Shop,
  query: Pick<VariantCostQuery, 'search' | 'direction' | 'after' | 'before' | 'limit'>,
  only: readonly Id[] | null,
): Promise<Page<{ id: Id }>> {
  const sorting: Sorting = { key: 'lower(p.title)', type: 'text', id: 'v.id', direction: query.direction }
  const filter = ({ $ }: Parameters): string => {
    const where = [
      `v.shop_id = ${$(shop.id)}`,
      'v.deleted_at is null',
      'p.deleted_at is null',
      `p.status <> 'ARCHIVED'`,
    ]
    if (only !== null) where.push(`v.id = any (${$(only)}::bigint[])`)
    if (query.search) {
      const text = escapeLike(query.search)
      where.push(`(p.title ilike ${$(`%${text}%`)} or v.title ilike ${$(`%${text}%`)} or v.sku ilike ${$(`${text}%`)})`)
    }
    return `from mirror_variant v join mirror_product p on p.shop_id = v.shop_id and p.id = v.product_id where ${where.join(' and ')}`
  }
  const counted = parameters()
  const countFrom = filter(counted)
  const count = await countRows(sql, countFrom, counted.values)
  const listed = parameters()
  const from = filter(listed)
  const { where, orderBy, limit } = seek(sorting, query, listed)
  const found = await sql.query<Keyed<{ id: Id }>>(
    `select v.id::text, ${selectSortKey(sorting)} ${from} and ${where} order by ${orderBy} limit ${limit}`,
    listed.values,
  )
  return toPage<{ id: Id }>(found.rows, query, count)
}

/** The merchant's own inputs by variant. */
export async function listStoredInputs(
  sql: ShopSql,
  shop: Shop,
  ids: readonly Id[] | null,
): Promise<Map<Id, SaidInputs>> {
  const found = await sql.query<SaidInput>(
    `select variant_id::text as "variantId", input, amount_minor::float8 as "amountMinor", currency, rate_bps as "rateBps",
            text_value as "textValue", source, ${isoInstant('updated_at')} as "updatedAt"
     from pricing_cost where shop_id = $1 ${ids === null ? '' : 'and variant_id = any ($2::bigint[])'}`,
    ids === null ? [shop.id] : [shop.id, ids],
  )
  const byVariant = new Map<Id, SaidInputs>()
  for (const row of found.rows) {
    const inputs = byVariant.get(row.variantId) ?? {}
    inputs[row.input] = row
    byVariant.set(row.variantId, inputs)
  }
  return byVariant
}

function merge(row: MirrorRow, said: SaidInputs | undefined): VariantRow {
  const shopify = <Value>(value: Value | null): Sourced<Value> | null =>
    value === null ? null : { value, source: 'shopify', on: row.updatedAt }
  const money = (input: VariantInput): Sourced<Money> | null => {
    const own = said?.[input]
    if (own?.amountMinor == null || own.currency === null) return null
    return { value: { minor: own.amountMinor, currency: own.currency }, source: own.source, on: own.updatedAt }
  }
  const text = (input: VariantInput): Sourced<string> | null => {
    const own = said?.[input]
    return own?.textValue ? { value: own.textValue, source: own.source, on: own.updatedAt } : null
  }
  const weight = said?.weight
  const duty = said?.duty_rate
  const { unitCostMinor, unitCostCurrency } = row
  return {
    variantId: row.id,
    productId: row.productId,
    title: row.title,
    variantTitle: row.variantTitle,
    sku: row.sku,
    imageUrl: row.imageUrl,
    basePriceMinor: row.basePriceMinor,
    archived: row.archived,
    taxable: row.taxable,
    requiresShipping: row.requiresShipping ?? true,
    unitCost:
      money('unit_cost') ??
      shopify(
        unitCostMinor === null || unitCostCurrency === null
          ? null
          : { minor: unitCostMinor, currency: unitCostCurrency },
      ),
    inboundFreight: money('inbound_freight'),
    packaging: money('packaging'),
    // Shopify's 0 means that nobody has entered a weight.
    weightGrams:
      weight?.amountMinor != null
        ? { value: weight.amountMinor, source: weight.source, on: weight.updatedAt }
        : shopify(row.weightGrams || null),
    hsCode: text('hs_code') ?? shopify(digits(row.hsCode)),
    originCountry: text('origin_country') ?? shopify(row.originCountry),
    dutyRateBps: duty?.rateBps != null ? { value: duty.rateBps, source: duty.source, on: duty.updatedAt } : null,
    returnRate: null,
  }
}

/** `9503.00.75` is written with and without points. */
function digits(code: string | null): string | null {
  const only = code?.replace(/\D/g, '') ?? ''
  return only.length >= 4 ? only : null
}

/** Writes inputs; one without any value is removed, so that Shopify's or the shop's counts again. Returns how many rows changed. */
export async function saveInputs(
  sql: ShopSql,
  shop: Shop,
  inputs: readonly StoredInput[],
  source: CostSource,
): Promise<number> {
  const isEmpty = (one: StoredInput): boolean =>
    one.amountMinor === null && one.rateBps === null && one.textValue === null
  const gone = inputs.filter(isEmpty)
  const kept = inputs.filter((one) => !isEmpty(one))
  const removed = await sql.query(
    `delete from pricing_cost c using unnest($2::bigint[], $3::text[]) as g (variant_id, input)
     where c.shop_id = $1 and c.variant_id = g.variant_id and c.input = g.input`,
    [shop.id, gone.map((one) => one.variantId), gone.map((one) => one.input)],
  )
  const saved = await sql.query(
    `insert into pricing_cost as c (shop_id, variant_id, input, amount_minor, currency, rate_bps, text_value, source)
     select $1, g.variant_id, g.input, g.amount_minor, g.currency, g.rate_bps, g.text_value, $8
     from unnest($2::bigint[], $3::text[], $4::bigint[], $5::char(3)[], $6::int[], $7::text[])
          as g (variant_id, input, amount_minor, currency, rate_bps, text_value)
     on conflict (shop_id, variant_id, input) do update
       set amount_minor = excluded.amount_minor, currency = excluded.currency, rate_bps = excluded.rate_bps,
           text_value = excluded.text_value, source = excluded.source, updated_at = now()
       where (c.amount_minor, c.currency, c.rate_bps, c.text_value)
             is distinct from (excluded.amount_minor, excluded.currency, excluded.rate_bps, excluded.text_value)`,
    [
      shop.id,
      kept.map((one) => one.variantId),
      kept.map((one) => one.input),
      kept.map((one) => one.amountMinor),
      kept.map((one) => one.currency),
      kept.map((one) => one.rateBps),
      kept.map((one) => one.textValue),
      source,
    ],
  )
  return (removed.rowCount ?? 0) + (saved.rowCount ?? 0)
}

/** The merchant's own lines, by destination and HS prefix. */
export async function listTaxLines(sql: ShopSql, shop: Shop): Promise<TaxLine[]> {
  const found = await sql.query<
    Omit<TaxLine, 'fixed' | 'upTo'> & {
      fixedMinor: number | null
      fixedCurrency: string | null
      upToMinor: number | null
      upToCurrency: string | null
    }
  >(
    `select id::text, kind, destination, hs_prefix as "hsPrefix", origin, rate_bps as "rateBps", fixed_minor::float8 as "fixedMinor",
            fixed_currency as "fixedCurrency", up_to_minor::float8 as "upToMinor", up_to_currency as "upToCurrency",
            valid_from::text as "validFrom", valid_to::text as "validTo", source
     from pricing_tax_rate where shop_id = $1 order by kind, destination, hs_prefix, origin nulls first, valid_from desc, id`,
    [shop.id],
  )
  return found.rows.map(({ fixedMinor, fixedCurrency, upToMinor, upToCurrency, ...line }) => ({
    ...line,
    fixed: amount(fixedMinor, fixedCurrency),
    upTo: amount(upToMinor, upToCurrency),
  }))
}

function amount(minor: number | null, currency: string | null): Money | null {
  return minor === null || currency === null ? null : { minor, currency }
}

/** Writes a line, a new one without `id`. Throws `not_found` for an id that is not this shop's. */
export async function saveTaxLine(sql: ShopSql, shop: Shop, line: TaxLineInput, id?: string): Promise<string> {
  const values = [
    shop.id,
    id ?? randomUUID(),
    line.kind,
    line.destination,
    line.hsPrefix,
    line.origin,
    line.rateBps,
    line.fixed?.minor ?? null,
    line.fixed?.currency ?? null,
    line.upTo?.minor ?? null,
    line.upTo?.currency ?? null,
    line.validFrom,
    line.validTo,
  ]
  const saved = await sql.query<{ id: string }>(
    id === undefined
      ? `insert into pricing_tax_rate (shop_id, id, kind, destination, hs_prefix, origin, rate_bps, fixed_minor, fixed_currency,
                                       up_to_minor, up_to_currency, valid_from, valid_to, source)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'merchant') returning id::text`
      : `update pricing_tax_rate set kind = $3, destination = $4, hs_prefix = $5, origin = $6, rate_bps = $7, fixed_minor = $8,
                fixed_currency = $9, up_to_minor = $10, up_to_currency = $11, valid_from = $12, valid_to = $13, updated_at = now()
         where shop_id = $1 and id = $2 returning id::text`,
    values,
  )
  const row = saved.rows[0]
  if (!row) throw new AppError('not_found', `no tax line ${id}`)
  return row.id
}

export async function removeTaxLine(sql: ShopSql, shop: Shop, id: string): Promise<void> {
  const removed = await sql.query('delete from pricing_tax_rate where shop_id = $1 and id = $2', [shop.id, id])
  if (removed.rowCount === 0) throw new AppError('not_found', `no tax line ${id}`)
}
