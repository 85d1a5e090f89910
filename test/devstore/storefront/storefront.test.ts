/** The storefront itself: Shopify's Liquid as far as it goes here, and honest errors where it does not go. */
import { mkdtempSync, writeFileSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ownName } from '../graphql/app-names.ts'
import { createSmallShop } from '../graphql/small-shop.ts'
import { startDevStore } from '../http/dev-store.ts'
import { extensionsOf } from './activations.ts'
import { Storefront } from './storefront.ts'
import { onProduct, openStorefront, shopWithFaq, visitTo } from './shop-with-faq.ts'

/** An extension with one block of this Liquid. */
function storefrontWith(liquid: string, schema: object = {}): Storefront {
  const folder = mkdtempSync(join(tmpdir(), 'devstore-extension-'))
  for (const name of ['blocks', 'snippets', 'locales', 'assets']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'shopify.extension.toml'), 'name = "x"\nhandle = "x"\ntype = "theme"\n')
  const words = {
    plain: '<b>{{ name }}</b>',
    rich_html: '<b>{{ name }}</b>',
    days: { one: '{{ count }} day', other: '{{ count }} days' },
  }
  writeFileSync(join(folder, 'locales/en.default.json'), JSON.stringify(words))
  const own = { name: 'Block', target: 'section', ...schema }
  writeFileSync(join(folder, 'blocks/one.liquid'), `${liquid}{% schema %}${JSON.stringify(own)}{% endschema %}`)
  return new Storefront({ appHandle: 'tradewind', extension: folder })
}

const state = shopWithFaq()
const inner = (liquid: string, changes = {}): string => {
  const { visit, objects } = onProduct(visitTo(state, changes))
  const html = storefrontWith(liquid).renderBlock('one', {}, visit, objects)
  return html.replace(/^<div[^>]*>|<\/div>$/g, '')
}

describe('what Liquid cannot answer is an error that names it', () => {
  it.each([
    ["{{ 'x' | no_such_filter }}", 'no_such_filter'],
    ['{% no_such_tag %}', 'no_such_tag'],
    ['{{ cart.item_count }}', 'The object cart'],
    ['{{ product.media }}', 'product.media'],
    ['{{ shop.brand.slogan }}', 'shop.brand'],
    ['{{ block.settings.nothing }}', 'settings.nothing'],
    ["{{ 'no.such.key' | t }}", 'no.such.key'],
    ["{{ 'plain' | t }}", '"name"'],
    ['{% include "x" %}', 'include'],
    ["{{ 'now' | date: format: 'abbreviated_date' }}", 'pattern'],
    ['{% paginate product.tags by 5 %}{% endpaginate %}', 'paginate'],
  ])('%s', (liquid, named) => {
    expect(() => inner(liquid)).toThrow(named)
  })

  it('but a name that nobody knows is nil, as in Liquid', () => {
    expect(inner('[{{ nobody }}{% if nobody %}x{% endif %}]')).toBe('[]')
  })
})

describe('filters', () => {
  it.each([
    ["{{ 'plain' | t: name: '<i>' }}", '&lt;b&gt;&lt;i&gt;&lt;/b&gt;'],
    ["{{ 'rich_html' | t: name: 'x' }}", '<b>x</b>'],
    ["{{ 'days' | t: count: 1 }}, {{ 'days' | t: count: 2 }}", '1 day, 2 days'],
    ['{{ product.price | money }}', '£10.00'],
    ["{{ '</script>' | json }}", '"\\u003c/script\\u003e"'],
    ["{{ '2026-11-26' | date: '%Y-%m-%d %u' }}", '2026-11-26 4'],
    ["{{ 'now' | date: '%s' }}", String(Date.parse('2026-11-20T12:00:00Z') / 1000)],
    ["{{ 'Ça va !' | handleize }}", 'ca-va'],
    ["{{ '#ffffff' | color_contrast: '#000000' }}", '21'],
    ["{{ '#000000' | color_brightness }}", '0'],
  ])('%s', (liquid, printed) => {
    expect(inner(liquid)).toBe(printed)
  })
})

describe('objects', () => {
  it('the app sees its own data and types by $app, the theme does not', () => {
    expect(inner("{{ app.metafields.faq.on }} {{ shop.metaobjects['$app:faq_entry'].values.size }}")).toBe('true 2')
    expect(
      openStorefront().renderProxy(
        "{% layout none %}[{{ shop.metaobjects['$app:faq_entry'].values.size }}]",
        visitTo(state),
      ),
    ).toBe('[0]')
    expect(() => inner("{{ shop.metaobjects['$app:faq_entry']['e-1'].system.nothing }}")).toThrow('nothing')
  })

  it('lists stop at 50 unless they are paginated, and then at 250', () => {
    const many = shopWithFaq()
    const type = ownName('$app:faq_category')
    for (let index = 0; index < 300; index++) {
      const id = many.nextId()
      const values = new Map([['title', String(index)]])
      const at = '2026-11-20T12:00:00Z'
      many.metaobjects.set(id, {
        id,
        type,
        handle: `c-${1000 + index}`,
        values,
        status: 'ACTIVE',
        createdAt: at,
        updatedAt: at,
      })
    }
    const list = "shop.metaobjects['$app:faq_category'].values"
    const count = `{% for one in ${list} %}x{% endfor %}`
    const bare = storefrontWith(count).renderBlock('one', {}, visitTo(many), {})
    const paged = storefrontWith(`{% paginate ${list} by 999 %}${count}{% endpaginate %}`).renderBlock(
      'one',
      {},
      visitTo(many),
      {},
    )
    expect([bare, paged].map((html) => html.match(/x/g)?.length)).toEqual([50, 250])
  })
})

