/** The pages of tracking. In: which one this is. Out: the row of links that each of them shows. */
import { useTranslation } from 'react-i18next'
import { ToolNav } from './tool-nav.tsx'

const PAGES = [
  ['worklist', '/app/tracking'],
  ['lanes', '/app/tracking/lanes'],
  ['carriers', '/app/tracking/carriers'],
  ['forwarders', '/app/tracking/forwarders'],
  ['sources', '/app/tracking/sources'],
  ['settings', '/app/tracking/settings'],
] as const

export type TrackingPage = (typeof PAGES)[number][0]

export function TrackingNav({ current }: { current: TrackingPage }) {
  const { t } = useTranslation()
  const pages = PAGES.map(([page, url]) => ({ url, title: t(`tracking.nav.${page}`), current: page === current }))
  return <ToolNav label={t('tracking.nav.label')} pages={pages} />
}
