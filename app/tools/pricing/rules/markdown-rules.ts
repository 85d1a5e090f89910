/**
 * Rules that lower a price for a while: overstock, launch, promotion. They start from what earlier rules set, else from the regular price.
 * Invariant: planning again on what they made changes nothing, because the regular price is kept in the trace and comes back with the next plan.
 */
import { withoutRate } from './cost-rules.ts'
import { changed } from './convert.ts'
import type { Cell } from './cell.ts'
import type { Compile } from './rule-context.ts'
import { STEPS } from './steps.ts'

export const stockAware: Compile<'stock_aware'> = (rule, ruleIndex) => {
  const { overstock, scarceCoverDays } = rule
  return (cell) => {
    const { coverDays: cover, coverIsPlanned = false } = cell.variant
    if (cover === null) return false
    if (scarceCoverDays !== null && cover < scarceCoverDays) {
      // Only what would get cheaper has to be held; without a price set before, nothing would move.
      if (!(cell.working < cell.shownMinor)) return false
      cell.scarce = true
      cell.trace.put3((coverIsPlanned ? STEPS.scarcePlanned : STEPS.scarce).code, ruleIndex, cover, cell.shownMinor)
      return true
    }
    if (overstock === null) return false
    if (cover <= overstock.coverDays) return over(cell, ruleIndex)
    const steps = 1 + Math.floor((cover - overstock.coverDays - 1) / overstock.stepDays)
    const offBps = Math.min(steps * overstock.stepBps, overstock.maxBps)
    const from = startOf(cell)
    const price = changed(from, -offBps)
    cell.adjust(price, from)
    cell.trace.put5(
      (coverIsPlanned ? STEPS.overstockPlanned : STEPS.overstock).code,
      ruleIndex,
      cover,
      offBps,
      from,
      price,
    )
    return true
  }
}

export const penetration: Compile<'penetration'> = (rule, ruleIndex) => (cell) => {
  const age = cell.variant.ageDays
  const stepsBack = age < rule.days ? 0 : 1 + Math.floor((age - rule.days) / rule.stepDays)
  const offBps = rule.launchBps - stepsBack * rule.stepBps
  if (offBps <= 0) return over(cell, ruleIndex)
  const from = startOf(cell)
  const price = changed(from, -offBps)
  cell.adjust(price, from)
  cell.trace.put5(STEPS.launch.code, ruleIndex, age, offBps, from, price)
  return true
}

export const promotion: Compile<'promotion'> = (rule, ruleIndex, { asOfMs, book, converters }) => {
  if (asOfMs < Date.parse(rule.startsAt) || asOfMs >= Date.parse(rule.endsAt)) return null
  const off = rule.off
  const amount = off.by === 'amount' ? converters.between(off.currency, book.currency).convert(off.amountMinor) : 0
  if (Number.isNaN(amount)) return withoutRate(ruleIndex)
  return (cell) => {
    const before = priceBefore(cell)
    // Without another price under it, it starts from the compare-at it will show, so that promotions do not pile up.
    const start = rule.setCompareAt && !(cell.knownRegularMinor > 0) ? before : cell.regularMinor()
    if (!(cell.working > 0)) cell.ceilingRule = ruleIndex
    const from = cell.working > 0 ? cell.working : start
    const price = off.by === 'percent' ? changed(from, -off.bps) : from - amount
    cell.noteRegular(STEPS.regular.code, start)
    cell.adjust(price, from)
    cell.trace.put3(STEPS.promotion.code, ruleIndex, from, price)
    if (rule.setCompareAt) cell.compareAtWanted = before
    return true
  }
}

/**
 * What a reduction may be shown against: the compare-at that is shown already, else the price that is. Not what a rule would have made of it,
 * and not a regular price that nobody was asked to pay lately.
 */
function priceBefore(cell: Cell): number {
  return cell.compareAtMinor > cell.shownMinor ? cell.compareAtMinor : cell.shownMinor
}

function startOf(cell: Cell): number {
  const regular = cell.regularMinor()
  cell.noteRegular(STEPS.regular.code, regular)
  return cell.working > 0 ? cell.working : regular
}

/** This markdown is over; when no rule has another price, the regular one comes back (see decide.ts). */
function over(cell: Cell, ruleIndex: number): false {
  cell.overRule = ruleIndex
  return false
}
