/** Every page and download of pricing: another shop's ids are not found, strangers are sent away, lists hold nothing of another shop. */
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { inShop } from '#app/db/tenant.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { forger, storeToken, stranger, visit } from './admin-visit.ts'

interface Args {
  request: Request
  params: Record<string, string>
  context: Record<string, never>
}
interface Route {
  loader?: (args: Args) => Promise<unknown>
  action?: (args: Args) => Promise<unknown>
}

const routes = Object.entries(import.meta.glob<Route>('../../app/routes/app.pricing.*', { eager: true })).map(
  ([file, route]) => ({ name: file.replace(/^.*\/app\.pricing\.(.*)\.tsx?$/, '$1'), ...route }),
)

/** Which row an id in a route's address names: longest beginning first. */
const KINDS = [
  ['releases.', 'release'],
  ['rules.', 'ruleSet'],
  ['promotions.', 'promotion'],
  ['backtest.', 'backtest'],
  ['costs.books.', 'book'],
  ['costs.variants.', 'variant'],
  ['competitors.', 'variant'],
  ['variants.', 'variant'],
] as const

let ours: Shop
let theirs: Shop
const their: Record<(typeof KINDS)[number][1], string> = {
  release: randomUUID(),
  ruleSet: randomUUID(),
  promotion: randomUUID(),
  backtest: randomUUID(),
  book: '999',
  variant: '',
}

beforeAll(async () => {
  ours = await aShop()
  theirs = await aShop()
  for (const shop of [ours, theirs]) await storeToken(shop)
  const product = await aProduct(theirs, { title: 'Secret product', variants: [{ sku: 'SECRET-SKU' }] })
  their.variant = product.variant.id
  await inShop(theirs.id, async (tx) => {
    await tx.pricingRelease.create({
      data: {
        shopId: theirs.id,
        id: their.release,
        number: 1,
        name: 'Secret release',
        state: 'draft',
        plan: {},
        totals: {},
        guards: {},
      },
    })
    await tx.pricingRuleSet.create({
      data: { shopId: theirs.id, id: their.ruleSet, version: 1, state: 'draft', name: 'Secret rules', document: {} },
    })
    await tx.factPromotion.create({
      data: {
        shopId: theirs.id,
        id: their.promotion,
        name: 'Secret sale',
        kind: 'promotion',
        startsOn: new Date('2027-01-01'),
        endsOn: new Date('2027-01-05'),
        scope: { kind: 'all' },
        source: 'merchant',
      },
    })
  })
})

const isParameter = (word: string): boolean => word.startsWith('$')
const addressOf = (name: string, params: Record<string, string>): string =>
  `/app/pricing/${name
    .split('.')
    .filter((word) => word !== '_index')
    .map((word) => (isParameter(word) ? (params[word.slice(1)] ?? word) : word.replace(/_$/, '')))
    .join('/')}`

function paramsOf(name: string, idOf: (kind: (typeof KINDS)[number][1]) => string): Record<string, string> {
  const kind = KINDS.find(([start]) => name.startsWith(start))?.[1]
  const given: Record<string, string> = {}
  for (const word of name.split('.').filter(isParameter)) {
    const key = word.slice(1)
    if (key === 'format') given[key] = 'csv'
    else if (key === 'productId') given[key] = '1'
    else if (key === 'row') given[key] = `0-${their.variant}`
    else if (key === 'id' && kind) given[key] = idOf(kind)
    else throw new Error(`${name}: say in KINDS what ${word} names`)
  }
  return given
}

async function outcome(work: Promise<unknown>): Promise<{ response?: Response; value?: unknown }> {
  return work.then(
    (value) => (value instanceof Response ? { response: value } : { value }),
    (error: unknown) => {
      if (error instanceof Response) return { response: error }
      throw error
    },
  )
}

const withLoader = routes.flatMap(({ name, loader }) => (loader ? [[name, loader] as const] : []))
const withAction = routes.flatMap(({ name, action }) => (action ? [[name, action] as const] : []))
const withId = withLoader.filter(([name]) => name.split('.').includes('$id'))
const withoutId = withLoader.filter(([name]) => !name.split('.').includes('$id'))

it('these are all the routes of pricing', () => {
  expect(routes.length).toBeGreaterThan(25)
  expect(withId.length).toBeGreaterThan(8)
})

describe('an address with an id', () => {
  it.each(withId)('%s answers 404 for another shop', async (name, loader) => {
    const params = paramsOf(name, (kind) => their[kind])
    const { response, value } = await outcome(
      loader({ request: visit(ours, addressOf(name, params)), params, context: {} }),
    )
    expect(value).toBeUndefined()
    expect(response?.status).toBe(404)
  })

  it.each(withId)('%s answers 404 for what cannot be an id', async (name, loader) => {
    for (const id of ['1 or 1=1', '../1', 'null', '0x10']) {
      const params = paramsOf(name, () => id)
      const { response } = await outcome(
        loader({
          request: visit(ours, addressOf(name, { ...params, id: encodeURIComponent(id) })),
          params,
          context: {},
        }),
      )
      expect(response?.status, id).toBe(404)
    }
  })
})

describe('an address without an id', () => {
  it.each(withoutId)('%s holds nothing of another shop', async (name, loader) => {
    const params = paramsOf(name, () => '')
    const { response, value } = await outcome(
      loader({ request: visit(ours, addressOf(name, params)), params, context: {} }),
    )
    expect(response === undefined || response.status === 200).toBe(true)
    expect(response ? await response.text() : JSON.stringify(value)).not.toMatch(/secret/i)
  })
})

describe('without a session', () => {
  it.each(withLoader)('%s sends a stranger away and refuses a forged token', async (name, loader) => {
    const params = paramsOf(name, (kind) => their[kind])
    const address = addressOf(name, params)
    expect((await outcome(loader({ request: stranger(address), params, context: {} }))).response?.status).toBe(302)
    expect((await outcome(loader({ request: forger(ours, address), params, context: {} }))).response?.status).toBe(401)
  })

  it.each(withAction)('%s takes no form from a stranger', async (name, action) => {
    const params = paramsOf(name, (kind) => their[kind])
    const request = stranger(addressOf(name, params), { intent: 'save' })
    expect([302, 401]).toContain((await outcome(action({ request, params, context: {} }))).response?.status)
  })
})
