/** Words and badges that the competitor pages share: positions, verdicts, ages. */
import { Badge, type BadgeProps } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { Position, Verdict } from '#app/tools/pricing/competitors/engine.ts'
import { useFormat } from '#app/ui/format.tsx'

const POSITION_TONES: Partial<Record<Position, NonNullable<BadgeProps['tone']>>> = {
  cheapest: 'success',
  tied: 'info',
  between: 'attention',
  dearest: 'warning',
}

const VERDICT_TONES: Partial<Record<Verdict, NonNullable<BadgeProps['tone']>>> = {
  counts: 'success',
  outlier: 'warning',
  rejected: 'critical',
}

export function PositionBadge({ position }: { position: Position }) {
  const { t } = useTranslation()
  const tone = POSITION_TONES[position]
  return <Badge {...(tone ? { tone } : {})}>{t(`pricingCompetitors.position.${position}`)}</Badge>
}

export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation()
  const tone = VERDICT_TONES[verdict]
  return <Badge {...(tone ? { tone } : {})}>{t(`pricingCompetitors.verdict.${verdict}`)}</Badge>
}

export function useAgeText(): (days: number) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return (days) =>
    days === 0
      ? t('pricingCompetitors.age.today')
      : t('pricingCompetitors.age.days', { count: days, days: format.number(days) })
}
