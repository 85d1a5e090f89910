/**
 * The small shop with everything on that the app's blocks show: look-up, delivery estimates, two categories of questions.
 * In: nothing. Out: state, storefront, ways to visit it. Invariant: every call makes a new one; times follow SMALL_SHOP_NOW.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ownName } from '../graphql/app-names.ts'
import { createSmallShop, SMALL_SHOP_NOW } from '../graphql/small-shop.ts'
import { parseAppConfig } from '../http/app-config.ts'
import type { ShopState } from '../model.ts'
import { productDrop, type Visit } from './objects.ts'
import { Storefront } from './storefront.ts'

const root = join(import.meta.dirname, '../../..')
export const NOW_SECONDS = Date.parse(SMALL_SHOP_NOW) / 1000

export function shopWithFaq(): ShopState {
  const state = createSmallShop()
  state.shop.locales = ['en', 'fr', 'zh-CN', 'ar']
  const { metaobjects } = parseAppConfig(readFileSync(join(root, 'shopify.app.toml'), 'utf8'))
  for (const definition of metaobjects) state.metaobjectDefinitions.set(definition.type, definition)
  setData(state, 'tracking', 'on', 'boolean', 'true')
  setData(state, 'delivery', 'on', 'boolean', 'true')
  setData(state, 'faq', 'on', 'boolean', 'true')
  setData(state, 'tracking', 'page', 'json', JSON.stringify({ ways: ['email', 'postcode'], number: true }))
  setData(state, 'delivery', 'estimates', 'json', JSON.stringify(ESTIMATES))
  setData(state, 'faq', 'facts', 'json', JSON.stringify(FACTS))
  const returns = addEntry(state, 'e-1', {
    question: 'Can I send it back?',
    answer: '<p>Yes, within [[return_window]].</p>',
    needs: '["return_window"]',
    words: 'refund\nreturn',
  })
  const shipping = addEntry(state, 'e-2', { question: 'How long does delivery take?', answer: '<p>See above.</p>' })
  addCategory(state, 'c-1', 'Returns & refunds', 2, [returns])
  addCategory(state, 'c-2', 'Delivery', 1, [shipping])
  return state
}

const ESTIMATES = {
  madeOn: '2026-11-20',
  countries: {
    GB: {
      minDays: 2,
      maxDays: 4,
      dayKind: 'business',
      arrivals: [
        { until: NOW_SECONDS - 60, from: '2026-11-22', to: '2026-11-25' },
        { until: NOW_SECONDS + 3 * 3600 + 20 * 60, from: '2026-11-24', to: '2026-11-26' },
        { until: NOW_SECONDS + 27 * 3600, from: '2026-11-25', to: '2026-11-27' },
      ],
    },
    DE: { minDays: 6, maxDays: 6, dayKind: 'calendar', arrivals: [] },
  },
}

const FACTS = {
  '*': { en: { return_window: '30 days' }, fr: { return_window: '30 jours' } },
  eu: { en: { return_window: '14 <days>' } },
}

export function setData(state: ShopState, namespace: string, key: string, type: string, value: string): void {
  const ownerId = `gid://shopify/AppInstallation/${state.shop.id}`
  state.metafields.set(`${ownerId} ${namespace} ${key}`, {
    id: state.nextId(),
    ownerId,
    namespace,
    key,
    type,
    value,
    compareDigest: '',
    createdAt: SMALL_SHOP_NOW,
    updatedAt: SMALL_SHOP_NOW,
  })
}

export function addEntry(state: ShopState, handle: string, values: Record<string, string>): string {
  return add(state, 'faq_entry', handle, values)
}

export function addCategory(
  state: ShopState,
  handle: string,
  title: string,
  position: number,
  entries: readonly string[],
): string {
  const gids = entries.map((id) => `gid://shopify/Metaobject/${id}`)
  return add(state, 'faq_category', handle, { title, position: String(position), entries: JSON.stringify(gids) })
}

function add(state: ShopState, type: string, handle: string, values: Record<string, string>): string {
  const id = state.nextId()
  const own = ownName(`$app:${type}`)
  for (const [other, one] of state.metaobjects)
    if (one.type === own && one.handle === handle) state.metaobjects.delete(other)
  state.metaobjects.set(id, {
    id,
    type: own,
    handle,
    values: new Map(Object.entries(values)),
    status: 'ACTIVE',
    createdAt: SMALL_SHOP_NOW,
    updatedAt: SMALL_SHOP_NOW,
  })
  return id
}

export function openStorefront(): Storefront {
  return new Storefront({ appHandle: 'tradewind', extension: join(root, 'extensions/storefront') })
}

export function visitTo(state: ShopState, changes: Partial<Visit> = {}): Visit {
  return {
    state,
    locale: 'en',
    country: 'GB',
    root: '/',
    path: '/',
    query: new URLSearchParams(),
    host: 'small-shop.localhost',
    template: { name: 'page', suffix: null },
    designMode: false,
    ...changes,
  }
}

/** The lamp, on its page. */
export function onProduct(visit: Visit): { visit: Visit; objects: { product: unknown } } {
  const product = visit.state.products.get('11')
  if (!product) throw new Error('The small shop lost its lamp')
  const there = { ...visit, template: { name: 'product', suffix: null } }
  return { visit: there, objects: { product: productDrop(there, product) } }
}
