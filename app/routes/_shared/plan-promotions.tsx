/** The promotions that are planned for a variant, what each adds to the forecast, and how that is known. */
import { BlockStack, Card, Link, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { promotionFactor } from '#app/tools/reorder/forecast/promotions.ts'
import type { PlanDocument } from '#app/tools/reorder/planning/schema.ts'
import { useFormat } from '#app/ui/format.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'

/** The price cut that the policy speaks of, for a whole week. */
const TOLD_CUT = { days: 7, discountBps: 2_000 }

export function PlanPromotions({ document, asOf }: { document: PlanDocument; asOf: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const ahead = (document.promotions ?? []).filter(({ to }) => to >= asOf)
  const { promotion } = document.forecast
  if (ahead.length === 0) return null
  const known =
    promotion == null ? 'ignored' : document.override ? 'override' : promotion.weeks === 0 ? 'assumed' : 'learned'
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('reorderPlan.promotions.title')}
        </Text>
        <SimpleTable
          label={t('reorderPlan.promotions.title')}
          rows={ahead}
          rowKey={({ id }) => id}
          columns={[
            {
              key: 'name',
              title: t('reorderPlan.promotions.name'),
              cell: ({ id, name }) => <Link url={`/app/pricing/promotions/${id}`}>{name}</Link>,
            },
            {
              key: 'days',
              title: t('reorderPlan.promotions.days'),
              nowrap: true,
              cell: ({ from, to }) => `${format.shortDay(from)} – ${format.shortDay(to)}`,
            },
            {
              key: 'cut',
              title: t('reorderPlan.promotions.cut'),
              numeric: true,
              cell: ({ discountBps }) => format.percent(discountBps / 10_000),
            },
            {
              key: 'units',
              title: t('reorderPlan.promotions.units'),
              numeric: true,
              cell: ({ units }) => (known === 'override' ? '–' : `+${format.number(Math.round(units))}`),
            },
          ]}
        />
        <Text as="p" tone="subdued">
          {t(`reorderPlan.promotions.${known}`, {
            weeks: format.number(promotion?.weeks ?? 0),
            uplift: format.percent(promotionFactor(promotion?.elasticity ?? 0, TOLD_CUT) - 1),
          })}{' '}
          <Link url="/app/reorder/policy">{t('reorderPlan.promotions.policy')}</Link>
        </Text>
      </BlockStack>
    </Card>
  )
}
