import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CARRIERS } from '#app/tools/tracking/carriers/directory.ts'
import { trackingLink } from '#app/tools/tracking/carriers/links.ts'
import { matchCarrier, normaliseName } from '#app/tools/tracking/carriers/match.ts'

describe('names as warehouses type them', () => {
  it.each([
    ['royal mail tracked 48', 'royal_mail', 'part', 'tracked 48'],
    ['Royal Mail®', 'royal_mail', 'exact', null],
    ['顺丰', 'sf_express', 'exact', null],
    ['順豐速運', 'sf_express', 'exact', null],
    ['顺丰国际-普货', 'sf_express', 'part', '普货'],
    ['DHL Exp', 'dhl', 'exact', null],
    ['DHL', 'dhl', 'exact', null],
    ['ＤＨＬ express', 'dhl', 'exact', null],
    ['DHL eCommerce Asia', 'dhl_ecommerce', 'exact', null],
    ['DHL Express Worldwide', 'dhl', 'part', 'worldwide'],
    ['云途', 'yunexpress', 'exact', null],
    ['云途全球专线挂号', 'yunexpress', 'part', '全球专线挂号'],
    ['Yun Express', 'yunexpress', 'exact', null],
    ['yunexpres', 'yunexpress', 'near', null],
    ['4px express (registered)', '4px', 'part', 'registered'],
    ['YW平邮', 'yanwen', 'part', '平邮'],
    ['USPS', 'usps', 'exact', null],
    ['ups', 'ups', 'exact', null],
    ['Shipped by Canada Post', 'canada_post', 'part', 'shipped by'],
    ['J&T Express', 'jt_express', 'exact', null],
    ['Österreichische Post', 'austrian_post', 'exact', null],
    ['osterreichische post', 'austrian_post', 'exact', null],
    ['fedxe express', 'fedex', 'near', null],
    ['ヤマト運輸', 'yamato', 'exact', null],
  ])('%s', (typed, code, certainty, service) => {
    const found = matchCarrier(typed)
    expect(found && [found.carrier.code, found.certainty, found.service]).toEqual([code, certainty, service])
  })

  it.each(['', 'Other', 'n/a', '自定义', 'local courier', 'upss', 'x'.repeat(10_240), '---', 'imposter'])(
    '%s is no carrier',
    (typed) => {
      expect(matchCarrier(typed)).toBeNull()
    },
  )

  it('any text is answered', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (typed) => void matchCarrier(typed)))
  })
})

describe('the directory', () => {
  it('gives each code and each name to one carrier', () => {
    const owner = new Map<string, string>()
    for (const { code, name, aliases } of CARRIERS) {
      for (const spelt of [name, code, ...aliases]) {
        const key = normaliseName(spelt).replaceAll(' ', '')
        expect(owner.get(key) ?? code, spelt).toBe(code)
        owner.set(key, code)
      }
    }
  })

  it('links are https with the number in its place, whatever the number holds', () => {
    for (const { code, linkTemplate } of CARRIERS) {
      if (linkTemplate === null) continue
      expect(linkTemplate.split('{number}')).toHaveLength(2)
      const link = new URL(trackingLink(code, 'A&b=1#$&/../"') ?? '')
      expect([link.protocol, link.host]).toEqual(['https:', new URL(linkTemplate.replace('{number}', '1')).host])
    }
    expect(trackingLink('royal_mail', '\ud800')).toBeNull()
    expect(trackingLink('nobody', '1')).toBeNull()
  })
})
