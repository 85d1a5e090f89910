/**
 * How a price was made, step by step. In: the explained steps of rules/trace.ts. Out: an ordered list in the reader's language.
 * Invariant: every number is the engine's own; the page only writes it down.
 */
import { InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { ExplainedStep, TraceValue } from '#app/tools/pricing/rules/trace.ts'
import { useFormat } from '#app/ui/format.tsx'

export function PriceTrace({ steps, label }: { steps: ExplainedStep[]; label: string }) {
  const { t } = useTranslation()
  const valueText = useTraceValue()
  return (
    <ol className="trace" aria-label={label}>
      {steps.map((step, index) => (
        <li key={index}>
          <InlineStack gap="200" wrap>
            <Text as="span" fontWeight={step.name === 'result' ? 'semibold' : 'regular'}>
              {t(
                `pricingTrace.step.${step.name}`,
                Object.fromEntries(Object.entries(step.values).map(([name, value]) => [name, valueText(value)])),
              )}
            </Text>
            {step.rule && (
              <Text as="span" tone="subdued">
                {t('pricing.rule', { rule: step.rule.name })}
              </Text>
            )}
          </InlineStack>
        </li>
      ))}
    </ol>
  )
}

function useTraceValue(): (value: TraceValue) => string {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  return (value) => {
    switch (value.kind) {
      case 'money':
        return format.money(value.minor, value.currency)
      case 'percent':
        return format.percent(value.bps / 10_000)
      case 'count':
        return format.number(value.value)
      case 'inputs':
        return new Intl.ListFormat(i18n.language).format(value.inputs.map((input) => t(`pricing.input.${input}`)))
      case 'word':
        return t(value.key)
    }
  }
}
