/**
 * Suppliers and what they sell. In: a shop, a card, an item. Out: rows; for the planner every supplier's terms for every variant.
 * Invariant: at most one supplier of a variant is preferred; who is archived sells nothing.
 */
import type { ShopSql } from '#app/db/tenant.server.ts'
import { dayIn, daysBetween, type Day } from '#app/kernel/calendar.ts'
import { AppError } from '#app/kernel/errors.ts'
import { isoInstant } from '#app/mirror/columns.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { LeadTimeReceipt } from '../policy/lead-time.ts'
import { Evidence, scoreSupplier, type Score } from './scorecard.ts'
import {
  SupplierCard,
  usualLane,
  type ItemDraft,
  type Supplier,
  type SupplierItem,
  type SupplyChoice,
} from './schema.ts'

interface SupplierRow {
  id: string
  name: string
  currency: string
  card: unknown
  archivedAt: Instant | null
}

const SUPPLIER = `s.id::text, s.name, s.currency, s.card, ${isoInstant('s.archived_at')} as "archivedAt"`

function toSupplier({ card, ...row }: SupplierRow): Supplier {
  return { ...SupplierCard.parse(card), ...row }
}

/** Throws `not_found`. */
export async function getSupplier(sql: ShopSql, shop: Shop, id: string): Promise<Supplier> {
  const found = await sql.query<SupplierRow>(
    `select ${SUPPLIER} from reorder_supplier s where s.shop_id = $1 and s.id = $2`,
    [shop.id, id],
  )
  const [row] = found.rows
  if (!row) throw new AppError('not_found', `no supplier ${id}`)
  return toSupplier(row)
}

export interface StoredScore {
  score: Score
  /** the shop-local day that counted as today */
  scoredOn: Day
}

export interface CountedSupplier extends Supplier {
  variants: number
  /** of them, without a price */
  unpriced: number
}

/** All of them, archived ones too, by name. */
export async function listSuppliers(sql: ShopSql, shop: Shop): Promise<CountedSupplier[]> {
  const found = await sql.query<SupplierRow & { variants: number; unpriced: number }>(
    `select ${SUPPLIER}, coalesce(i.variants, 0) as variants, coalesce(i.unpriced, 0) as unpriced
     from reorder_supplier s
     left join (select supplier_id, count(*)::int as variants,
                       count(*) filter (where price_breaks = '[]'::jsonb)::int as unpriced
                from reorder_supplier_item where shop_id = $1 group by 1) i on i.supplier_id = s.id
     where s.shop_id = $1 order by lower(s.name), s.id`,
    [shop.id],
  )
  return found.rows.map(({ variants, unpriced, ...row }) => ({ ...toSupplier(row), variants, unpriced }))
}

/** The supplier of this name in any case, archived or not; null when there is none. */
export async function findSupplierByName(sql: ShopSql, shop: Shop, name: string): Promise<{ id: string } | null> {
  const found = await sql.query<{ id: string }>(
    `select s.id::text from reorder_supplier s where s.shop_id = $1 and lower(s.name) = lower($2) limit 1`,
    [shop.id, name],
  )
  return found.rows[0] ?? null
}

/** Writes a card under its id, a new one or one that is there. Two of the same name at once: the later throws `conflict`. */
export async function saveSupplier(
  sql: ShopSql,
  shop: Shop,
  id: string,
  { name, currency, ...card }: SupplierCard & { name: string; currency: string },
): Promise<void> {
  await sql
    .query(
      `insert into reorder_supplier (shop_id, id, name, currency, card) values ($1, $2, $3, $4, $5)
       on conflict (shop_id, id) do update set name = excluded.name, currency = excluded.currency, card = excluded.card, updated_at = now()`,
      [shop.id, id, name, currency, JSON.stringify(card)],
    )
    .catch((cause: unknown) => {
      if (isUniqueViolation(cause)) throw new AppError('conflict', `a supplier ${name} was made meanwhile`, { cause })
      throw cause
    })
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505'
}

/** Throws `not_found`. Archiving twice keeps the first moment. */
export async function archiveSupplier(sql: ShopSql, shop: Shop, id: string, at: Instant | null): Promise<void> {
  const found = await sql.query(
    `update reorder_supplier set archived_at = case when $3::timestamptz is null then null else coalesce(archived_at, $3) end, updated_at = now()
     where shop_id = $1 and id = $2 returning id`,
    [shop.id, id, at],
  )
  if (found.rows.length === 0) throw new AppError('not_found', `no supplier ${id}`)
}

export async function countPricedItems(sql: ShopSql, shop: Shop, supplierId: string): Promise<number> {
  const found = await sql.query<{ count: number }>(
    `select count(*)::int as count from reorder_supplier_item
     where shop_id = $1 and supplier_id = $2 and price_breaks <> '[]'::jsonb`,
    [shop.id, supplierId],
  )
  return found.rows[0]?.count ?? 0
}

