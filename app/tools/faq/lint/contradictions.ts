/**
 * Statements of an answer held against one market's facts. In: an answer, the facts. Out: findings with the place in the answer.
 * Invariant: a fact that is not known contradicts nothing; what is written by hand and agrees today is still said, as `hard_coded`.
 */
import { parseMinor } from '#app/kernel/money.ts'
import type { FactName, MarketFacts } from '../market-facts.ts'
import type { SaidAmount } from './amounts.ts'
import type { SaidPeriod } from './periods.ts'
import type { Span } from './spans.ts'
import { FACT_OF, findStatements, type Statement, type StatementKind } from './statements.ts'

export interface ContradictionFinding extends Span {
  /** `contradicts`: the settings say otherwise; `hard_coded`: right today, but it will not follow the settings */
  code: 'contradicts' | 'hard_coded'
  kind: StatementKind
  fact: FactName
  /** the words at that place */
  quote: string
}

export function findContradictions(answer: string, facts: MarketFacts): ContradictionFinding[] {
  return findStatements(answer).flatMap((statement) => {
    const agrees = agreesWith(statement, facts)
    if (agrees === null) return []
    const { kind, start, end } = statement
    // A claim in words has no placeholder-like value to follow: only figures are hard-coded.
    if (agrees && !('period' in statement || 'amount' in statement)) return []
    const code = agrees ? ('hard_coded' as const) : ('contradicts' as const)
    return [{ code, kind, fact: FACT_OF[kind], start, end, quote: answer.slice(start, end) }]
  })
}

/** null: the fact is not known. */
function agreesWith(statement: Statement, facts: MarketFacts): boolean | null {
  switch (statement.kind) {
    case 'return_window': {
      const days = facts.returnWindowDays
      return days === null ? null : isWithin(days, statement.period)
    }
    case 'delivery_time':
      return facts.deliveryDays === null ? null : isSameDelivery(statement.period, facts.deliveryDays)
    case 'free_shipping_over': {
      const threshold = facts.freeShippingThreshold
      if (threshold === null || threshold === 'not_offered') return threshold === null ? null : false
      return isAmount(statement.amount, threshold.minor, threshold.currency)
    }
    case 'free_shipping_always': {
      const threshold = facts.freeShippingThreshold
      return threshold === null ? null : threshold !== 'not_offered' && threshold.minor === 0
    }
    case 'free_shipping_never':
      return facts.freeShippingThreshold === null ? null : facts.freeShippingThreshold === 'not_offered'
    case 'customer_pays_no_duty':
      return facts.dutyMode === null ? null : facts.dutyMode !== 'customer_pays'
    case 'customer_pays_duty':
      return facts.dutyMode === null ? null : facts.dutyMode === 'customer_pays'
  }
}

/** "30 days", "4 weeks" (28) or "one month" (28 to 31); business days are never the calendar days of a window. */
function isWithin(days: number, period: SaidPeriod): boolean {
  if (period.dayKind === 'business') return false
  return period.isLoose ? days >= period.minDays && days <= period.maxDays : days === period.maxDays
}

/** Promising sooner than the estimate is a contradiction, and so is a range that misses it; a wider one is only cautious. */
function isSameDelivery(said: SaidPeriod, estimate: NonNullable<MarketFacts['deliveryDays']>): boolean {
  const saidMax = calendarDays(said.maxDays, said.dayKind)
  const saidMin = calendarDays(said.minDays, said.dayKind)
  const latest = calendarDays(estimate.maxDays, estimate.dayKind)
  return saidMax >= latest && saidMin <= latest
}

/** Five business days are a week. */
function calendarDays(days: number, dayKind: 'business' | 'calendar'): number {
  return dayKind === 'calendar' ? days : Math.ceil((days * 7) / 5)
}

function isAmount({ decimal, currencies }: SaidAmount, minor: number, currency: string): boolean {
  return currencies.includes(currency) && parseMinor(decimal, currency) === minor
}
