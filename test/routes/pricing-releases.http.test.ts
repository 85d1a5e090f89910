/** The pages of price releases as the admin asks for them: the form, the preview, its questions, times, limits, files. Writing is tested with its job. */
import { beforeAll, describe, expect, it } from 'vitest'
import { prisma } from '#app/db/client.server.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import * as overview from '#app/routes/app.pricing._index.tsx'
import * as list from '#app/routes/app.pricing.releases._index.tsx'
import * as page from '#app/routes/app.pricing.releases.$id._index.tsx'
import * as edit from '#app/routes/app.pricing.releases.$id.edit.tsx'
import * as file from '#app/routes/app.pricing.releases.$id.export.$format.ts'
import * as price from '#app/routes/app.pricing.releases.$id.prices.$row.tsx'
import * as fresh from '#app/routes/app.pricing.releases.new.tsx'
import { newRule } from '#app/tools/pricing/rules/schema.ts'
import { createRuleSet, publishRuleSet, saveDraft } from '#app/tools/pricing/rules/service.server.ts'
import { aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { storeToken, visit } from './admin-visit.ts'

let shop: Shop
let ruleSetId = ''
let mug = ''

beforeAll(async () => {
  shop = await shopWith(['write_products'])
  const product = await aProduct(shop, {
    title: 'Mug',
    productType: 'Kitchen',
    variants: [
      { sku: 'MUG-S', priceMinor: 1000 },
      { sku: 'MUG-L', priceMinor: 1500 },
    ],
  })
  mug = product.variant.id
  await aProduct(shop, { title: 'Rug', productType: 'Living', variants: [{ sku: 'RUG', priceMinor: 1200 }] })
  ruleSetId = await rulesThatSet(1200)
})

async function shopWith(scopes: string[]): Promise<Shop> {
  const made = await aShop()
  await prisma().shop.update({ where: { id: made.id }, data: { scopes } })
  const found = await getShopById(made.id)
  await storeToken(found, scopes)
  return found
}

async function rulesThatSet(priceMinor: number): Promise<string> {
  const { id, document, updatedAt } = await createRuleSet(shop, `All for ${priceMinor}`)
  const rule = {
    ...newRule('fixed_price', 'r1', '2026-11-20T00:00:00Z', 'GBP'),
    name: 'One price',
    prices: [{ for: 'currency' as const, currency: 'GBP', priceMinor }],
  }
  await saveDraft(shop, id, { name: 'One price', updatedAt, ruleSet: { ...document, rules: [rule as never] } })
  await publishRuleSet(shop, id)
  return id
}

const args = (request: Request, params: Record<string, string> = {}) => ({ request, params, context: {} })

interface Answered {
  status: number
  body: unknown
  to: string | null
}

async function answered(work: Promise<{ data: unknown; init: ResponseInit | null }>): Promise<Answered> {
  try {
    const { data, init } = await work
    return { status: init?.status ?? 200, body: data, to: null }
  } catch (thrown) {
    if (!(thrown instanceof Response)) throw thrown
    return { status: thrown.status, body: null, to: thrown.headers.get('location') }
  }
}

const create = (form: Record<string, string>) =>
  answered(
    fresh.action(
      args(
        visit(shop, '/app/pricing/releases/new', {
          name: 'Autumn',
          ruleSetId,
          everyBook: 'true',
          statuses: 'ACTIVE',
          ...form,
        }),
      ),
    ),
  )

async function created(form: Record<string, string> = {}): Promise<string> {
  const { to } = await create(form)
  const id = /\/app\/pricing\/releases\/([0-9a-f-]{36})/.exec(to ?? '')?.[1]
  if (!id) throw new Error(`no release was made: ${to}`)
  return id
}

const ask = (id: string, form: Record<string, string>) =>
  answered(page.action(args(visit(shop, `/app/pricing/releases/${id}?index`, form), { id })))
const shown = (id: string, search = '') =>
  page.loader(args(visit(shop, `/app/pricing/releases/${id}${search}`), { id }))

describe('a new release', () => {
  it('is refused at its fields, in codes that the page says', async () => {
    const { status, body } = await create({ name: ' ', ruleSetId: '', everyBook: 'false' })
    expect(status).toBe(422)
    expect(body).toMatchObject({
      ok: false,
      fields: [
        { path: ['name'], message: 'name_missing' },
        { path: ['bookIds'], message: 'books_missing' },
        { path: ['ruleSetId'], message: 'rule_set_missing' },
      ],
    })
  })

  it('is previewed at once, and its page shows every change', async () => {
    const { release, page: rows, counts, mayWrite } = await shown(await created())
    expect(release).toMatchObject({ name: 'Autumn', state: 'previewed', totals: { rises: 1, falls: 1 } })
    expect(rows.rows.map(({ sku, oldShownMinor, newMinor }) => [sku, oldShownMinor, newMinor])).toEqual([
      ['MUG-L', 1500, 1200],
      ['MUG-S', 1000, 1200],
    ])
    expect(counts.planned).toBe(2)
    expect(mayWrite).toBe(true)
  })

  it('plans only what its filter names, typed one per line', async () => {
    const { page: rows } = await shown(await created({ skus: ' mug-s \r\n\r\nnone' }))
    expect(rows.rows.map(({ sku }) => sku)).toEqual(['MUG-S'])
    const { release } = await shown(await created({ productTypes: 'Living' }), '?show=all')
    expect(release.totals?.variants).toBe(1)
  })
})

describe('the list of prices', () => {
  it('is filtered, searched and sorted by the address; what makes no sense is dropped', async () => {
    const id = await created()
    const skus = async (search: string): Promise<(string | null)[]> =>
      (await shown(id, search)).page.rows.map(({ sku }) => sku)
    expect(await skus('?move=rise')).toEqual(['MUG-S'])
    expect(await skus('?sort=change&direction=desc')).toEqual(['MUG-S', 'MUG-L'])
    expect(await skus('?search=MUG-L')).toEqual(['MUG-L'])
    expect(await skus('?show=applied')).toEqual([])
    expect(await skus('?show=nonsense&sort=x&limit=-1')).toHaveLength(2)
  })

  it('is a file in the language of the page, with what the list shows', async () => {
    const id = await created()
    const read = async (search: string): Promise<string> =>
      (await file.loader(args(visit(shop, `/x${search}`), { id, format: 'csv' }))).text()
    const english = await read('?move=fall')
    expect(english.split('\r\n')[0]).toContain('New price')
    expect(english).toContain('Mug,')
    expect(english).toMatch(/MUG-L,Base prices,GBP,15\.00,,12\.00,,-20\.00/)
    expect(english).not.toContain('MUG-S')
    expect(await read('?locale=zh-CN')).toContain('新价')
    const refused = await file
      .loader(args(visit(shop, '/x'), { id, format: 'exe' }))
      .catch((thrown: unknown) => thrown as Response)
    expect(refused.status).toBe(404)
  })

  it('leads to why a price is what it is: the steps and where the money goes', async () => {
    const id = await created()
    const why = await price.loader(args(visit(shop, '/x'), { id, row: `0-${mug}` }))
    expect(why.row).toMatchObject({ sku: 'MUG-S', newMinor: 1200 })
    expect(why.steps.at(0)).toMatchObject({ name: 'today' })
    expect(why.steps.at(-1)).toMatchObject({ name: 'result', values: { price: { minor: 1200, currency: 'GBP' } } })
    expect(why.steps.some(({ rule }) => rule?.name === 'One price')).toBe(true)
    expect([why.before?.priceMinor, why.after?.priceMinor]).toEqual([1000, 1200])
    for (const row of ['0', 'x-1', `0-${mug}-1`, '0-999'])
      await expect(price.loader(args(visit(shop, '/x'), { id, row }))).rejects.toMatchObject({ status: 404 })
  })
})

describe('approval', () => {
  it('waits for each question to be answered by its name', async () => {
    const id = await created()
    expect((await shown(id)).release.guards.map(({ guard }) => guard)).toContain('no_floor')
    expect(await ask(id, { intent: 'approve' })).toMatchObject({
      status: 409,
      body: { code: 'conflict', fields: [{ code: 'guard_unanswered' }] },
    })
    expect((await ask(id, { intent: 'answerGuard', guard: 'everything', answer: 'go_ahead' })).status).toBe(422)
    for (const { guard } of (await shown(id)).release.guards)
      expect((await ask(id, { intent: 'answerGuard', guard, answer: 'go_ahead' })).status).toBe(200)
    expect(await ask(id, { intent: 'approve' })).toMatchObject({
      status: 200,
      body: { said: 'pricingReleases.said.approved' },
    })
    expect((await shown(id)).release.state).toBe('approved')
  })

  it('a time in the past, or an end before the start, is refused at its field', async () => {
    const id = await created()
    const refusedAt = async (form: Record<string, string>) => (await ask(id, { intent: 'schedule', ...form })).body
    expect(await refusedAt({ startsAt: '2020-01-01T10:00' })).toMatchObject({
      fields: [{ path: ['startsAt'], code: 'starts_in_past' }],
    })
    expect(await refusedAt({ startsAt: '2099-01-02T10:00', endsAt: '2099-01-01T10:00' })).toMatchObject({
      fields: [{ path: ['endsAt'], code: 'ends_before_start' }],
    })
    expect(await refusedAt({ startsAt: '2099-02-30T10:00' })).toMatchObject({ fields: [{ path: ['startsAt'] }] })
  })

  it('is undone by another plan, which is previewed in its place', async () => {
    const id = await created()
    const form = { name: 'Mugs only', ruleSetId, everyBook: 'true', statuses: 'ACTIVE', skus: 'MUG-L' }
    const { to } = await answered(edit.action(args(visit(shop, `/app/pricing/releases/${id}/edit`, form), { id })))
    expect(to).toContain(`/app/pricing/releases/${id}`)
    const { release, counts } = await shown(id)
    expect(release).toMatchObject({ name: 'Mugs only', state: 'previewed' })
    expect(counts.planned).toBe(1)
  })

  it('a release that wrote nothing can be deleted, and its page is gone', async () => {
    const id = await created()
    expect((await ask(id, { intent: 'discard' })).to).toContain('/app/pricing/releases')
    await expect(shown(id)).rejects.toMatchObject({ status: 404 })
  })
})

describe('the limits', () => {
  const save = (form: Record<string, string>) =>
    answered(list.action(args(visit(shop, '/app/pricing/releases?index', { intent: 'saveLimits', ...form }))))

  it('are percents as people write them, and refused at their field', async () => {
    expect((await save({ share: '12,5', fall: '7' })).status).toBe(200)
    const { settings } = await list.loader(args(visit(shop, '/app/pricing/releases')))
    expect(settings).toEqual({ blastShareBps: 1250, blastFallBps: 700 })
    expect(await save({ share: '101', fall: 'many' })).toMatchObject({
      status: 422,
      body: {
        fields: [
          { path: ['share'], message: 'percent_too_high' },
          { path: ['fall'], message: 'number_invalid' },
        ],
      },
    })
  })
})

describe('a shop without the permission to write', () => {
  it('is told so on the overview, the list and the release', async () => {
    const poor = await shopWith(['read_products'])
    expect((await overview.loader(args(visit(poor, '/app/pricing')))).mayWrite).toBe(false)
    expect((await list.loader(args(visit(poor, '/app/pricing/releases')))).mayWrite).toBe(false)
  })
})

describe('the overview', () => {
  it('knows what needs attention: releases, missing costs, rules', async () => {
    const { state, publishedVersion, hasRules } = await overview.loader(args(visit(shop, '/app/pricing')))
    expect(state.releases.length).toBeGreaterThan(0)
    expect(state.variants).toBe(3)
    expect(state.coverage).toMatchObject([{ bookId: '0', complete: 0 }])
    expect(publishedVersion).toBe(1)
    expect(hasRules).toBe(true)
  })
})
