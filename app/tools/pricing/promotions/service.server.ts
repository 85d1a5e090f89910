/**
 * The promotions calendar. In: a shop and what the merchant plans. Out: the calendar, warnings, and facts for whoever forecasts.
 * Invariant: what is planned is a fact (facts/promotions); nothing is stored twice here but the guard's limit.
 */
import { randomUUID } from 'node:crypto'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { findUnknownSku, listScopeVariants } from '#app/facts/promotion-scope.server.ts'
import {
  countPromotions,
  findLedgerStart,
  findPromotion,
  getPromotion,
  listPromotions,
  listPromotionSpells,
  publishPromotion,
  removePromotion,
  replaceFestivals,
  type CalendarFestival,
} from '#app/facts/promotions.server.ts'
import type { PlannedPromotion } from '#app/facts/types.ts'
import { addDays, dayIn, type Day } from '#app/kernel/calendar.ts'
import { AppError } from '#app/kernel/errors.ts'
import { log } from '#app/log.server.ts'
import { listCollections, listProductFilters } from '#app/mirror/catalog.server.ts'
import { MARKET, selectList } from '#app/mirror/columns.ts'
import { listInstalledShops } from '#app/mirror/shops.server.ts'
import type { Id, Market, Shop } from '#app/mirror/types.ts'
import { listVariantNames } from '#app/mirror/variant-names.server.ts'
import type { VariantName } from '#app/mirror/views.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { findDocument, saveDocument } from '../store.server.ts'
import { layOut, marketFestivals, type CalendarMonth, type SellingMarket } from './calendar.ts'
import { festivalsIn, FIRST_FESTIVAL_DAY, LAST_FESTIVAL_DAY, isFestivalKey, type Festivals } from './festivals.ts'
import { daysToKnow, measureFrequency, WINDOW_DAYS, type VariantFrequency } from './frequency.ts'
import { PricingFestivalsJob } from './jobs.ts'
import {
  CALENDAR_MONTHS,
  FrequencyLimit,
  monthsFrom,
  PromotionDraft,
  shiftMonth,
  toPublished,
  type CalendarQuery,
} from './schema.ts'

const LIMIT_KEY = 'promotions'
/** Forecasts want the festivals of the past years too. */
const PUBLISHED_BACK_DAYS = 1_100
const PUBLISHED_AHEAD_DAYS = 550
const WORST_SHOWN = 20

export interface Calendar {
  markets: SellingMarket[]
  /** the one that is shown; null: all */
  marketId: Id | null
  months: CalendarMonth[]
  unannounced: Festivals['unannounced']
  today: Day
  /** YYYY-MM of the page before and after; null at the ends of what is known */
  previous: string | null
  next: string | null
  /** promotions of the merchant in any month, past ones included */
  planned: number
  limit: FrequencyLimit
}

/** Six months of festivals and plans. `asOf` says which day is today. A market that is not there any more shows all. */
export async function promotionsCalendar(shop: Shop, query: CalendarQuery, asOf: Date): Promise<Calendar> {
  const today = dayIn(shop.timezone, asOf)
  const first = query.from ?? today.slice(0, 7)
  const months = monthsFrom(first, CALENDAR_MONTHS).filter((month) => month.to <= LAST_FESTIVAL_DAY)
  const [from, to] = [months[0]?.from ?? today, months.at(-1)?.to ?? today]
  const [{ markets, limit, planned }, plans] = await Promise.all([
    inShopSql(shop.id, async (sql) => ({
      markets: await listSellingMarkets(sql, shop),
      limit: await readLimit(sql, shop),
      planned: await countPromotions(sql, shop, 'merchant'),
    })),
    listPromotions(shop, { from, to }),
  ])
  const market = markets.find((one) => one.id === query.market)
  const festivals = festivalsIn(countriesOf(market ? [market] : markets, shop), from, to)
  const own = plans.filter(
    ({ source, marketIds }) =>
      source === 'merchant' && (!market || marketIds.length === 0 || marketIds.includes(market.id)),
  )
  return {
    markets,
    marketId: market?.id ?? null,
    months: layOut(months, festivals.days, own),
    // A festival whose day the merchant has filled in is no longer unknown.
    unannounced: festivals.unannounced.filter(
      ({ key, year }) =>
        `${year}-12-31` >= today && !own.some((plan) => plan.festival === key && plan.startsOn.startsWith(`${year}-`)),
    ),
    today,
    previous: shiftMonth(first, -CALENDAR_MONTHS),
    next: shiftMonth(first, CALENDAR_MONTHS),
    planned,
    limit,
  }
}

