import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { prisma } from '#app/db/client.server.ts'
import { inShopSql } from '#app/db/tenant.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { action, loader } from '#app/routes/api.observations.ts'
import { createToken, observationTokens, removeToken } from '#app/tools/pricing/endpoint/service.server.ts'
import { CALLS_PER_MINUTE } from '#app/tools/pricing/observations/schema.ts'
import { aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'

const ADDRESS = 'https://app.example.com/api/observations'
let shop: Shop
let key: string

const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString()
const SEEN = hoursAgo(2)

function item(values: Record<string, unknown> = {}): Record<string, unknown> {
  return { sku: 'MUG', competitor: 'Alpha', price: '12.50', currency: 'EUR', seenAt: SEEN, ...values }
}

async function send(
  body: unknown,
  options: { key?: string | null; headers?: Record<string, string>; raw?: string } = {},
): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }> {
  const used = options.key === undefined ? key : options.key
  const request = new Request(ADDRESS, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(used === null ? {} : { authorization: `Bearer ${used}` }),
      ...options.headers,
    },
    body: options.raw ?? JSON.stringify(body),
  })
  const response = await action({ request, params: {}, context: {} })
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  }
}

const sendItems = (...observations: unknown[]) => send({ observations })

async function stored(): Promise<unknown[]> {
  return inShopSql(shop.id, async (sql) => {
    const found = await sql.query<{ row: unknown }>(
      `select to_jsonb(o) - 'shop_id' - 'variant_id' as row from pricing_observation o order by competitor_id, seen_at`,
    )
    return found.rows.map(({ row }) => row)
  })
}

beforeAll(async () => {
  shop = await aShop()
  await aProduct(shop, { variants: [{ sku: 'MUG', barcode: '4006381333931' }, { sku: 'CUP' }] })
})

beforeEach(async () => {
  await inShopSql(shop.id, (sql) => sql.query('delete from pricing_observation'))
  await inShopSql(shop.id, (sql) => sql.query('delete from pricing_token'))
  key = (await createToken(shop, { name: 'Monitor' })).key
})

describe('observations from a program', () => {
  it('are kept, with an answer for each', async () => {
    const answer = await sendItems(
      item({
        shipping: 3.95,
        inStock: true,
        url: 'https://a.example/mug',
        confidence: 0.95,
        packSize: 2,
        country: 'de',
      }),
      item({ sku: undefined, gtin: 4006381333931, competitor: 'Beta', price: 11 }),
    )
    expect(answer).toMatchObject({
      status: 200,
      body: {
        received: 2,
        new: 2,
        changed: 0,
        unchanged: 0,
        refused: 0,
        results: [
          { index: 0, status: 'new' },
          { index: 1, status: 'new' },
        ],
      },
    })
    expect(await stored()).toMatchObject([
      {
        price_minor: 1250,
        shipping_minor: 395,
        currency: 'EUR',
        country: 'DE',
        in_stock: true,
        pack_size: 2,
        url: 'https://a.example/mug',
        confidence_bps: 9500,
        source: 'endpoint',
      },
      { price_minor: 1100, shipping_minor: null, country: 'ZZ', in_stock: null, pack_size: 1, confidence_bps: 10_000 },
    ])
  })

  it('sent again change nothing, and corrected ones are corrected', async () => {
    await sendItems(item())
    expect((await sendItems(item())).body).toMatchObject({ new: 0, unchanged: 1 })
    expect((await sendItems(item({ price: '11.00' }))).body).toMatchObject({ changed: 1 })
    expect(await stored()).toMatchObject([{ price_minor: 1100 }])
  })

  it('sent by two calls at once are one', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => sendItems(item(), item({ competitor: 'Beta' }))))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
    expect(answers.reduce((sum, { body }) => sum + Number(body['new']), 0)).toBe(2)
    expect(await stored()).toHaveLength(2)
  })

  it('that are wrong are refused one by one; the others are kept', async () => {
    const answer = await sendItems(
      item(),
      item({ sku: 'NOPE' }),
      item({ price: 0 }),
      item({ price: '1e9' }),
      item({ price: 1_000_000_000 }),
      item({ currency: 'EURO' }),
      item({ seenAt: 'yesterday' }),
      item({ seenAt: hoursAgo(-2) }),
      item({ url: 'javascript:alert(1)' }),
      item({ sku: undefined }),
      item({ colour: 'red' }),
      item({ competitor: '' }),
      'text',
      item({ price: '13' }),
      item(),
    )
    expect(answer.status).toBe(200)
    const results = answer.body['results'] as {
      status: string
      errors?: { field: string; code: string; message: string }[]
    }[]
    expect(results.map(({ status, errors }) => errors?.map(({ field }) => field).join() ?? status)).toEqual([
      'new',
      'sku',
      'price',
      'price',
      'price',
      'currency',
      'seenAt',
      'seenAt',
      'url',
      'sku',
      'item',
      'competitor',
      'item',
      'seenAt',
      'unchanged',
    ])
    expect(results[1]?.errors?.[0]).toEqual({
      field: 'sku',
      code: 'unknown_product',
      message: 'no variant of the shop has this SKU or GTIN',
    })
    expect(await stored()).toHaveLength(1)
  })

  it('of which none is right are answered with 422', async () => {
    const answer = await sendItems(item({ sku: 'NOPE' }))
    expect(answer).toMatchObject({ status: 422, body: { received: 1, refused: 1 } })
  })
})

