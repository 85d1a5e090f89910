import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recogniseNumber } from '#app/tools/tracking/numbers/engine.ts'
import tests from '#test/fixtures/tracking/number-tests.json' with { type: 'json' }

const valid = tests.flatMap(({ id, courier, valid: numbers }) => numbers.map((number) => ({ id, courier, number })))
const invalid = tests.flatMap(({ id, invalid: numbers }) => numbers.map((number) => ({ id, number })))

describe('the test numbers of the data set', () => {
  it('are 192 valid and 88 invalid numbers of 39 kinds', () => {
    expect([tests.length, valid.length, invalid.length]).toEqual([39, 192, 88])
  })

  it.each(valid)('$number is recognised as $id', ({ id, courier, number }) => {
    expect(recogniseNumber(number)).toContainEqual(expect.objectContaining({ kind: id, courier }))
  })

  it.each(invalid)('$number is refused as $id', ({ id, number }) => {
    expect(recogniseNumber(number).map((candidate) => candidate.kind)).not.toContain(id)
  })
})

describe('candidates', () => {
  it.each([
    ['1Z5R89390357567127', 'ups', 'proven'],
    ['9400111206206406260787', 'usps', 'proven'],
    ['986578788855', 'fedex', 'proven'],
    ['RB123456785GB', 'royal_mail', 'proven'],
    ['RB123456785CN', 'china_post', 'proven'],
    ['TBA502887274000', 'amazon', 'none'],
    ['JD0002242617644732', 'yodel', 'none'],
    ['YT2229521272164446', 'yunexpress', 'none'],
    ['4PX3001234567890CN', '4px', 'none'],
    ['LP00512345678901', 'cainiao', 'none'],
    ['UG123456789YP', 'yanwen', 'none'],
    ['SF1234567890123', 'sf_express', 'none'],
  ])('the likeliest of %s is %s, check digit %s', (number, carrier, checksum) => {
    expect(recogniseNumber(number)[0]).toMatchObject({ carrier, checksum })
  })

  it('an S10 number of a country without a carrier of ours names its post', () => {
    expect(recogniseNumber('RB123456785CV')[0]).toMatchObject({
      carrier: 's10',
      carrierName: 'Correios de Cabo Verde',
      originCountry: 'CV',
    })
  })

  it('a number that two carriers could have made goes first to the one the warehouse named', () => {
    // 3 2 0 6 ... is a Purolator number by Luhn; a tenth of them also pass FedEx's check.
    const both = tests
      .flatMap((kind) => (kind.id === 'purolator_numeric' || kind.id === 'fedex_12' ? kind.valid : []))
      .find((number) => new Set(recogniseNumber(number).map((candidate) => candidate.carrier)).size > 1)
    const [first, second] = recogniseNumber(both ?? '')
    expect(first).toBeDefined()
    expect(recogniseNumber(both ?? '', second?.carrier ?? null)[0]?.carrier).toBe(second?.carrier)
  })

  it('likelihood falls along the list, and a link holds the number', () => {
    for (const { number } of valid) {
      const found = recogniseNumber(number)
      expect(found.map((candidate) => candidate.likelihood)).toEqual(
        found.map((candidate) => candidate.likelihood).sort((a, b) => b - a),
      )
      for (const { trackingLink, number: clean } of found) {
        if (trackingLink !== null) expect(trackingLink).toContain(encodeURIComponent(clean))
      }
    }
  })

  it.each([
    '1z 5r8 939 03 5756 7127',
    '１Ｚ５Ｒ８９３９０３５７５６７１２７',
    '1Z-5R8-939-03-5756-7127',
    '\u200b1Z5R89390357567127\u200f',
  ])('writes %s as 1Z5R89390357567127', (typed) => {
    expect(recogniseNumber(typed)[0]).toMatchObject({ carrier: 'ups', number: '1Z5R89390357567127' })
  })
})

describe('bad input', () => {
  it.each([
    ['nothing', ''],
    ['white space', ' \t\n '],
    ['10 kB of digits', '9'.repeat(10_240)],
    ['10 kB of spaced digits', '9 '.repeat(5_120)],
    ['48 characters that nearly fit', 'GM' + '1'.repeat(45) + '!'],
    ['Chinese', '您的包裹在哪里'],
    ['Arabic digits', '٠١٢٣٤٥٦٧٨٩'],
    ['script', '<script>alert(1)</script>'],
    ['half a surrogate pair', '\ud800'],
  ])('%s is no number', (_name, typed) => {
    expect(recogniseNumber(typed)).toEqual([])
  })

  it('any text is answered, and a link is always https', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[A-Z0-9 -]{0,60}$/)), (typed) => {
        for (const { trackingLink } of recogniseNumber(typed)) {
          if (trackingLink !== null) expect(new URL(trackingLink).protocol).toBe('https:')
        }
      }),
      { numRuns: 500 },
    )
  })

  it('a changed check digit is refused by its kind', () => {
    const digit = fc.constantFrom(...'0123456789')
    fc.assert(
      fc.property(digit, (last) => {
        const number = `1Z5R8939035756712${last}`
        expect(recogniseNumber(number).some((candidate) => candidate.kind === 'ups')).toBe(last === '7')
      }),
    )
  })
})
