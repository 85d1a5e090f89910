import { describe, expect, it } from 'vitest'
import { findProblems, withPlaceholder, type CheckedMarket } from '#app/tools/faq/checks/engine.ts'
import { linksOf, targetOf } from '#app/tools/faq/checks/links.ts'
import type { StoredEntry } from '#app/tools/faq/entries/schema.ts'
import type { MarketFacts } from '#app/tools/faq/market-facts.ts'
import { EVERYWHERE } from '#app/tools/faq/targeting/targeting.ts'

const SAVED = '2026-11-01T00:00:00.000Z'
const FACTS: MarketFacts = {
  returnWindowDays: 14,
  deliveryDays: { minDays: 5, maxDays: 9, dayKind: 'business' },
  deliveryDates: null,
  dutyMode: 'customer_pays',
  freeShippingThreshold: { minor: 5_000, currency: 'EUR' },
}
const EU: CheckedMarket = { handle: 'eu', name: 'Europe', facts: FACTS, changes: {} }
const US: CheckedMarket = {
  handle: 'us',
  name: 'United States',
  facts: { ...FACTS, returnWindowDays: 30, freeShippingThreshold: 'not_offered' },
  changes: {},
}

function entry(answers: Record<string, string>, changes: Partial<StoredEntry['content']> = {}): StoredEntry {
  const [source = 'en'] = Object.keys(answers)
  return {
    id: '7',
    categoryId: '1',
    position: 1,
    number: 3,
    publishedNumber: 3,
    publishedAt: SAVED,
    updatedAt: SAVED,
    content: {
      source,
      texts: Object.fromEntries(
        Object.entries(answers).map(([language, answer]) => [
          language,
          { question: 'Question?', answer, aliases: [], sourceVersion: 1, updatedAt: SAVED },
        ]),
      ),
      target: EVERYWHERE as StoredEntry['content']['target'],
      startsAt: null,
      endsAt: null,
      ...changes,
    },
  }
}

const check = (answers: Record<string, string>, markets = [EU, US], languages = Object.keys(answers)) =>
  findProblems(entry(answers), markets, languages, new Set())

describe('a figure written by hand', () => {
  const answer = '<p>You can return goods within 30 days of delivery.</p>'

  it('that one market contradicts names that market and what its settings say, and becomes a placeholder', () => {
    const [finding, ...rest] = check({ en: answer })
    expect(rest).toEqual([])
    expect(finding).toMatchObject({
      code: 'contradicts',
      quote: '30 days',
      says: [{ market: 'Europe', text: '14 days' }],
      fix: 'return_window',
      number: 3,
    })
    expect(withPlaceholder(answer, { start: finding?.start ?? 0, end: finding?.end ?? 0 }, 'return_window')).toBe(
      '<p>You can return goods within {{return_window}} of delivery.</p>',
    )
  })

  it('that is right everywhere is only said not to follow, once for all markets', () => {
    expect(check({ en: answer }, [US])).toMatchObject([
      { code: 'hard_coded', says: [{ market: null, text: '30 days' }], fix: 'return_window' },
    ])
  })

  it('has no fix where a market could not fill the placeholder: the answer would be gone there', () => {
    const found = check({ en: '<p>Free shipping on orders over €40.</p>' })
    expect(found).toMatchObject([{ code: 'contradicts', fix: null }])
    expect(found[0]?.says).toEqual([
      { market: 'Europe', text: '€50.00' },
      { market: 'United States', text: null },
    ])
  })

  it('inside a compound word has no fix: the sentence would not be one', () => {
    expect(check({ en: '<p>We have a 30-day return policy.</p>' }, [EU])).toMatchObject([
      { code: 'contradicts', fix: null },
    ])
  })

  it('in Chinese is found and fixed as well', () => {
    expect(check({ 'zh-CN': '<p>签收后三十天内可以退货。</p>' }, [EU])).toMatchObject([
      { code: 'contradicts', quote: '三十天', says: [{ market: null, text: '14天' }], fix: 'return_window' },
    ])
  })
})

it('a claim in words contradicts the settings and is a person’s to correct', () => {
  expect(check({ en: '<p>Import duties are included.</p>' }, [EU])).toMatchObject([{ code: 'contradicts', fix: null }])
})

it('a placeholder that a market cannot fill hides the answer there, and is said', () => {
  expect(check({ en: '<p>Free from {{free_shipping_threshold}}.</p>' })).toMatchObject([
    { code: 'cannot_be_filled', names: ['free_shipping_threshold'], says: [{ market: 'United States', text: null }] },
  ])
})

it('an entry of one market is only held against that market', () => {
  const target = { ...EVERYWHERE, markets: ['us'] } as StoredEntry['content']['target']
  const found = findProblems(entry({ en: '<p>Return it within 30 days.</p>' }, { target }), [EU, US], ['en'], new Set())
  expect(found).toMatchObject([{ code: 'hard_coded' }])
})

it('translations that are missing, and such as lost a placeholder, are said; figures older than their fact too', () => {
  const changed: CheckedMarket = { ...EU, changes: { returnWindowDays: '2026-11-10T00:00:00.000Z' } }
  const found = findProblems(
    entry({ en: '<p>Within {{return_window}}.</p>', fr: '<p>Vite.</p>' }),
    [changed],
    ['en', 'fr', 'de'],
    new Set(),
  )
  expect(found.map(({ code, language, names }) => [code, language, names])).toEqual([
    ['missing_translation', 'de', []],
    ['placeholders_differ', 'fr', ['return_window']],
  ])
  const old = findProblems(entry({ en: '<p>Return it within 14 days.</p>' }), [changed], ['en'], new Set())
  expect(old.map(({ code }) => code).sort()).toEqual(['hard_coded', 'older_than_fact'])
})

describe('links', () => {
  it('into the shop are read with their place, whatever language prefix or query they have', () => {
    const answer = '<p>See <a href="/en-gb/products/mug?variant=1#x">the mug</a>, <a href="https://x.example">x</a></p>'
    expect(linksOf(answer)).toEqual([{ path: '/products/mug', start: 7, end: 60 }])
  })

  it.each([
    ['/products/mug', { kind: 'product', handle: 'mug' }],
    ['/collections/cups/products/Mug', { kind: 'product', handle: 'mug' }],
    ['/collections/cups', { kind: 'collection', handle: 'cups' }],
    ['/collections/all', null],
    ['/pages/size-guide', null],
  ])('%s leads to %j', (path, target) => expect(targetOf(path)).toEqual(target))

  it('that lead nowhere are a finding', () => {
    const found = findProblems(
      entry({ en: '<p><a href="/products/gone">Mug</a></p>' }),
      [EU],
      ['en'],
      new Set(['/products/gone']),
    )
    expect(found).toMatchObject([{ code: 'broken_link', names: ['/products/gone'] }])
  })
})
