import { beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { ensureRates } from '#app/facts/fx-load.server.ts'
import { followPrices } from '#app/facts/prices-follow.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import * as prices from '#app/routes/app.pricing.prices._index.tsx'
import * as rates from '#app/routes/app.pricing.rates.tsx'
import * as variantPage from '#app/routes/app.pricing.variants.$id.tsx'
import { getRelease } from '#app/tools/pricing/releases/service.server.ts'
import { anOrder } from '#test/builders/order.ts'
import { aMarket, aPriceList, aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { storeToken, stranger, visit } from './admin-visit.ts'

let ours: Shop
let theirs: Shop
const MUG = '500'

async function log(shop: Shop, resource: string, ...ids: string[]): Promise<void> {
  for (const id of ids)
    await inShopSql(shop.id, (sql) =>
      sql.query(
        `insert into mirror_change (shop_id, resource, resource_id, kind, days) values ($1, $2, $3, 'upsert', '{}')`,
        [shop.id, resource, id],
      ),
    )
}

/** A dozen variants at 10.00 GBP; eleven cost 12.00 EUR in Europe, one 3.00 EUR; the last has no fixed price. */
beforeAll(async () => {
  await ensureRates()
  ours = await aShop()
  theirs = await aShop()
  for (const shop of [ours, theirs]) await storeToken(shop)
  await aMarket(ours, { name: 'United Kingdom', countries: ['GB'] })
  const europe = await aMarket(ours, { name: 'Europe', countries: ['DE', 'FR'] })
  const ids = Array.from({ length: 13 }, (_, index) => String(Number(MUG) + index))
  for (const id of ids)
    await aProduct(ours, {
      title: `Mug ${id}`,
      variants: [{ id, sku: `SKU-${id}`, priceMinor: 1000, updatedAt: '2026-01-01T00:00:00.000Z' }],
    })
  await aPriceList(ours, {
    id: '70',
    currency: 'EUR',
    marketIds: [europe.id],
    fixed: Object.fromEntries(ids.slice(0, 12).map((id) => [id, id === MUG ? 300 : 1200])),
  })
  await anOrder(ours, { country: 'DE', lines: [{ variantId: '501', quantity: 3, unitPriceMinor: 1000 }] })
  await log(ours, 'variant', ...ids)
  await log(ours, 'price_list', '70')
  await followPrices(ours.id)
})

interface Args {
  request: Request
  params: Record<string, string>
  context: Record<string, never>
}
const args = (request: Request, params: Record<string, string> = {}): Args => ({ request, params, context: {} })

async function thrown(work: Promise<unknown>): Promise<Response> {
  const error: unknown = await work.then(
    (value) => new Error(`answered instead of refusing: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  )
  if (!(error instanceof Response)) throw error
  return error
}

describe('the list of prices', () => {
  const list = (query = '') => prices.loader(args(visit(ours, `/app/pricing/prices${query}`)))

  it('shows the first book with prices of its own: fixed or following, the prior price, and the orphans', async () => {
    const { book, page, orphans } = await list('?sort=sku')
    expect(book).toMatchObject({ id: '70', name: 'Europe', currency: 'EUR' })
    expect(page.total).toBe(13)
    expect(page.rows[0]).toMatchObject({
      id: MUG,
      shownMinor: 300,
      how: 'fixed',
      prior: { priceMinor: 300, reducedSince: null },
    })
    // 3.00 EUR leaves nothing of a cost of 4.00 GBP, and the other eleven cost four times as much
    expect(page.rows[0]?.orphan?.reasons.map((reason) => reason.code)).toContain('off_list')
    expect(page.rows[1]).toMatchObject({ shownMinor: 1200, orphan: null })
    const last = page.rows.at(-1)
    expect(last).toMatchObject({ how: 'follows', fixedMinor: null, prior: { estimated: true } })
    expect(last?.shownMinor).toBeGreaterThan(1000)
    expect(orphans).toMatchObject({ total: 1, byCode: { off_list: 1, base_moved: 0 } })
  })

  it('is searched and filtered', async () => {
    expect((await list('?search=SKU-503')).page.rows.map((row) => row.id)).toEqual(['503'])
    expect((await list('?state=follows')).page.rows.map((row) => row.id)).toEqual(['512'])
    expect((await list('?state=orphaned')).page.rows.map((row) => row.id)).toEqual([MUG])
    expect((await list('?state=base_moved')).page.rows).toEqual([])
    expect((await list('?book=0&state=reduced')).page.rows).toEqual([])
    expect((await list('?book=0')).page.rows[0]).toMatchObject({ how: 'fixed', shownMinor: 1000, orphan: null })
    expect((await list('?state=nonsense&book=x&limit=5')).page.rows).toHaveLength(5)
  })

  it('pages without showing a row twice', async () => {
    const first = await list('?limit=8&sort=price')
    const second = await list(`?limit=8&sort=price&after=${first.page.next}`)
    expect(new Set([...first.page.rows, ...second.page.rows].map((row) => row.id)).size).toBe(13)
  })

  it('repairs orphans by a release that names them, and nothing else', async () => {
    const response = await thrown(
      prices.action(
        args(visit(ours, '/app/pricing/prices', { intent: 'repair', book: '70', code: '', name: 'Repair Europe' })),
      ),
    )
    expect(response.status).toBe(302)
    const id = /releases\/([0-9a-f-]{36})/.exec(response.headers.get('location') ?? '')?.[1] ?? ''
    const release = await getRelease(ours, id)
    expect(release).toMatchObject({
      name: 'Repair Europe',
      plan: { bookIds: ['70'], filter: { skus: [`SKU-${MUG}`] } },
    })
  })

  it('has no repair where nothing is orphaned, and says why', async () => {
    const refused = await prices.action(
      args(visit(ours, '/app/pricing/prices', { intent: 'repair', book: '70', code: 'base_moved', name: 'x' })),
    )
    expect(refused.init?.status).toBe(409)
    expect(refused.data).toMatchObject({ ok: false, fields: [{ code: 'no_sku' }] })
  })

  it('keeps the limits of what counts as orphaned, and names a wrong one', async () => {
    const form = { intent: 'limits', baseBps: '4', rateBps: '3,5', offListBps: '90' }
    expect((await prices.action(args(visit(ours, '/app/pricing/prices', form)))).data).toMatchObject({ ok: true })
    const { limits, orphans } = await list()
    expect(limits).toEqual({ baseBps: 400, rateBps: 350, offListBps: 9000 })
    expect(orphans.byCode.off_list).toBe(0)
    const refused = await prices.action(args(visit(ours, '/app/pricing/prices', { ...form, rateBps: 'much' })))
    expect(refused.init?.status).toBe(422)
    expect(refused.data).toMatchObject({ ok: false, fields: [{ path: ['rateBps'] }] })
    await prices.action(args(visit(ours, '/app/pricing/prices', { ...form, offListBps: '25' })))
  })

  it('is published when asked for, and says that it waits for the permission', async () => {
    const publish = (value: string) =>
      prices.action(args(visit(ours, '/app/pricing/prices', { intent: 'lowest', publish: value })))
    expect((await publish('true')).data).toMatchObject({ ok: true })
    expect((await list()).lowest).toMatchObject({
      settings: { publish: true },
      status: { state: 'never' },
      mayWrite: false,
    })
    expect((await publish('perhaps')).init?.status).toBe(422)
    expect((await publish('false')).data).toMatchObject({ ok: true })
  })

  it('of another shop is its own, and a stranger sees none', async () => {
    expect((await prices.loader(args(visit(theirs, '/app/pricing/prices')))).page.rows).toEqual([])
    expect((await thrown(prices.loader(args(stranger('/app/pricing/prices'))))).status).not.toBe(200)
  })
})

describe('the prices of a variant', () => {
  const page = (shop: Shop, id: string, query = '') =>
    variantPage.loader(args(visit(shop, `/app/pricing/variants/${id}${query}`), { id }))

  it('has every book with its prior price, the history by day, and the margin with its steps', async () => {
    const { history, days, waterfalls } = await page(ours, MUG, '?book=70&days=30')
    expect(history.books.map((one) => [one.book.id, one.shownMinor])).toEqual([
      ['0', 1000],
      ['70', 300],
    ])
    expect(history.books[1]?.orphan?.reasons.map((reason) => reason.code)).toContain('off_list')
    expect(days).toHaveLength(31)
    expect(days.at(-1)).toMatchObject({ priceMinor: 300 })
    expect(waterfalls.map((one) => one.bookId)).toEqual(['0', '70'])
  })

  it('is not found in another shop', async () => {
    expect((await thrown(page(theirs, MUG))).status).toBe(404)
    expect((await thrown(page(ours, '99999999999999999999'))).status).toBe(404)
  })
})

describe('exchange rates', () => {
  const load = () => rates.loader(args(visit(ours, '/app/pricing/rates')))
  const send = (form: Record<string, string>) => rates.action(args(visit(ours, '/app/pricing/rates', form)))
  const lock = {
    intent: 'lock',
    fromCurrency: 'GBP',
    toCurrency: 'EUR',
    rate: '1.2',
    validFrom: '2026-01-01',
    validTo: '2099-12-31',
    note: 'hedge',
  }

  it('are shown per book with their source, and the exposure by currency', async () => {
    const { overview, report } = await load()
    expect(overview.books[0]).toMatchObject({
      book: { id: '70' },
      rate: { ok: true, perEur: '1' },
      ofHundred: { ok: true, source: 'ECB' },
    })
    expect(report.currencies).toMatchObject([{ ok: true, books: ['Europe'], exposure: { currency: 'EUR' } }])
  })

  it('take a buffer, a lock, and its removal; refuse what makes no sense at its field', async () => {
    expect((await send({ intent: 'buffer', buffer: '2' })).data).toMatchObject({ ok: true })
    expect((await load()).overview.books[0]?.ofHundred).toMatchObject({ bufferBps: 200 })
    expect((await send({ intent: 'buffer', buffer: '50' })).init?.status).toBe(422)
    expect((await send(lock)).data).toMatchObject({ ok: true })
    const again = await send(lock)
    expect(again.init?.status).toBe(422)
    expect(again.data).toMatchObject({ fields: [{ path: ['validFrom'], code: 'overlap' }] })
    expect((await send({ ...lock, rate: '0', toCurrency: 'EURO' })).data).toMatchObject({
      fields: [{ path: ['toCurrency'] }, { path: ['rate'] }],
    })
    const { overview } = await load()
    // 100.00 GBP at 1.2, without a buffer
    expect(overview.books[0]?.ofHundred).toMatchObject({ minor: 12_000, source: 'locked', bufferBps: 0 })
    const id = overview.locks[0]?.id ?? ''
    expect(overview.locks[0]).toMatchObject({ state: 'active', note: 'hedge' })
    expect((await rates.action(args(visit(theirs, '/app/pricing/rates', { intent: 'unlock', id })))).init?.status).toBe(
      404,
    )
    expect((await send({ intent: 'unlock', id })).data).toMatchObject({ ok: true })
    expect((await load()).overview.locks).toEqual([])
  })
})
