import { beforeAll, describe, expect, it } from 'vitest'
import en from '#app/i18n/en.ts'
import type { Shop } from '#app/mirror/types.ts'
import * as edit from '#app/routes/app.pricing.promotions.$id.tsx'
import * as calendar from '#app/routes/app.pricing.promotions._index.tsx'
import * as fresh from '#app/routes/app.pricing.promotions.new.tsx'
import { FESTIVAL_KEYS } from '#app/tools/pricing/promotions/festivals.ts'
import { aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { storeToken, stranger, visit } from './admin-visit.ts'

let ours: Shop
let theirs: Shop

beforeAll(async () => {
  ours = await aShop()
  theirs = await aShop()
  for (const shop of [ours, theirs]) {
    await storeToken(shop)
    await aProduct(shop, { title: 'Mug', productType: 'Mugs', variants: [{ sku: 'MUG' }] })
  }
})

const args = (request: Request, params: Record<string, string> = {}) => ({ request, params, context: {} })

async function answered(work: ReturnType<typeof fresh.action>) {
  const answer = await work
  return { status: answer.init?.status ?? 200, body: answer.data }
}

const wanted = {
  name: 'Spring',
  festival: null,
  startsOn: '2027-04-01',
  endsOn: '2027-04-10',
  marketIds: [],
  discountBps: 1500,
  scope: { kind: 'skus', skus: ['mug'] },
}
const save = (shop: Shop, promotion: object) =>
  answered(
    fresh.action(
      args(visit(shop, '/app/pricing/promotions/new', { intent: 'save', promotion: JSON.stringify(promotion) })),
    ),
  )

async function planOf(shop: Shop): Promise<string> {
  const shown = await calendar.loader(args(visit(shop, '/app/pricing/promotions?from=2027-04')))
  const plans = shown.months.flatMap((month) =>
    month.entries.flatMap((entry) => (entry.kind === 'plan' ? [entry.plan] : [])),
  )
  return plans[0]?.id ?? ''
}

describe('a promotion', () => {
  it('is planned, found in the calendar, changed, removed and put back', async () => {
    expect(await save(ours, wanted)).toEqual({ status: 200, body: { ok: true, said: 'pricingPromotions.said.saved' } })
    const id = await planOf(ours)
    const path = `/app/pricing/promotions/${id}`
    expect((await edit.loader(args(visit(ours, path), { id }))).draft).toEqual(wanted)
    const form = { intent: 'save', promotion: JSON.stringify({ ...wanted, name: 'April' }) }
    expect((await answered(edit.action(args(visit(ours, path, form), { id })))).status).toBe(200)
    const removed = await answered(edit.action(args(visit(ours, path, { intent: 'remove' }), { id })))
    expect(removed.body).toMatchObject({ ok: true, removed: { id, draft: { ...wanted, name: 'April' } } })
    expect(await planOf(ours)).toBe('')
    const back = JSON.stringify('removed' in removed.body ? removed.body.removed : null)
    await calendar.action(args(visit(ours, '/app/pricing/promotions', { intent: 'restore', removed: back })))
    expect(await planOf(ours)).toBe(id)
  })

  it('is checked without being saved', async () => {
    const form = {
      intent: 'check',
      promotion: JSON.stringify({ ...wanted, name: '-', startsOn: '2028-01-01', endsOn: '2028-02-15' }),
    }
    const checked = await answered(fresh.action(args(visit(theirs, '/app/pricing/promotions/new', form))))
    // 1 January to 15 February are 46 of 90 days.
    expect(checked.body).toMatchObject({
      ok: true,
      check: { variants: 1, over: 1, worst: [{ days: 46, name: { title: 'Mug' } }] },
    })
    expect(await planOf(theirs)).toBe('')
  })

  it.each([
    ['no name', { name: ' ' }, ['name'], 'name_missing'],
    ['days the wrong way round', { endsOn: '2027-03-31' }, ['endsOn'], 'ends_before_start'],
    ['30 February', { startsOn: '2027-02-30' }, ['startsOn'], 'day_missing'],
    ['a day nobody lives to see', { endsOn: '9999-01-01' }, ['endsOn'], 'day_out_of_range'],
    ['a percentage in words', { discountBps: 'half' }, ['discountBps'], 'percent_invalid'],
    ['more than everything off', { discountBps: 10_100 }, ['discountBps'], 'percent_too_high'],
    ['a SKU nobody has', { scope: { kind: 'skus', skus: ['none'] } }, ['scope', 'skus', 'none'], 'sku_unknown'],
    ['no SKU', { scope: { kind: 'skus', skus: [] } }, ['scope', 'skus'], 'skus_missing'],
  ])('with %s is refused at its field', async (_what, changes, path, message) => {
    const refused = await save(theirs, { ...wanted, ...changes })
    expect(refused.status).toBe(422)
    expect(refused.body).toMatchObject({ ok: false, code: 'invalid_input' })
    expect('fields' in refused.body && refused.body.fields.map((field) => [field.path, field.message])).toContainEqual([
      path,
      message,
    ])
    expect(en.pricingPromotions.error).toHaveProperty(message)
    expect(await planOf(theirs)).toBe('')
  })

  it('that did not arrive whole is refused, not a crash', async () => {
    const form = { intent: 'save', promotion: '{"name":' }
    expect((await answered(fresh.action(args(visit(theirs, '/app/pricing/promotions/new', form))))).status).toBe(422)
  })

  it('of another shop is not there', async () => {
    const id = await planOf(ours)
    await expect(edit.loader(args(visit(theirs, `/app/pricing/promotions/${id}`), { id }))).rejects.toMatchObject({
      status: 404,
    })
    const taken = await answered(
      edit.action(args(visit(theirs, `/app/pricing/promotions/${id}`, { intent: 'remove' }), { id })),
    )
    expect(taken.status).toBe(404)
    expect(await planOf(ours)).toBe(id)
  })
})

describe('the limit', () => {
  it.each([
    ['12,5', 1250],
    ['40', 4000],
    ['33.33', 3333],
  ])('%s %% is %i basis points', async (share, bps) => {
    const saved = await calendar.action(args(visit(ours, '/app/pricing/promotions', { share })))
    expect(saved.data).toEqual({ ok: true, said: 'pricingPromotions.said.limitSaved' })
    expect((await calendar.loader(args(visit(ours, '/app/pricing/promotions')))).limit.maxShareBps).toBe(bps)
  })

  it.each(['', '0', '101', 'much', '-5', '1e3'])('%j is refused', async (share) => {
    expect((await calendar.action(args(visit(ours, '/app/pricing/promotions', { share })))).init?.status).toBe(422)
  })
})

it('a festival of the calendar fills the form', async () => {
  const shown = await fresh.loader(args(visit(ours, '/app/pricing/promotions/new?festival=boxing_day&day=2026-12-26')))
  expect(shown.draft).toMatchObject({ festival: 'boxing_day', startsOn: '2026-12-26', endsOn: '2026-12-31' })
})

it('strangers are sent away', async () => {
  for (const work of [
    calendar.loader(args(stranger('/app/pricing/promotions'))),
    fresh.loader(args(stranger('/app/pricing/promotions/new'))),
  ])
    await expect(work).rejects.toMatchObject({ status: 302 })
})

it('every festival has a name', () => {
  expect(Object.keys(en.pricingPromotions.festival).sort()).toEqual([...FESTIVAL_KEYS].sort())
})
