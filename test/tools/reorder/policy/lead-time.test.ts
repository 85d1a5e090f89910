import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  delayByClosures,
  estimateLeadTime,
  LEAD_TIME_PRIOR,
  leadTimeOf,
  lognormalDays,
  type LeadTime,
  type LeadTimeReceipt,
} from '#app/tools/reorder/policy/lead-time.ts'

const receipt = (actualDays: number, quotedDays = 30, laneId = 'sea'): LeadTimeReceipt => ({
  laneId,
  quotedDays,
  actualDays,
})
const ask = (quotedDays: number | null, receipts: LeadTimeReceipt[] = []) =>
  estimateLeadTime({ laneId: 'sea', quotedDays, quotedSpreadBps: null, receipts })
const known = (estimate: ReturnType<typeof ask>) => {
  if (estimate.kind === 'none') throw new Error('there should be a lead time')
  return estimate
}
const daysAt = (leadTime: LeadTime, probability: number): number => {
  let sum = 0
  for (const { days, share } of leadTime.points) if ((sum += share) >= probability - 1e-9) return days
  return NaN
}

describe('a lead time of whole days', () => {
  it('keeps the mean of a lognormal exactly, and nearly its spread', () => {
    // median 30, sigma 0.2: mean 30 e^0.02 = 30.606, standard deviation 30.606 sqrt(e^0.04 - 1) = 6.183
    const leadTime = lognormalDays(30, 0.2)
    expect(leadTime.meanDays).toBeCloseTo(30 * Math.exp(0.02), 9)
    expect(leadTime.standardDeviationDays / 6.183).toBeGreaterThan(0.95)
    expect(leadTime.standardDeviationDays / 6.183).toBeLessThan(1.02)
    expect(leadTime.points.every(({ days }) => Number.isInteger(days) && days >= 1)).toBe(true)
  })

  it('shares a fraction between the days around it', () => {
    expect(leadTimeOf([{ days: 12.25, share: 1 }]).points).toEqual([
      { days: 12, share: 0.75 },
      { days: 13, share: 0.25 },
    ])
    expect(() => leadTimeOf([{ days: 5, share: 0.9 }])).toThrow(RangeError)
  })
})

describe('a lead time learned from receipts', () => {
  it('is the quote while there are none', () => {
    const estimate = known(ask(30))
    expect(estimate.source).toBe('quoted')
    expect(estimate.latenessBps).toBe(0)
    // sigma^2 = ln(1 + 0.2^2): mean 30 sqrt(1.04)
    expect(estimate.leadTime.meanDays).toBeCloseTo(30 * Math.sqrt(1.04), 9)
  })

  it('moves n / (n + 4) of the way to what the lane showed', () => {
    // four receipts, each 20 % late: ln 1.2 x 4 / 8, so the median is 30 sqrt(1.2)
    const estimate = known(
      ask(
        30,
        [36, 36, 36, 36].map((days) => receipt(days)),
      ),
    )
    expect(estimate.latenessBps).toBe(Math.round((Math.sqrt(1.2) - 1) * 10_000))
    expect(estimate.receipts).toBe(4)
  })

  it('lets other lanes of the supplier speak until the lane has receipts of its own', () => {
    const other = [1, 2, 3, 4].map(() => receipt(12, 10, 'air'))
    // the other lane: ln 1.2 x 4 / 8
    expect(known(ask(30, other)).latenessBps).toBe(954)
    // and twelve punctual receipts here: (12 x 0 + 4 x ln 1.2 / 2) / 16
    const own = Array.from({ length: 12 }, () => receipt(30))
    expect(known(ask(30, [...other, ...own])).latenessBps).toBe(Math.round(Math.expm1(Math.log(1.2) / 8) * 10_000))
  })

  it('goes to the truth with many receipts: its mean and its spread', () => {
    const actual = Array.from({ length: 400 }, (_, index) => 40 + 10 * Math.sin(index))
    const { leadTime } = known(
      ask(
        30,
        actual.map((days) => receipt(days)),
      ),
    )
    expect(leadTime.meanDays).toBeGreaterThan(39)
    expect(leadTime.meanDays).toBeLessThan(41)
    // the sine's standard deviation is 10 / sqrt 2 = 7.07
    expect(leadTime.standardDeviationDays).toBeGreaterThan(6.3)
    expect(leadTime.standardDeviationDays).toBeLessThan(8.2)
  })

  it('takes the median of receipts when the card says nothing, and says so', () => {
    const estimate = known(ask(null, [receipt(20), receipt(26), receipt(90)]))
    expect(estimate.source).toBe('receipts_only')
    expect(daysAt(estimate.leadTime, 0.5)).toBeGreaterThan(24)
    expect(daysAt(estimate.leadTime, 0.5)).toBeLessThan(36)
  })

  it('has none without card and receipts of the lane, and leaves nonsense out', () => {
    expect(ask(null, [receipt(5, 5, 'air')])).toEqual({ kind: 'none', reason: 'no_lead_time', leftOut: 0 })
    expect(ask(0)).toMatchObject({ kind: 'none' })
    expect(known(ask(30, [receipt(-3), receipt(30, 0)])).leftOut).toBe(2)
    expect(known(ask(30, [receipt(0)])).leadTime.points.length).toBeGreaterThan(0)
  })

  it('never gets shorter when the quote gets longer', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 150, noNaN: true }),
        fc.double({ min: 0, max: 60, noNaN: true }),
        fc.array(fc.record({ days: fc.integer({ min: 0, max: 200 }), own: fc.boolean() }), { maxLength: 8 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (quoted, longer, came, probability) => {
          const receipts = came.map(({ days, own }) => receipt(days, 30, own ? 'sea' : 'air'))
          const short = known(ask(quoted, receipts)).leadTime
          const long = known(ask(quoted + longer, receipts)).leadTime
          expect(daysAt(long, probability)).toBeGreaterThanOrEqual(daysAt(short, probability))
        },
      ),
    )
  })

  it('is as strong as its prior says', () => {
    const late = [receipt(60)]
    const weak = estimateLeadTime(
      { laneId: 'sea', quotedDays: 30, quotedSpreadBps: null, receipts: late },
      { ...LEAD_TIME_PRIOR, strength: 1 },
    )
    expect(known(weak).latenessBps).toBe(Math.round((Math.SQRT2 - 1) * 10_000))
  })
})