export interface PromotionChoices {
  markets: SellingMarket[]
  productTypes: string[]
  collections: { id: Id; title: string; products: number }[]
}

/** What a promotion can be for and where. */
export async function promotionChoices(shop: Shop): Promise<PromotionChoices> {
  const [markets, filters, collections] = await Promise.all([
    inShopSql(shop.id, (sql) => listSellingMarkets(sql, shop)),
    listProductFilters(shop),
    listCollections(shop),
  ])
  return {
    markets,
    productTypes: filters.productTypes,
    collections: collections.map(({ id, title, products }) => ({ id, title, products })),
  }
}

/** Throws `not_found`, also for a festival of the calendar: that is not the merchant's to edit. */
export async function getPlan(shop: Shop, id: string): Promise<PlannedPromotion> {
  const found = await inShopSql(shop.id, (sql) => getPromotion(sql, shop, id))
  if (found.source !== 'merchant') throw new AppError('not_found', `no promotion ${id}`)
  return found
}

/**
 * What a new plan begins with: a festival's usual sale with the markets that keep it, or two weeks from tomorrow.
 * A festival nobody announced begins with empty days: the merchant fills them in.
 */
export async function proposePlan(
  shop: Shop,
  given: { festival?: string | undefined; startsOn?: string | undefined; market?: string | undefined },
  asOf: Date,
): Promise<PromotionDraft> {
  const today = dayIn(shop.timezone, asOf)
  const blank: PromotionDraft = {
    name: '',
    festival: null,
    startsOn: addDays(today, 1),
    endsOn: addDays(today, 14),
    marketIds: [],
    discountBps: 1_000,
    scope: { kind: 'all' },
  }
  const key = given.festival ?? ''
  if (!isFestivalKey(key)) return blank
  const markets = await inShopSql(shop.id, (sql) => listSellingMarkets(sql, shop))
  const asked = markets.find((market) => market.id === given.market)
  const { days } = festivalsIn(countriesOf(asked ? [asked] : markets, shop), FIRST_FESTIVAL_DAY, LAST_FESTIVAL_DAY)
  const festival = days.find((one) => one.key === key && one.startsOn === given.startsOn)
  if (!festival) return { ...blank, festival: key, startsOn: '', endsOn: '', discountBps: null }
  const keeping = markets.filter((market) => market.countries.some((country) => festival.countries.includes(country)))
  return {
    ...blank,
    festival: key,
    startsOn: festival.saleStartsOn,
    endsOn: festival.saleEndsOn,
    marketIds: asked ? [asked.id] : keeping.length === markets.length ? [] : keeping.map((market) => market.id),
  }
}

/** Saves a plan and publishes it as a fact. Without an id it is new. Returns the id. Throws `not_found` for an id that is not the merchant's own. */
export async function savePlan(shop: Shop, id: string | null, draft: PromotionDraft): Promise<string> {
  return inShopSql(shop.id, async (sql) => {
    if (id !== null && (await getPromotion(sql, shop, id)).source !== 'merchant')
      throw new AppError('not_found', `no promotion ${id}`)
    await refuseUnknown(sql, shop, draft)
    const saved = id ?? randomUUID()
    await publishPromotion(sql, shop, toPublished(saved, draft))
    return saved
  })
}

