/** Every product of a back-test: searched, filtered, sorted, paged in the address; each row leads to its reasons. */
import { useNavigation } from '@remix-run/react'
import { Box, Card, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { Page } from '#app/mirror/views.ts'
import { PRODUCT_SORTS, type BacktestQuery, type ProductRow } from '#app/tools/pricing/backtest/schema.ts'
import { DownloadButton } from '#app/ui/download.tsx'
import { useFormat } from '#app/ui/format.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { ListFilters } from '#app/ui/list-filters.tsx'
import { ListTable } from '#app/ui/list-table.tsx'
import { usePageParams } from '#app/ui/search-params.ts'
import { NoValue } from '#app/ui/simple-table.tsx'
import { pageLinks } from './paging.ts'

interface BacktestProductsProps {
  runId: string
  query: BacktestQuery
  page: Page<ProductRow>
}

export function BacktestProducts({ runId, query, page }: BacktestProductsProps) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const loading = useNavigation().state === 'loading'
  const { href } = usePageParams()
  const name = (row: ProductRow): string => row.name?.title ?? t('pricingBacktest.goneProduct', { id: row.productId })
  const signed = (minor: number): string => `${minor > 0 ? '+' : ''}${format.money(minor)}`
  const unknown = <NoValue meaning={t('pricingBacktest.unknown')} />
  const suggested = (row: ProductRow): string | null => {
    const { suggestion } = row.detail
    return suggestion.kind === 'none'
      ? null
      : t('pricingBacktest.fromTo', {
          from: format.money(suggestion.fromMinor, suggestion.currency),
          to: format.money(suggestion.toMinor, suggestion.currency),
        })
  }
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd="200">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t('pricingBacktest.byProduct')}
          </Text>
          <InlineStack gap="200">
            {(['csv', 'xlsx'] as const).map((kind) => (
              <DownloadButton
                key={kind}
                url={`/app/pricing/backtest/${runId}/export/${kind}?locale=${i18n.language}`}
                label={kind.toUpperCase()}
                accessibilityLabel={t('pricingBacktest.exportAs', { format: kind.toUpperCase() })}
                failed={t('pricingBacktest.exportFailed')}
              />
            ))}
          </InlineStack>
        </InlineStack>
      </Box>
      <ListFilters
        searchLabel={t('pricingBacktest.search')}
        views={[
          { label: t('list.all'), parameters: { view: null } },
          { label: t('pricingBacktest.view.suggested'), parameters: { view: 'suggested' } },
          { label: t('pricingBacktest.view.changed'), parameters: { view: 'changed' } },
        ]}
        filters={[]}
        sortChoices={PRODUCT_SORTS.flatMap((sort) =>
          (['desc', 'asc'] as const).map((direction) => ({
            label: t(`pricingBacktest.sort.${sort}`),
            sort,
            direction,
            directionLabel: t(`pricingBacktest.direction.${direction}`),
          })),
        )}
        sort={query.sort}
        direction={query.direction}
        loading={loading}
      />
      {page.rows.length === 0 ? (
        query.search || query.view !== 'all' ? (
          <ListEmpty title={t('list.noMatch')} advice={t('list.noMatchAdvice')} />
        ) : (
          <ListEmpty title={t('pricingBacktest.noProducts')} advice={t('pricingBacktest.noSalesAdvice')} />
        )
      ) : (
        <ListTable
          label={t('pricingBacktest.byProduct')}
          rows={page.rows}
          rowId={(row) => row.productId}
          rowUrl={(row) => `/app/pricing/backtest/${runId}/products/${row.productId}`}
          name={{ title: t('pricingBacktest.product'), text: name }}
          columns={[
            {
              key: 'units',
              title: t('pricingBacktest.units'),
              numeric: true,
              width: 0.7,
              cell: (row) => format.number(row.units),
            },
            {
              key: 'revenue',
              title: t('pricingBacktest.part.realRevenue'),
              numeric: true,
              cell: (row) => format.money(row.revenueMinor),
            },
            {
              key: 'change',
              title: t('pricingBacktest.part.revenueChange'),
              numeric: true,
              cell: (row) => signed(row.plannedRevenueMinor - row.revenueMinor),
            },
            {
              key: 'margin',
              title: t('pricingBacktest.part.marginChange'),
              numeric: true,
              cell: (row) => (row.marginMinor === null ? unknown : signed(row.marginChangeMinor)),
            },
            {
              key: 'elasticity',
              title: t('pricingBacktest.elasticityTitle'),
              width: 1.6,
              cell: (row) => t(`pricingBacktest.elasticityShort.${row.elasticity}`),
            },
            {
              key: 'suggested',
              title: t('pricingBacktest.suggestedPrice'),
              numeric: true,
              width: 1.5,
              cell: (row) => suggested(row) ?? <NoValue meaning={t('pricingBacktest.noSuggestion')} />,
            },
          ]}
          narrowEnd={(row) => suggested(row)}
          narrow={(row) => (
            <Text as="span" tone="subdued" variant="bodySm">
              {t('pricingBacktest.narrow', {
                units: format.number(row.units),
                revenue: format.money(row.revenueMinor),
                change: signed(row.plannedRevenueMinor - row.revenueMinor),
              })}{' '}
              · {t(`pricingBacktest.elasticityShort.${row.elasticity}`)}
            </Text>
          )}
          paging={{
            ...pageLinks(page, href),
            label: t('pricingBacktest.count', { count: page.total, products: format.number(page.total) }),
          }}
        />
      )}
    </Card>
  )
}
