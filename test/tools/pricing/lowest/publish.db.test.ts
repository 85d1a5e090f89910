import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { listActions } from '#app/facts/actions.server.ts'
import { followPrices } from '#app/facts/prices-follow.server.ts'
import { NO_MARKETS } from '#app/tools/pricing/lowest/engine.ts'
import { lowestPublication, publishLowest, setLowestPublication } from '#app/tools/pricing/lowest/service.server.ts'
import { releasedShop, type ReleasedShop } from '../releases/released-shop.ts'

let at: ReleasedShop
beforeAll(async () => {
  at = await releasedShop({ orders: 60 })
  await followPrices(at.shop.id)
}, 240_000)
afterAll(() => at?.close())

const NOW = new Date('2026-11-20T12:00:00.000Z')
const values = (): string[] => [...at.state.metafields.values()].map((metafield) => metafield.value)

async function reduce(variantId: string, priceMinor: number, compareAtMinor: number): Promise<void> {
  await inShopSql(at.shop.id, async (sql) => {
    await sql.query(
      `insert into fact_price (shop_id, variant_id, price_list_id, seen_at, currency, price_minor, compare_at_minor, source)
       values ($1, $2, 0, '2026-11-19T00:00:00Z', $3, $4, $5, 'sync')`,
      [at.shop.id, variantId, at.shop.currency, priceMinor, compareAtMinor],
    )
  })
}

describe('publishing the lowest price', () => {
  it('writes nothing until it is asked for', async () => {
    expect(await publishLowest(at.shop, NOW)).toMatchObject({ state: 'never', written: 0 })
    expect(values()).toEqual([])
  })

  it('waits while the permission to write products is missing, and says so', async () => {
    await setLowestPublication(at.shop, true)
    const poor = { ...at.shop, scopes: at.shop.scopes.filter((scope) => scope !== 'write_products') }
    expect(await publishLowest(poor, NOW)).toMatchObject({ state: 'no_scope' })
    expect(values()).toEqual([])
    expect(await lowestPublication(poor)).toMatchObject({ mayWrite: false, settings: { publish: true } })
  })

  it('writes every variant once, readable by themes, per market, and records it', async () => {
    const status = await publishLowest(at.shop, NOW)
    const variants = at.state.variants.size
    expect(status).toMatchObject({ state: 'done', written: variants, published: variants, refused: 0 })
    expect([...at.state.metafieldDefinitions.values()]).toMatchObject([
      { key: 'lowest_30d', storefront: 'PUBLIC_READ' },
    ])
    const handles = [...at.state.markets.values()].map((market) => market.handle)
    const first = JSON.parse(values()[0] ?? '') as {
      v: number
      markets: Record<string, { price: string; currency: string }>
    }
    expect(first.v).toBe(1)
    expect(Object.keys(first.markets).every((handle) => handles.includes(handle))).toBe(true)
    expect(first.markets[Object.keys(first.markets)[0] ?? '']?.price).toMatch(/^\d+(\.\d+)?$/)
    const { actions } = await listActions(at.shop, { tool: 'pricing' })
    expect(actions[0]).toMatchObject({ kind: 'lowest.publish', before: null, actor: 'job:pricing.lowest' })
  })

  it('run again writes nothing, and asks Shopify nothing', async () => {
    const before = values()
    const again = await publishLowest(at.shop, new Date(NOW.getTime() + 60_000))
    expect(again.at).toBe(NOW.toISOString())
    expect(values()).toEqual(before)
  })

  it('writes only the variant that was reduced, with the price before the reduction', async () => {
    const [variant] = at.state.variants.values()
    if (!variant) throw new Error('a shop without variants')
    await reduce(variant.id, Math.max(1, variant.priceMinor - 1), variant.priceMinor + 1)
    expect(await publishLowest(at.shop, NOW)).toMatchObject({ written: 1 })
    const stored = at.state.metafields.get(
      [...at.state.metafields.keys()].find((key) => key.includes(`/${variant.id} `)) ?? '',
    )
    expect(stored?.value).toContain('"reduced_since":"2026-11-19T00:00:00.000Z"')
  })

  it('switched off empties what was published', async () => {
    await setLowestPublication(at.shop, false)
    const status = await publishLowest(at.shop, NOW)
    expect(status).toMatchObject({ state: 'done', published: 0, written: at.state.variants.size })
    expect(new Set(values())).toEqual(new Set([NO_MARKETS]))
    expect(await publishLowest(at.shop, NOW)).toEqual(status)
  })
})