/** Takes a plan away and returns what it was, so that it can be put back. Throws `not_found`. */
export async function removePlan(shop: Shop, id: string): Promise<PromotionDraft> {
  const { name, festival, startsOn, endsOn, marketIds, discountBps, scope } = await getPlan(shop, id)
  await inShopSql(shop.id, (sql) => removePromotion(sql, shop, id))
  return PromotionDraft.parse({ name, festival, startsOn, endsOn, marketIds, discountBps, scope })
}

/** Puts a removed plan back under its id. Putting it back twice changes nothing; an id in use by another plan is refused. */
export async function restorePlan(shop: Shop, id: string, draft: PromotionDraft): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    const there = await findPromotion(sql, shop, id)
    if (there && there.source !== 'merchant') throw new AppError('conflict', `${id} is in use`)
    await publishPromotion(sql, shop, toPublished(id, draft))
  })
}

export interface FrequencyCheck {
  limitBps: number
  /** variants of the scope */
  variants: number
  /** above the limit */
  over: number
  /** the most often promoted, above the limit or not */
  worst: (VariantFrequency & { name: VariantName | null })[]
  /** the first day the price ledger knows; null: it is empty */
  ledgerSince: Day | null
  /** the ledger knows all the days that count */
  ledgerComplete: boolean
}

/** How often the goods of a plan would be on promotion if it were made, each in its worst 90 days. An occasion promotes nothing. */
export async function checkFrequency(
  shop: Shop,
  draft: PromotionDraft,
  except: string | null,
): Promise<FrequencyCheck> {
  return inShopSql(shop.id, async (sql) => {
    const { maxShareBps } = await readLimit(sql, shop)
    const period = { from: draft.startsOn, to: draft.endsOn }
    const known = daysToKnow(period)
    const variantIds = draft.discountBps === null ? [] : await listScopeVariants(sql, shop, draft.scope)
    const spells = await listPromotionSpells(sql, shop, {
      variantIds: draft.scope.kind === 'all' ? null : variantIds,
      ...known,
      marketIds: draft.marketIds,
      except: except ?? undefined,
    })
    const measured = measureFrequency(variantIds, spells, period, period).sort(
      (a, b) => b.days - a.days || Number(BigInt(a.variantId) - BigInt(b.variantId)),
    )
    const worst = measured.slice(0, WORST_SHOWN)
    const names = await listVariantNames(
      sql,
      shop,
      worst.map((one) => one.variantId),
    )
    const ledgerSince = await findLedgerStart(sql, shop)
    return {
      limitBps: maxShareBps,
      variants: variantIds.length,
      over: measured.filter((one) => one.shareBps > maxShareBps).length,
      worst: worst.map((one) => ({ ...one, name: names.get(one.variantId) ?? null })),
      ledgerSince,
      ledgerComplete: ledgerSince !== null && ledgerSince <= known.from,
    }
  })
}

export interface PromotionDays {
  limitBps: number
  windowDays: number
  variants: VariantFrequency[]
}

/**
 * For releases: on how many of the 90 days up to and including `asOf`'s each variant was on promotion (planned, or below its compare-at by
 * the price ledger), and the merchant's limit. `null` asks for no variant in particular: only those with at least one day come back.
 */
export async function promotionDays(shop: Shop, variantIds: Id[] | null, asOf: Date): Promise<PromotionDays> {
  const today = dayIn(shop.timezone, asOf)
  const period = { from: today, to: today }
  return inShopSql(shop.id, async (sql) => {
    const { maxShareBps } = await readLimit(sql, shop)
    const spells = await listPromotionSpells(sql, shop, { variantIds, ...daysToKnow(period), marketIds: [] })
    const ids = variantIds ?? [...new Set(spells.map((spell) => spell.variantId))]
    return { limitBps: maxShareBps, windowDays: WINDOW_DAYS, variants: measureFrequency(ids, spells, period) }
  })
}

