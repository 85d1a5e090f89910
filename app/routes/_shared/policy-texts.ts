/**
 * The reorder policy as people type it. In: the stored document, typed texts. Out: the other of the two, and which text a refused value stands in.
 * Invariant: what is no number stays as it was typed, for the schema to refuse.
 */
import { parseMinor, toDecimal } from '#app/kernel/money.ts'
import { ABC_XYZ, type PolicyDocument } from '#app/tools/reorder/policy/schema.ts'
import { readPercent, writePercent } from './percent.ts'

export type Texts = Record<string, string>

/** The policy as people type it. */
export function toTexts(document: PolicyDocument, currency: string, locale: string): Texts {
  const { service } = document
  return {
    ...Object.fromEntries(ABC_XYZ.map((name) => [name, writePercent(document.levelsBps[name], locale)])),
    by: service.kind,
    stockOut: service.kind === 'cost' ? toDecimal(service.stockOutMinor, currency) : '0',
    least: writePercent(service.kind === 'cost' ? service.leastBps : 8_000, locale),
    most: writePercent(service.kind === 'cost' ? service.mostBps : 9_900, locale),
    review: String(document.reviewDays),
    cover: String(document.coverDays),
    lead: document.defaultLeadTimeDays === null ? '' : String(document.defaultLeadTimeDays),
    holding: writePercent(document.holdingBpsPerYear, locale),
    uplift: document.promotionUpliftBps === null ? '' : writePercent(document.promotionUpliftBps, locale),
    outliers: document.outliers,
    overstock: String(document.overstockDays),
    dead: String(document.deadDays),
  }
}

/** What was typed, for the schema to judge: what is no number stays as it is. */
export function toDocument(texts: Texts, currency: string): unknown {
  const number = (text: string | undefined): unknown =>
    text !== undefined && /^\d+$/.test(text.trim()) ? Number(text) : text
  const money = (text: string): unknown => {
    try {
      return parseMinor(text.trim().replace(',', '.'), currency)
    } catch {
      return text
    }
  }
  return {
    service:
      texts['by'] === 'cost'
        ? {
            kind: 'cost',
            stockOutMinor: money(texts['stockOut'] ?? ''),
            leastBps: readPercent(texts['least'] ?? ''),
            mostBps: readPercent(texts['most'] ?? ''),
          }
        : { kind: 'class' },
    levelsBps: Object.fromEntries(ABC_XYZ.map((name) => [name, readPercent(texts[name] ?? '')])),
    reviewDays: number(texts['review']),
    coverDays: number(texts['cover']),
    holdingBpsPerYear: readPercent(texts['holding'] ?? ''),
    defaultLeadTimeDays: (texts['lead'] ?? '').trim() === '' ? null : number(texts['lead']),
    promotionUpliftBps: (texts['uplift'] ?? '').trim() === '' ? null : readPercent(texts['uplift'] ?? ''),
    outliers: texts['outliers'],
    overstockDays: number(texts['overstock']),
    deadDays: number(texts['dead']),
  }
}

const FIELDS: Record<string, string> = {
  stockOutMinor: 'stockOut',
  leastBps: 'least',
  mostBps: 'most',
  reviewDays: 'review',
  coverDays: 'cover',
  defaultLeadTimeDays: 'lead',
  holdingBpsPerYear: 'holding',
  promotionUpliftBps: 'uplift',
  overstockDays: 'overstock',
  deadDays: 'dead',
}

/** The text field that a value of the document is typed in. @param path of the refused value, as the schema names it */
export function fieldOf(path: readonly (string | number)[]): string {
  const last = String(path.at(-1) ?? '')
  return FIELDS[last] ?? last
}
