/** Every kind of rule and what it does; a kind without a function is a type error. */
import { costPlus, targetMargin } from './cost-rules.ts'
import { penetration, promotion, stockAware } from './markdown-rules.ts'
import { bundle, competitor, fixedPrice, followBase } from './market-rules.ts'
import type { Apply, Compile, RuleContext } from './rule-context.ts'
import type { PricingRule, RuleKind } from './schema.ts'

const COMPILERS: { [K in RuleKind]: Compile<K> } = {
  cost_plus: costPlus,
  target_margin: targetMargin,
  fixed_price: fixedPrice,
  follow_base: followBase,
  competitor,
  stock_aware: stockAware,
  penetration,
  bundle,
  promotion,
}

export function compileRule(rule: PricingRule, ruleIndex: number, context: RuleContext): Apply | null {
  const compile = COMPILERS[rule.kind] as Compile<RuleKind>
  return compile(rule, ruleIndex, context)
}
