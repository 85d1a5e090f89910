import { beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { ensureRates } from '#app/facts/fx-load.server.ts'
import { keepStockCover, listStockCover, publishStockCover, type StockCover } from '#app/facts/stock-cover.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { loadPlanInput } from '#app/tools/pricing/releases/planning/service.server.ts'
import { EVERYTHING } from '#app/tools/pricing/releases/schema.ts'
import { defaultRuleSet } from '#app/tools/pricing/rules/schema.ts'
import { aLocation, aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'

let shop: Shop
let ids: Record<'slow' | 'never' | 'out' | 'unplanned', Id>
const AS_OF = '2026-11-20'
const word = (variantId: Id, values: Partial<StockCover> = {}): StockCover => ({
  variantId,
  state: 'overstock',
  daysOfCover: 140.7,
  excessUnits: 60,
  excessValueMinor: 24_000,
  asOf: AS_OF,
  expiresOn: '2026-11-22',
  ...values,
})

beforeAll(async () => {
  await ensureRates()
  shop = await aShop()
  const place = (await aLocation(shop)).id
  const made = async (stock: number): Promise<Id> =>
    (await aProduct(shop, { variants: [{ stock: { [place]: stock } }] })).variant.id
  ids = { slow: await made(100), never: await made(5), out: await made(0), unplanned: await made(9) }
})

const covers = (at: string): Promise<Record<string, unknown>> =>
  inShopSql(shop.id, async (sql) => {
    const input = await loadPlanInput(sql, shop, { bookIds: null, filter: EVERYTHING }, defaultRuleSet(['GBP']), at)
    return Object.fromEntries(
      Object.entries(ids).map(([name, id]) => {
        const variant = input.variants.find((one) => one.id === id)
        return [name, [variant?.coverDays, variant?.coverIsPlanned ?? false]]
      }),
    )
  })

describe('stock cover in pricing', () => {
  it('is the reorder plan’s while it counts, and the recent pace before and after', async () => {
    const byPace = { slow: [9_999, false], never: [9_999, false], out: [0, false], unplanned: [9_999, false] }
    expect(await covers(`${AS_OF}T12:00:00.000Z`)).toEqual(byPace)
    const said = [word(ids.slow), word(ids.never, { state: 'dead', daysOfCover: null }), word(ids.out)]
    const publish = (): Promise<number> => inShopSql(shop.id, (sql) => publishStockCover(sql, shop, said))
    expect(await publish()).toBe(3)
    expect(await publish()).toBe(0)
    const planned = { slow: [140, true], never: [9_999, true], out: [0, false], unplanned: [9_999, false] }
    expect(await covers(`${AS_OF}T12:00:00.000Z`)).toEqual(planned)
    expect(await covers('2026-11-22T12:00:00.000Z')).toEqual(planned)
    expect(await covers('2026-11-23T12:00:00.000Z')).toEqual(byPace)
  })

  it('is taken back of what is in no plan any more, and seen by its shop alone', async () => {
    await inShopSql(shop.id, (sql) => keepStockCover(sql, shop, [ids.slow]))
    const left = await inShopSql(shop.id, (sql) => listStockCover(sql, shop, AS_OF))
    expect([...left.values()]).toEqual([word(ids.slow)])
    const other = await aShop()
    expect((await inShopSql(other.id, (sql) => listStockCover(sql, other, AS_OF))).size).toBe(0)
  })
})