export async function saveFrequencyLimit(shop: Shop, wanted: FrequencyLimit): Promise<void> {
  await inShopSql(shop.id, (sql) => saveDocument(sql, shop, LIMIT_KEY, FrequencyLimit, wanted))
}

/** Publishes the festivals of the shop's markets, three years back and a year and a half ahead. Doing it twice changes nothing. */
export async function publishFestivals(shop: Shop, asOf: Date): Promise<{ added: number; removed: number }> {
  const today = dayIn(shop.timezone, asOf)
  const from = later(addDays(today, -PUBLISHED_BACK_DAYS), FIRST_FESTIVAL_DAY)
  const to = earlier(addDays(today, PUBLISHED_AHEAD_DAYS), LAST_FESTIVAL_DAY)
  return inShopSql(shop.id, async (sql) => {
    const markets = await listSellingMarkets(sql, shop)
    const festivals: CalendarFestival[] =
      markets.length === 0
        ? festivalsIn([shop.country], from, to).days.map(({ key, startsOn, endsOn }) => ({
            festival: key,
            startsOn,
            endsOn,
            marketIds: [],
          }))
        : marketFestivals(markets, from, to)
    return replaceFestivals(sql, shop, festivals, from)
  })
}

/** One job per installed shop: a shop that fails does not keep the others waiting. */
export async function publishAllFestivals(signal: AbortSignal): Promise<void> {
  for (const shop of await listInstalledShops()) {
    signal.throwIfAborted()
    await enqueue(null, PricingFestivalsJob, { shopId: shop.id }, { oneWaiting: `festivals-${shop.id}` })
  }
  log.debug('festivals of all shops were asked for')
}

async function listSellingMarkets(sql: ShopSql, shop: Shop): Promise<SellingMarket[]> {
  const found = await sql.query<Market>(
    `select ${selectList('m', MARKET)} from mirror_market m
     where m.shop_id = $1 and m.deleted_at is null and cardinality(m.countries) > 0 order by m.name, m.id`,
    [shop.id],
  )
  return found.rows.map(({ id, name, countries }) => ({ id, name, countries }))
}

/** A shop without markets sells at home. */
function countriesOf(markets: SellingMarket[], shop: Shop): string[] {
  const countries = [...new Set(markets.flatMap((market) => market.countries))]
  return countries.length > 0 ? countries : [shop.country]
}

async function readLimit(sql: ShopSql, shop: Shop): Promise<FrequencyLimit> {
  const stored = await findDocument(sql, shop, LIMIT_KEY, FrequencyLimit)
  return stored?.value ?? FrequencyLimit.parse({})
}

/** A market or collection that another tab removed meanwhile, or SKUs nobody has: said at the field, nothing is saved. */
async function refuseUnknown(sql: ShopSql, shop: Shop, draft: PromotionDraft): Promise<void> {
  const fields: { path: string[]; message: string }[] = []
  const known = new Set((await listSellingMarkets(sql, shop)).map((market) => market.id))
  if (draft.marketIds.some((id) => !known.has(id))) fields.push({ path: ['marketIds'], message: 'market_gone' })
  if (draft.discountBps !== null && (await listScopeVariants(sql, shop, draft.scope)).length === 0)
    fields.push({ path: ['scope'], message: 'scope_empty' })
  if (draft.scope.kind === 'skus') {
    const sku = await findUnknownSku(sql, shop, draft.scope.skus)
    if (sku !== null) fields.push({ path: ['scope', 'skus', sku], message: 'sku_unknown' })
  }
  if (fields.length > 0) throw new AppError('invalid_input', 'the plan names what the shop does not have', { fields })
}

const later = (a: Day, b: Day): Day => (a > b ? a : b)
const earlier = (a: Day, b: Day): Day => (a < b ? a : b)
