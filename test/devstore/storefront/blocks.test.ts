/** The app's blocks as shoppers see them: the real Liquid of extensions/storefront in the dev store's theme. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { ShopState } from '../model.ts'
import type { Visit } from './objects.ts'
import {
  addCategory,
  addEntry,
  NOW_SECONDS,
  onProduct,
  openStorefront,
  setData,
  shopWithFaq,
  visitTo,
} from './shop-with-faq.ts'

const storefront = openStorefront()
let state: ShopState
beforeEach(() => {
  state = shopWithFaq()
})

const render = (handle: string, settings = {}, changes: Partial<Visit> = {}): string =>
  storefront.renderBlock(handle, settings, visitTo(state, changes), {})
const text = (html: string): string =>
  html
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

test.each(['order-tracking', 'delivery-estimate', 'faq-accordion', 'faq-page'])(
  '%s is not there at all while the app has nothing to show',
  (handle) => {
    expect(render(handle)).not.toBe('')
    for (const namespace of ['tracking', 'delivery', 'faq']) setData(state, namespace, 'on', 'boolean', 'false')
    expect(render(handle)).toBe('')
  },
)

describe('order tracking', () => {
  test('asks for what the shop allows, in plain forms that need no script', () => {
    const html = render('order-tracking')
    expect(text(html)).toContain('Order number E-mail of the order or postcode Track Or use the tracking number')
    expect(html.match(/<form[^>]*method="post" action="\/apps\/tradewind\/track"/g)).toHaveLength(2)
  })

  test('asks for no number where look-up by number is off, in the settings of the app or of the block', () => {
    expect(render('order-tracking', { show_number: false })).not.toContain('name="number"')
    setData(state, 'tracking', 'page', 'json', '{"ways":["phone"],"number":false}')
    const html = render('order-tracking')
    expect(html).not.toContain('name="number"')
    expect(html).toContain('Phone of the order')
  })

  test('follows the language of the address and where the merchant has put the app', () => {
    setData(state, 'storefront', 'proxy', 'single_line_text_field', '/tools/desk')
    const html = render('order-tracking', {}, { locale: 'zh-CN', root: '/zh-cn', country: 'DE' })
    expect(html).toContain('action="/zh-cn/tools/desk/track"')
    expect(html).toContain('name="locale" value="zh-CN"')
    expect(html).toContain('name="country" value="DE"')
    expect(text(html)).toContain('查询订单物流 订单号 下单邮箱或收货邮编 查询')
  })

  test('a heading of the merchant is text, whatever is in it', () => {
    const html = render('order-tracking', { heading: '<script>alert(1)</script>{{ shop.name }}' })
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;{{ shop.name }}')
    expect(render('order-tracking', { show_heading: false })).not.toContain('<h2')
    expect(render('order-tracking', { heading_level: 'h3' })).toContain('<h3 class="tws-heading">')
    expect(render('order-tracking', { intro: '<p>Hello</p>' })).toContain('<div class="tws-intro"><p>Hello</p></div>')
    expect(render('order-tracking', { layout: 'inline' })).toContain('tws-lookup--inline')
  })
})

describe('own colours', () => {
  const style = (settings: object): string =>
    /style="([^"]*)"/.exec(render('order-tracking', { own_colours: true, ...settings }))?.[1] ?? ''

  test('are those of the merchant where they can be read', () => {
    expect(style({ background: '#102030', text_colour: '#ffffff', accent: '#ffd24d' })).toBe(
      '--tws-back:#102030;--tws-text:#ffffff;--tws-accent:#ffd24d;--tws-on-accent:#000000',
    )
  })

  test('become black or white where they could not', () => {
    // Grey on white has a contrast of 2.3 to 1.
    expect(style({ background: '#ffffff', text_colour: '#aaaaaa', accent: '#eeeeee' })).toBe(
      '--tws-back:#ffffff;--tws-text:#000000;--tws-accent:#000000;--tws-on-accent:#ffffff',
    )
  })

  test('are left out unless they are wanted', () => {
    expect(render('order-tracking', { background: '#102030' })).not.toContain('style=')
  })
})

describe('a delivery estimate', () => {
  test('is the first arrival whose time to order has not passed', () => {
    const html = render('delivery-estimate')
    expect(html.match(/data-until="\d+" (?:hidden)?/g)).toEqual([
      `data-until="${NOW_SECONDS + 12_000}" `,
      `data-until="${NOW_SECONDS + 97_200}" hidden`,
    ])
    expect(text(html)).toContain('Delivery to United Kingdom Arrives Tue 24 Nov – Thu 26 Nov')
    expect(text(html)).toContain('Order by Fri 20 Nov, 15:20 (UTC+00:00)')
  })

  test('is in the shopper’s language', () => {
    expect(text(render('delivery-estimate', {}, { locale: 'zh-CN' }))).toContain(
      '送至 英国 预计11月24日（周二）至11月26日（周四）送达',
    )
    expect(text(render('delivery-estimate', {}, { locale: 'fr' }))).toContain(
      'Livraison vers : Royaume-Uni Arrive entre mar. 24 nov. et jeu. 26 nov.',
    )
  })

  test('is a number of days where no arrival is left, or where the merchant wants that', () => {
    expect(text(render('delivery-estimate', {}, { country: 'DE' }))).toBe('Delivery to Germany 6 days')
    expect(text(render('delivery-estimate', { show: 'days', show_country: false }))).toBe('2–4 business days')
    expect(text(render('delivery-estimate', { show: 'both', show_cutoff: false }))).not.toContain('Order by')
  })

  test('is nothing for a country that is not known; the theme editor says why', () => {
    expect(text(render('delivery-estimate', {}, { country: 'FR' }))).toBe('')
    expect(text(render('delivery-estimate', {}, { country: 'FR', designMode: true }))).toBe(
      'No estimate yet for France',
    )
  })

  test('every setting does what it says', () => {
    expect(render('delivery-estimate', { show_icon: false })).not.toContain('<svg')
    expect(text(render('delivery-estimate', { show_heading: true }))).toMatch(/^Delivery Delivery to/)
    expect(text(render('delivery-estimate', { show_heading: true, heading: 'When?' }))).toMatch(/^When\?/)
    expect(render('delivery-estimate', { show_heading: true, heading_level: 'h3' })).toContain('<h3')
  })
})

describe('questions', () => {
  test('stand in the order of their categories, with the values of the market', () => {
    const html = render('faq-page')
    const words = text(html)
    expect(words.indexOf('How long does delivery take?')).toBeLessThan(words.indexOf('Can I send it back?'))
    expect(words).toContain('Yes, within 30 days.')
    expect(words).toContain('Returns &amp; refunds')
  })

  test('a value of the market goes before that of everywhere, and is text', () => {
    expect(render('faq-page', {}, { country: 'DE' })).toContain('within 14 &lt;days&gt;.')
  })

  test('a question whose answer lacks a value is not shown', () => {
    expect(text(render('faq-page', {}, { locale: 'zh-CN' }))).not.toContain('Can I send it back?')
    setData(state, 'faq', 'facts', 'json', '{}')
    expect(text(render('faq-page'))).not.toContain('Can I send it back?')
  })

  test('are in the language of the address', () => {
    const entry = [...state.metaobjects.values()].find(({ handle }) => handle === 'e-2')
    state.translations.set(`gid://shopify/Metaobject/${entry?.id ?? ''} fr question`, {
      resourceId: `gid://shopify/Metaobject/${entry?.id ?? ''}`,
      key: 'question',
      locale: 'fr',
      value: 'Combien de temps dure la livraison ?',
      digest: '',
      updatedAt: '2026-11-20T12:00:00Z',
    })
    expect(text(render('faq-page', {}, { locale: 'fr' }))).toContain('Combien de temps dure la livraison ?')
  })

  test.each([
    ['another market', { markets: ['uk'] }, { country: 'DE' }, false],
    ['its market', { markets: ['eu'] }, { country: 'DE' }, true],
    ['no market at all', { markets: [] }, {}, false],
    ['another template', { templates: ['product'] }, {}, false],
    ['its template', { templates: ['page'] }, {}, true],
    ['another language', { languages: ['fr'] }, {}, false],
    ['a language of the family', { languages: ['zh'] }, { locale: 'zh-CN' }, true],
    ['a sister language', { languages: ['zh-TW'] }, { locale: 'zh-CN' }, false],
    ['a product, where none is shown', { products: ['11'] }, {}, false],
  ])('meant for %s', (_name, target, visitor, shown) => {
    const id = addEntry(state, 'e-9', { question: 'Aimed?', answer: '<p>x</p>', target: JSON.stringify(target) })
    addCategory(state, 'c-9', 'Aimed at', 9, [id])
    expect(text(render('faq-page', {}, visitor)).includes('Aimed?')).toBe(shown)
  })

  test.each([
    ['its product', { products: ['11'] }, true],
    ['another product', { products: ['12'] }, false],
    ['its collection', { collections: ['35'] }, true],
    ['its tag', { tags: ['tag-11'], products: ['12'] }, true],
    ['another tag', { tags: ['tag-12'], collections: [] }, false],
  ])('on a product page, meant for %s', (_name, target, shown) => {
    const id = addEntry(state, 'e-9', { question: 'Aimed?', answer: '<p>x</p>', target: JSON.stringify(target) })
    addCategory(state, 'c-9', 'Aimed at', 9, [id])
    const { visit, objects } = onProduct(visitTo(state))
    expect(text(storefront.renderBlock('faq-accordion', {}, visit, objects)).includes('Aimed?')).toBe(shown)
  })

  test.each([
    [{ starts_at: String(NOW_SECONDS + 60) }, false],
    [{ starts_at: String(NOW_SECONDS) }, true],
    [{ ends_at: String(NOW_SECONDS) }, false],
    [{ ends_at: String(NOW_SECONDS + 60) }, true],
  ])('with the schedule %j: shown %s', (schedule, shown) => {
    const id = addEntry(state, 'e-9', { question: 'Now?', answer: '<p>x</p>', ...schedule })
    addCategory(state, 'c-9', 'Timed', 9, [id])
    expect(text(render('faq-page')).includes('Now?')).toBe(shown)
  })

  test('drafts are not shown', () => {
    for (const metaobject of state.metaobjects.values()) if (metaobject.handle === 'e-2') metaobject.status = 'DRAFT'
    expect(text(render('faq-page'))).not.toContain('How long does delivery take?')
  })

  test('what a merchant wrote as a question is text', () => {
    const id = addEntry(state, 'e-9', { question: '<img src=x onerror=alert(1)>', answer: '<p>x</p>', words: '"><b>' })
    addCategory(state, 'c-9', '<i>', 9, [id])
    const html = render('faq-page', { json_ld: true })
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(html).not.toMatch(/<img|<i>|"><b>/)
  })

  test('every setting does what it says', () => {
    const accordion = (settings: object) => render('faq-accordion', settings)
    expect(text(accordion({ categories: 'c-1' }))).not.toContain('How long')
    expect(text(accordion({ categories: 'c-1, c-2' })).indexOf('Can I')).toBeLessThan(
      text(accordion({ categories: 'c-1, c-2' })).indexOf('How long'),
    )
    expect(accordion({ limit: 1 }).match(/<details/g)).toHaveLength(1)
    expect(accordion({ open_first: true }).match(/\bopen\s/g)).toHaveLength(1)
    expect(accordion({ one_open: true }).match(/name="test-faq"/g)).toHaveLength(2)
    expect(accordion({ layout: 'cards' })).toContain('tws-faq--cards')
    expect(accordion({ show_titles: true })).toContain('tws-title')
    expect(accordion({ show_titles: false })).not.toContain('tws-title')
    expect(accordion({ show_votes: false })).not.toContain('faq/vote')
    expect(accordion({ show_ask: true })).toContain('action="/apps/tradewind/faq/ask"')
    expect(accordion({ heading_level: 'h3' })).toContain('<h4 class="tws-question">')
    expect(render('faq-page', { show_search: false })).not.toContain('type="search"')
    expect(render('faq-page', { show_contents: false })).not.toContain('<nav')
    expect(render('faq-page', { show_ask: false })).not.toContain('faq/ask')
  })

  test('structured data holds the same questions and answers', () => {
    const html = render('faq-page', { json_ld: true })
    const json = /<script type="application\/ld\+json">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? ''
    expect(JSON.parse(json)).toEqual({
      '@context': 'https://schema.org',
      '@type': 'FAQPage',
      mainEntity: [
        {
          '@type': 'Question',
          name: 'How long does delivery take?',
          acceptedAnswer: { '@type': 'Answer', text: '<p>See above.</p>' },
        },
        {
          '@type': 'Question',
          name: 'Can I send it back?',
          acceptedAnswer: { '@type': 'Answer', text: '<p>Yes, within 30 days.</p>' },
        },
      ],
    })
    expect(render('faq-page')).not.toContain('ld+json')
  })

  test('with none for this page the accordion is gone, and the page still takes a question', () => {
    setData(state, 'faq', 'facts', 'json', '{}')
    for (const metaobject of state.metaobjects.values()) if (metaobject.handle === 'e-2') metaobject.status = 'DRAFT'
    expect(text(render('faq-accordion'))).toBe('')
    expect(text(render('faq-accordion', {}, { designMode: true }))).toMatch(/^No question is meant for this page yet/)
    expect(text(render('faq-page'))).toContain('Ask a question')
  })

  test('fifty of a category are shown, as Liquid does', () => {
    const ids = Array.from({ length: 60 }, (_, index) =>
      addEntry(state, `e-${100 + index}`, { question: `Question ${index}`, answer: '<p>x</p>' }),
    )
    addCategory(state, 'c-9', 'Many', 9, ids)
    expect(render('faq-page', { categories: 'c-9' }).match(/class="tws-entry"/g)).toHaveLength(50)
  })
})
