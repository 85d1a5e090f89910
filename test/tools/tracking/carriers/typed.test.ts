import { describe, expect, it } from 'vitest'
import { carrierNameKey, recogniseCarrier } from '#app/tools/tracking/carriers/recognise.ts'
import { judgeNumber, listTypedCarriers } from '#app/tools/tracking/carriers/typed.ts'

const NONE = new Map<string, string | null>()
const ROYAL_MAIL = 'RB123456785GB'

describe('which carrier has a parcel', () => {
  it.each([
    ['DHL Exp', '', NONE, 'dhl', 'name'],
    ['DHL Exp', '', new Map([['dhlexp', 'yunexpress']]), 'yunexpress', 'choice'],
    ['ＤＨＬ－exp.', '', new Map([['dhlexp', 'yunexpress']]), 'yunexpress', 'choice'],
    ['My Courier', ROYAL_MAIL, new Map([['mycourier', null]]), null, 'choice'],
    ['My Courier', ROYAL_MAIL, NONE, 'royal_mail', 'number'],
    ['Royal Mail', 'anything', NONE, 'royal_mail', 'name'],
    [null, ROYAL_MAIL, NONE, 'royal_mail', 'number'],
    ['Zzyzx', 'zzz', NONE, null, 'nothing'],
    [null, '', NONE, null, 'nothing'],
  ] as const)('%s, %s: %j', (company, number, choices, carrier, by) => {
    expect(recogniseCarrier({ company, number }, choices)).toEqual({ carrier, by })
  })
  it('a name beyond reason is one of its first 120 characters', () => {
    expect(carrierNameKey('x'.repeat(10_000))).toHaveLength(120)
    expect(carrierNameKey('—')).toBe('')
    expect(carrierNameKey(null)).toBe('')
  })
})

describe('names as they were typed', () => {
  it('spellings of one name are one row, the commonest spelling its title', () => {
    const rows = listTypedCarriers(
      [
        { typed: 'DHL Exp', carrier: 'dhl', parcels: 5, open: 1 },
        { typed: 'dhl exp.', carrier: 'dhl', parcels: 3, open: 2 },
        { typed: 'Zzyzx', carrier: null, parcels: 2, open: 0 },
        { typed: 'Airmail', carrier: 'royal_mail', parcels: 9, open: 9 },
        { typed: '—', carrier: null, parcels: 1, open: 1 },
      ],
      new Map([['zzyzx', 'ups']]),
    )
    expect(
      rows.map(({ typed, spellings, parcels, open, carrier, by }) => [typed, spellings, parcels, open, carrier, by]),
    ).toEqual([
      ['Airmail', 1, 9, 9, 'royal_mail', 'number'],
      ['DHL Exp', 2, 8, 3, 'dhl', 'name'],
      ['Zzyzx', 1, 2, 0, 'ups', 'choice'],
    ])
  })
})

describe('a number beside its carrier', () => {
  it.each([
    [ROYAL_MAIL, 'royal_mail', null],
    ['zzz', null, { why: 'fits_nothing', likely: null }],
    // A line of one's own: nobody publishes its numbers.
    ['zzz', 'ubi', null],
    // S10 travels: the post of the destination brings it.
    [ROYAL_MAIL, 'dhl_parcel_de', null],
    ['1Z5R89390357567127', 'dhl', { why: 'other_carrier', likely: 'UPS' }],
    ['1Z5R89390357567127', 'ups', null],
  ] as const)('%s, %s: %j', (number, carrier, wanted) => {
    expect(judgeNumber(number, carrier)).toEqual(wanted)
  })
})
