/**
 * Why a price is what it is, as a list of steps. In: the explained trace. Out: sentences with the reader's numbers.
 * Invariant: nothing is computed here; each number is the trace's own.
 */
import { List } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { ExplainedStep, TraceValue } from '#app/tools/pricing/rules/trace.ts'
import { useFormat, type Format } from '#app/ui/format.tsx'

type Translate = ReturnType<typeof useTranslation>['t']

function shown(value: TraceValue, format: Format, t: Translate): string {
  switch (value.kind) {
    case 'money':
      return Number.isFinite(value.minor) ? format.money(value.minor, value.currency) : '–'
    case 'percent':
      return `${format.number(value.bps / 100)}%`
    case 'count':
      return format.number(value.value)
    case 'inputs':
      return new Intl.ListFormat(format.locale, { type: 'conjunction' }).format(
        value.inputs.map((input) => t(`pricingRules.input.${input}`)),
      )
    case 'word':
      return t(value.key)
  }
}

export function PriceSteps({ steps }: { steps: readonly ExplainedStep[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <List type="number">
      {steps.map((step, index) => {
        const values = Object.fromEntries(
          Object.entries(step.values).map(([name, value]) => [name, shown(value, format, t)]),
        )
        const text = t(`pricingTrace.step.${step.name}`, values)
        return (
          <List.Item key={index}>
            {step.rule ? t('pricingRules.trial.ofRule', { rule: step.rule.name, step: text }) : text}
          </List.Item>
        )
      })}
    </List>
  )
}
