/** How a release's prices stand, in one line: what is to be written, was written, was left or taken back. */
import { useTranslation } from 'react-i18next'
import type { RowCounts } from '#app/tools/pricing/releases/schema.ts'
import { useFormat } from '#app/ui/format.tsx'

export function useRowCountsText(): (counts: RowCounts) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return (counts) => {
    const parts = [
      ['planned', counts.planned],
      ['written', counts.applied],
      ['notWritten', counts.kept + counts.failed + counts.kept_on_rollback],
      ['takenBack', counts.rolled_back],
    ] as const
    const said = parts.flatMap(([key, number]) =>
      number === 0 ? [] : [t(`pricingReleases.list.${key}`, { count: number, prices: format.number(number) })],
    )
    return said.length === 0 ? t('pricingReleases.list.nothing') : said.join(' · ')
  }
}
