import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decideShown,
  EVERYWHERE,
  listShown,
  type FaqTarget,
  type TargetedEntry,
  type VisitorContext,
} from '#app/tools/faq/targeting/targeting.ts'

const VISITOR: VisitorContext = {
  market: 'eu',
  language: 'de',
  template: 'product',
  productId: 'p1',
  collectionIds: ['c1'],
  productTags: ['Fragile'],
  asOf: '2026-11-22T12:00:00Z',
}

const anEntry = (over: Partial<TargetedEntry> = {}): TargetedEntry => ({
  id: 'e1',
  state: 'published',
  position: 1,
  startsAt: null,
  endsAt: null,
  target: EVERYWHERE,
  languages: ['en', 'de'],
  ...over,
})
const aimedAt = (target: Partial<FaqTarget>): TargetedEntry => anEntry({ target: { ...EVERYWHERE, ...target } })

describe('an entry', () => {
  it.each([
    ['aimed at nothing special', anEntry(), { shown: true, language: 'de' }],
    ['a draft', anEntry({ state: 'draft' }), { shown: false, reason: 'draft' }],
    ['its first instant', anEntry({ startsAt: VISITOR.asOf }), { shown: true, language: 'de' }],
    ['before it', anEntry({ startsAt: '2026-11-22T12:00:01Z' }), { shown: false, reason: 'not_yet' }],
    ['its end', anEntry({ endsAt: VISITOR.asOf }), { shown: false, reason: 'over' }],
    [
      'an end in another zone, still ahead: 13:30+01:00 is 12:30Z',
      anEntry({ endsAt: '2026-11-22T13:30:00+01:00' }),
      { shown: true, language: 'de' },
    ],
    [
      'an end before its start',
      anEntry({ startsAt: '2026-11-22T10:00:00Z', endsAt: '2026-11-21T10:00:00Z' }),
      { shown: false, reason: 'schedule_invalid' },
    ],
    ['a start nobody can read', anEntry({ startsAt: 'soon' }), { shown: false, reason: 'schedule_invalid' }],
    ['another market', aimedAt({ markets: ['us'] }), { shown: false, reason: 'other_market' }],
    ['no market at all', aimedAt({ markets: [] }), { shown: false, reason: 'other_market' }],
    ['another template', aimedAt({ templates: ['page'] }), { shown: false, reason: 'other_template' }],
    ['another language', aimedAt({ languages: ['fr'] }), { shown: false, reason: 'other_language' }],
    ['another product', aimedAt({ products: ['p2'] }), { shown: false, reason: 'other_product' }],
    [
      'another product, but this collection',
      aimedAt({ products: ['p2'], collections: ['c1'] }),
      { shown: true, language: 'de' },
    ],
    ['a tag in another case', aimedAt({ tags: ['fragile'] }), { shown: true, language: 'de' }],
    ['no text', anEntry({ languages: [] }), { shown: false, reason: 'no_text' }],
  ] as const)('%s', (_what, entry, decision) => {
    expect(decideShown(entry, VISITOR)).toEqual(decision)
  })

  it.each([
    [['en', 'zh-CN'], 'zh-CN', 'zh-CN'],
    [['en', 'zh'], 'zh-TW', 'zh'],
    [['en', 'zh-CN'], 'zh-TW', 'zh-CN'],
    [['en', 'zh-CN'], 'ja', 'en'],
    [['en', 'pt-BR'], 'PT-br', 'pt-BR'],
  ])('written in %j is read in %s as %s', (languages, language, read) => {
    expect(decideShown(anEntry({ languages }), { ...VISITOR, language })).toEqual({ shown: true, language: read })
  })

  it('aimed at Chinese is for every Chinese, aimed at zh-CN for that alone', () => {
    const taiwan = { ...VISITOR, language: 'zh-TW' }
    expect(decideShown(aimedAt({ languages: ['zh'] }), taiwan).shown).toBe(true)
    expect(decideShown(aimedAt({ languages: ['zh-CN'] }), taiwan).shown).toBe(false)
  })
})

describe('what a visitor sees', () => {
  const some = fc.option(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }), { nil: null })
  const instant = fc.option(fc.constantFrom('2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z', 'garbage'), { nil: null })
  const entry: fc.Arbitrary<TargetedEntry> = fc.record({
    id: fc.uuid(),
    state: fc.constantFrom('draft', 'published'),
    position: fc.nat(3),
    startsAt: instant,
    endsAt: instant,
    target: fc.record({
      markets: some,
      templates: some,
      languages: some,
      products: some,
      collections: some,
      tags: some,
    }),
    languages: fc.array(fc.constantFrom('a', 'b', 'en'), { maxLength: 2 }),
  })
  const place = fc.constantFrom('a', 'b', 'c', 'd')
  const visitor: fc.Arbitrary<VisitorContext> = fc.record({
    market: place,
    language: place,
    template: place,
    productId: fc.option(place, { nil: null }),
    collectionIds: fc.array(place, { maxLength: 2 }),
    productTags: fc.array(place, { maxLength: 2 }),
    asOf: fc.constantFrom('2026-11-22T12:00:00Z', 'not a time'),
  })

  it('never holds a draft, is in order, and does not depend on the order of the entries', () => {
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: (one) => one.id }), visitor, (entries, where) => {
        const shown = listShown(entries, where)
        for (const one of shown) {
          expect(one.entry.state).toBe('published')
          expect(one.entry.languages).toContain(one.language)
        }
        const positions = shown.map((one) => one.entry.position)
        expect(positions).toEqual([...positions].sort((a, b) => a - b))
        expect(listShown([...entries].reverse(), where)).toEqual(shown)
      }),
    )
  })
})
