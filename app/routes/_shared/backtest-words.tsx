/** Words of back-tests that several pages say. In: plain values. Out: text and badges in the reader's language. */
import { Badge } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { Elasticity } from '#app/tools/pricing/backtest/elasticity.ts'
import type { Backtest, BacktestState } from '#app/tools/pricing/backtest/schema.ts'
import { useFormat } from '#app/ui/format.tsx'

const TONES = { queued: 'info', running: 'info', done: 'success', failed: 'critical', cancelled: undefined } as const

export function BacktestBadge({ state }: { state: BacktestState }) {
  const { t } = useTranslation()
  const tone = TONES[state]
  return <Badge {...(tone ? { tone } : {})}>{t(`pricingBacktest.state.${state}`)}</Badge>
}

export function useRunName(): (run: Pick<Backtest, 'ruleSetName' | 'ruleSetVersion'>) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return (run) => t('pricingBacktest.runName', { name: run.ruleSetName, version: format.number(run.ruleSetVersion) })
}

/** `−1.8 (−2.4 to −1.2)`; null without an estimate. */
export function useElasticityText(): (elasticity: Elasticity) => string | null {
  const { t } = useTranslation()
  const format = useFormat()
  const number = new Intl.NumberFormat(format.locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  return (elasticity) =>
    elasticity.kind === 'none'
      ? null
      : t('pricingBacktest.interval', {
          value: number.format(elasticity.value),
          low: number.format(elasticity.low),
          high: number.format(elasticity.high),
        })
}
