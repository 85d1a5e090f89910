import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { inShop } from '#app/db/tenant.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import * as home from '#app/routes/app._index.tsx'
import * as order from '#app/routes/app.orders.$id.tsx'
import * as orders from '#app/routes/app.orders._index.tsx'
import * as product from '#app/routes/app.products.$id.tsx'
import * as products from '#app/routes/app.products._index.tsx'
import * as settings from '#app/routes/app.settings.tsx'
import * as mailSettings from '#app/routes/app.settings_.mail.tsx'
import * as run from '#app/routes/app.sync.$id.tsx'
import * as sync from '#app/routes/app.sync._index.tsx'
import * as privacyExport from '#app/routes/app.sync_.export.$id.ts'
import * as frame from '#app/routes/app.tsx'
import { anOrder } from '#test/builders/order.ts'
import { aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { forger, storeToken, stranger, visit } from './admin-visit.ts'

let ours: Shop
let theirs: Shop
const their = { orderId: '', productId: '', runId: randomUUID(), requestId: 'request-1' }

beforeAll(async () => {
  ours = await aShop()
  theirs = await aShop()
  for (const shop of [ours, theirs]) await storeToken(shop)
  their.orderId = (await anOrder(theirs, { name: '#SECRET', lines: [{ sku: 'SECRET-SKU', title: 'Secret thing' }] })).id
  their.productId = (await aProduct(theirs, { title: 'Secret product' })).id
  await inShop(theirs.id, async (tx) => {
    await tx.syncRun.create({
      data: { shopId: theirs.id, id: their.runId, kind: 'check', reason: 'manual', state: 'failed' },
    })
    await tx.syncDifference.create({
      data: { shopId: theirs.id, runId: their.runId, seq: 1, resource: 'order', label: '#SECRET', field: 'total' },
    })
    await tx.privacyRequest.create({
      data: {
        shopId: theirs.id,
        id: their.requestId,
        kind: 'data_request',
        dueAt: new Date(),
        completedAt: new Date(),
        result: { orders: ['SECRET'] },
      },
    })
  })
})

interface Args {
  request: Request
  params: Record<string, string>
  context: Record<string, never>
}
const args = (request: Request, params: Record<string, string> = {}): Args => ({ request, params, context: {} })

async function thrown(work: Promise<unknown>): Promise<Response> {
  const result = await work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  if (!('error' in result)) throw new Error(`answered instead of refusing: ${JSON.stringify(result.value)}`)
  if (!(result.error instanceof Response)) throw result.error
  return result.error
}

/** What an action answered: its status and body. */
async function answered(work: ReturnType<typeof settings.action>): Promise<{ status: number; body: unknown }> {
  const answer = await work
  return { status: answer.init?.status ?? 200, body: answer.data }
}

const lists = [
  ['/app', home.loader],
  ['/app/products', products.loader],
  ['/app/orders', orders.loader],
  ['/app/sync', sync.loader],
  ['/app/settings', settings.loader],
  ['/app/settings/mail', mailSettings.loader],
] as const

const details = [
  ['an order', '/app/orders/', () => their.orderId, order.loader],
  ['a product', '/app/products/', () => their.productId, product.loader],
  ['a run', '/app/sync/', () => their.runId, run.loader],
  ['a privacy export', '/app/sync/export/', () => their.requestId, privacyExport.loader],
] as const

it('every page of the admin is in the lists above', async () => {
  const files = (await readdir(join(import.meta.dirname, '../../app/routes'))).filter((name) =>
    // Those of the tools are all in tests of their own.
    /^app(?!\.(pricing|reorder|tracking|faq|storefront)[.\w])/.test(name),
  )
  // app.tsx is the frame around them.
  expect(files.length).toBe(lists.length + details.length + 1)
  expect(files.filter((name) => name.includes('$')).length).toBe(details.length)
})

describe('a page with an id', () => {
  it.each(details)('answers 404 for %s of another shop', async (_name, path, id, loader) => {
    const refused = await thrown(loader(args(visit(ours, `${path}${id()}`), { id: id() })))
    expect(refused.status).toBe(404)
    expect(await refused.json()).toEqual({ code: 'not_found' })
  })

  it.each(details)('shows %s to the shop it belongs to', async (_name, path, id, loader) => {
    const shown = await loader(args(visit(theirs, `${path}${id()}`), { id: id() }))
    const text = shown instanceof Response ? await shown.text() : JSON.stringify(shown)
    expect(text).toMatch(/secret/i)
  })

  it.each(details)('answers 404 for what cannot be an id of %s', async (_name, path, _id, loader) => {
    for (const id of ['0x10', '1 or 1=1', '../1', '99999999999999999999999', 'null']) {
      expect((await thrown(loader(args(visit(ours, `${path}${encodeURIComponent(id)}`), { id })))).status).toBe(404)
    }
  })
})

describe('a list', () => {
  it.each(lists)('%s holds nothing of another shop', async (path, loader) => {
    expect(JSON.stringify(await loader(args(visit(ours, path))))).not.toMatch(/secret/i)
  })

  it('drops query parameters that make no sense instead of failing', async () => {
    const shown = await orders.loader(
      args(visit(ours, '/app/orders?sort=nonsense&limit=-5&from=yesterday&country=Germany')),
    )
    expect(shown.query).toMatchObject({ sort: 'processed', limit: 50 })
    expect(shown.query.from).toBeUndefined()
  })

  it('refuses a cursor that another list made', async () => {
    const refused = await thrown(orders.loader(args(visit(ours, '/app/orders?after=bm9uc2Vuc2U'))))
    expect(refused.status).toBe(422)
  })
})

describe('without a session', () => {
  const paths = [
    ...lists,
    ['/app', frame.loader],
    ...details.map(([, path, , loader]) => [`${path}1`, loader] as const),
  ] as const

  it.each(paths)('%s sends a stranger away', async (path, loader) => {
    const refused = await thrown(loader(args(stranger(path), { id: '1' })))
    expect(refused.status).toBe(302)
    expect(refused.headers.get('location')).toMatch(/^\/auth\/login/)
  })

  it.each(paths)('%s refuses a token that Shopify did not sign', async (path, loader) => {
    expect((await thrown(loader(args(forger(ours, path), { id: '1' })))).status).toBe(401)
  })

  it.each([
    ['/app', home.action],
    ['/app/sync?index', sync.action],
    ['/app/settings', settings.action],
  ] as const)('%s takes no form from a stranger', async (path, action) => {
    const refused = await thrown(
      action(args(stranger(path, { intent: 'start', reconcileHours: '5', homePeriod: '7' }))),
    )
    expect([302, 401]).toContain(refused.status)
  })
})

describe('a form', () => {
  it('is refused with the paths of its fields', async () => {
    const refused = await answered(
      settings.action(args(visit(ours, '/app/settings', { reconcileHours: '0', homePeriod: '5' }))),
    )
    expect(refused.status).toBe(422)
    expect(refused.body).toMatchObject({
      ok: false,
      code: 'invalid_input',
      fields: [{ path: ['homePeriod'] }, { path: ['reconcileHours'] }],
    })
  })

  it.each(['', 'abc', '1.5', '169', '-3'])('refuses %j hours', async (reconcileHours) => {
    const refused = await answered(
      settings.action(args(visit(ours, '/app/settings', { reconcileHours, homePeriod: '30' }))),
    )
    expect(refused.status).toBe(422)
  })

  it('is kept when it is right, for this shop only', async () => {
    const saved = await answered(
      settings.action(args(visit(ours, '/app/settings', { reconcileHours: '12', homePeriod: '90', compare: 'false' }))),
    )
    expect(saved).toEqual({ status: 200, body: { ok: true, said: 'settings.saved' } })
    expect((await settings.loader(args(visit(ours, '/app/settings')))).preferences).toEqual({
      reconcileHours: 12,
      homePeriod: '90',
      compare: false,
    })
    expect((await settings.loader(args(visit(theirs, '/app/settings')))).preferences).toMatchObject({
      reconcileHours: 4,
      homePeriod: '30',
      compare: true,
    })
  })

  it.each(['pause', 'resume', 'cancel', 'retry', 'repair'])('cannot %s a run of another shop', async (intent) => {
    const refused = await answered(sync.action(args(visit(ours, '/app/sync?index', { intent, runId: their.runId }))))
    expect(refused).toMatchObject({ status: 404, body: { ok: false, code: 'not_found' } })
  })

  it('cannot ask for what there is not', async () => {
    const refused = await answered(sync.action(args(visit(ours, '/app/sync?index', { intent: 'explode' }))))
    expect(refused.status).toBe(422)
  })
})

describe('the setup guide', () => {
  it('stays away once it is put away, and comes back when asked for', async () => {
    expect((await home.loader(args(visit(ours, '/app')))).steps).toHaveLength(4)
    await home.action(args(visit(ours, '/app', { intent: 'dismissSetup' })))
    expect((await home.loader(args(visit(ours, '/app')))).steps).toBeNull()
    await settings.action(args(visit(ours, '/app/settings', { intent: 'showSetup' })))
    expect((await home.loader(args(visit(ours, '/app')))).steps).toHaveLength(4)
  })
})

describe('the period of Home', () => {
  it('is the preference, unless the address says otherwise', async () => {
    expect((await home.loader(args(visit(theirs, '/app')))).choice).toMatchObject({ period: '30', compare: true })
    expect((await home.loader(args(visit(theirs, '/app?period=7&compare=false')))).choice).toMatchObject({
      period: '7',
      compare: false,
    })
  })

  it.each([
    ['period=custom', { from: 'home.error.from', to: 'home.error.to' }],
    ['period=custom&from=2026-03-02&to=2026-03-01', { to: 'home.error.reversed' }],
    ['period=custom&from=2019-01-01&to=2026-03-01', { to: 'home.error.tooLong' }],
  ])('says what is wrong with ?%s and still shows figures', async (query, errors) => {
    const shown = await home.loader(args(visit(theirs, `/app?${query}`)))
    expect(shown.choice).toMatchObject({ period: 'custom', errors })
    expect(shown.figures.current.days).toBe(30)
  })
})