describe('a call is refused', () => {
  it.each([
    ['without a key', null],
    ['with a word for a key', 'secret'],
    ['with the key of a shop that is not', 'twk_999999_0123456789abcdef0123456789abcdef_' + 'A'.repeat(43)],
  ])('%s', async (_why, wrong) => {
    const answer = await send({ observations: [item()] }, { key: wrong })
    expect(answer).toMatchObject({ status: 401, body: { error: { code: 'unauthorized' } } })
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
    expect(await stored()).toEqual([])
  })

  it('with another secret, another id or another shop in the key', async () => {
    const [, shopId = '', id = '', secret = ''] = /^twk_(\d+)_([0-9a-f]+)_(.+)$/.exec(key) ?? []
    const other = await aShop()
    for (const wrong of [
      `twk_${shopId}_${id}_${'A'.repeat(43)}`,
      `twk_${shopId}_${'0'.repeat(32)}_${secret}`,
      `twk_${other.id}_${id}_${secret}`,
    ])
      expect((await send({ observations: [item()] }, { key: wrong })).status).toBe(401)
    expect((await send({ observations: [item()] })).status).toBe(200)
  })

  it('with a revoked key, and when the shop has uninstalled the app', async () => {
    const gone = await aShop()
    const theirs = await createToken(gone, { name: 'x' })
    expect((await send({ observations: [item()] }, { key: theirs.key })).status).toBe(422)
    await prisma().shop.update({ where: { id: gone.id }, data: { uninstalledAt: new Date() } })
    expect((await send({ observations: [item()] }, { key: theirs.key })).status).toBe(401)
    const made = await createToken(shop, { name: 'Old' })
    await removeToken(shop, made.id)
    await removeToken(shop, made.id)
    expect((await send({ observations: [item()] }, { key: made.key })).status).toBe(401)
  })

  it('without reading its body', async () => {
    const request = new Request(ADDRESS, { method: 'POST', headers: { authorization: 'Bearer nonsense' }, body: '{' })
    expect((await action({ request, params: {}, context: {} })).status).toBe(401)
    expect(request.bodyUsed).toBe(false)
  })

  it.each([
    ['a body that is not JSON', { raw: '{"observations": [' }, 400, 'invalid_json'],
    ['an empty body', { raw: '' }, 400, 'invalid_json'],
    ['a form', { headers: { 'content-type': 'text/plain' } }, 415, 'not_json'],
    ['a body beyond the limit', { raw: ' '.repeat(1024 * 1024 + 1) }, 413, 'too_large'],
    ['no observations', { raw: '{"observations": []}' }, 400, 'invalid_body'],
    ['a list instead of an object', { raw: '[]' }, 400, 'invalid_body'],
    [
      '501 observations',
      { raw: JSON.stringify({ observations: Array.from({ length: 501 }, () => 1) }) },
      400,
      'invalid_body',
    ],
    ['unknown fields beside them', { raw: '{"observations": [1], "x": 1}' }, 400, 'invalid_body'],
  ])('for %s', async (_what, options, status, code) => {
    const answer = await send(null, options)
    expect(answer).toMatchObject({ status, body: { error: { code } } })
  })

  it('with anything but POST', async () => {
    expect(loader().status).toBe(405)
    const put = new Request(ADDRESS, { method: 'PUT', body: '{}' })
    const answer = await action({ request: put, params: {}, context: {} })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
  })

  it('when its key has called too often this minute; other keys go on', async () => {
    for (let call = 0; call < CALLS_PER_MINUTE; call++) expect((await sendItems(item())).status).toBe(200)
    const answer = await sendItems(item())
    expect(answer).toMatchObject({ status: 429, body: { error: { code: 'too_many_calls' } } })
    const wait = Number(answer.headers.get('retry-after'))
    expect(wait > 0 && wait <= 60).toBe(true)
    const other = (await createToken(shop, { name: 'Other' })).key
    expect((await send({ observations: [item()] }, { key: other })).status).toBe(200)
    await inShopSql(shop.id, (sql) => sql.query(`update pricing_token set window_at = window_at - interval '1 minute'`))
    expect((await sendItems(item())).status).toBe(200)
  })
})

describe('a key', () => {
  it('is stored as a hash only, and its use is seen', async () => {
    await sendItems(item())
    const secret = key.split('_').slice(3).join('_')
    const rows = await inShopSql(shop.id, (sql) => sql.query('select to_jsonb(t) as row from pricing_token t'))
    expect(JSON.stringify(rows.rows)).not.toContain(secret)
    const tokens = await observationTokens(shop)
    expect(JSON.stringify(tokens)).not.toMatch(/hash|twk_/)
    expect(tokens.some(({ usedAt }) => usedAt !== null)).toBe(true)
  })

  it('needs a name, and there are at most 20 in use', async () => {
    await expect(createToken(shop, { name: '  ' })).rejects.toMatchObject({ issues: [{ path: ['name'] }] })
    const crowded = await aShop()
    for (let count = 0; count < 20; count++) await createToken(crowded, { name: `n${count}` })
    await expect(createToken(crowded, { name: 'one more' })).rejects.toMatchObject({
      fields: [{ code: 'too_many_tokens' }],
    })
    const [first] = await observationTokens(crowded)
    await removeToken(crowded, first?.id ?? '')
    await createToken(crowded, { name: 'one more' })
  })

  it('of another shop cannot be revoked', async () => {
    const other = await aShop()
    const [token] = await observationTokens(shop)
    await expect(removeToken(other, token?.id ?? '')).rejects.toMatchObject({ code: 'not_found' })
  })
})
