/** Our prices beside what competitors ask: searched, filtered, sorted, paged; all of it in the address. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData, useLocation, useNavigation } from '@remix-run/react'
import { Badge, BlockStack, Card, InlineStack, Text, Thumbnail } from '@shopify/polaris'
import { ImageIcon } from '@shopify/polaris-icons'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import {
  AGES,
  COMPARISON_SORTS,
  CONFIDENCES,
  ComparisonQuery,
  type ComparedVariant,
} from '#app/tools/pricing/competitors/schema.ts'
import { comparison } from '#app/tools/pricing/competitors/service.server.ts'
import { DownloadButton } from '#app/ui/download.tsx'
import { useFormat } from '#app/ui/format.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { ListFilters, type ListFilter } from '#app/ui/list-filters.tsx'
import { ListTable } from '#app/ui/list-table.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { PricingNav } from '#app/ui/pricing-nav.tsx'
import { changedSearch, usePageParams } from '#app/ui/search-params.ts'
import { NoValue } from '#app/ui/simple-table.tsx'
import { answer, parseQuery } from './_shared/answer.server.ts'
import { PositionBadge, useAgeText } from './_shared/competitor-text.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { pageLinks } from './_shared/paging.ts'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const query = parseQuery(ComparisonQuery, request)
  return answer(async () => ({ query, ...(await comparison(shop, query, new Date().toISOString())) }))
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

/** What is asked of the offers travels to the variant's page; the place in the list does not. */
const TERMS = ['book', 'shipping', 'inStock', 'age', 'confidence']

