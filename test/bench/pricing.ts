/**
 * `npm run bench -- pricing`: how fast prices are planned, against a bare loop that makes the same decisions, and how fast the plan is stored.
 * In: `--variants N` (100,000), `--rounds N`, `--no-rows`. Out: plan_seconds, ratio_loop (bare / planner, best of the rounds, taken in turns in
 * one process), rows_per_s (COPY of the rows with their traces into pricing_release_row of an embedded PostgreSQL, through the releases' store).
 * The bench fails when the two loops disagree on a single price.
 */
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { planPrices } from '#app/tools/pricing/rules/planner.ts'
import { OUTCOMES, REASONS, type PricePlan } from '#app/tools/pricing/rules/types.ts'
import { planBare } from './pricing/bare.ts'
import { AS_OF, benchShop } from './pricing/shop.ts'

const { values } = parseArgs({
  options: {
    variants: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    'no-rows': { type: 'boolean', default: false },
  },
})
const rounds = Number(values.rounds)
const shop = benchShop(Number(values.variants))
const say = (text: string): void => void process.stderr.write(`${text}\n`)
const seconds = (from: number): number => (performance.now() - from) / 1_000

say(`${shop.input.variants.length} variants x ${shop.input.books.length} books, ${shop.ruleSet.rules.length} rules`)
let planTime = Infinity
let bareTime = Infinity
/** of the process, the collector's threads with it: what the plan takes whatever else the machine does */
let planCpu = Infinity
let plan: PricePlan | undefined
for (let round = 0; round < rounds; round += 1) {
  const bareStart = performance.now()
  const bare = planBare(shop.input)
  const bareSeconds = seconds(bareStart)
  const start = performance.now()
  const cpu = process.cpuUsage()
  plan = planPrices(shop.input, shop.ruleSet, AS_OF)
  const { user, system } = process.cpuUsage(cpu)
  const planSeconds = seconds(start)
  planCpu = Math.min(planCpu, (user + system) / 1e6)
  checkEqual(plan, bare)
  say(`round ${round + 1}: planner ${planSeconds.toFixed(3)} s, bare loop ${bareSeconds.toFixed(3)} s`)
  planTime = Math.min(planTime, planSeconds)
  bareTime = Math.min(bareTime, bareSeconds)
}
if (!plan) throw new Error('no rounds')
say(OUTCOMES.map((outcome) => `${outcome} ${plan?.count(outcome) ?? 0}`).join(', '))
say(countReasons(plan))
process.stdout.write(`plan_seconds ${planTime.toFixed(3)} s\n`)
process.stdout.write(`plan_cpu_seconds ${planCpu.toFixed(3)} s\n`)
process.stdout.write(`bare_seconds ${bareTime.toFixed(3)} s\n`)
process.stdout.write(`ratio_loop ${(bareTime / planTime).toFixed(3)} x\n`)
if (!values['no-rows']) await storeRows(plan)

function checkEqual(made: PricePlan, bare: Float64Array): void {
  for (let cell = 0; cell < made.cells; cell += 1) {
    if (made.newMinor[cell] !== bare[cell]) {
      throw new Error(`the loops disagree: bare ${bare[cell]}, planner ${JSON.stringify(made.at(cell))}`)
    }
  }
}

function countReasons(made: PricePlan): string {
  const counts = new Map<string, number>()
  for (const reason of made.reason) counts.set(REASONS[reason] ?? '', (counts.get(REASONS[reason] ?? '') ?? 0) + 1)
  return [...counts].map(([reason, count]) => `${reason} ${count}`).join(', ')
}

async function storeRows(made: PricePlan): Promise<void> {
  const { ownDatabase } = await import('./setup/own-database.ts')
  const database = await ownDatabase('pricing')
  const { inShopSql } = await import('#app/db/tenant.server.ts')
  const { insertRelease } = await import('#app/tools/pricing/releases/store.server.ts')
  const { EVERYTHING } = await import('#app/tools/pricing/releases/schema.ts')
  const { savePlan } = await import('#app/tools/pricing/releases/rows/store.server.ts')
  const { aShop } = await import('#test/builders/shop.ts')
  const owner = await aShop()
  const release = await inShopSql(owner.id, (sql) =>
    insertRelease(sql, owner, 'bench', {
      ruleSetId: null,
      ruleSetVersion: null,
      ruleSet: made.ruleSet,
      bookIds: null,
      filter: EVERYTHING,
      books: [],
      round: 1,
    }),
  )
  let best = 0
  for (let round = 0; round < 3; round += 1) {
    // Replacing the rows of the round before is not what is measured: each round has an empty release.
    await inShopSql(owner.id, (sql) => sql.query('delete from pricing_release_row where shop_id = $1', [owner.id]))
    const start = performance.now()
    const rows = await inShopSql(owner.id, (sql) => savePlan(sql, owner, release.id, made))
    const took = seconds(start)
    say(`stored ${rows} rows in ${took.toFixed(2)} s`)
    best = Math.max(best, rows / took)
  }
  process.stdout.write(`rows_per_s ${Math.round(best)} rows/s\n`)
  await database.stop()
}
