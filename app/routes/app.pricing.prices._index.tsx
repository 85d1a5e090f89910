/** What shoppers pay in each book: the price shown, the prior price of a reduction, and fixed prices that nobody looks after. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData, useNavigation } from '@remix-run/react'
import { Badge, BlockStack, Card, InlineStack, Select, Text, Thumbnail } from '@shopify/polaris'
import { ImageIcon } from '@shopify/polaris-icons'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import {
  ORPHAN_CODES,
  OrphanLimitsForm,
  PRICE_SORTS,
  PRICE_STATES,
  PricesQuery,
} from '#app/tools/pricing/prices/schema.ts'
import {
  listPrices,
  planRepair,
  saveOrphanLimits,
  type BookPriceRow,
  type PriceList,
} from '#app/tools/pricing/prices/service.server.ts'
import { lowestPublication, setLowestPublication } from '#app/tools/pricing/lowest/service.server.ts'
import { createRelease } from '#app/tools/pricing/releases/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { ListFilters } from '#app/ui/list-filters.tsx'
import { ListTable } from '#app/ui/list-table.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { PricingNav } from '#app/ui/pricing-nav.tsx'
import { usePageParams } from '#app/ui/search-params.ts'
import { NoValue } from '#app/ui/simple-table.tsx'
import { act, answer, parseQuery } from './_shared/answer.server.ts'
import { LowestCard } from './_shared/lowest-card.tsx'
import { OrphanCard } from './_shared/orphan-card.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { pageLinks } from './_shared/paging.ts'
import { previewedPage } from './_shared/release-preview.server.ts'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const query = parseQuery(PricesQuery, request)
  return answer(async () => {
    const [prices, lowest] = await Promise.all([listPrices(shop, query, new Date()), lowestPublication(shop)])
    return { query, lowest, ...prices }
  })
}

const Asked = z.discriminatedUnion('intent', [
  z.object({
    intent: z.literal('repair'),
    book: z.string().regex(/^\d{1,19}$/),
    code: z.preprocess((value) => (value === '' ? undefined : value), z.enum(ORPHAN_CODES).optional()),
    name: z.string().trim().min(1).max(120),
  }),
  OrphanLimitsForm.extend({ intent: z.literal('limits') }),
  z.object({ intent: z.literal('lowest'), publish: z.enum(['true', 'false']) }),
])

export async function action({ request }: ActionFunctionArgs) {
  const { shop, redirect } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  return act(async () => {
    const asked = Asked.parse(form)
    if (asked.intent === 'limits') {
      const { intent: _, ...limits } = asked
      await saveOrphanLimits(shop, limits)
      return 'pricingPrices.limits.saved'
    }
    if (asked.intent === 'lowest') {
      await setLowestPublication(shop, asked.publish === 'true')
      return asked.publish === 'true' ? 'pricingPrices.lowest.switchedOn' : 'pricingPrices.lowest.switchedOff'
    }
    const { wish } = await planRepair(shop, { bookId: asked.book, code: asked.code, name: asked.name }, new Date())
    const { id } = await createRelease(shop, wish)
    throw redirect(await previewedPage(shop, id))
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Prices() {
  const { query, books, book, page, orphans, limits, lowest } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const loading = useNavigation().state === 'loading'
  const { href, change } = usePageParams()
  const isFiltered = Boolean(query.search || query.state)
  const states = book.id === '0' ? (['reduced'] as const) : PRICE_STATES
  return (
    <PageFrame title={t('pricingPrices.title')} fullWidth>
      <PricingNav current="prices" />
      <BlockStack gap="400">
        <Card>
          <InlineStack gap="400" blockAlign="center" align="space-between">
            <Select
              label={t('pricingPrices.book')}
              labelInline
              options={books.map((one) => ({
                value: one.id,
                label: t('pricingPrices.bookName', { name: one.name, currency: one.currency }),
              }))}
              value={book.id}
              onChange={(value) => change({ book: value, state: null, after: null, before: null })}
            />
            <Text as="p" tone="subdued">
              {t(book.id === '0' ? 'pricingPrices.bookBase' : 'pricingPrices.bookList')}
            </Text>
          </InlineStack>
        </Card>
        {book.id !== '0' && <OrphanCard key={book.id} book={book} orphans={orphans} limits={limits} />}
        <Card padding="0">
          <ListFilters
            searchLabel={t('pricingPrices.search')}
            views={[
              { label: t('list.all'), parameters: { state: null } },
              ...states
                .filter((state) => !(ORPHAN_CODES as readonly string[]).includes(state))
                .map((state) => ({ label: t(`pricingPrices.state.${state}`), parameters: { state } })),
            ]}
            filters={[]}
            sortChoices={PRICE_SORTS.flatMap((sort) =>
              (['asc', 'desc'] as const).map((direction) => ({
                label: t(`pricingPrices.sort.${sort}`),
                sort,
                direction,
                directionLabel: t(`pricingPrices.direction.${direction}`),
              })),
            )}
            sort={query.sort}
            direction={query.direction}
            loading={loading}
          />
          {page.rows.length === 0 ? (
            isFiltered ? (
              <ListEmpty title={t('list.noMatch')} advice={t('list.noMatchAdvice')} />
            ) : (
              <ListEmpty
                title={t('pricingPrices.empty')}
                advice={t('pricingPrices.emptyAdvice')}
                action={{ content: t('sync.open'), url: '/app/sync' }}
              />
            )
          ) : (
            <ListTable
              label={t('pricingPrices.title')}
              rows={page.rows}
              rowId={(row) => row.id}
              rowUrl={(row) => `/app/pricing/variants/${row.id}?book=${book.id}`}
              name={{
                title: t('pricingPrices.column.variant'),
                text: variantName,
                before: (row) => <Thumbnail size="small" alt="" source={row.imageUrl ?? ImageIcon} />,
              }}
              columns={[
                {
                  key: 'sku',
                  title: t('pricingPrices.column.sku'),
                  cell: (row) => row.sku ?? none(t('product.noSku')),
                },
                ...(book.id === '0'
                  ? []
                  : [
                      {
                        key: 'base',
                        title: t('pricingPrices.column.base'),
                        numeric: true,
                        cell: (row: BookPriceRow) => format.money(row.baseMinor),
                      },
                    ]),
                {
                  key: 'shown',
                  title: t('pricingPrices.column.shown'),
                  numeric: true,
                  cell: (row) => <Shown row={row} book={book} />,
                },
                {
                  key: 'compare',
                  title: t('pricingPrices.column.compareAt'),
                  numeric: true,
                  cell: (row) =>
                    row.shownCompareAtMinor === null
                      ? none(t('pricingPrices.noCompareAt'))
                      : format.money(row.shownCompareAtMinor, book.currency),
                },
                {
                  key: 'prior',
                  title: t('pricingPrices.column.prior'),
                  numeric: true,
                  cell: (row) => <Prior row={row} book={book} />,
                },
                {
                  key: 'flags',
                  title: t('pricingPrices.column.flags'),
                  cell: (row) => <Flags row={row} isBase={book.id === '0'} />,
                },
              ]}
              narrowEnd={(row) => <Shown row={row} book={book} />}
              narrow={(row) => (
                <>
                  <Text as="span" tone="subdued" variant="bodySm">
                    {row.prior?.priceMinor == null
                      ? t('pricingPrices.priorUnknown')
                      : t('pricingPrices.priorIs', { price: format.money(row.prior.priceMinor, book.currency) })}
                  </Text>
                  <Flags row={row} isBase={book.id === '0'} />
                </>
              )}
              paging={{
                ...pageLinks(page, href),
                label: t(page.totalIsExact ? 'pricingPrices.count' : 'pricingPrices.countAtLeast', {
                  count: page.total,
                  variants: format.number(page.total),
                }),
              }}
            />
          )}
        </Card>
        <LowestCard lowest={lowest} />
        <Text as="p" tone="subdued">
          {t('pricingPrices.priorMethod')}
        </Text>
      </BlockStack>
    </PageFrame>
  )
}

function variantName(row: BookPriceRow): string {
  return row.variantTitle === null ? row.title : `${row.title} · ${row.variantTitle}`
}

function none(meaning: string) {
  return <NoValue meaning={meaning} />
}

function Shown({ row, book }: { row: BookPriceRow; book: PriceList['book'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (row.shownMinor === null) return none(t('pricingPrices.noRate'))
  const price = format.money(row.shownMinor, book.currency)
  return row.how === 'follows' ? <span title={t('pricingPrices.estimated')}>≈ {price}</span> : price
}

function Prior({ row, book }: { row: BookPriceRow; book: PriceList['book'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (row.prior?.priceMinor == null) return none(t('pricingPrices.priorUnknown'))
  const price = format.money(row.prior.priceMinor, book.currency)
  return (
    <>
      {row.prior.estimated ? `≈ ${price}` : price}
      {!row.prior.complete && <sup title={t('pricingPrices.incomplete')}> *</sup>}
    </>
  )
}

/** What to know about the price, most urgent first. */
function Flags({ row, isBase }: { row: BookPriceRow; isBase: boolean }) {
  const { t } = useTranslation()
  return (
    <InlineStack gap="100">
      {row.orphan?.reasons.map((reason) => (
        <Badge
          key={reason.code}
          tone={reason.code === 'below_floor' || reason.code === 'no_rate' ? 'critical' : 'warning'}
        >
          {t(`pricingPrices.orphan.${reason.code}`)}
        </Badge>
      ))}
      {row.prior?.reducedSince != null && <Badge tone="info">{t('pricingPrices.state.reduced')}</Badge>}
      {!isBase && row.how === 'follows' && <Badge>{t('pricingPrices.state.follows')}</Badge>}
    </InlineStack>
  )
}
