/**
 * A moment, typed as the clock of the shop shows it. In: an instant and the shop's zone. Out: the instant that was meant.
 * Invariant: a time that the clock skips or shows twice is said back, never decided silently; a half-typed time stays as it is.
 */
import { TextField } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Instant } from '#app/mirror/types.ts'
import { resolveWallTime } from '#app/tools/pricing/releases/schedule.ts'
import { useFormat } from '#app/ui/format.tsx'
import { useRefusal, type Place } from './rule-fields.tsx'

/** `YYYY-MM-DDTHH:MM` in the zone. */
function wallTime(instant: Instant, timezone: string): string {
  const date = new Date(instant)
  if (Number.isNaN(date.getTime())) return ''
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(date)
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}

interface InstantFieldProps {
  place: Place
  label: string
  timezone: string
  value: Instant
  onChange: (value: Instant) => void
}

export function InstantField({ place, label, timezone, value, onChange }: InstantFieldProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [text, setText] = useState(() => wallTime(value, timezone))
  const [seen, setSeen] = useState(value)
  if (seen !== value) {
    setSeen(value)
    if (resolveWallTime(text, timezone)?.at !== value && text !== value) setText(wallTime(value, timezone))
  }
  const resolved = resolveWallTime(text, timezone)
  const error = useRefusal(place)
  const change = (next: string): void => {
    setText(next)
    onChange(resolveWallTime(next, timezone)?.at ?? next)
  }
  const said = resolved?.clockChange
    ? t(`pricingRules.clock.${resolved.clockChange}`, { time: format.instant(resolved.at) })
    : t('pricingRules.clock.zone', { timezone })
  return (
    <TextField
      type="datetime-local"
      label={label}
      helpText={said}
      value={text}
      onChange={change}
      autoComplete="off"
      {...(error === undefined ? {} : { error })}
    />
  )
}