describe('a block', () => {
  it('shows on the templates that its schema allows, and only when it is available', () => {
    const render = (schema: object) => storefrontWith('shown', schema).renderBlock('one', {}, visitTo(state), {})
    expect(render({ enabled_on: { templates: ['product'] } })).toBe('')
    expect(render({ enabled_on: { templates: ['page'] } })).toContain('shown')
    expect(render({ available_if: '{{ app.metafields.faq.on }}' })).toContain('shown')
    expect(render({ available_if: '{{ app.metafields.faq.off }}' })).toBe('')
    expect(() => render({ available_if: 'true' })).toThrow('available_if')
  })

  it('is told of by app.extensions() with the templates it stands on', () => {
    const storefront = openStorefront()
    const one = () => extensionsOf(storefront)[0]?.activations.find(({ handle }) => handle === 'order-tracking')
    expect(one()).toMatchObject({ status: 'active', activations: [{ target: 'template--page.track/main/tracking' }] })
    storefront.templates.remove('tracking')
    expect(one()).toMatchObject({ status: 'available', activations: [] })
    storefront.templates.place('product', 'order-tracking')
    expect(one()?.activations).toHaveLength(1)
  })
})

describe('pages', () => {
  it('every template of the theme renders, in every language, to the left and to the right', async () => {
    const store = await startDevStore({
      states: [shopWithFaq()],
      apiKey: 'key',
      apiSecret: 'secret',
      scopes: [],
      webhookSubscriptions: [],
    })
    const get = (path: string, init: RequestInit = {}) =>
      fetch(`${store.url}${path}`, {
        redirect: 'manual',
        ...init,
        headers: { 'x-forwarded-host': 'small-shop.myshopify.com', ...init.headers },
      })
    try {
      for (const prefix of ['', '/fr', '/zh-cn', '/ar'])
        for (const path of [
          '/',
          '/products/lamp',
          '/collections/all',
          '/collections/gifts',
          '/pages/faq',
          '/pages/track',
          '/pages/about',
        ]) {
          const answer = await get(`${prefix}${path}`)
          const html = await answer.text()
          expect(answer.status, `${prefix}${path}: ${html.slice(0, 300)}`).toBe(200)
          expect(html).toContain(prefix === '/ar' ? '<html lang="ar" dir="rtl">' : 'dir="ltr">')
        }
      expect((await get('/nothing')).status).toBe(404)
      expect((await get('/products/bag')).status).toBe(404)
      expect((await get('/en/pages/faq')).status).toBe(404)
      const script = await get('/cdn/extensions/storefront/assets/faq.js')
      expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8'])
      expect((await get('/cdn/extensions/storefront/assets/..%2Fshopify.extension.toml')).status).toBe(404)
    } finally {
      await store.stop()
    }
  })

  it('names of the shop and of products are text', async () => {
    const shop = createSmallShop()
    shop.shop.name = '<script>alert(1)</script>'
    const lamp = shop.products.get('11')
    if (lamp) lamp.title = '"><img src=x>'
    const { visit, objects } = onProduct(visitTo(shop))
    const html = openStorefront().renderPage(visit, lamp?.title ?? '', objects)
    expect(html).not.toMatch(/<script>alert|<img/)
    expect(html).toContain('&lt;script&gt;alert(1)')
  })

  it('the choice of country and language leads back to the same page of this shop', async () => {
    const store = await startDevStore({
      states: [shopWithFaq()],
      apiKey: 'key',
      apiSecret: 'secret',
      scopes: [],
      webhookSubscriptions: [],
    })
    const choose = (fields: Record<string, string>) =>
      fetch(`${store.url}/localization`, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'x-forwarded-host': 'small-shop.myshopify.com' },
        body: new URLSearchParams(fields),
      })
    try {
      const chosen = await choose({ country_code: 'DE', language_code: 'zh-CN', return_to: '/fr/pages/faq' })
      expect(chosen.headers.get('location')).toBe('/zh-cn/pages/faq')
      expect(chosen.headers.get('set-cookie')).toMatch(/^localization=DE;/)
      const away = await choose({ country_code: 'XX', language_code: 'nothing', return_to: '//evil.example/' })
      expect([away.headers.get('location'), away.headers.get('set-cookie')]).toEqual(['/', null])
    } finally {
      await store.stop()
    }
  })

  it('an answer of the app proxy stands in the theme, in the visitor’s language, unless it wants no layout', () => {
    const storefront = openStorefront()
    const visit = visitTo(state, { locale: 'ar', root: '/ar' })
    expect(storefront.renderProxy('<p>{{ request.locale.iso_code }}</p>', visit)).toMatch(/dir="rtl"[\s\S]*<p>ar<\/p>/)
    expect(storefront.renderProxy('{% layout none %}<p>x</p>', visit)).toBe('<p>x</p>')
    expect(() => storefront.renderProxy('{{ customer.email }}', visit)).toThrow('The object customer')
  })
})