describe('a supplier’s closed days', () => {
  const ten = leadTimeOf([{ days: 10, share: 1 }])
  const newYear = { fromOn: '2027-02-06', toOn: '2027-02-12' }

  it('come on top of the lead time when an order is under way in them', () => {
    // sent on the 1st, due on the 11th: seven closed days make it the 18th
    expect(delayByClosures(ten, '2027-02-01', [newYear]).points).toEqual([{ days: 17, share: 1 }])
    expect(delayByClosures(ten, '2027-01-20', [newYear]).points).toEqual([{ days: 10, share: 1 }])
    expect(delayByClosures(ten, '2027-02-13', [newYear]).points).toEqual([{ days: 10, share: 1 }])
  })

  it('count from the day of sending, once, and push an order into the next closure', () => {
    // sent in the closure: 5 days of it are left
    expect(delayByClosures(ten, '2027-02-08', [newYear]).points).toEqual([{ days: 15, share: 1 }])
    const overlapping = [newYear, { fromOn: '2027-02-10', toOn: '2027-02-13' }]
    expect(delayByClosures(ten, '2027-02-01', overlapping).points).toEqual([{ days: 18, share: 1 }])
    // 10 + 7 is the 18th, on which the second one begins
    const next = [newYear, { fromOn: '2027-02-18', toOn: '2027-02-19' }]
    expect(delayByClosures(ten, '2027-02-01', next).points).toEqual([{ days: 19, share: 1 }])
  })

  it('never make a slower order come before a faster one', () => {
    const day = fc.integer({ min: 0, max: 90 })
    const dayOf = (offset: number) => new Date(Date.UTC(2027, 0, 1 + offset)).toISOString().slice(0, 10)
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 30 }),
        fc.array(fc.tuple(day, fc.integer({ min: 0, max: 20 })), { maxLength: 5 }),
        (days, more, spans) => {
          const closures = spans.map(([from, length]) => ({ fromOn: dayOf(from), toOn: dayOf(from + length) }))
          const arrives = (lead: number) =>
            delayByClosures(leadTimeOf([{ days: lead, share: 1 }]), '2027-01-05', closures).meanDays
          expect(arrives(days + more)).toBeGreaterThanOrEqual(arrives(days) + more)
        },
      ),
    )
  })
})