export default function Competitors() {
  const { query, page, books, counts, hasObservations } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const loading = useNavigation().state === 'loading'
  const { href } = usePageParams()
  const { search } = useLocation()
  const ageText = useAgeText()
  const terms = new URLSearchParams(
    [...new URLSearchParams(search)].filter(([name]) => TERMS.includes(name)),
  ).toString()
  const counted = (label: string, count: number): string =>
    hasObservations ? `${label} (${format.number(count)})` : label
  const filters: ListFilter[] = [
    {
      key: 'book',
      label: t('pricingCompetitors.filter.book'),
      choices: books.map(({ id, name, currency }) => ({ value: id, label: `${name} (${currency})` })),
      pinned: true,
    },
    {
      key: 'age',
      label: t('pricingCompetitors.filter.age'),
      choices: AGES.map((days) => ({ value: days, label: t('days.last', { days }) })),
    },
    {
      key: 'confidence',
      label: t('pricingCompetitors.filter.confidence'),
      choices: CONFIDENCES.map((percent) => ({
        value: percent,
        label: percent === '0' ? t('pricingCompetitors.filter.any') : `${percent}%`,
      })),
    },
    {
      key: 'inStock',
      label: t('pricingCompetitors.filter.stock'),
      choices: [
        { value: 'false', label: t('pricingCompetitors.filter.allStock') },
        { value: 'true', label: t('pricingCompetitors.filter.inStock') },
      ],
    },
    {
      key: 'shipping',
      label: t('pricingCompetitors.filter.shipping'),
      choices: [
        { value: 'false', label: t('pricingCompetitors.filter.withoutShipping') },
        { value: 'true', label: t('pricingCompetitors.filter.withShipping') },
      ],
    },
  ]
  const money = (minor: number | null, currency: string) =>
    minor === null ? <NoValue meaning={t('pricingCompetitors.position.alone')} /> : format.money(minor, currency)
  const gap = ({ comparison: { vsCheapestBps } }: ComparedVariant) =>
    vsCheapestBps === null ? (
      <NoValue meaning={t('pricingCompetitors.position.alone')} />
    ) : (
      format.signedPercent(vsCheapestBps / 10_000)
    )
  return (
    <PageFrame
      title={t('pricingCompetitors.title')}
      fullWidth
      primaryAction={{ content: t('pricingCompetitors.import.action'), url: '/app/pricing/competitors/import' }}
      secondaryActions={[
        { content: t('pricingCompetitors.manage.action'), url: '/app/pricing/competitors/manage' },
        { content: t('pricingCompetitors.keys.action'), url: '/app/pricing/competitors/keys' },
      ]}
    >
      <PricingNav current="competitors" />
      <BlockStack gap="400">
        <Text as="p" tone="subdued">
          {t('pricingCompetitors.what')}
        </Text>
        <Card padding="0">
          <ListFilters
            searchLabel={t('pricingCompetitors.list.search')}
            views={[
              { label: counted(t('list.all'), counts.all), parameters: { position: null } },
              ...(['dearest', 'between', 'cheapest', 'flagged'] as const).map((position) => ({
                label: counted(t(`pricingCompetitors.list.view.${position}`), counts[position]),
                parameters: { position },
              })),
            ]}
            filters={filters}
            sortChoices={COMPARISON_SORTS.flatMap((sort) =>
              (['desc', 'asc'] as const).map((direction) => ({
                label: t(`pricingCompetitors.list.sort.${sort}`),
                sort,
                direction,
                directionLabel: t(`pricingCompetitors.list.direction.${sort}.${direction}`),
              })),
            )}
            sort={query.sort}
            direction={query.direction}
            loading={loading}
          />
          {page.rows.length === 0 ? (
            hasObservations ? (
              <ListEmpty title={t('list.noMatch')} advice={t('list.noMatchAdvice')} />
            ) : (
              <ListEmpty
                title={t('pricingCompetitors.list.empty')}
                advice={t('pricingCompetitors.list.emptyAdvice')}
                action={{ content: t('pricingCompetitors.import.action'), url: '/app/pricing/competitors/import' }}
              />
            )
          ) : (
            <ListTable
              label={t('pricingCompetitors.title')}
              rows={page.rows}
              rowId={(row) => row.id}
              rowUrl={(row) => `/app/pricing/competitors/${row.id}${terms === '' ? '' : `?${terms}`}`}
              name={{
                title: t('pricingCompetitors.list.column.product'),
                text: nameOf,
                width: 3,
                before: (row) => (
                  <span className="thumb">
                    <Thumbnail size="small" alt="" source={row.imageUrl ?? ImageIcon} />
                  </span>
                ),
              }}
              columns={[
                {
                  key: 'ours',
                  title: t('pricingCompetitors.list.column.ours'),
                  numeric: true,
                  cell: (row) =>
                    row.ourMinor === null ? (
                      <NoValue meaning={t('pricingCompetitors.variant.noPrice')} />
                    ) : (
                      format.money(row.ourMinor, row.currency)
                    ),
                },
                {
                  key: 'cheapest',
                  title: t('pricingCompetitors.list.column.cheapest'),
                  numeric: true,
                  cell: (row) => money(row.comparison.cheapestMinor, row.currency),
                },
                {
                  key: 'average',
                  title: t('pricingCompetitors.list.column.average'),
                  numeric: true,
                  cell: (row) => money(row.comparison.averageMinor, row.currency),
                },
                { key: 'gap', title: t('pricingCompetitors.list.column.gap'), numeric: true, cell: gap },
                {
                  key: 'position',
                  title: t('pricingCompetitors.list.column.position'),
                  width: 2,
                  cell: (row) => <Standing row={row} />,
                },
                {
                  key: 'age',
                  title: t('pricingCompetitors.list.column.age'),
                  cell: ({ comparison: { newestAgeDays } }) =>
                    newestAgeDays === null ? (
                      <NoValue meaning={t('pricingCompetitors.position.alone')} />
                    ) : (
                      ageText(newestAgeDays)
                    ),
                },
              ]}
              narrowEnd={(row) => (row.ourMinor === null ? '' : format.money(row.ourMinor, row.currency))}
              narrow={(row) => (
                <>
                  {row.comparison.cheapestMinor !== null && (
                    <Text as="span" tone="subdued" variant="bodySm">
                      {t('pricingCompetitors.list.column.cheapest')}{' '}
                      {format.money(row.comparison.cheapestMinor, row.currency)}
                      {row.comparison.newestAgeDays !== null && ` · ${ageText(row.comparison.newestAgeDays)}`}
                    </Text>
                  )}
                  <Standing row={row} />
                </>
              )}
              paging={{
                ...pageLinks(page, href),
                label: t('pricingCompetitors.list.count', { count: page.total, products: format.number(page.total) }),
              }}
            />
          )}
        </Card>
        {hasObservations && (
          <InlineStack gap="200">
            {(['csv', 'xlsx'] as const).map((kind) => (
              <DownloadButton
                key={kind}
                url={`/app/pricing/competitors/export/${kind}${changedSearch(search, { after: null, before: null })}`}
                label={t(`pricingCompetitors.export.${kind}`)}
                failed={t('pricingCompetitors.export.failed')}
              />
            ))}
          </InlineStack>
        )}
      </BlockStack>
    </PageFrame>
  )
}

function nameOf(row: ComparedVariant): string {
  return [row.productTitle, row.variantTitle].filter((part) => part !== null).join(' · ')
}

function Standing({ row: { comparison: own } }: { row: ComparedVariant }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <InlineStack gap="100" blockAlign="center">
      <PositionBadge position={own.position} />
      {own.rank !== null && (
        <Text as="span" tone="subdued" variant="bodySm">
          {t('pricingCompetitors.list.rank', { rank: format.number(own.rank), of: format.number(own.offers + 1) })}
        </Text>
      )}
      {own.flagged > 0 && (
        <Badge tone="warning">
          {t('pricingCompetitors.list.flagged', { count: own.flagged, offers: format.number(own.flagged) })}
        </Badge>
      )}
    </InlineStack>
  )
}
