/** Two days, both included. In: `YYYY-MM-DD` or empty. Out: the same. The browser's own date field: keyboard and language come with it. */
import { BlockStack, TextField } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { useFormat } from './format.tsx'

interface DayRangeProps {
  from: string
  to: string
  onChange: (range: { from?: string; to?: string }) => void
  errors?: { from?: string; to?: string }
}

export function DayRange({ from, to, onChange, errors }: DayRangeProps) {
  const { t } = useTranslation()
  return (
    <BlockStack gap="200">
      <TextField
        type="date"
        label={t('days.from')}
        value={from}
        max={to || undefined}
        onChange={(value) => onChange({ from: value })}
        autoComplete="off"
        error={errors?.from}
      />
      <TextField
        type="date"
        label={t('days.to')}
        value={to}
        min={from || undefined}
        onChange={(value) => onChange({ to: value })}
        autoComplete="off"
        error={errors?.to}
      />
    </BlockStack>
  )
}

export function useDayRangeText(): (from: string | null, to: string | null) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return (from, to) => {
    if (from && to) return t('days.range', { from: format.day(from), to: format.day(to) })
    if (from) return t('days.since', { day: format.day(from) })
    return to ? t('days.until', { day: format.day(to) }) : ''
  }
}
