/**
 * Everything from one supplier, fitted to its order minimum, a container, a budget. In: a supplier, limits, a draft to fill up or none. Out: the
 * order before and after, line by line; a draft of what was taken. Invariant: nothing is stored by looking; a draft has the units that were shown.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { dayIn, type Day } from '#app/kernel/calendar.ts'
import { AppError } from '#app/kernel/errors.ts'
import { listVariantNames } from '#app/mirror/variant-names.server.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { VariantName } from '#app/mirror/views.ts'
import { loadVariants } from '../planning/loading/service.server.ts'
import type { PlannedGoods } from '../planning/plan-item.ts'
import { replan } from '../planning/service.server.ts'
import { listItemsOf } from '../planning/store.server.ts'
import type { OrderLimits } from '../policy/limits.ts'
import type { PolicyDocument } from '../policy/schema.ts'
import { findPolicy } from '../policy/store.server.ts'
import { unitPriceAt } from '../policy/orderable.ts'
import { addToDraft, createDrafts } from '../purchase-orders/drafts/service.server.ts'
import { orderName, type OrderHead } from '../purchase-orders/schema.ts'
import { getOrder, listLines, refusal } from '../purchase-orders/store.server.ts'
import { loadExchange } from '../supplier-scores/store.server.ts'
import type { Supplier } from '../suppliers/schema.ts'
import type { InOneCurrency } from '../suppliers/scorecard.ts'
import { getSupplier } from '../suppliers/store.server.ts'
import { goodsChanged } from '../replan/service.server.ts'
import { asSuggested, refusedFit, type SuggestedLine } from './fit.ts'
import { lineOf, type FitGoods, type FitTerms } from './line.ts'
import { readLimits, type Fit, type FittedForm, type LimitsForm } from './schema.ts'
import { fitInThread } from './solving/solver.server.ts'
import {
  listMeasures,
  listPlanned,
  listSuggested,
  type Measures,
  type PlannedFrom,
  type SuggestedFrom,
} from './store.server.ts'

/** As many lines as an order can hold. */
const MOST_LINES = 2_000
/** A page waits for it. */
const SOLVE_SECONDS = 8
/** More than this are decided again by a job: a page does not wait for them. */
const DECIDED_AT_ONCE = 50

/** A draft that is filled up to the minimum. */
export interface FilledDraft {
  id: string
  name: string
  /** what is on it, at its prices */
  goodsMinor: number
}

export interface FitView {
  supplier: Pick<Supplier, 'id' | 'name' | 'currency' | 'archivedAt' | 'orderMinimumMinor'>
  draft: FilledDraft | null
  fit: Fit
  /** of the lines; a variant that is gone has none */
  names: Record<Id, VariantName>
  asOf: Day
}

/** What is suggested from the supplier today, as it is. Throws `not_found`; `conflict` (wrong_state) for an order that is no draft of it. */
export async function suggestedFrom(
  shop: Shop,
  supplierId: string,
  orderId: string | null,
  now: Date,
): Promise<FitView> {
  return inShopSql(shop.id, async (sql) => {
    const order = await loadOrder(sql, shop, supplierId, orderId, now)
    const lines = (await listSuggested(sql, shop, supplierId, MOST_LINES)).map(suggestedLine)
    const names = await loadNames(sql, shop, lines)
    return view({ ...order, names }, asSuggested(lines, { ...NO_LIMITS, leastCostMinor: order.leastCostMinor }))
  })
}

/** At the price of the quantity that the plan found. */
function suggestedLine({ variantId, quantity, costMinor, unitCostMinor, ...measures }: SuggestedFrom): SuggestedLine {
  const priceBreaks = costMinor === null ? [] : [{ fromUnits: 1, unitPriceMinor: Math.round(costMinor / quantity) }]
  return {
    variantId,
    suggestedUnits: quantity,
    terms: { priceBreaks },
    costUnknown: unitCostMinor === null && costMinor === null,
    ...measures,
  }
}

/**
 * The suggestions fitted to the limits and the order minimum. Throws as suggestedFrom, and `invalid_input` (a ZodError) for a limit that is no
 * amount. Takes seconds for a long order.
 */
export async function fitOrder(
  shop: Shop,
  supplierId: string,
  orderId: string | null,
  form: LimitsForm,
  now: Date,
  options: { signal: AbortSignal },
): Promise<FitView> {
  const asked = await inShopSql(shop.id, (sql) => load(sql, shop, supplierId, orderId, now))
  const limits = readLimits(form, asked.supplier.currency, asked.leastCostMinor)
  const { goods, terms } = asked
  const made = await fitInThread({ goods, terms, limits, seconds: SOLVE_SECONDS }, options)
  if (made) return view(asked, made)
  const lines = goods.map((one) => lineOf(one, terms))
  return view(asked, refusedFit(lines, limits, { code: 'no_answer_in_time' }))
}

/** A draft of the lines that were taken, or more on the draft that is filled. Throws as createDrafts does. */
export async function draftFitted(
  shop: Shop,
  supplierId: string,
  { lines, orderId }: FittedForm,
  at: Instant,
): Promise<OrderHead> {
  const variantIds = lines.map(({ variantId }) => variantId)
  const known = await inShopSql(shop.id, (sql) => listItemsOf(sql, shop, variantIds))
  const wanted = lines.map((line) => ({
    ...line,
    supplierId,
    suggestion: known.get(line.variantId)?.document.decision,
  }))
  const [order] =
    orderId === null ? await createDrafts(shop, wanted, { at }) : [await addToDraft(shop, orderId, wanted, at)]
  if (!order) throw new Error('no draft was made')
  if (variantIds.length <= DECIDED_AT_ONCE) await replan(shop, variantIds, new Date(at))
  else await inShopSql(shop.id, (sql) => goodsChanged(sql, shop, variantIds))
  return order
}