export async function forgetPrices(sql: ShopSql, shop: Shop, supplierId: string): Promise<void> {
  await sql.query(
    `update reorder_supplier_item set price_breaks = '[]'::jsonb, updated_at = now() where shop_id = $1 and supplier_id = $2`,
    [shop.id, supplierId],
  )
}

const ITEM = `i.variant_id::text as "variantId", i.supplier_sku as "supplierSku", i.minimum_units as "minimumUnits",
  i.pack_units as "packUnits", i.price_breaks as "priceBreaks", i.preferred, i.source,
  i.unit_volume_cubic_cm as "unitVolumeCubicCm", ${isoInstant('i.updated_at')} as "updatedAt"`

/** Null where the supplier does not sell it. */
export async function findItem(
  sql: ShopSql,
  shop: Shop,
  supplierId: string,
  variantId: Id,
): Promise<SupplierItem | null> {
  const found = await sql.query<SupplierItem>(
    `select ${ITEM} from reorder_supplier_item i where i.shop_id = $1 and i.supplier_id = $2 and i.variant_id = $3`,
    [shop.id, supplierId, variantId],
  )
  return found.rows[0] ?? null
}

/** Everything that a supplier sells, by variant. */
export async function listItems(sql: ShopSql, shop: Shop, supplierId: string): Promise<Map<Id, SupplierItem>> {
  const found = await sql.query<SupplierItem>(
    `select ${ITEM} from reorder_supplier_item i where i.shop_id = $1 and i.supplier_id = $2 order by i.variant_id`,
    [shop.id, supplierId],
  )
  return new Map(found.rows.map((row) => [row.variantId, row]))
}

export type NewItem = ItemDraft & { variantId: Id; source: string }

/** Writes items of one supplier, new ones and those that are there; whoever is preferred now takes it from the others. */
export async function saveItems(
  sql: ShopSql,
  shop: Shop,
  supplierId: string,
  items: readonly NewItem[],
  at: Instant,
): Promise<void> {
  if (items.length === 0) return
  await sql.query(
    `insert into reorder_supplier_item (shop_id, supplier_id, variant_id, supplier_sku, minimum_units, pack_units, price_breaks, preferred, source, updated_at)
     select $1, $2, r."variantId", r."supplierSku", r."minimumUnits", r."packUnits", r."priceBreaks", r.preferred, r.source, $4
     from jsonb_to_recordset($3::jsonb) as r ("variantId" bigint, "supplierSku" text, "minimumUnits" int, "packUnits" int,
                                              "priceBreaks" jsonb, preferred boolean, source text)
     on conflict (shop_id, supplier_id, variant_id) do update set supplier_sku = excluded.supplier_sku, minimum_units = excluded.minimum_units,
       pack_units = excluded.pack_units, price_breaks = excluded.price_breaks, preferred = excluded.preferred, source = excluded.source,
       updated_at = excluded.updated_at`,
    [shop.id, supplierId, JSON.stringify(items), at],
  )
  const measured = items.filter((item) => item.unitVolumeCubicCm !== undefined)
  if (measured.length > 0)
    await sql.query(
      `update reorder_supplier_item i set unit_volume_cubic_cm = r."unitVolumeCubicCm"
       from jsonb_to_recordset($3::jsonb) as r ("variantId" bigint, "unitVolumeCubicCm" int)
       where i.shop_id = $1 and i.supplier_id = $2 and i.variant_id = r."variantId"`,
      [shop.id, supplierId, JSON.stringify(measured)],
    )
  const preferred = items.filter((item) => item.preferred).map((item) => item.variantId)
  if (preferred.length > 0)
    await sql.query(
      `update reorder_supplier_item set preferred = false
       where shop_id = $1 and supplier_id <> $2 and preferred and variant_id = any ($3::bigint[])`,
      [shop.id, supplierId, preferred],
    )
}

/** Takes items away. Ids that are not there are no mistake. */
export async function removeItems(
  sql: ShopSql,
  shop: Shop,
  supplierId: string,
  variantIds: readonly Id[],
): Promise<void> {
  await sql.query(
    `delete from reorder_supplier_item where shop_id = $1 and supplier_id = $2 and variant_id = any ($3::bigint[])`,
    [shop.id, supplierId, variantIds],
  )
}

/** Chooses a supplier of a variant by hand; null: none. Throws `not_found` when that supplier does not sell it. */
export async function savePreferred(sql: ShopSql, shop: Shop, variantId: Id, supplierId: string | null): Promise<void> {
  const found = await sql.query<{ chosen: boolean }>(
    `update reorder_supplier_item set preferred = (supplier_id is not distinct from $3::uuid)
     where shop_id = $1 and variant_id = $2 returning preferred as chosen`,
    [shop.id, variantId, supplierId],
  )
  if (supplierId !== null && !found.rows.some(({ chosen }) => chosen))
    throw new AppError('not_found', `supplier ${supplierId} does not sell variant ${variantId}`)
}

