/**
 * Back-tests as a merchant asks for them. In: a shop and a wish. Out: runs, pages of what they found, or an AppError that says what to do.
 * Invariant: a back-test changes no price; one run of a shop at a time, because each looks at the whole shop.
 */
import { randomUUID } from 'node:crypto'
import { inShopSql } from '#app/db/tenant.server.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { addDays, dayIn } from '#app/kernel/calendar.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import type { Page } from '#app/mirror/views.ts'
import { getStoredRuleSet } from '../rules/store.server.ts'
import { explainPrice, type ExplainedStep } from '../rules/trace.ts'
import { PricingBacktestJob } from './jobs.ts'
import {
  BACKTEST_DAYS,
  isOver,
  weeksOf,
  type Backtest,
  type BacktestForm,
  type BacktestQuery,
  type ProductRow,
} from './schema.ts'
import {
  eachRunProduct,
  endRun,
  getRun,
  getRunProduct,
  insertRun,
  listRunProducts,
  listRuns,
  removeRun,
} from './store.server.ts'

const RUNS_SHOWN = 50

/**
 * Asks for a run over the 90 days up to yesterday, with the rule set as it is now. Returns its id.
 * Throws `not_found` for the rule set, `invalid_input` when it has no rule that is on, `conflict` while another run is under way.
 */
export async function startBacktest(shop: Shop, { ruleSetId }: BacktestForm, asOf: Date): Promise<string> {
  const toOn = addDays(dayIn(shop.timezone, asOf), -1)
  const fromOn = addDays(toOn, 1 - BACKTEST_DAYS)
  return inShopSql(shop.id, async (sql) => {
    await sql.query(`select pg_advisory_xact_lock(hashtextextended('pricing_backtest', $1))`, [shop.id])
    const ruleSet = await getStoredRuleSet(sql, shop, ruleSetId)
    if (!ruleSet.document.rules.some((rule) => rule.enabled))
      throw new AppError('invalid_input', 'no rule of the set is on', {
        fields: [{ path: ['ruleSetId'], message: 'no_rules' }],
      })
    const [latest] = (await listRuns(sql, shop, RUNS_SHOWN)).filter((run) => !isOver(run.state))
    if (latest)
      throw new AppError('conflict', `back-test ${latest.id} is under way`, {
        retry: 'never',
        fields: [{ path: ['ruleSetId'], message: 'under_way' }],
      })
    const id = randomUUID()
    // Learning, each week, and concluding.
    const stepsTotal = weeksOf(fromOn, BACKTEST_DAYS, addDays).length + 2
    await insertRun(sql, shop, { id, ruleSet, fromOn, toOn, stepsTotal })
    await enqueue(sql, PricingBacktestJob, { shopId: shop.id, backtestId: id }, { oneWaiting: `backtest-${id}` })
    return id
  })
}

/** Newest first. */
export async function listBacktests(shop: Shop): Promise<Backtest[]> {
  return inShopSql(shop.id, (sql) => listRuns(sql, shop, RUNS_SHOWN))
}

/** Throws `not_found`. */
export async function getBacktest(shop: Shop, id: string): Promise<Backtest> {
  const { document: _document, ...run } = await inShopSql(shop.id, (sql) => getRun(sql, shop, id))
  return run
}

/** Stops a run that is not over. Throws `not_found`, and `conflict` when it is over already. */
export async function cancelBacktest(shop: Shop, id: string): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    await getRun(sql, shop, id)
    if (!(await endRun(sql, shop, id, { state: 'cancelled' })))
      throw new AppError('conflict', `back-test ${id} is over`, { retry: 'never' })
  })
}

/** Deletes a run that is over, with what it found. Throws `not_found`, and `conflict` while it is under way. */
export async function removeBacktest(shop: Shop, id: string): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    await getRun(sql, shop, id)
    if (!(await removeRun(sql, shop, id)))
      throw new AppError('conflict', `back-test ${id} is under way`, { retry: 'never' })
  })
}

export async function listBacktestProducts(shop: Shop, id: string, query: BacktestQuery): Promise<Page<ProductRow>> {
  return inShopSql(shop.id, (sql) => listRunProducts(sql, shop, id, query))
}

export interface ExplainedProduct {
  run: Backtest
  product: ProductRow
  /** how the price of the example came about; empty without one */
  steps: ExplainedStep[]
}

/** One product of a run with the reasons. Throws `not_found`. */
export async function explainBacktestProduct(shop: Shop, id: string, productId: Id): Promise<ExplainedProduct> {
  return inShopSql(shop.id, async (sql) => {
    const { document, ...run } = await getRun(sql, shop, id)
    const product = await getRunProduct(sql, shop, id, productId)
    const example = product.detail.example
    return { run, product, steps: example ? explainPrice(example.price, document.rules, shop.currency) : [] }
  })
}

/** Every product of a run, most revenue first. */
export function eachBacktestProduct(shop: Shop, id: string): AsyncIterable<ProductRow> {
  return eachRunProduct((read) => inShopSql(shop.id, read), shop, id)
}
