/** Words of tracking on pages for staff: flags, statuses, carriers, lanes. In: stored codes. Out: text and badges in the page's language. */
import { Badge, type BadgeProps } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { carrierName } from '#app/tools/tracking/carriers/names.ts'
import { phraseFor } from '#app/tools/tracking/checkpoints/phrases.ts'
import { PARCEL_STATUSES, type Meaning } from '#app/tools/tracking/status/model.ts'
import type { Flag } from '#app/tools/tracking/worklist/engine.ts'
import { useFormat } from '#app/ui/format.tsx'

const TONES: Record<Flag, NonNullable<BadgeProps['tone']>> = {
  returned: 'critical',
  exception: 'critical',
  unfulfilled: 'warning',
  no_tracking: 'warning',
  stuck: 'warning',
  late: 'attention',
}

export function FlagBadge({ flag }: { flag: Flag }) {
  const { t } = useTranslation()
  return <Badge tone={TONES[flag]}>{t(`trackingWorklist.flag.${flag}`)}</Badge>
}

export interface TrackingWords {
  /** the status as a sentence; '' for none */
  status: (status: string | null, detail: string | null) => string
  carrier: (code: string | null) => string | null
  country: (code: string | null) => string
  /** `GB>DE dpd / Standard` as people read it */
  lane: (name: string) => string
}

/** Names of lanes are made in promise/model.ts: origin, country, carrier, service, province. */
const LANE = /^([^>]+?)(?:>(\S+)(?: (.+?)(?: \/ (.*?)(?: @(.*))?)?)?)?$/

export function useTrackingWords(): TrackingWords {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const country = (code: string | null): string => format.country(code) ?? t('tracking.noCountry')
  const carrier = (code: string | null): string | null =>
    code === null ? null : code === 'unknown' ? t('tracking.noCarrier') : carrierName(code)
  return {
    status: (status, detail) => {
      const known = PARCEL_STATUSES.find((one) => one === status)
      // A pair as status/timeline.ts made it.
      return known === undefined ? '' : phraseFor({ status: known, detail } as Meaning, i18n.language).text
    },
    carrier,
    country,
    lane: (name) => {
      const [, origin = name, to, by, service, province] = LANE.exec(name) ?? []
      const way = to === undefined ? country(origin) : `${country(origin)} → ${country(to)}`
      return [way, by === undefined ? null : carrier(by), service, province].filter(Boolean).join(' · ')
    },
  }
}
