/** What other service levels would order, and what each costs and risks against the suggestion. */
import { BlockStack, Button, Card, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { Alternative } from '#app/tools/reorder/policy/alternatives.ts'
import { useFormat } from '#app/ui/format.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'
import { Cost } from './plan-words.tsx'

interface PlanAlternativesProps {
  alternatives: Alternative[]
  suggested: number
  currency: string
  busy: boolean
  /** absent: there is nobody to order from */
  onOrder?: (units: number) => void
}

export function PlanAlternatives({ alternatives, suggested, currency, busy, onOrder }: PlanAlternativesProps) {
  const { t } = useTranslation()
  const format = useFormat()
  if (alternatives.length < 2) return null
  const lost = (units: number): string => format.number(Math.round(units * 10) / 10)
  const difference = (row: Alternative): string => {
    if (row.quantity === suggested) return t('reorderPlan.alternatives.none')
    const money = row.costDifferenceMinor
    const sign = money !== null && money > 0 ? '+' : ''
    return money === null ? '–' : `${sign}${format.money(money, currency)}`
  }
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('reorderPlan.alternatives.title')}
        </Text>
        <SimpleTable
          label={t('reorderPlan.alternatives.title')}
          rows={alternatives}
          rowKey={(row) => String(row.quantity)}
          columns={[
            {
              key: 'level',
              title: t('reorderPlan.alternatives.level'),
              cell: (row) => format.percent(row.serviceLevelBps / 10_000),
            },
            {
              key: 'quantity',
              title: t('reorderPlan.alternatives.quantity'),
              numeric: true,
              cell: (row) =>
                onOrder && row.quantity > 0 ? (
                  <Button
                    variant="plain"
                    disabled={busy}
                    accessibilityLabel={t('reorderPlan.order.button', { quantity: format.number(row.quantity) })}
                    onClick={() => onOrder(row.quantity)}
                  >
                    {format.number(row.quantity)}
                  </Button>
                ) : (
                  format.number(row.quantity)
                ),
            },
            {
              key: 'cost',
              title: t('reorderPlan.alternatives.cost'),
              numeric: true,
              cell: (row) => <Cost minor={row.costMinor} currency={currency} />,
            },
            {
              key: 'lost',
              title: t('reorderPlan.alternatives.lost'),
              numeric: true,
              cell: (row) => lost(row.expectedLostUnits),
            },
            { key: 'difference', title: t('reorderPlan.alternatives.difference'), numeric: true, cell: difference },
          ]}
        />
      </BlockStack>
    </Card>
  )
}
