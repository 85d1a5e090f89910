/**
 * The UCI shop's weekly demand. In: the CSV of the dev store. Out: units and revenue per stock code and week, goods only.
 * Weeks are seven days and end with the file's last day, so that none is cut; the days before the first whole week are left out.
 * Invariant: an order taken back within three days is no demand (it was never shipped); a later return is, because it was.
 */
import { readUci } from '#test/devstore/shop/uci-read.ts'
import { goodsKind, notGoodsType } from '#test/devstore/shop/uci-goods.ts'
import { at, matchCredits } from '#test/devstore/shop/uci-refunds.ts'

export interface WeeklySeries {
  code: string
  /** the product type the dev store gives it, by the words of its description */
  category: string
  units: number[]
  revenueMinor: number[]
}

const DAY = 86_400_000
const NEVER_SHIPPED_DAYS = 3

export async function uciWeeks(): Promise<WeeklySeries[]> {
  const rows = await readUci()
  const dayOf = (writtenAt: string): number => Math.floor(Date.parse(`${writtenAt.replace(' ', 'T')}Z`) / DAY)
  const days = rows.sales.map(({ writtenAt }) => dayOf(writtenAt))
  const [first = 0] = days
  const last = days.at(-1) ?? 0
  const weeks = Math.floor((last - first + 1) / 7)
  const empty = (): number[] => new Array<number>(weeks).fill(0)
  const series = rows.codes.map((code, index) => ({
    code,
    category: goodsKind(usualName(rows.descriptions[index])).productType,
    units: empty(),
    revenueMinor: empty(),
  }))
  const add = (line: number, quantity: number): void => {
    const week = weeks - 1 - Math.floor((last - (days[at(rows.lineInvoice, line)] ?? 0)) / 7)
    const item = series[at(rows.lineCode, line)]
    if (!item || week < 0) return
    item.units[week] = (item.units[week] ?? 0) + quantity
    item.revenueMinor[week] = (item.revenueMinor[week] ?? 0) + quantity * at(rows.linePriceMinor, line)
  }
  for (let line = 0; line < rows.lineCount; line += 1) add(line, at(rows.lineQuantity, line))
  for (const { credit, order, parts } of matchCredits(rows).matches) {
    if (dayOf(rows.credits[credit]?.writtenAt ?? '') - (days[order] ?? 0) > NEVER_SHIPPED_DAYS) continue
    for (const { line, quantity } of parts) add(line, -quantity)
  }
  return series.filter(({ code }) => notGoodsType(code) === null)
}

function usualName(descriptions: Map<string, number> | undefined): string {
  let [name, most] = ['', 0]
  for (const [description, count] of descriptions ?? []) if (count > most) [name, most] = [description, count]
  return name.toUpperCase()
}
