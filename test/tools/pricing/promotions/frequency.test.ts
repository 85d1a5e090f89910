import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '#app/kernel/calendar.ts'
import type { PromotionSpell } from '#app/facts/types.ts'
import { measureFrequency, WINDOW_DAYS } from '#app/tools/pricing/promotions/frequency.ts'

const spell = (
  from: string,
  to: string,
  source: PromotionSpell['source'] = 'planned',
  variantId = '1',
): PromotionSpell => ({
  variantId,
  from,
  to,
  source,
  promotionId: null,
  promotionName: null,
  discountBps: null,
  marketIds: [],
})
const onDay = (day: string) => ({ from: day, to: day })

describe('days on promotion', () => {
  it('are counted once, however many promotions lie on them', () => {
    // 1 to 10 June and 6 to 15 June are 15 different days; the ledger saw 10 of them.
    const [found] = measureFrequency(
      ['1'],
      [spell('2026-06-01', '2026-06-10'), spell('2026-06-06', '2026-06-15', 'ledger')],
      onDay('2026-06-30'),
    )
    expect(found).toEqual({ variantId: '1', days: 15, ledgerDays: 10, shareBps: 1667, windowEndsOn: '2026-06-30' })
  })

  it('outside the 90 days do not count', () => {
    // 90 days that end on 30 June begin on 2 April: one day of the stretch is inside.
    const [found] = measureFrequency(['1'], [spell('2026-03-01', '2026-04-02')], onDay('2026-06-30'))
    expect(found?.days).toBe(1)
  })

  it('of a planned promotion count as if it were made, in the worst 90 days it touches', () => {
    // Before: 20 days in March. Planned: 10 to 19 June. The 90 days that end on 10 June begin on 13 March and hold 8 + 1 days;
    // those that end on 19 June begin on 22 March and hold 0 + 10: the worst are 10 days.
    const [found] = measureFrequency(
      ['1'],
      [spell('2026-03-01', '2026-03-20')],
      { from: '2026-06-10', to: '2026-06-19' },
      { from: '2026-06-10', to: '2026-06-19' },
    )
    expect(found).toMatchObject({ days: 10, windowEndsOn: '2026-06-19' })
  })

  it('are none for a variant that never was on promotion', () => {
    expect(
      measureFrequency(['1', '2'], [spell('2026-06-01', '2026-06-02')], onDay('2026-06-30')).map((one) => one.days),
    ).toEqual([2, 0])
  })
})

it('the worst window is what trying every day gives', () => {
  const start = '2026-01-01'
  const stretches = fc.array(fc.tuple(fc.integer({ min: 0, max: 150 }), fc.integer({ min: 0, max: 40 })), {
    maxLength: 6,
  })
  fc.assert(
    fc.property(
      stretches,
      fc.integer({ min: 89, max: 150 }),
      fc.integer({ min: 0, max: 40 }),
      (list, first, length) => {
        const spells = list.map(([from, days]) => spell(addDays(start, from), addDays(start, from + days)))
        const marked = new Set(
          list.flatMap(([from, days]) => Array.from({ length: days + 1 }, (_, index) => from + index)),
        )
        const [found] = measureFrequency(['1'], spells, {
          from: addDays(start, first),
          to: addDays(start, first + length),
        })
        let worst = 0
        for (let end = first; end <= first + length; end += 1)
          worst = Math.max(
            worst,
            Array.from({ length: WINDOW_DAYS }, (_, index) => end - index).filter((day) => marked.has(day)).length,
          )
        expect(found?.days).toBe(worst)
      },
    ),
  )
})
