/** The shop's products with price, stock and what was sold lately: searched, filtered, sorted, paged; all of it in the address. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData, useNavigation } from '@remix-run/react'
import { InlineStack, Text, Thumbnail } from '@shopify/polaris'
import { ImageIcon } from '@shopify/polaris-icons'
import { useTranslation } from 'react-i18next'
import { listProductsWithSales } from '#app/facts/product-sales.server.ts'
import type { ProductSalesRow } from '#app/facts/types.ts'
import { listProductFilters } from '#app/mirror/catalog.server.ts'
import { LOW_STOCK_UNITS, PRODUCT_SORTS, ProductQuery } from '#app/mirror/queries.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { useFormat, type Format } from '#app/ui/format.tsx'
import { ListCard } from '#app/ui/list-card.tsx'
import type { ListFilter } from '#app/ui/list-filters.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { usePageParams } from '#app/ui/search-params.ts'
import { NoValue } from '#app/ui/simple-table.tsx'
import { StatusBadge, useStatusText } from '#app/ui/status-badge.tsx'
import { answer, parseQuery } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { pageLinks } from './_shared/paging.ts'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const query = parseQuery(ProductQuery, request)
  return answer(async () => {
    const [page, filters] = await Promise.all([
      listProductsWithSales(shop, query, new Date()),
      listProductFilters(shop),
    ])
    return { query, page, filters }
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Products() {
  const { query, page, filters } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const statusText = useStatusText()
  const loading = useNavigation().state === 'loading'
  const { href } = usePageParams()
  const named = (values: string[]): { value: string; label: string }[] =>
    values.map((value) => ({ value, label: value }))
  const listFilters: ListFilter[] = [
    {
      key: 'stock',
      label: t('products.filter.stock'),
      choices: ['out', 'low', 'in'].map((value) => ({
        value,
        label: t(`products.stock.${value}`, { units: LOW_STOCK_UNITS }),
      })),
      pinned: true,
    },
    { key: 'vendor', label: t('products.filter.vendor'), choices: named(filters.vendors) },
    { key: 'productType', label: t('products.filter.productType'), choices: named(filters.productTypes) },
    { key: 'tag', label: t('products.filter.tag'), choices: named(filters.tags) },
  ]
  const isFiltered = Boolean(
    query.search || query.status || query.stock || query.vendor || query.productType || query.tag,
  )
  return (
    <PageFrame title={t('products.title')} fullWidth>
      <ListCard
        filters={{
          searchLabel: t('products.search'),
          views: [
            { label: t('list.all'), parameters: { status: null } },
            ...filters.statuses.map((status) => ({ label: statusText('product', status), parameters: { status } })),
          ],
          filters: listFilters,
          sort: query.sort,
          direction: query.direction,
          loading,
        }}
        sorts={{ words: 'products', by: PRODUCT_SORTS, directions: ['asc', 'desc'] }}
        isFiltered={isFiltered}
        empty={{
          title: t('products.empty'),
          advice: t('products.emptyAdvice'),
          action: { content: t('sync.open'), url: '/app/sync' },
        }}
        table={{
          label: t('products.title'),
          rows: page.rows,
          rowId: (row) => row.id,
          rowUrl: (row) => `/app/products/${row.id}`,
          name: {
            title: t('products.column.product'),
            text: (row) => row.title,
            width: 4,
            before: (row) => <Thumbnail size="small" alt="" source={row.imageUrl ?? ImageIcon} />,
          },
          columns: [
            {
              key: 'status',
              title: t('products.column.status'),
              cell: (row) => <StatusBadge kind="product" status={row.status} />,
            },
            { key: 'type', title: t('products.column.type'), cell: (row) => row.productType },
            {
              key: 'available',
              title: t('products.column.available'),
              numeric: true,
              cell: (row) => <Available row={row} format={format} />,
            },
            {
              key: 'variants',
              title: t('products.column.variants'),
              numeric: true,
              cell: (row) => format.number(row.variantCount),
            },
            {
              key: 'price',
              title: t('products.column.price'),
              numeric: true,
              width: 1.6,
              cell: (row) => <PriceRange row={row} format={format} />,
            },
            {
              key: 'sold30',
              title: t('products.column.sold30'),
              numeric: true,
              cell: (row) => format.number(row.unitsSold30),
            },
            {
              key: 'sold90',
              title: t('products.column.sold90'),
              numeric: true,
              cell: (row) => format.number(row.unitsSold90),
            },
          ],
          narrowEnd: (row) => <PriceRange row={row} format={format} />,
          narrow: (row) => (
            <>
              {row.status !== 'ACTIVE' && (
                <InlineStack>
                  <StatusBadge kind="product" status={row.status} />
                </InlineStack>
              )}
              <Text as="span" tone="subdued" variant="bodySm">
                {row.available === null
                  ? t('products.untracked')
                  : t('products.availableUnits', { units: format.number(row.available) })}
                {' · '}
                {t('products.soldIn90', { units: format.number(row.unitsSold90) })}
              </Text>
            </>
          ),
          paging: {
            ...pageLinks(page, href),
            label: t(page.totalIsExact ? 'products.count' : 'products.countAtLeast', {
              count: page.total,
              products: format.number(page.total),
            }),
          },
        }}
      />
    </PageFrame>
  )
}

function Available({ row, format }: { row: ProductSalesRow; format: Format }) {
  const { t } = useTranslation()
  if (row.available === null) return <NoValue meaning={t('products.untracked')} />
  return (
    <Text
      as="span"
      {...(row.available <= 0
        ? { tone: 'critical' as const }
        : row.available <= LOW_STOCK_UNITS
          ? { tone: 'caution' as const }
          : {})}
    >
      {format.number(row.available)}
    </Text>
  )
}

function PriceRange({ row, format }: { row: ProductSalesRow; format: Format }) {
  const { t } = useTranslation()
  if (row.priceFromMinor === null || row.priceToMinor === null) return <NoValue meaning={t('products.noPrice')} />
  const from = format.money(row.priceFromMinor)
  return row.priceToMinor === row.priceFromMinor
    ? from
    : t('products.priceRange', { from, to: format.money(row.priceToMinor) })
}
