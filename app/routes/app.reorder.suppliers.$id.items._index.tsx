/** What one supplier sells: searched, filtered, sorted, paged; a removed item can be put back. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData, useLocation, useNavigation } from '@remix-run/react'
import { Badge, Banner, BlockStack, Box, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import type { ItemRow } from '#app/tools/reorder/suppliers/items/rows.ts'
import { ITEM_SORTS, ITEM_VIEWS, ItemQuery, RemovedItem } from '#app/tools/reorder/suppliers/schema.ts'
import { putItemBack, supplierItems } from '#app/tools/reorder/suppliers/service.server.ts'
import { DownloadButton } from '#app/ui/download.tsx'
import { useFormat } from '#app/ui/format.tsx'
import { ListCard } from '#app/ui/list-card.tsx'
import { usePageParams } from '#app/ui/search-params.ts'
import { NoValue } from '#app/ui/simple-table.tsx'
import { act, answer, parseQuery, readJson, runIdParam } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { pageLinks } from './_shared/paging.ts'
import { SUPPLIERS, SupplierFrame } from './_shared/supplier-frame.tsx'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const query = parseQuery(ItemQuery, request)
  return answer(async () => ({ query, ...(await supplierItems(shop, id, query)) }))
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const form = await request.formData()
  return act(async () => {
    await putItemBack(shop, id, RemovedItem.parse(readJson(form.get('removed'))), new Date())
    return 'reorderSuppliers.said.itemBack'
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function SupplierItems() {
  const { query, supplier, page, counts } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const loading = useNavigation().state === 'loading'
  const { href } = usePageParams()
  const base = `${SUPPLIERS}/${supplier.id}/items`
  const unknown = <NoValue meaning={t('reorderSuppliers.unknown')} />
  const price = ({ priceBreaks }: ItemRow) => {
    const [first] = priceBreaks
    return first === undefined ? null : format.money(first.unitPriceMinor, supplier.currency)
  }
  const units = (count: number) => format.number(count)
  return (
    <SupplierFrame
      supplier={supplier}
      current="items"
      primaryAction={{ content: t('reorderSuppliers.items.add'), url: `${base}/new` }}
    >
      <BlockStack gap="400">
        <RemovedBanner action={`${base}?index`} />
        <ListCard
          filters={{
            searchLabel: t('reorderSuppliers.items.search'),
            views: [
              { label: `${t('list.all')} (${units(counts.all)})`, parameters: { view: null } },
              ...ITEM_VIEWS.map((view) => ({
                label:
                  view === 'shared'
                    ? t('reorderSuppliers.items.view.shared')
                    : `${t(`reorderSuppliers.items.view.${view}`)} (${units(counts[view])})`,
                parameters: { view },
              })),
            ],
            filters: [],
            sort: query.sort,
            direction: query.direction,
            loading,
          }}
          sorts={{ words: 'reorderSuppliers.items', by: ITEM_SORTS, directions: ['asc', 'desc'] }}
          isFiltered={query.search !== undefined || query.view !== undefined}
          empty={{
            title: t('reorderSuppliers.items.empty'),
            advice: t('reorderSuppliers.items.emptyAdvice'),
            action: { content: t('reorderSuppliers.items.import'), url: `${SUPPLIERS}/${supplier.id}/import` },
          }}
          table={{
            label: t('reorderSuppliers.page.items'),
            rows: page.rows,
            rowId: (row) => row.variantId,
            rowUrl: (row) => `${base}/${row.variantId}`,
            name: { title: t('reorderSuppliers.items.column.product'), text: nameOf, width: 3 },
            columns: [
              {
                key: 'supplierSku',
                title: t('reorderSuppliers.items.column.supplierSku'),
                cell: (row) => row.supplierSku ?? unknown,
              },
              {
                key: 'minimum',
                title: t('reorderSuppliers.items.column.minimum'),
                numeric: true,
                cell: (row) => units(row.minimumUnits),
              },
              {
                key: 'pack',
                title: t('reorderSuppliers.items.column.pack'),
                numeric: true,
                cell: (row) => units(row.packUnits),
              },
              {
                key: 'price',
                title: t('reorderSuppliers.items.column.price'),
                numeric: true,
                cell: (row) => price(row) ?? unknown,
              },
              {
                key: 'state',
                title: t('reorderSuppliers.items.column.state'),
                width: 2,
                cell: (row) => <ItemState row={row} />,
              },
            ],
            narrowEnd: (row) => price(row) ?? '',
            narrow: (row) => (
              <>
                <Text as="span" tone="subdued" variant="bodySm">
                  {[row.sku, row.supplierSku].filter((code) => code !== null && code !== '').join(' · ')}
                </Text>
                <ItemState row={row} />
              </>
            ),
            paging: {
              ...pageLinks(page, href),
              label: t('reorderSuppliers.variants', { count: page.total, variants: units(page.total) }),
            },
          }}
        />
        <Box paddingInline={{ xs: '400', sm: '0' }}>
          <InlineStack gap="200">
            {(['csv', 'xlsx'] as const).map((kind) => (
              <DownloadButton
                key={kind}
                url={`${SUPPLIERS}/${supplier.id}/export/${kind}`}
                label={t(`reorderSuppliers.export.${kind}`)}
                failed={t('reorderSuppliers.export.failed')}
              />
            ))}
          </InlineStack>
        </Box>
      </BlockStack>
    </SupplierFrame>
  )
}

function nameOf(row: ItemRow): string {
  return [row.title, row.variantTitle, row.sku].filter((part) => part !== null && part !== '').join(' · ')
}

function ItemState({ row }: { row: ItemRow }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <InlineStack gap="100" blockAlign="center">
      {row.gone && <Badge tone="warning">{t('reorderSuppliers.items.gone')}</Badge>}
      {row.preferred && <Badge tone="success">{t('reorderSuppliers.items.preferred')}</Badge>}
      {row.others > 0 && (
        <Badge>{t('reorderSuppliers.items.others', { count: row.others, suppliers: format.number(row.others) })}</Badge>
      )}
    </InlineStack>
  )
}

const RemovedState = z.object({ removed: RemovedItem, name: z.string() })

/** What was just removed can be put back. It travels in the browser's history entry: a reload forgets it. */
function RemovedBanner({ action: target }: { action: string }) {
  const { t } = useTranslation()
  const { state } = useLocation()
  const fetcher = useFetcher<ActionAnswer>()
  const parsed = RemovedState.safeParse(state)
  if (!parsed.success) return null
  const { removed, name } = parsed.data
  if (fetcher.data?.ok) return <Banner tone="success" title={t('reorderSuppliers.said.itemBack')} />
  const failed = fetcher.data?.ok === false
  return (
    <Banner
      tone={failed ? 'critical' : 'info'}
      title={failed ? t('reorderSuppliers.itemNotBack') : t('reorderSuppliers.said.itemRemovedNamed', { name })}
      action={{
        content: t('reorderSuppliers.undo'),
        loading: fetcher.state !== 'idle',
        onAction: () => fetcher.submit({ removed: JSON.stringify(removed) }, { method: 'post', action: target }),
      }}
    />
  )
}