/**
 * For the planner: by variant, every supplier that is not archived with its terms, by name. `null` asks for all variants.
 * A variant nobody sells is absent.
 */
export async function listSupply(
  sql: ShopSql,
  shop: Pick<Shop, 'id'>,
  variantIds: readonly Id[] | null,
): Promise<Map<Id, SupplyChoice[]>> {
  const suppliers = await sql.query<SupplierRow>(
    `select ${SUPPLIER} from reorder_supplier s where s.shop_id = $1 and s.archived_at is null`,
    [shop.id],
  )
  const known = new Map(suppliers.rows.map((row) => [row.id, toSupplier(row)]))
  const found = await sql.query<SupplierItem & { supplierId: string }>(
    `select i.supplier_id::text as "supplierId", i.variant_id::text as "variantId", i.minimum_units as "minimumUnits",
            i.pack_units as "packUnits", i.price_breaks as "priceBreaks", i.preferred
     from reorder_supplier_item i
     join reorder_supplier s on s.shop_id = i.shop_id and s.id = i.supplier_id and s.archived_at is null
     where i.shop_id = $1 and ($2::bigint[] is null or i.variant_id = any ($2::bigint[]))
     order by i.variant_id, lower(s.name), s.id`,
    [shop.id, variantIds],
  )
  const supply = new Map<Id, SupplyChoice[]>()
  for (const { supplierId, variantId, preferred, minimumUnits, packUnits, priceBreaks } of found.rows) {
    const supplier = known.get(supplierId)
    if (!supplier) continue
    const { name, currency, lanes, defaultLaneId, closures, orderMinimumMinor } = supplier
    const terms = { minimumUnits, packUnits, priceBreaks }
    const choice = { supplierId, name, currency, preferred, terms, lanes, defaultLaneId, closures, orderMinimumMinor }
    const others = supply.get(variantId)
    if (others) others.push(choice)
    else supply.set(variantId, [choice])
  }
  return supply
}

/** The newest scores, by supplier; who was never scored is absent. */
export async function listScores(sql: ShopSql, shop: Pick<Shop, 'id'>): Promise<Map<string, StoredScore>> {
  const found = await sql.query<{ id: string; evidence: unknown; scoredOn: Day }>(
    `select s.id::text, s.score as evidence, s.scored_on::text as "scoredOn"
     from reorder_supplier s where s.shop_id = $1 and s.scored_on is not null`,
    [shop.id],
  )
  return new Map(
    found.rows.map(({ id, evidence, scoredOn }) => [id, { score: scoreSupplier(Evidence.parse(evidence)), scoredOn }]),
  )
}

interface SentOrder {
  supplierId: string
  /** as the order keeps it: the lane's id or its name */
  lane: string | null
  sentAt: Instant
  expectedOn: Day | null
  receivedOn: Day
}

/**
 * What orders taught about lead times, by supplier: from the day an order was sent to the day its first goods were counted. The quote is
 * the card's of that lane; where the card says nothing, the day that was expected when the order was sent.
 */
export async function leadTimeReceipts(sql: ShopSql, shop: Shop): Promise<Map<string, LeadTimeReceipt[]>> {
  const found = await sql.query<SentOrder>(
    `select o.supplier_id::text as "supplierId", o.document->>'lane' as lane, ${isoInstant('o.sent_at')} as "sentAt",
            o.expected_on::text as "expectedOn", min(r.received_on)::text as "receivedOn"
     from reorder_order o
     join reorder_receipt r on r.shop_id = o.shop_id and r.order_id = o.id
     where o.shop_id = $1 and o.sent_at is not null
     group by o.shop_id, o.id order by o.sent_at, o.id`,
    [shop.id],
  )
  const cards = new Map((await listSuppliers(sql, shop)).map((supplier) => [supplier.id, supplier]))
  const receipts = new Map<string, LeadTimeReceipt[]>()
  for (const { supplierId, lane: named, sentAt, expectedOn, receivedOn } of found.rows) {
    const card = cards.get(supplierId)
    if (!card) continue
    const lane = card.lanes.find(({ id, name }) => id === named || name === named) ?? usualLane(card)
    const sentOn = dayIn(shop.timezone, sentAt)
    const own = receipts.get(supplierId) ?? []
    own.push({
      laneId: lane?.id ?? '',
      quotedDays: lane?.quotedDays ?? (expectedOn === null ? 0 : Math.max(0, daysBetween(sentOn, expectedOn))),
      actualDays: daysBetween(sentOn, receivedOn),
    })
    receipts.set(supplierId, own)
  }
  return receipts
}
