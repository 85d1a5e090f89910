import { describe, expect, it } from 'vitest'
import { createFormat } from '#app/ui/format.tsx'

const london = { currency: 'GBP', timezone: 'Europe/London' }
const en = createFormat('en', london)
const zh = createFormat('zh-CN', london)

describe('formats', () => {
  it("show an instant in the shop's time zone, summer time included", () => {
    expect(en.instant('2026-07-01T23:30:00Z')).toBe('Jul 2, 2026, 00:30')
    expect(en.instant('2026-01-01T23:30:00Z')).toBe('Jan 1, 2026, 23:30')
    expect(createFormat('en', { ...london, timezone: 'Asia/Shanghai' }).instant('2026-01-01T23:30:00Z')).toBe(
      'Jan 2, 2026, 07:30',
    )
  })

  it('show a day as it is, whatever the zone', () => {
    expect(createFormat('en', { ...london, timezone: 'Pacific/Kiritimati' }).day('2026-03-29')).toBe('Mar 29, 2026')
    expect(zh.day('2026-03-29')).toBe('2026年3月29日')
  })

  it.each([
    [0.4, '0 sec', '0秒'],
    [59, '59 sec', '59秒'],
    [90, '2 min', '2分钟'],
    [5_400, '1 hr 30 min', '1小时 30分钟'],
    [7_200, '2 hr', '2小时'],
    [200_000, '2 days', '2天'],
  ])('show %d seconds as people say them', (seconds, english, chinese) => {
    expect(en.duration(seconds)).toBe(english)
    expect(zh.duration(seconds)).toBe(chinese)
  })

  it('show money in its own currency', () => {
    expect(en.money(1_066_668_454)).toBe('£10,666,684.54')
    expect(zh.money(100, 'JPY')).toBe('¥100')
  })

  it('name countries, and no country for an order without an address', () => {
    expect(en.country('DE')).toBe('Germany')
    expect(zh.country('DE')).toBe('德国')
    // `Intl` says “Hong Kong SAR China” in Node and “Hong Kong” in Chrome.
    expect(en.country('HK')).toBe('Hong Kong')
    expect(zh.country('HK')).toBe('中国香港')
    expect(en.country('ZZ')).toBeNull()
    expect(en.country(null)).toBeNull()
  })

  it('show shares and changes', () => {
    expect(en.percent(0.1234)).toBe('12.3%')
    expect(en.signedPercent(0.05)).toBe('+5%')
    expect(en.signedPercent(-0.051)).toBe('-5.1%')
    expect(en.signedPercent(0)).toBe('0%')
  })
})
