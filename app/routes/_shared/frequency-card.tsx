/** How often the goods of a plan would be on promotion. In: a check, or that one is under way. Out: a sentence, and the goods behind it. */
import { Banner, BlockStack, Box, Card, SkeletonBodyText, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { FrequencyCheck } from '#app/tools/pricing/promotions/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'
import { writePercent } from './percent.ts'

export function FrequencyCard({ check, checking }: { check: FrequencyCheck | null; checking: boolean }) {
  const { t } = useTranslation()
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('pricingPromotions.check.title')}
        </Text>
        {/* One box of one height for waiting and answer: nothing below it jumps. */}
        <Box minHeight="220px">
          <div aria-live="polite" aria-busy={checking}>
            {check ? (
              <Findings check={check} />
            ) : checking ? (
              <SkeletonBodyText lines={6} />
            ) : (
              <Text as="p" tone="subdued">
                {t('pricingPromotions.check.notYet')}
              </Text>
            )}
          </div>
        </Box>
      </BlockStack>
    </Card>
  )
}

function Findings({ check }: { check: FrequencyCheck }) {
  const { t } = useTranslation()
  const format = useFormat()
  const limit = writePercent(check.limitBps, format.locale)
  const history = check.ledgerComplete
    ? t('pricingPromotions.check.ledgerComplete')
    : check.ledgerSince === null
      ? t('pricingPromotions.check.ledgerEmpty')
      : t('pricingPromotions.check.ledgerSince', { day: format.day(check.ledgerSince) })
  if (check.variants === 0) return <Text as="p">{t('pricingPromotions.check.noVariants')}</Text>
  const promoted = check.worst.filter((one) => one.days > 0)
  return (
    <BlockStack gap="300">
      {check.over > 0 ? (
        <Banner
          tone="warning"
          title={t('pricingPromotions.check.over', { count: check.over, variants: format.number(check.over), limit })}
        >
          <p>{t('pricingPromotions.check.overAdvice')}</p>
        </Banner>
      ) : (
        <Text as="p">
          {t('pricingPromotions.check.fine', { count: check.variants, variants: format.number(check.variants), limit })}
        </Text>
      )}
      {promoted.length > 0 && (
        <SimpleTable
          label={t('pricingPromotions.check.title')}
          rows={promoted}
          rowKey={(row) => row.variantId}
          columns={[
            {
              key: 'variant',
              title: t('pricingPromotions.check.variant'),
              cell: (row) => (
                <span className="wrap-anywhere">
                  {row.name?.title ?? row.variantId}
                  {row.name?.variantTitle ? ` · ${row.name.variantTitle}` : ''}
                  {row.name?.sku && (
                    <Text as="p" variant="bodySm" tone="subdued">
                      {row.name.sku}
                    </Text>
                  )}
                </span>
              ),
            },
            {
              key: 'days',
              title: t('pricingPromotions.check.days'),
              numeric: true,
              cell: (row) =>
                t('pricingPromotions.check.daysOf', {
                  days: format.number(row.days),
                  share: format.percent(row.shareBps / 10_000),
                }),
            },
            {
              key: 'seen',
              title: t('pricingPromotions.check.seen'),
              numeric: true,
              cell: (row) => format.number(row.ledgerDays),
            },
          ]}
        />
      )}
      <Text as="p" variant="bodySm" tone="subdued">
        {t('pricingPromotions.check.method')} {history}
      </Text>
    </BlockStack>
  )
}
