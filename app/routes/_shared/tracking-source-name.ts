/** What a source is called: services by their own names, which no language translates. */
import { useTranslation } from 'react-i18next'
import type { AskedSource } from '#app/tools/tracking/sources/source.ts'

const BRANDS: Readonly<Partial<Record<AskedSource, string>>> = { '17track': '17TRACK', aftership: 'AfterShip' }

export function useSourceName(): (source: AskedSource) => string {
  const { t } = useTranslation()
  return (source) => BRANDS[source] ?? t('trackingSources.name.endpoint')
}
