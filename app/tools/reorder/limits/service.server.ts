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
import { demandOf } from '../planning/plan-item.ts'
import { decideIn, replan, type DecidedItem } from '../planning/service.server.ts'
import { delayByClosures } from '../policy/lead-time.ts'
import { limitsProgram, type OrderLimits } from '../policy/limits.ts'
import { unitPriceAt } from '../policy/orderable.ts'
import { protectionDemand } from '../policy/protection.ts'
import { addToDraft, createDrafts } from '../purchase-orders/drafts/service.server.ts'
import { orderName, type OrderHead } from '../purchase-orders/schema.ts'
import { getOrder, listLines, refusal } from '../purchase-orders/store.server.ts'
import { loadExchange } from '../supplier-scores/store.server.ts'
import type { Supplier } from '../suppliers/schema.ts'
import type { InOneCurrency } from '../suppliers/scorecard.ts'
import { getSupplier } from '../suppliers/store.server.ts'
import { asSuggested, fitPrograms, readFit, refusalBeforehand, refusedFit, type FitLine } from './fit.ts'
import { readLimits, type Fit, type FittedForm, type LimitsForm } from './schema.ts'
import { solveProgram } from './solving/solver.server.ts'
import { listMeasures, listPlannedFrom, type Measures } from './store.server.ts'

/** As many lines as an order can hold. */
const MOST_LINES = 2_000
/** A page waits for it. */
const SOLVE_SECONDS = 8

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
  const asked = await inShopSql(shop.id, (sql) => load(sql, shop, supplierId, orderId, now))
  return view(asked, asSuggested(asked.lines, { ...NO_LIMITS, leastCostMinor: asked.leastCostMinor }))
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
  return view(asked, await fit(asked.lines, limits, options.signal))
}

async function fit(lines: readonly FitLine[], limits: OrderLimits, signal: AbortSignal): Promise<Fit> {
  const beforehand = refusalBeforehand(lines, limits)
  if (beforehand) return refusedFit(lines, limits, beforehand)
  const programs = fitPrograms(lines, limits)
  for (const [index, program] of programs.entries()) {
    const answer = await solveProgram(
      { program: limitsProgram(program.lines, program.limits), seconds: SOLVE_SECONDS },
      { signal },
    )
    const read = readFit(lines, program, answer, index === programs.length - 1)
    if (read) return read
  }
  return asSuggested(lines, limits)
}

/** A draft of the lines that were taken, or more on the draft that is filled. Throws as createDrafts does. */
export async function draftFitted(
  shop: Shop,
  supplierId: string,
  { lines, orderId }: FittedForm,
  at: Instant,
): Promise<OrderHead> {
  const variantIds = lines.map(({ variantId }) => variantId)
  const today = dayIn(shop.timezone, at)
  const decided = await inShopSql(shop.id, (sql) => decideIn(sql, shop, variantIds, today))
  const reasons = new Map(decided.map(({ item }) => [item.variantId, item.document.decision]))
  const wanted = lines.map((line) => ({ ...line, supplierId, suggestion: reasons.get(line.variantId) }))
  const [order] =
    orderId === null ? await createDrafts(shop, wanted, { at }) : [await addToDraft(shop, orderId, wanted, at)]
  if (!order) throw new Error('no draft was made')
  await replan(shop, variantIds, new Date(at))
  return order
}

const NO_LIMITS: OrderLimits = { leastCostMinor: null, mostCostMinor: null, mostGrams: null, mostCubicCm: null }

interface Asked {
  supplier: Supplier
  draft: FilledDraft | null
  leastCostMinor: number | null
  lines: FitLine[]
  names: Map<Id, VariantName>
  asOf: Day
}

async function load(sql: ShopSql, shop: Shop, supplierId: string, orderId: string | null, now: Date): Promise<Asked> {
  const supplier = await getSupplier(sql, shop, supplierId)
  const asOf = dayIn(shop.timezone, now)
  const filled = orderId === null ? null : await loadDraft(sql, shop, supplierId, orderId)
  const ids = await listPlannedFrom(sql, shop, supplierId, MOST_LINES)
  const decided = await decideIn(sql, shop, ids, asOf)
  const measures = await listMeasures(sql, shop, supplierId, ids)
  const exchanged = await loadExchange(sql, shop, [supplier.currency], asOf)
  const lines = decided.flatMap((one) => {
    const { variantId, supplierId: chosen } = one.item
    // Since the plan was made another supplier may have been chosen.
    if (chosen !== supplierId) return []
    const own = measures.get(variantId) ?? { weightGrams: null, unitVolumeCubicCm: null }
    return lineOf(one, own, filled?.variantIds.has(variantId) ?? false, exchanged, asOf) ?? []
  })
  const minimum = supplier.orderMinimumMinor
  return {
    supplier,
    draft: filled?.draft ?? null,
    leastCostMinor: minimum === null ? null : Math.max(0, minimum - (filled?.draft.goodsMinor ?? 0)),
    lines,
    names: await listVariantNames(
      sql,
      shop,
      lines.map(({ variantId }) => variantId),
    ),
    asOf,
  }
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

/** Null for a variant that cannot be ordered today. */
function lineOf(
  { item, variant, policy }: DecidedItem,
  measures: Measures,
  isOnDraft: boolean,
  exchanged: InOneCurrency,
  asOf: Day,
): FitLine | null {
  const { decision, forecast } = item.document
  const { supply, stock } = variant
  if (decision.kind === 'refused' || decision.position === null || supply.leadTime === null) return null
  const demand = demandOf(forecast, variant, asOf)
  const leadTime = delayByClosures(supply.leadTime, asOf, supply.closures)
  const interval = protectionDemand(demand, leadTime, Math.max(policy.reviewDays, policy.coverDays), null)
  const most = protectionDemand(demand, leadTime, policy.overstockDays, null).mean
  const { currency, terms } = supply.stored
  const bought = unitPriceAt(terms.priceBreaks, Math.max(1, item.quantity))
  const costMinor = stock.unitCostMinor ?? (bought === null ? null : exchanged(bought, currency))
  return {
    variantId: item.variantId,
    suggestedUnits: item.quantity,
    // The minimum of the goods is on the draft already.
    terms: isOnDraft ? { ...terms, minimumUnits: 0 } : terms,
    positionUnits: decision.position.units,
    demand: interval,
    serviceLevelBps: decision.position.serviceLevelBps,
    mostUnits: Math.max(item.quantity, Math.floor(most - decision.position.units)),
    // A unit that earns nothing still keeps a customer: it is worth the least that can be told.
    underMinor: Math.max(1, stock.priceMinor - (costMinor ?? 0)),
    costUnknown: costMinor === null,
    ...measures,
  }
}

function view({ supplier, draft, names, asOf }: Asked, made: Fit): FitView {
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
