/**
 * How numbers, money, days and places read. In: plain values. Out: text in the document's language and the shop's time zone.
 * Invariant: server and browser format alike (explicit zone, explicit hour cycle), so hydration never changes a text.
 */
import { createContext, useContext, useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Day } from '#app/kernel/calendar.ts'
import { formatMoney } from '#app/kernel/money.ts'
import countryNames from './country-names.json' with { type: 'json' }

interface ShopFormat {
  currency: string
  timezone: string
}

const ShopFormatContext = createContext<ShopFormat>({ currency: 'USD', timezone: 'UTC' })

export function ShopFormatProvider({ currency, timezone, children }: ShopFormat & { children: ReactNode }) {
  const value = useMemo(() => ({ currency, timezone }), [currency, timezone])
  return <ShopFormatContext.Provider value={value}>{children}</ShopFormatContext.Provider>
}

/** Unknown and nowhere: what the mirror stores when an order has no shipping address. */
const NO_COUNTRY = 'ZZ'

/**
 * Names of countries by language (Unicode CLDR, shortened where trade uses the short name). Not asked of `Intl`: every browser carries another
 * edition of these names than Node, and the page would change under the reader when the browser takes over.
 */
const COUNTRIES: Record<string, Record<string, string>> = countryNames

export function createFormat(locale: string, shop: ShopFormat) {
  const number = new Intl.NumberFormat(locale)
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
  const percent = new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  })
  const signedPercent = new Intl.NumberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  })
  const day = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', year: 'numeric', month: 'short', day: 'numeric' })
  const shortDay = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month: 'short', day: 'numeric' })
  const instant = new Intl.DateTimeFormat(locale, {
    timeZone: shop.timezone,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const bytesIn = (unit: 'kilobyte' | 'megabyte', digits: number) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: digits })
  const countries = COUNTRIES[locale] ?? COUNTRIES['en'] ?? {}
  const asDate = (text: Day): Date => new Date(`${text}T00:00:00Z`)
  return {
    locale,
    number: (value: number): string => number.format(value),
    compact: (value: number): string => compact.format(value),
    /** a ratio: 0.123 is `12.3%` */
    percent: (ratio: number): string => percent.format(ratio),
    signedPercent: (ratio: number): string => signedPercent.format(ratio),
    money: (minor: number, currency: string = shop.currency): string => formatMoney(minor, currency, locale),
    compactMoney: (minor: number, currency: string = shop.currency): string =>
      formatMoney(minor, currency, locale, { compact: true }),
    day: (text: Day): string => day.format(asDate(text)),
    shortDay: (text: Day): string => shortDay.format(asDate(text)),
    /** `1.2 MB`; at least a kilobyte */
    fileSize: (bytes: number): string =>
      bytes < 1_000_000
        ? bytesIn('kilobyte', 0).format(Math.max(1, Math.round(bytes / 1_000)))
        : bytesIn('megabyte', 1).format(bytes / 1_000_000),
    instant: (text: string): string => instant.format(new Date(text)),
    country: (code: string | null): string | null => (code && code !== NO_COUNTRY ? (countries[code] ?? code) : null),
    /** seconds as `12 s`, `3 min`, `2 h 5 min` in the language's own units */
    duration: (seconds: number): string => formatDuration(seconds, locale),
  }
}

function formatDuration(seconds: number, locale: string): string {
  const unit = (value: number, name: 'second' | 'minute' | 'hour' | 'day'): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 0 }).format(
      value,
    )
  if (seconds < 90) return unit(Math.max(0, Math.round(seconds)), 'second')
  if (seconds < 90 * 60) return unit(Math.round(seconds / 60), 'minute')
  if (seconds < 36 * 3600) {
    const minutes = Math.round(seconds / 60)
    const rest = minutes % 60
    const hours = unit(Math.floor(minutes / 60), 'hour')
    return rest === 0 ? hours : `${hours} ${unit(rest, 'minute')}`
  }
  return unit(Math.round(seconds / 86_400), 'day')
}

export type Format = ReturnType<typeof createFormat>

export function useFormat(): Format {
  const { i18n } = useTranslation()
  const shop = useContext(ShopFormatContext)
  return useMemo(() => createFormat(i18n.language, shop), [i18n.language, shop])
}
