/** Every price of a release: searched, filtered, sorted, paged in the address; each row leads to why it is what it is. */
import { useNavigation, useLocation } from '@remix-run/react'
import { BlockStack, Box, Card, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { Page } from '#app/mirror/views.ts'
import {
  ROW_SORTS,
  ROW_STATES,
  type Release,
  type ReleaseRow,
  type RowCounts,
  type RowState,
} from '#app/tools/pricing/releases/schema.ts'
import { DownloadButton } from '#app/ui/download.tsx'
import { useFormat } from '#app/ui/format.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { ListFilters } from '#app/ui/list-filters.tsx'
import { ListTable } from '#app/ui/list-table.tsx'
import { changedSearch, usePageParams } from '#app/ui/search-params.ts'
import { NoValue } from '#app/ui/simple-table.tsx'
import { pageLinks } from './paging.ts'
import type { PriceListQuery } from './release-query.ts'
import { RowBadge, useBookName, useNoteText, variantName } from './release-words.tsx'

interface ReleasePricesProps {
  release: Release
  counts: RowCounts
  query: PriceListQuery
  page: Page<ReleaseRow>
}

export function ReleasePrices({ release, counts, query, page }: ReleasePricesProps) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const bookName = useBookName()
  const noteText = useNoteText()
  const loading = useNavigation().state === 'loading'
  const { href } = usePageParams()
  const { search } = useLocation()
  const isFiltered = Boolean(query.search || query.book || query.move || query.show)
  const shownStates = ROW_STATES.filter((state) => counts[state] > 0 || state === query.show)
  const money = (minor: number | null, row: ReleaseRow, meaning: string) =>
    minor === null ? <NoValue meaning={meaning} /> : format.money(minor, row.currency)
  const change = (row: ReleaseRow): string => format.signedPercent(row.changeBps / 10_000)
  const book = (row: ReleaseRow): string => bookName({ id: row.bookId, name: row.bookName, currency: row.currency })
  const exportUrl = (kind: 'csv' | 'xlsx'): string =>
    `/app/pricing/releases/${release.id}/export/${kind}${changedSearch(search, {
      after: null,
      before: null,
      locale: i18n.language,
    })}`
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd="200">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd" id="prices">
            {t('pricingReleases.rows.title')}
          </Text>
          <InlineStack gap="200">
            {(['csv', 'xlsx'] as const).map((kind) => (
              <DownloadButton
                key={kind}
                url={exportUrl(kind)}
                label={kind.toUpperCase()}
                accessibilityLabel={t('pricingReleases.exportAs', { format: kind.toUpperCase() })}
                failed={t('pricingReleases.exportFailed')}
              />
            ))}
          </InlineStack>
        </InlineStack>
      </Box>
      <ListFilters
        searchLabel={t('pricingReleases.rows.search')}
        views={[
          { label: t('pricingReleases.rows.views.changes'), parameters: { show: null } },
          ...shownStates.map((state: RowState) => ({
            label: `${t(`pricingReleases.rowState.${state}`)} (${format.number(counts[state])})`,
            parameters: { show: state },
          })),
          { label: t('pricingReleases.rows.views.all'), parameters: { show: 'all' } },
        ]}
        filters={[
          {
            key: 'book',
            label: t('pricingReleases.rows.book'),
            choices: release.plan.books.map((one) => ({ value: one.id, label: bookName(one) })),
            pinned: true,
          },
          {
            key: 'move',
            label: t('pricingReleases.rows.move'),
            choices: [
              { value: 'rise', label: t('pricingReleases.rows.rise') },
              { value: 'fall', label: t('pricingReleases.rows.fall') },
            ],
            pinned: true,
          },
        ]}
        sortChoices={ROW_SORTS.flatMap((sort) =>
          (['asc', 'desc'] as const).map((direction) => ({
            label: t(`pricingReleases.rows.sort.${sort}`),
            sort,
            direction,
            directionLabel: t(`pricingReleases.rows.direction.${sort}.${direction}`),
          })),
        )}
        sort={query.sort}
        direction={query.direction}
        loading={loading}
      />
      {page.rows.length === 0 ? (
        <ListEmpty
          title={t(isFiltered ? 'list.noMatch' : 'pricingReleases.rows.none')}
          advice={t(isFiltered ? 'list.noMatchAdvice' : 'pricingReleases.rows.noneAdvice')}
        />
      ) : (
        <ListTable
          label={t('pricingReleases.rows.title')}
          rows={page.rows}
          rowId={(row) => `${row.bookId}-${row.variantId}`}
          rowUrl={(row) =>
            `/app/pricing/releases/${release.id}/prices/${row.bookId}-${row.variantId}${changedSearch(search, {})}`
          }
          name={{ title: t('pricingReleases.rows.product'), text: variantName }}
          columns={[
            { key: 'sku', title: t('pricingReleases.rows.sku'), cell: (row) => row.sku ?? '' },
            { key: 'book', title: t('pricingReleases.rows.book'), cell: book },
            {
              key: 'old',
              title: t('pricingReleases.rows.old'),
              numeric: true,
              cell: (row) => format.money(row.oldShownMinor, row.currency),
            },
            {
              key: 'new',
              title: t('pricingReleases.rows.new'),
              numeric: true,
              cell: (row) => format.money(row.newMinor, row.currency),
            },
            { key: 'change', title: t('pricingReleases.rows.change'), numeric: true, cell: change },
            {
              key: 'marginOld',
              title: t('pricingReleases.rows.marginOld'),
              numeric: true,
              cell: (row) => money(row.oldMarginMinor, row, t('pricingReleases.rows.unknown')),
            },
            {
              key: 'marginNew',
              title: t('pricingReleases.rows.marginNew'),
              numeric: true,
              cell: (row) => money(row.newMarginMinor, row, t('pricingReleases.rows.unknown')),
            },
            {
              key: 'floor',
              title: t('pricingReleases.rows.floor'),
              numeric: true,
              cell: (row) => money(row.floorMinor, row, t('pricingReleases.rows.noFloor')),
            },
            {
              key: 'state',
              title: t('pricingReleases.rows.state'),
              cell: (row) => (
                <BlockStack gap="050" inlineAlign="start">
                  <RowBadge state={row.state} />
                  {row.note && (
                    <span className="note">
                      {noteText(row.note, row.currency).map((line) => (
                        <Text as="p" key={line} variant="bodySm" tone="subdued">
                          {line}
                        </Text>
                      ))}
                    </span>
                  )}
                </BlockStack>
              ),
            },
          ]}
          narrowEnd={(row) => format.money(row.newMinor, row.currency)}
          narrow={(row) => (
            <>
              <Text as="span" variant="bodySm">
                {t('pricingReleases.rows.changeLine', {
                  old: format.money(row.oldShownMinor, row.currency),
                  new: format.money(row.newMinor, row.currency),
                  change: change(row),
                })}
              </Text>
              <Text as="span" tone="subdued" variant="bodySm">
                {[row.sku, book(row)].filter((text) => text !== null && text !== '').join(' · ')}
              </Text>
              {row.oldMarginMinor !== null && row.newMarginMinor !== null && (
                <Text as="span" tone="subdued" variant="bodySm">
                  {t('pricingReleases.rows.marginLine', {
                    old: format.money(row.oldMarginMinor, row.currency),
                    new: format.money(row.newMarginMinor, row.currency),
                  })}
                </Text>
              )}
              <InlineStack gap="100">
                <RowBadge state={row.state} />
              </InlineStack>
              {row.note &&
                noteText(row.note, row.currency).map((line) => (
                  <Text as="span" key={line} variant="bodySm" tone="subdued">
                    {line}
                  </Text>
                ))}
            </>
          )}
          paging={{
            ...pageLinks(page, href),
            label: t(page.totalIsExact ? 'pricingReleases.rows.count' : 'pricingReleases.rows.countAtLeast', {
              count: page.total,
              prices: format.number(page.total),
            }),
          }}
        />
      )}
    </Card>
  )
}
