import { beforeAll, describe, expect, it } from 'vitest'
import type { Shop } from '#app/mirror/types.ts'
import * as detail from '#app/routes/app.pricing.competitors.$id.tsx'
import * as list from '#app/routes/app.pricing.competitors._index.tsx'
import * as exported from '#app/routes/app.pricing.competitors.export.$format.ts'
import * as importing from '#app/routes/app.pricing.competitors.import.tsx'
import * as keys from '#app/routes/app.pricing.competitors.keys.tsx'
import * as manage from '#app/routes/app.pricing.competitors.manage.tsx'
import * as template from '#app/routes/app.pricing.competitors.template.$format.ts'
import { aProduct, type BuiltProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { forger, storeToken, stranger, visit } from './admin-visit.ts'

let ours: Shop
let theirs: Shop
let secret: BuiltProduct

interface Args {
  request: Request
  params: Record<string, string>
  context: Record<string, never>
}
const args = (request: Request, params: Record<string, string> = {}): Args => ({ request, params, context: {} })

async function thrown(work: Promise<unknown>): Promise<Response> {
  const result: unknown = await work.then(
    (value) => value,
    (error: unknown) => error,
  )
  if (!(result instanceof Response)) throw new Error(`answered instead of refusing: ${JSON.stringify(result)}`)
  return result
}

/** The form as the page sends it: with a file. */
function upload(shop: Shop, fields: Record<string, string>, file?: File): Request {
  const asked = visit(shop, '/app/pricing/competitors/import')
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  if (file) form.set('file', file)
  return new Request(asked.url, { method: 'POST', headers: asked.headers, body: form })
}

const seen = new Date(Date.now() - 3_600_000).toISOString()
const pricesOf = (sku: string, price = '9.90'): File =>
  new File([`SKU,Competitor,Price,Currency,Seen at\n${sku},Rival,${price},GBP,${seen}\n`], 'prices.csv')

beforeAll(async () => {
  ours = await aShop()
  theirs = await aShop()
  for (const shop of [ours, theirs]) await storeToken(shop)
  await aProduct(ours, { title: 'Mug', variants: [{ sku: 'MUG' }] })
  secret = await aProduct(theirs, { title: 'Secret product', variants: [{ sku: 'SECRET' }] })
  await importing.action(args(upload(theirs, { intent: 'import' }, pricesOf('SECRET'))))
  await keys.action(args(visit(theirs, '/app/pricing/competitors/keys', { intent: 'create', name: 'Secret program' })))
})

const pages = [
  ['/app/pricing/competitors', list.loader, {}],
  ['/app/pricing/competitors/manage', manage.loader, {}],
  ['/app/pricing/competitors/keys', keys.loader, {}],
  ['/app/pricing/competitors/import', importing.loader, {}],
  ['/app/pricing/competitors/export/csv', exported.loader, { format: 'csv' }],
  ['/app/pricing/competitors/template/xlsx', template.loader, { format: 'xlsx' }],
] as const

describe('the competitor pages', () => {
  it.each(pages)('%s holds nothing of another shop', async (path, loader, params) => {
    const shown: unknown = await loader(args(visit(ours, path), params))
    const text = shown instanceof Response ? await shown.text() : JSON.stringify(shown)
    expect(text).not.toMatch(/secret|rival/i)
  })

  it.each(pages)('%s sends a stranger away, and refuses a forged token', async (path, loader, params) => {
    expect((await thrown(loader(args(stranger(path), params)))).status).toBe(302)
    expect((await thrown(loader(args(forger(ours, path), params)))).status).toBe(401)
  })

  it('take no form from a stranger', async () => {
    const path = '/app/pricing/competitors/manage'
    for (const { action } of [manage, keys, importing])
      expect([302, 401]).toContain(
        (await thrown(action(args(stranger(path, { competitorId: '1', active: 'false' }))))).status,
      )
  })

  it('answer 404 for a product of another shop, and for what cannot be one', async () => {
    for (const id of [secret.variant.id, '0x10', '99999999999999999999', '1'])
      expect((await thrown(detail.loader(args(visit(ours, `/app/pricing/competitors/${id}`), { id })))).status).toBe(
        404,
      )
    const shown = await detail.loader(args(visit(theirs, '/x'), { id: secret.variant.id }))
    expect(shown.evidence.offers).toHaveLength(1)
  })

  it('answer 404 for a file in another format', async () => {
    for (const { loader } of [exported, template])
      expect((await thrown(loader(args(visit(ours, '/x'), { format: 'pdf' })))).status).toBe(404)
  })

  it('drop what makes no sense in an address', async () => {
    const shown = await list.loader(
      args(visit(ours, '/app/pricing/competitors?age=9&sort=x&book=y&after=-1&limit=9999')),
    )
    expect(shown.query).toMatchObject({ age: '30', sort: 'gap', book: '0', limit: 50 })
  })
})

describe('the import form', () => {
  const answered = async (request: Request) => {
    const { data, init } = await importing.action(args(request))
    return { status: init?.status ?? 200, body: data }
  }

  it('previews, imports, and says what was there already', async () => {
    expect(await answered(upload(ours, { intent: 'preview' }, pricesOf('MUG')))).toMatchObject({
      status: 200,
      body: { ok: true, preview: { ready: 1, standing: { new: 1 } } },
    })
    expect((await list.loader(args(visit(ours, '/app/pricing/competitors')))).hasObservations).toBe(false)
    expect(await answered(upload(ours, { intent: 'import' }, pricesOf('MUG')))).toMatchObject({
      status: 200,
      body: { ok: true, said: 'pricingCompetitors.said.imported' },
    })
    expect(await answered(upload(ours, { intent: 'import' }, pricesOf('MUG')))).toMatchObject({
      body: { preview: { standing: { new: 0, same: 1 } } },
    })
  })

  it.each([
    ['no file', undefined, 'sheets.file.empty'],
    ['a picture', new File([Buffer.from('89504e470d0a1a0a0000000d', 'hex')], 'a.png'), 'sheets.file.not_a_table'],
    ['lines with problems', pricesOf('NOPE'), 'pricingCompetitors.import.hasProblems'],
    ['a price of 0', pricesOf('MUG', '0'), 'pricingCompetitors.import.hasProblems'],
    ['wrong columns', new File(['a,b\n1,2\n'], 'a.csv'), 'pricingCompetitors.import.columnsWrong'],
  ])('refuses %s with 422', async (_what, file, code) => {
    expect(await answered(upload(ours, { intent: 'import' }, file))).toMatchObject({
      status: 422,
      body: { ok: false, code: 'invalid_input', preview: null, fields: [{ code }] },
    })
  })

  it('refuses a body beyond the limit before it is read', async () => {
    const asked = visit(ours, '/app/pricing/competitors/import')
    const headers = new Headers(asked.headers)
    headers.set('content-type', 'multipart/form-data; boundary=x')
    headers.set('content-length', String(20 * 1024 * 1024))
    const request = new Request(asked.url, { method: 'POST', headers, body: '--x--' })
    expect(await answered(request)).toMatchObject({
      status: 422,
      body: { fields: [{ code: 'sheets.file.too_large' }] },
    })
    expect(request.bodyUsed).toBe(false)
  })
})

describe('the other forms', () => {
  it('exclude a competitor and refuse one that is not there', async () => {
    const post = async (form: Record<string, string>) => {
      const { data, init } = await manage.action(args(visit(ours, '/app/pricing/competitors/manage', form)))
      return { status: init?.status ?? 200, ok: data.ok }
    }
    expect(await post({ competitorId: '1', active: 'false' })).toEqual({ status: 200, ok: true })
    expect((await manage.loader(args(visit(ours, '/app/pricing/competitors/manage')))).competitors[0]?.active).toBe(
      false,
    )
    expect(await post({ competitorId: '1', active: 'true' })).toEqual({ status: 200, ok: true })
    expect(await post({ competitorId: '77', active: 'true' })).toEqual({ status: 404, ok: false })
    expect(await post({ competitorId: 'x', active: 'perhaps' })).toEqual({ status: 422, ok: false })
  })

  it('show a key once, and revoke it', async () => {
    const path = '/app/pricing/competitors/keys'
    const made = await keys.action(args(visit(ours, path, { intent: 'create', name: '  Monitor ' })))
    expect(made.data.shown).toMatchObject({ name: 'Monitor' })
    expect(made.data.shown?.key).toMatch(/^twk_/)
    const listed = await keys.loader(args(visit(ours, path)))
    expect(JSON.stringify(listed)).not.toContain(made.data.shown?.key)
    expect(listed.address).toBe('https://app.example.com/api/observations')
    const id = listed.tokens[0]?.id ?? ''
    await keys.action(args(visit(ours, path, { intent: 'revoke', id })))
    expect((await keys.loader(args(visit(ours, path)))).tokens[0]?.revokedAt).not.toBeNull()
    const nameless = await keys.action(args(visit(ours, path, { intent: 'create', name: ' ' })))
    expect([nameless.init?.status, nameless.data.ok]).toEqual([422, false])
    const [theirKey] = (await keys.loader(args(visit(theirs, path)))).tokens
    const refused = await keys.action(args(visit(ours, path, { intent: 'revoke', id: theirKey?.id ?? '' })))
    expect(refused.init?.status).toBe(404)
  })

  it('take a verdict and take it back', async () => {
    const id = secret.variant.id
    const shown = await detail.loader(args(visit(theirs, '/x'), { id }))
    const offer = shown.evidence.offers[0]?.offer
    const form = { competitorId: String(offer?.competitorId), country: 'ZZ', seenAt: offer?.seenAt ?? '' }
    const say = async (match: string) =>
      (await detail.action(args(visit(theirs, '/x', { ...form, match }), { id }))).init?.status ?? 200
    expect(await say('wrong')).toBe(200)
    expect((await detail.loader(args(visit(theirs, '/x'), { id }))).evidence.offers[0]?.verdict).toBe('rejected')
    expect(await say('open')).toBe(200)
    expect((await detail.loader(args(visit(theirs, '/x'), { id }))).evidence.offers[0]?.verdict).toBe('counts')
    expect(await say('perhaps')).toBe(422)
  })
})