const NO_LIMITS: OrderLimits = { leastCostMinor: null, mostCostMinor: null, mostGrams: null, mostCubicCm: null }

/** What is ordered from whom, and how much is missing. */
interface AskedOrder {
  supplier: Supplier
  draft: FilledDraft | null
  /** variants that are on the draft */
  onDraft: ReadonlySet<Id>
  leastCostMinor: number | null
  asOf: Day
}

interface Asked extends AskedOrder {
  goods: FitGoods[]
  terms: FitTerms
  names: Map<Id, VariantName>
}

async function loadOrder(
  sql: ShopSql,
  shop: Shop,
  supplierId: string,
  orderId: string | null,
  now: Date,
): Promise<AskedOrder> {
  const supplier = await getSupplier(sql, shop, supplierId)
  const filled = orderId === null ? null : await loadDraft(sql, shop, supplierId, orderId)
  const minimum = supplier.orderMinimumMinor
  return {
    supplier,
    draft: filled?.draft ?? null,
    onDraft: filled?.variantIds ?? new Set(),
    leastCostMinor: minimum === null ? null : Math.max(0, minimum - (filled?.draft.goodsMinor ?? 0)),
    asOf: dayIn(shop.timezone, now),
  }
}

function loadNames(sql: ShopSql, shop: Shop, lines: readonly { variantId: Id }[]): Promise<Map<Id, VariantName>> {
  return listVariantNames(
    sql,
    shop,
    lines.map(({ variantId }) => variantId),
  )
}

async function load(sql: ShopSql, shop: Shop, supplierId: string, orderId: string | null, now: Date): Promise<Asked> {
  const order = await loadOrder(sql, shop, supplierId, orderId, now)
  const { supplier, onDraft, asOf } = order
  const { document: policy } = await findPolicy(sql, shop)
  const planned = new Map((await listPlanned(sql, shop, supplierId, MOST_LINES)).map((one) => [one.variantId, one]))
  const ids = [...planned.keys()]
  const variants = ids.length === 0 ? [] : await loadVariants(sql, shop, policy, asOf, ids)
  const measures = await listMeasures(sql, shop, supplierId, ids)
  const exchanged = await loadExchange(sql, shop, [supplier.currency], asOf)
  const goods = variants.flatMap((variant): FitGoods[] => {
    const { variantId } = variant.stock
    const one = planned.get(variantId)
    // Since the plan was made another supplier may have been chosen.
    if (!one || variant.supply.stored.supplierId !== supplierId) return []
    const own = measures.get(variantId) ?? { weightGrams: null, unitVolumeCubicCm: null }
    const made = goodsOf(one, variant, own, onDraft.has(variantId), exchanged)
    return made ? [made] : []
  })
  return { ...order, goods, terms: { asOf, ...pickTerms(policy) }, names: await loadNames(sql, shop, goods) }
}

async function loadDraft(
  sql: ShopSql,
  shop: Shop,
  supplierId: string,
  orderId: string,
): Promise<{ draft: FilledDraft; variantIds: Set<Id> }> {
  const order = await getOrder(sql, shop, orderId)
  if (order.supplierId !== supplierId) throw new AppError('not_found', `order ${orderId} is another supplier's`)
  if (order.state !== 'draft') throw refusal('wrong_state', `order ${orderId} is ${order.state}`)
  const lines = await listLines(sql, shop, orderId)
  const goodsMinor = lines.reduce((sum, line) => sum + line.orderedUnits * (line.unitPriceMinor ?? 0), 0)
  return {
    draft: { id: orderId, name: orderName(order.number), goodsMinor },
    variantIds: new Set(lines.map(({ variantId }) => variantId)),
  }
}

function pickTerms({ reviewDays, coverDays, overstockDays }: PolicyDocument): Omit<FitTerms, 'asOf'> {
  return { reviewDays, coverDays, overstockDays }
}

/** Null for a variant that cannot be ordered today. */
function goodsOf(
  planned: PlannedFrom,
  { stock, supply, override, promotions }: PlannedGoods,
  measures: Measures,
  isOnDraft: boolean,
  exchanged: InOneCurrency,
): FitGoods | null {
  if (supply.leadTime === null) return null
  const { currency, terms } = supply.stored
  const bought = unitPriceAt(terms.priceBreaks, Math.max(1, planned.quantity))
  const costMinor = stock.unitCostMinor ?? (bought === null ? null : exchanged(bought, currency))
  return {
    variantId: planned.variantId,
    suggestedUnits: planned.quantity,
    // The minimum of the goods is on the draft already.
    terms: isOnDraft ? { ...terms, minimumUnits: 0 } : terms,
    positionUnits: planned.positionUnits,
    serviceLevelBps: planned.serviceLevelBps,
    forecast: planned.forecast,
    override,
    promotions,
    leadTime: supply.leadTime,
    closures: supply.closures,
    // A unit that earns nothing still keeps a customer: it is worth the least that can be told.
    underMinor: Math.max(1, stock.priceMinor - (costMinor ?? 0)),
    costUnknown: costMinor === null,
    ...measures,
  }
}

function view({ supplier, draft, names, asOf }: AskedOrder & Pick<Asked, 'names'>, made: Fit): FitView {
  const { id, name, currency, archivedAt, orderMinimumMinor } = supplier
  const shown = made.outcome.lines.flatMap(({ variantId }) => {
    const known = names.get(variantId)
    return known ? [[variantId, known] as const] : []
  })
  return {
    supplier: { id, name, currency, archivedAt, orderMinimumMinor },
    draft,
    fit: made,
    names: Object.fromEntries(shown),
    asOf,
  }
}
