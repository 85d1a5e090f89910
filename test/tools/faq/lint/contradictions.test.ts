import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findContradictions } from '#app/tools/faq/lint/contradictions.ts'
import { findStatements } from '#app/tools/faq/lint/statements.ts'
import type { MarketFacts } from '#app/tools/faq/market-facts.ts'
import { ENTRIES } from '#test/tools/faq/labelled.ts'

const FACTS: MarketFacts = {
  returnWindowDays: 14,
  deliveryDays: { minDays: 7, maxDays: 12, dayKind: 'calendar' },
  deliveryDates: null,
  dutyMode: 'customer_pays',
  freeShippingThreshold: { minor: 6_000, currency: 'USD' },
}
const UNKNOWN: MarketFacts = {
  returnWindowDays: null,
  deliveryDays: null,
  deliveryDates: null,
  dutyMode: null,
  freeShippingThreshold: null,
}

const found = (answer: string, facts: Partial<MarketFacts> = {}): string[] =>
  findContradictions(answer, { ...FACTS, ...facts }).map(({ code, quote }) => `${code}: ${quote}`)

describe('an answer that contradicts the settings', () => {
  it.each([
    // the window is 14 days
    ['You can return unworn goods within 30 days of delivery.', ['contradicts: 30 days']],
    ['After delivery, you have thirty days to send it back.', ['contradicts: thirty days']],
    ['Our 30-day return policy is simple.', ['contradicts: 30-day']],
    ['Returns are accepted for one month.', ['contradicts: one month']],
    ['收货后30天内可以退货。', ['contradicts: 30天']],
    ['支持七天无理由退货', ['contradicts: 七天']],
    ['签收后三十天内可退换。', ['contradicts: 三十天']],
    // shipping is free from 60 USD
    ['Free shipping over $50!', ['contradicts: $50']],
    ['Orders above 50 USD ship for free.', ['contradicts: 50 USD']],
    ['We offer free shipping on all orders.', ['contradicts: free shipping']],
    ['There is no free shipping.', ['contradicts: no free shipping']],
    ['满50美元包邮。', ['contradicts: 50美元']],
    ['全场包邮', ['contradicts: 包邮']],
    // the same figure in another currency is another promise
    ['Free delivery from €60.', ['contradicts: €60']],
    ['Free shipping over $1,000.', ['contradicts: $1,000']],
    ['Free shipping over 60.50 USD.', ['contradicts: 60.50 USD']],
    // the customer pays duty
    ['There are no customs duties to pay.', ['contradicts: no customs duties']],
    ['Duties are included in the price.', ['contradicts: Duties are included']],
    ['We cover all import duties.', ['contradicts: We cover all import duties']],
    ["You don't have to pay customs.", ["contradicts: don't have to pay customs"]],
    ['您无需缴纳关税。', ['contradicts: 无需缴纳关税']],
    ['所有订单包税。', ['contradicts: 包税']],
    // the estimate is 7 to 12 days
    ['Delivery takes 3-5 days.', ['contradicts: 3-5 days']],
    ['发货后3到5天送达。', ['contradicts: 3到5天']],
  ])('%s', (answer, findings) => {
    expect(found(answer)).toEqual(findings)
  })

  it('the other way round: duty is paid by the shop, shipping always free', () => {
    const facts = { dutyMode: 'shop_pays', freeShippingThreshold: { minor: 0, currency: 'USD' } } as const
    expect(found('Duties are not included.', facts)).toEqual(['contradicts: Duties are not included'])
    expect(found('You may have to pay import duties.', facts)).toEqual([
      'contradicts: You may have to pay import duties',
    ])
    expect(found('关税由收件人承担。', facts)).toEqual(['contradicts: 关税由收件人承担'])
    expect(found('We offer free shipping on all orders. No customs fees.', facts)).toEqual([])
    expect(found('Free shipping over $50.', { freeShippingThreshold: 'not_offered' })).toEqual(['contradicts: $50'])
  })

  it.each([
    ['You can return goods within 14 days.', ['hard_coded: 14 days']],
    ['You can return goods within two weeks.', ['hard_coded: two weeks']],
    ['Free shipping over US$60.00', ['hard_coded: US$60.00']],
    ['Delivery takes 7 to 12 days.', ['hard_coded: 7 to 12 days']],
    // 9 business days are at most 13 calendar days: no earlier than the estimate of 12
    ['Delivery takes 5-9 business days.', ['hard_coded: 5-9 business days']],
  ])('agrees today, but will not follow: %s', (answer, findings) => {
    expect(found(answer)).toEqual(findings)
  })

  it.each([
    'You can return unworn goods within {{return_window}} of delivery.',
    // other periods of other topics
    'We refund within five working days of receiving the goods.',
    'Once we receive your return, the refund takes 5 days.',
    'Send us a photo within seven days if it is damaged.',
    'Orders leave our warehouse within two working days.',
    'All devices have a two year warranty.',
    '我们收到退货后五个工作日内退款。',
    // dates and prices of other things
    '11月22日开始退货',
    'Gift cards from $10 to $200.',
    'Free shipping over $99999999999999999999.',
    // what the customer pays is what the settings say
    'You have to pay import duties to the courier.',
    '关税自理',
  ])('says nothing of %s', (answer) => {
    expect(found(answer)).toEqual([])
  })

  it('the place is that of the source, through markup and entities', () => {
    const answer = '<p>Returns&nbsp;are fine.</p><ul><li>Return it within <b>30 days</b></li></ul>'
    const [finding] = findContradictions(answer, FACTS)
    expect(finding).toMatchObject({ code: 'contradicts', kind: 'return_window', fact: 'returnWindowDays' })
    expect(answer.slice(finding?.start, finding?.end)).toBe('30 days')
  })

  it('a fact that is not known contradicts nothing', () => {
    const answer = 'Return within 30 days. Free shipping over $50. No duties. Delivery takes 3 days.'
    expect(findStatements(answer)).toHaveLength(4)
    expect(findContradictions(answer, UNKNOWN)).toEqual([])
  })

  it('the answers of the labelled set, which use placeholders, contradict nothing', () => {
    for (const { texts } of ENTRIES)
      for (const { answer } of Object.values(texts))
        expect(findContradictions(answer, FACTS).filter((finding) => finding.code === 'contradicts')).toEqual([])
  })

  it('never throws, and every place is inside the answer', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 6 }),
      fc.constantFrom(
        '30',
        ' days ',
        'return',
        '退货',
        '十',
        '天',
        '$',
        '1,0',
        '$9999999,999,999 ',
        '99999999999999999999 USD ',
        'free shipping',
        '包邮',
        'no duties',
        '<',
        '>',
        '.',
        '到',
      ),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const answer = pieces.join('')
        for (const { start, end, quote } of findContradictions(answer, FACTS)) {
          expect(start).toBeGreaterThanOrEqual(0)
          expect(end).toBeGreaterThan(start)
          expect(answer.slice(start, end)).toBe(quote)
        }
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['digits', '1'.repeat(10_000)],
    ['amounts', '$1,000 '.repeat(1_400)],
    ['open tags', '<'.repeat(10_000)],
    ['duties', 'you may have to be charged any customs '.repeat(250)],
    ['once', 'once '.repeat(2_000)],
    ['returns', 'return 30 days '.repeat(660)],
    ['Chinese', '退货三十天'.repeat(2_000)],
  ])('10 kB of %s are read in under 50 ms', (_what, answer) => {
    let best = Infinity
    for (let round = 0; round < 3; round += 1) {
      const start = performance.now()
      findContradictions(answer, FACTS)
      best = Math.min(best, performance.now() - start)
    }
    expect(best).toBeLessThan(50)
  })
})
