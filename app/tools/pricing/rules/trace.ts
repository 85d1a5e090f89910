/**
 * Why a price is what it is. In: a planned price (or the stored row of one) and the rule set that made it. Out: steps that a page can say:
 * an i18n key `pricingTrace.step.<name>` and typed values, which the page formats for its reader.
 * Invariant: every number a step shows comes from the trace, the row or the rule; nothing is computed again.
 */
import type { CostInput } from '../terms.ts'
import { inputsOf } from './cell.ts'
import type { PricingRule } from './schema.ts'
import { stepKind, STEPS, type StepName } from './steps.ts'
import type { PlannedPrice, Trace } from './types.ts'

export type TraceValue =
  | { kind: 'money'; minor: number; currency: string }
  | { kind: 'percent'; bps: number }
  | { kind: 'count'; value: number }
  | { kind: 'inputs'; inputs: CostInput[] }
  | { kind: 'word'; key: string }

export interface ExplainedStep {
  /** under `pricingTrace.step` */
  name: StepName | 'limitedLeast' | 'today' | 'floor' | 'result' | 'unknown'
  rule: { id: string; name: string; kind: PricingRule['kind'] } | null
  values: Record<string, TraceValue>
}

/** What `explainPrice` needs of a planned price; a release's row has it too. */
export type Explainable = Pick<PlannedPrice, 'currency' | 'oldShownMinor' | 'newMinor' | 'floorMinor' | 'trace'>

/** Names of the values of each step, in the order of its numbers after the rule. */
const VALUES: { [K in StepName]: readonly string[] } = {
  costPlus: ['margin', 'price'],
  costPlusAmount: ['margin', 'price'],
  targetMargin: ['margin', 'price'],
  fixedPrice: ['price'],
  followBase: ['base', 'exchanged', 'price'],
  competitor: ['count', 'reference', 'price'],
  noOffer: ['count'],
  overstock: ['days', 'off', 'from', 'price'],
  scarce: ['days', 'price'],
  launch: ['days', 'off', 'from', 'price'],
  restored: ['price'],
  bundle: ['sum', 'price'],
  promotion: ['from', 'price'],
  regular: ['price'],
  compareAtSet: ['price'],
  compareAtRemoved: ['price'],
  costMissing: ['inputs'],
  outOfReach: [],
  rateMissing: [],
  partMissing: [],
  bundleCycle: [],
  noFloor: ['inputs'],
  raisedToFloor: ['price'],
  limitedUp: ['percent', 'price'],
  limitedDown: ['percent', 'price'],
  cappedByCompareAt: ['price'],
  cappedByParts: ['price'],
  blocked: ['floor', 'limit'],
  rounded: ['from', 'price'],
  roundedInside: ['from', 'price', 'wanted'],
  noEnding: ['from', 'above', 'below'],
  keptExact: ['price'],
  sticky: ['price', 'wanted'],
  deadBand: ['percent', 'price', 'wanted'],
  followsBase: ['base', 'price'],
  notDearer: ['price'],
  heldScarce: ['price'],
  overstockPlanned: ['days', 'off', 'from', 'price'],
  scarcePlanned: ['days', 'price'],
  coverPlanned: ['days'],
}

/** From today's price over every step to the result. `rules` are those of the rule set the price was planned with. */
export function explainPrice(price: Explainable, rules: readonly PricingRule[], baseCurrency: string): ExplainedStep[] {
  const money = (minor: number): TraceValue => ({ kind: 'money', minor, currency: price.currency })
  const steps: ExplainedStep[] = [{ name: 'today', rule: null, values: { price: money(price.oldShownMinor) } }]
  for (const step of price.trace) steps.push(explainStep(step, price.currency, rules, baseCurrency))
  if (price.floorMinor !== null) {
    steps.push({ name: 'floor', rule: null, values: { price: money(price.floorMinor) } })
  }
  steps.push({ name: 'result', rule: null, values: { price: money(price.newMinor) } })
  return steps
}

function explainStep(
  [code, ...numbers]: Trace[number],
  currency: string,
  rules: readonly PricingRule[],
  baseCurrency: string,
): ExplainedStep {
  const kind = stepKind(code)
  if (!kind) return { name: 'unknown', rule: null, values: { code: { kind: 'count', value: code } } }
  const values: Record<string, TraceValue> = {}
  let rule: PricingRule | undefined
  let named = 0
  kind.numbers.forEach((type, index) => {
    const number = numbers[index] ?? 0
    if (type === 'rule') {
      rule = rules[number]
      return
    }
    const name = VALUES[kind.name][named++] ?? ''
    if (type === 'money') values[name] = { kind: 'money', minor: number, currency }
    else if (type === 'baseMoney') values[name] = { kind: 'money', minor: number, currency: baseCurrency }
    else if (type === 'bps') values[name] = { kind: 'percent', bps: number }
    else if (type === 'inputs') values[name] = { kind: 'inputs', inputs: inputsOf(number) }
    else values[name] = { kind: 'count', value: number }
  })
  return {
    // Without a largest fall, what stopped the price is that it cannot be nothing.
    name: kind.name === 'limitedDown' && numbers[0] === 0 ? 'limitedLeast' : kind.name,
    rule: rule ? { id: rule.id, name: rule.name, kind: rule.kind } : null,
    values: { ...values, ...wordsOf(rule) },
  }
}

/** What only the rule knows. */
function wordsOf(rule: PricingRule | undefined): Record<string, TraceValue> {
  switch (rule?.kind) {
    case 'competitor':
      return {
        position: { kind: 'word', key: `pricingTrace.position.${rule.position}` },
        of: { kind: 'word', key: `pricingTrace.reference.${rule.of}` },
      }
    case 'follow_base':
      return { percent: { kind: 'percent', bps: rule.percentBps } }
    case 'bundle':
      return { percent: { kind: 'percent', bps: rule.lessBps } }
    case undefined:
    case 'cost_plus':
    case 'target_margin':
    case 'fixed_price':
    case 'stock_aware':
    case 'penetration':
    case 'promotion':
      return {}
  }
}

/** The price outside of the markdown that this trace made: what the next plan takes as `regularMinor` while the price still stands. */
export function regularMinorOf(trace: Trace): number | null {
  const step = trace.find(([code]) => code === STEPS.regular.code)
  return step?.[1] ?? null
}
