/** How a variant stands at each location: share of demand, stock, cover, what is lacking or to spare. In: places. Out: a card; nothing for a shop with one. */
import { BlockStack, Card, InlineStack, Link, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { LocationNeed } from '#app/tools/reorder/locations/need.ts'
import { useFormat } from '#app/ui/format.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'
import { CoverDays } from './plan-words.tsx'

export function PlanPlaces({ places }: { places: LocationNeed[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (places.length === 0) return null
  const isUneven = places.some(({ needUnits }) => needUnits > 0) && places.some(({ spareUnits }) => spareUnits > 0)
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t('reorderTransfers.places.title')}
          </Text>
          {isUneven && <Link url="/app/reorder/transfers">{t('reorderTransfers.places.link')}</Link>}
        </InlineStack>
        <SimpleTable
          label={t('reorderTransfers.places.title')}
          rows={places}
          rowKey={({ locationId }) => locationId}
          columns={[
            { key: 'location', title: t('reorderTransfers.places.location'), cell: (row) => row.locationName },
            {
              key: 'share',
              title: t('reorderTransfers.places.share'),
              numeric: true,
              cell: ({ shareBps }) => format.percent(shareBps / 10_000),
            },
            {
              key: 'available',
              title: t('reorderTransfers.places.available'),
              numeric: true,
              cell: (row) => format.number(row.onHandUnits - row.committedUnits - row.leavingUnits),
            },
            {
              key: 'coming',
              title: t('reorderTransfers.places.coming'),
              numeric: true,
              cell: ({ onOrderUnits }) => format.number(onOrderUnits),
            },
            {
              key: 'cover',
              title: t('reorderTransfers.places.cover'),
              numeric: true,
              cell: ({ daysOfCover }) => <CoverDays days={daysOfCover} />,
            },
            {
              key: 'need',
              title: t('reorderTransfers.places.need'),
              numeric: true,
              cell: ({ needUnits }) => format.number(needUnits),
            },
            {
              key: 'spare',
              title: t('reorderTransfers.places.spare'),
              numeric: true,
              cell: ({ spareUnits }) => format.number(spareUnits),
            },
          ]}
        />
        <Text as="p" tone="subdued" variant="bodySm">
          {t('reorderTransfers.places.what')}
        </Text>
      </BlockStack>
    </Card>
  )
}
