/** How a plan speaks: states as badges, days, percentages, the words of its figures. Invariant: every code of the engine has a sentence. */
import { Badge } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { HealthState } from '#app/tools/reorder/health/stock-health.ts'
import type { Note, Term } from '#app/tools/reorder/policy/decision.ts'
import { useFormat } from '#app/ui/format.tsx'
import { NoValue } from '#app/ui/simple-table.tsx'

const TONES = { out: 'critical', at_risk: 'warning', healthy: 'success', overstock: 'attention', dead: 'info' } as const

export function HealthBadge({ state }: { state: HealthState }) {
  const { t } = useTranslation()
  return <Badge tone={TONES[state]}>{t(`reorderPlan.health.state.${state}`)}</Badge>
}

/** How long stock lasts; a dash where nothing is expected to sell. */
export function CoverDays({ days }: { days: number | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (days === null) return <NoValue meaning={t('reorderPlan.noDays')} />
  const whole = Math.round(days)
  return <>{t('reorderPlan.days', { count: whole, number: format.number(whole) })}</>
}

/** Money in a currency of its own; a dash where no price is known. */
export function Cost({ minor, currency }: { minor: number | null; currency: string | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (minor === null) return <NoValue meaning={t('reorderPlan.noPrice')} />
  return <>{currency === null ? format.money(minor) : format.money(minor, currency)}</>
}

/** One step of the explanation, in words. */
export function useTermText(): (term: Term) => string {
  const { t } = useTranslation()
  const format = useFormat()
  const one = (value: number): string => format.number(Math.round(value * 10) / 10)
  return (term) => {
    switch (term.kind) {
      case 'expected_demand':
        return t('reorderPlan.term.expected_demand', { days: one(term.days), perDay: one(term.perDay) })
      case 'safety_stock':
        return t('reorderPlan.term.safety_stock', { level: format.percent(term.serviceLevelBps / 10_000) })
      case 'to_limit':
      case 'to_minimum':
      case 'to_full_packs':
      case 'to_price_break':
        return t(`reorderPlan.term.${term.kind}`, { because: format.number(term.because) })
      default:
        return t(`reorderPlan.term.${term.kind}`)
    }
  }
}

/** What was odd, and what was done about it. */
export function useNoteText(): (note: Note) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return (note) => {
    const words = Object.entries(note).map(([key, value]): [string, string] => [
      key,
      typeof value === 'number' ? format.number(value) : key === 'endsOn' ? format.day(String(value)) : String(value),
    ])
    return t(`reorderPlan.note.${note.code}`, Object.fromEntries(words))
  }
}
