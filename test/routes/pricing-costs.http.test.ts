import { beforeAll, describe, expect, it } from 'vitest'
import { ensureRates } from '#app/facts/fx-load.server.ts'
import en from '#app/i18n/en.ts'
import type { Shop } from '#app/mirror/types.ts'
import * as book from '#app/routes/app.pricing.costs.books.$id.tsx'
import * as costs from '#app/routes/app.pricing.costs._index.tsx'
import * as defaults from '#app/routes/app.pricing.costs.defaults.tsx'
import * as files from '#app/routes/app.pricing.costs.export.$format.ts'
import * as imports from '#app/routes/app.pricing.costs.import.tsx'
import * as taxes from '#app/routes/app.pricing.costs.taxes.tsx'
import * as variant from '#app/routes/app.pricing.costs.variants.$id.tsx'
import { BASE_BOOK } from '#app/tools/pricing/terms.ts'
import { aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { storeToken, visit } from './admin-visit.ts'

let shop: Shop
let variantId: string

beforeAll(async () => {
  await ensureRates()
  shop = await aShop()
  await storeToken(shop)
  variantId = (await aProduct(shop, { title: 'Mug', variants: [{ sku: 'MUG' }] })).variant.id
})

const args = (request: Request, params: Record<string, string> = {}) => ({ request, params, context: {} })
const PAGE = '/app/pricing/costs'

interface Answer {
  data: unknown
  init: ResponseInit | null
}
async function answered(work: Promise<Answer>): Promise<{ status: number; body: unknown }> {
  const answer = await work
  return { status: answer.init?.status ?? 200, body: answer.data }
}
const refused = (...fields: [string, string][]) => ({
  status: 422,
  body: {
    ok: false,
    code: 'invalid_input',
    fields: fields.map(([name, code]) => ({ path: [name], message: code, code })),
  },
})

const post = (
  route: { action: (given: ReturnType<typeof args>) => Promise<Answer> },
  path: string,
  form: Record<string, string>,
  params: Record<string, string> = {},
) => answered(route.action(args(visit(shop, `${PAGE}${path}`, form), params)))

/** Every code a field can be refused with has its words. */
const worded = (fields: unknown): boolean =>
  (fields as { code: string }[]).every(({ code }) => code in en.pricingCosts.refused)

it('the values for all variants are saved, refused at their fields, and protected from an old form', async () => {
  const form = {
    inboundKind: 'percent',
    inboundPercent: '12,5',
    packaging: '0.30',
    packagingCurrency: 'gbp',
    version: '0',
  }
  expect(
    (await post(defaults, '/defaults', { ...form, originCountry: 'China', weightGrams: '1.5' })).body,
  ).toMatchObject(refused(['weightGrams', 'not_whole']).body)
  const bad = await post(defaults, '/defaults', {
    ...form,
    inboundPercent: 'much',
    packaging: '1e9',
    packagingCurrency: '$',
  })
  expect(bad).toMatchObject({ status: 422 })
  expect(worded((bad.body as { fields: unknown }).fields)).toBe(true)
  expect(await post(defaults, '/defaults', { ...form, originCountry: 'China', weightGrams: '250' })).toEqual({
    status: 200,
    body: { ok: true, said: 'pricingCosts.saved' },
  })
  expect(await defaults.loader(args(visit(shop, `${PAGE}/defaults`)))).toMatchObject({
    version: 1,
    costs: {
      inboundFreight: { kind: 'percent', bps: 1250 },
      packaging: { minor: 30, currency: 'GBP' },
      originCountry: 'CN',
      weightGrams: 250,
    },
  })
  expect(await post(defaults, '/defaults', form)).toMatchObject({ status: 409, body: { code: 'conflict' } })
})

describe('a price book', () => {
  const id = BASE_BOOK
  it('keeps its freight table by weight, and reads it back as it was typed', async () => {
    const form = {
      'band.0.upTo': '2000',
      'band.0.cost': '4.10',
      'band.1.upTo': '500',
      'band.1.cost': '2.95',
      perKg: '1.20',
      unitsPerParcel: '2',
      commission: '12.5',
      paymentPercent: '2',
      paymentFixed: '0,20',
      taxIncluded: 'true',
      version: '0',
    }
    expect(await post(book, '/books/0', form, { id })).toMatchObject({ status: 200 })
    const shown = await book.loader(args(visit(shop, `${PAGE}/books/0`), { id }))
    expect(shown.costs).toMatchObject({
      freight: {
        bands: [
          { upToGrams: 500, costMinor: 295 },
          { upToGrams: 2000, costMinor: 410 },
        ],
        perKgMinor: 120,
        perParcelMinor: null,
      },
      unitsPerParcel: 2,
      commissionBps: 1250,
      payment: { bps: 200, fixedMinor: 20 },
      taxIncluded: true,
      returnRateBps: null,
    })
  })

  it('says at each field what does not work', async () => {
    const form = {
      'band.0.upTo': '500',
      'band.0.cost': '',
      'band.1.upTo': '900',
      'band.1.cost': '1.00',
      'band.2.upTo': '900',
      'band.2.cost': '2.00',
      commission: '101',
      returnRate: '1.2345',
      shipsFrom: 'Atlantis',
      version: '1',
    }
    expect(await post(book, '/books/0', form, { id })).toEqual(
      refused(
        ['band.0.cost', 'missing'],
        ['band.2.upTo', 'twice'],
        ['shipsFrom', 'not_a_country'],
        ['commission', 'out_of_range'],
        ['returnRate', 'two_decimals'],
      ),
    )
  })
})

describe('taxes and duties', () => {
  const form = { kind: 'duty', destination: 'US', hsPrefix: '6912', origin: 'CN', rate: '9.8', validFrom: '2026-01-01' }

  it('a line is added, changed and removed', async () => {
    expect(await post(taxes, '/taxes', form)).toMatchObject({ status: 200 })
    const [line] = (await taxes.loader(args(visit(shop, `${PAGE}/taxes`)))).own
    expect(line).toMatchObject({
      kind: 'duty',
      destination: 'US',
      hsPrefix: '6912',
      origin: 'CN',
      rateBps: 980,
      validTo: null,
    })
    const id = line?.id ?? ''
    expect(await post(taxes, '/taxes', { ...form, rate: '10', validTo: '2026-12-31', id })).toMatchObject({
      status: 200,
    })
    expect((await taxes.loader(args(visit(shop, `${PAGE}/taxes`)))).own).toMatchObject([
      { id, rateBps: 1000, validTo: '2026-12-31' },
    ])
    expect(await post(taxes, '/taxes', { intent: 'remove', id })).toMatchObject({ status: 200 })
    expect(await post(taxes, '/taxes', { intent: 'remove', id })).toMatchObject({ status: 404 })
  })

  it.each([
    [{ destination: '' }, 'destination', 'missing'],
    [{ destination: 'Nowhere' }, 'destination', 'not_a_country'],
    [{ rate: '' }, 'rate', 'missing'],
    [{ rate: '-1' }, 'rate', 'out_of_range'],
    [{ hsPrefix: '691' }, 'hsPrefix', 'not_an_hs_prefix'],
    [{ hsPrefix: 'mugs' }, 'hsPrefix', 'not_an_hs_code'],
    [{ validFrom: '' }, 'validFrom', 'missing'],
    [{ validFrom: '2026-02-30' }, 'validFrom', 'not_a_date'],
    [{ validTo: '2025-12-31' }, 'validTo', 'before'],
    [{ kind: 'vat', rate: '101' }, 'rate', 'out_of_range'],
    [{ fixed: '3', 'fixed.currency': '¥' }, 'fixed.currency', 'ambiguous_currency'],
  ])('%j is refused at %s', async (change, field, code) => {
    const answer = await post(taxes, '/taxes', { ...form, ...change })
    expect(answer.status).toBe(422)
    const { fields } = answer.body as { fields: { path: string[]; code: string }[] }
    expect(fields).toContainEqual({ path: [field], message: code, code })
    expect(worded(fields)).toBe(true)
  })
})

it('a variant’s own values count, are shown in its waterfall, and go back to Shopify’s when emptied', async () => {
  const path = `/variants/${variantId}`
  const params = { id: variantId }
  const costOf = async () => {
    const { waterfalls } = await variant.loader(args(visit(shop, `${PAGE}${path}`), params))
    return waterfalls[0]?.steps[0]
  }
  expect(await post(variant, path, { unit_cost: '5.55', 'unit_cost.currency': 'GBP' }, params)).toMatchObject({
    status: 200,
  })
  expect(await costOf()).toMatchObject({ kind: 'unit_cost', amountMinor: 555, source: 'merchant' })
  const bad = await post(variant, path, { unit_cost: '-1', weight: '0', hs_code: '12', duty_rate: 'x' }, params)
  expect(bad.status).toBe(422)
  expect((bad.body as { fields: { path: string[] }[] }).fields.map((field) => field.path[0])).toEqual([
    'unit_cost',
    'hs_code',
    'duty_rate',
    'weight',
  ])
  expect(await costOf()).toMatchObject({ amountMinor: 555 })
  expect(await post(variant, path, {}, params)).toMatchObject({ status: 200 })
  expect(await costOf()).toMatchObject({ amountMinor: 400, source: 'shopify' })
})

it('an uploaded table is previewed, then applied, and the page counts again', async () => {
  const upload = async (intent: string, text: string) => {
    const form = new FormData()
    form.set('intent', intent)
    form.set('file', new File([text], 'costs.csv', { type: 'text/csv' }))
    const request = new Request(visit(shop, `${PAGE}/import`), { method: 'POST', body: form })
    return answered(imports.action(args(request)))
  }
  const table = 'SKU,Unit cost,Currency\nMUG,3.21,GBP\n'
  expect(await upload('preview', table)).toMatchObject({
    status: 200,
    body: { preview: { variants: 1, problems: [] } },
  })
  expect(await upload('import', table)).toMatchObject({ status: 200, body: { said: 'pricingCosts.import.imported' } })
  expect(await upload('import', 'SKU,Unit cost\nCUP,1\n')).toMatchObject({
    status: 422,
    body: { fields: [{ code: 'pricingCosts.import.hasProblems' }] },
  })
  const shown = await costs.loader(args(visit(shop, `${PAGE}?missing=nonsense`)))
  expect(shown.page.rows).toMatchObject([
    { sku: 'MUG', unitCost: { value: { minor: 321 }, source: 'import:costs.csv' } },
  ])
  expect(shown.coverage).toMatchObject({ variants: 1, books: [{ bookId: BASE_BOOK, complete: 1, missing: [] }] })
})

it('the table comes as a file, in the two formats and no other', async () => {
  for (const format of ['csv', 'xlsx']) {
    const file = await files.loader(args(visit(shop, `${PAGE}/export/${format}`), { format }))
    expect(file.headers.get('content-disposition')).toContain(`costs.${format}`)
  }
  await expect(files.loader(args(visit(shop, `${PAGE}/export/pdf`), { format: 'pdf' }))).rejects.toMatchObject({
    status: 404,
  })
})
