/**
 * A release of the whole retail year, at the dev store with its rate limit: `npm run bench -- releases [--orders N]`.
 * Out: prices, seconds of preview (best and worst of five), of writing and of taking back, and how many prices then differ from the plan
 * (none may). Own embedded database, thrown away.
 */
import { parseArgs } from 'node:util'
import { ownDatabase } from './setup/own-database.ts'

const { values } = parseArgs({ options: { orders: { type: 'string' } } })
const database = await ownDatabase('releases', { NODE_ENV: 'production', LOG_LEVEL: 'error' })
const tell = (name: string, value: number, unit: string): void =>
  void process.stdout.write(`${name} ${value} ${unit}\n`)
const seconds = (began: number): number => Math.round((performance.now() - began) / 10) / 100
const PREVIEWS = 5
try {
  const { applyRelease, previewRelease, rollbackRelease, createRelease } =
    await import('#app/tools/pricing/releases/service.server.ts')
  const { NewRelease } = await import('#app/tools/pricing/releases/schema.ts')
  const shopOf = await import('#test/tools/pricing/releases/released-shop.ts')
  const released = await shopOf.releasedShop(values.orders ? { orders: Number(values.orders) } : {})
  const { shop, state } = released
  const before = shopOf.pricesAtStore(state)
  const everything = { statuses: ['ACTIVE', 'DRAFT', 'ARCHIVED'] }
  const { id: draft } = await createRelease(
    shop,
    NewRelease.parse({ name: 'Bench', filter: everything, ruleSet: shopOf.markdown(700) }),
  )
  const previews: number[] = []
  // What the preview costs this process whatever else the machine does; the database's part is not in it.
  const busy = process.cpuUsage()
  for (let round = 0; round < PREVIEWS; round++) {
    const began = performance.now()
    await previewRelease(shop, draft, shopOf.AS_OF)
    previews.push(seconds(began))
  }
  const { user, system } = process.cpuUsage(busy)
  const { id, totals } = await shopOf.approved(shop, { ruleSet: shopOf.markdown(700) })
  tell('variants', totals?.variants ?? 0, 'variants')
  tell('prices_planned', totals?.prices ?? 0, 'prices')
  tell('prices_changed', totals?.outcomes.change ?? 0, 'prices')
  tell('preview_seconds_best', Math.min(...previews), 's')
  tell('preview_seconds_worst', Math.max(...previews), 's')
  tell('preview_cpu_seconds', Math.round((user + system) / PREVIEWS / 10_000) / 100, 's')
  const after = await shopOf.pricesPlanned(shop, id, before)
  let began = performance.now()
  await applyRelease(shop, id, shopOf.AS_OF)
  await shopOf.carryToEnd(shop, id)
  tell('apply_seconds', seconds(began), 's')
  tell('apply_differences', shopOf.differences(shopOf.pricesAtStore(state), after).length, 'prices')
  began = performance.now()
  await rollbackRelease(shop, id)
  await shopOf.carryToEnd(shop, id)
  tell('rollback_seconds', seconds(began), 's')
  tell('rollback_differences', shopOf.differences(shopOf.pricesAtStore(state), before).length, 'prices')
  await released.close()
} finally {
  await database.stop()
}
