/** What a decision stands on: how the variant is bought, and how its stock is. Every fact with where it came from. */
import { BlockStack, Card, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { PlanItem, StoredSupply } from '#app/tools/reorder/planning/schema.ts'
import { useFormat } from '#app/ui/format.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'
import { CoverDays } from './plan-words.tsx'

function Facts({ title, facts }: { title: string; facts: [string, React.ReactNode][] }) {
  return (
    <BlockStack gap="300">
      <Text as="h2" variant="headingMd">
        {title}
      </Text>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </BlockStack>
  )
}

export function PlanSupply({ supply }: { supply: StoredSupply }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { leadTime, terms } = supply
  const days = leadTime === null ? null : Math.round(leadTime.meanDays)
  const lead =
    leadTime === null || days === null
      ? t('reorderPlan.supply.noLead')
      : [
          t('reorderPlan.days', { count: days, number: format.number(days) }),
          supply.laneName,
          t(`reorderPlan.supply.leadSource.${leadTime.source}`, { count: leadTime.receipts }),
        ]
          .filter((part) => part !== null)
          .join(' · ')
  const [first] = terms.priceBreaks
  return (
    <Card>
      <Facts
        title={t('reorderPlan.supply.title')}
        facts={[
          [
            t('reorderPlan.supply.supplier'),
            `${supply.supplierName ?? t('reorderPlan.noSupplier')} · ${t(`reorderPlan.supply.chosen.${supply.reason}`)}`,
          ],
          [t('reorderPlan.supply.lead'), lead],
          [t('reorderPlan.supply.minimum'), format.number(terms.minimumUnits)],
          [t('reorderPlan.supply.pack'), format.number(terms.packUnits)],
          [
            t('reorderPlan.supply.price'),
            first ? format.money(first.unitPriceMinor, supply.currency) : t('reorderPlan.noPrice'),
          ],
        ]}
      />
    </Card>
  )
}

export function PlanStock({ item }: { item: PlanItem }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { stock } = item.document
  return (
    <Card>
      <BlockStack gap="300">
        <Facts
          title={t('reorderPlan.stock.title')}
          facts={[
            [t('reorderPlan.stock.cover'), <CoverDays key="cover" days={item.daysOfCover} />],
            [
              t('reorderPlan.stock.value'),
              item.stockValueMinor === null ? t('reorderPlan.noPrice') : format.money(item.stockValueMinor),
            ],
            [t('reorderPlan.stock.excess'), format.number(item.excessUnits)],
            [t('reorderPlan.stock.lifeCycle'), t(`reorderPlan.lifeCycle.${item.lifeCycle}`)],
          ]}
        />
        {stock.length > 0 && (
          <SimpleTable
            label={t('reorderPlan.stock.title')}
            rows={stock}
            rowKey={(row) => row.locationName}
            columns={[
              { key: 'location', title: t('reorderPlan.stock.location'), cell: (row) => row.locationName },
              {
                key: 'onHand',
                title: t('reorderPlan.stock.onHand'),
                numeric: true,
                cell: (row) => format.number(row.onHandUnits),
              },
              {
                key: 'committed',
                title: t('reorderPlan.stock.committed'),
                numeric: true,
                cell: (row) => format.number(row.committedUnits),
              },
            ]}
          />
        )}
      </BlockStack>
    </Card>
  )
}
