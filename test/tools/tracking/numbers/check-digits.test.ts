import { describe, expect, it } from 'vitest'
import { checkFits, type CheckRule } from '#app/tools/tracking/numbers/check-digits.ts'

const GS1: CheckRule = { name: 'mod10', evens_multiplier: 3, odds_multiplier: 1, reverse: true }

describe('published worked examples', () => {
  it.each<[string, CheckRule, string, string]>([
    // UPU S10-12: 4x8 + 7x6 + 3x4 + 1x2 + 2x3 + 4x5 + 8x9 + 2x7 = 200; 200 mod 11 = 2; 11 - 2 = 9
    ['UPU S10, RR473124829CN', { name: 's10' }, '47312482', '9'],
    // ISO/IEC 7812-1 as in every textbook on Luhn: 7992739871 and 3
    ['Luhn, 79927398713', { name: 'luhn' }, '7992739871', '3'],
    // GS1: SSCC 376104250021234569, 3x(3+6+0+2+0+2+2+4+6... from the right; check digit 9
    ['GS1, SSCC 376104250021234569', GS1, '37610425002123456', '9'],
    // ISO/IEC 7064 MOD 37,36 (the standard's example A12425GABC1234002 with M, as ISO 26324 and GRid use it)
    ['ISO 7064, A12425GABC1234002M', { name: 'mod_37_36' }, 'A12425GABC1234002', 'M'],
    // 331881002 = 47411571 x 7 + 5
    ['DHL Express, 3318810025', { name: 'mod7' }, '331881002', '5'],
  ])('%s', (_name, rule, serial, check) => {
    expect(checkFits(rule, serial, check)).toBe(true)
    const others = [...'0123456789'].filter((digit) => digit !== check)
    expect(others.filter((digit) => checkFits(rule, serial, digit))).toEqual([])
  })
})
