/** Percentages as people type them. In: text with a point or a comma. Out: basis points, and back. What is no percentage stays itself, for the schema to refuse. */

const PERCENT = /^(\d{1,3})(?:[.,](\d{1,2}))?$/

/** `12.5` and `12,5` are 1250; '' is null; anything else comes back as it is. */
export function readPercent(text: string): number | string | null {
  const trimmed = text.trim().replace(/\s*[%％]$/, '')
  if (trimmed === '') return null
  const match = PERCENT.exec(trimmed)
  return match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : text
}

export function writePercent(bps: number | null, locale: string): string {
  if (bps === null) return ''
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 2, useGrouping: false }).format(bps / 100)
}
