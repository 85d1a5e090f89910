/** A waterfall of the costs part in the reader's words. In: its plain data. Out: bars and table with formulas, sources and dates. */
import { useTranslation } from 'react-i18next'
import type { CostSource, FormulaValue, Waterfall as WaterfallData } from '#app/tools/pricing/costs/schema.ts'
import { useFormat, type Format } from '#app/ui/format.tsx'
import { Waterfall } from '#app/ui/waterfall.tsx'

export function MarginWaterfall({ shown, label }: { shown: WaterfallData; label: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const sourceText = useSourceText()
  return (
    <Waterfall
      label={label}
      total={shown.priceMinor}
      totalLabel={t('pricingCosts.waterfall.price')}
      totalValue={format.money(shown.priceMinor, shown.currency)}
      bars={shown.steps.map((step) => ({
        key: step.kind,
        label: t(`pricingCosts.step.${step.kind}`),
        amount: step.amountMinor,
        value:
          step.amountMinor === null
            ? t('pricingCosts.waterfall.unknown')
            : step.kind === 'margin' && shown.marginBps !== null
              ? t('pricingCosts.waterfall.margin', {
                  amount: format.money(step.amountMinor, shown.currency),
                  share: format.percent(shown.marginBps / 10_000),
                })
              : format.money(step.amountMinor, shown.currency),
        formula: t(
          `pricingCosts.formula.${step.formula.key}`,
          Object.fromEntries(
            Object.entries(step.formula.values).map(([name, value]) => [name, formulaText(format, value)]),
          ),
        ),
        source: step.source === null ? null : sourceText(step.source, step.on),
        isRest: step.kind === 'margin',
      }))}
    />
  )
}

function formulaText(format: Format, value: FormulaValue): string {
  switch (value.type) {
    case 'money':
      return format.money(value.minor, value.currency)
    case 'bps':
      return new Intl.NumberFormat(format.locale, { style: 'percent', maximumFractionDigits: 2 }).format(
        value.value / 10_000,
      )
    case 'number':
      return new Intl.NumberFormat(format.locale, { maximumSignificantDigits: 6 }).format(value.value)
    case 'grams':
      return new Intl.NumberFormat(format.locale, { style: 'unit', unit: 'gram' }).format(value.value)
    case 'day':
      return format.day(value.value)
    case 'country':
      return format.country(value.value) ?? '–'
    case 'text':
      return value.value
  }
}

/** Where a figure is from, with its day. */
export function useSourceText(): (source: CostSource, on: string | null) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return (source, on) => {
    const name = source.startsWith('import:')
      ? t('pricingCosts.source.import', { file: source.slice('import:'.length) })
      : t(`pricingCosts.source.${source}`)
    if (on === null) return name
    // A day has ten characters, an instant more.
    const day = on.length === 10 ? format.day(on) : format.instant(on)
    return t('pricingCosts.source.since', { source: name, day })
  }
}
