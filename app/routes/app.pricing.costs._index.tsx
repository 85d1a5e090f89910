/** What is known about costs: how far each price book's margins are known, and the variants with what they lack. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData, useNavigation } from '@remix-run/react'
import { Badge, BlockStack, Button, Card, InlineStack, Link, ProgressBar, Text, Thumbnail } from '@shopify/polaris'
import { ImageIcon } from '@shopify/polaris-icons'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import type { BookCoverage } from '#app/tools/pricing/costs/coverage.ts'
import { VariantCostQuery } from '#app/tools/pricing/costs/queries.ts'
import { costsOverview, listVariantCosts, type VariantCostRow } from '#app/tools/pricing/costs/service.server.ts'
import { COST_INPUTS, type CostInput } from '#app/tools/pricing/terms.ts'
import { DownloadButton } from '#app/ui/download.tsx'
import { useFormat } from '#app/ui/format.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { ListFilters } from '#app/ui/list-filters.tsx'
import { ListTable } from '#app/ui/list-table.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { PricingNav } from '#app/ui/pricing-nav.tsx'
import { usePageParams } from '#app/ui/search-params.ts'
import { NoValue } from '#app/ui/simple-table.tsx'
import { answer, parseQuery } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { pageLinks } from './_shared/paging.ts'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const query = parseQuery(VariantCostQuery, request)
  return answer(async () => {
    const asOf = new Date()
    const [{ coverage, books }, { page }] = await Promise.all([
      costsOverview(shop, asOf),
      listVariantCosts(shop, query, asOf),
    ])
    return { query, coverage, page, books }
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

/** Where an input is best filled in. */
const FILLED_AT: Record<CostInput, 'defaults' | 'book' | 'taxes' | 'rates' | 'list'> = {
  unit_cost: 'list',
  inbound_freight: 'defaults',
  packaging: 'defaults',
  fx: 'rates',
  outbound_freight: 'book',
  weight: 'list',
  hs_code: 'list',
  origin_country: 'list',
  duty_rate: 'taxes',
  vat_rate: 'taxes',
}

export default function Costs() {
  const { query, coverage, page, books } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const loading = useNavigation().state === 'loading'
  const { href } = usePageParams()
  const bookName = (id: string): string => books.find((book) => book.id === id)?.name ?? id
  return (
    <PageFrame
      title={t('pricingCosts.title')}
      fullWidth
      primaryAction={{ content: t('pricingCosts.import.open'), url: '/app/pricing/costs/import' }}
      secondaryActions={[
        { content: t('pricingCosts.defaults.open'), url: '/app/pricing/costs/defaults' },
        { content: t('pricingCosts.taxes.open'), url: '/app/pricing/costs/taxes' },
      ]}
    >
      <BlockStack gap="400">
        <PricingNav current="costs" />
        <div className="cards-row">
          {coverage.books.map((book) => (
            <BookCard key={book.bookId} book={book} name={bookName(book.bookId)} variants={coverage.variants} />
          ))}
        </div>
        <Card padding="0">
          <ListFilters
            searchLabel={t('pricingCosts.list.search')}
            views={[{ label: t('list.all'), parameters: {} }]}
            filters={[
              {
                key: 'missing',
                label: t('pricingCosts.list.missing'),
                choices: [
                  { value: 'any', label: t('pricingCosts.list.incomplete') },
                  ...COST_INPUTS.filter(
                    (input) =>
                      input === query.missing ||
                      coverage.books.some((book) => book.missing.some((lack) => lack.input === input)),
                  ).map((input) => ({ value: input, label: t(`pricingCosts.input.${input}`) })),
                ],
                pinned: true,
              },
              {
                key: 'book',
                label: t('pricingCosts.list.book'),
                choices: books.map((book) => ({ value: book.id, label: book.name })),
                pinned: true,
              },
            ]}
            sortChoices={(['asc', 'desc'] as const).map((direction) => ({
              label: t('pricingCosts.list.product'),
              sort: 'title',
              direction,
              directionLabel: t(`pricingCosts.list.direction.${direction}`),
            }))}
            sort={query.sort}
            direction={query.direction}
            loading={loading}
          />
          {page.rows.length === 0 ? (
            coverage.variants === 0 ? (
              <ListEmpty
                title={t('pricingCosts.list.empty')}
                advice={t('pricingCosts.list.emptyAdvice')}
                action={{ content: t('sync.open'), url: '/app/sync' }}
              />
            ) : (
              <ListEmpty title={t('list.noMatch')} advice={t('list.noMatchAdvice')} />
            )
          ) : (
            <ListTable
              label={t('pricingCosts.title')}
              rows={page.rows}
              rowId={(row) => row.id}
              rowUrl={(row) => `/app/pricing/costs/variants/${row.id}`}
              name={{
                title: t('pricingCosts.list.product'),
                text: nameOf,
                before: (row) => <Thumbnail size="small" alt="" source={row.imageUrl ?? ImageIcon} />,
              }}
              columns={[
                { key: 'sku', title: t('pricingCosts.list.sku'), cell: (row) => row.sku },
                {
                  key: 'cost',
                  title: t('pricingCosts.input.unit_cost'),
                  numeric: true,
                  cell: (row) => <UnitCost row={row} />,
                },
                {
                  key: 'source',
                  title: t('pricingCosts.list.source'),
                  cell: (row) => (row.unitCost ? <SourceName source={row.unitCost.source} /> : null),
                },
                {
                  key: 'missing',
                  title: t('pricingCosts.list.missing'),
                  width: 2,
                  cell: (row) => <Missing row={row} />,
                },
              ]}
              narrowEnd={(row) => <UnitCost row={row} />}
              narrow={(row) => <Missing row={row} />}
              paging={{
                ...pageLinks(page, href),
                label: t('pricingCosts.list.count', { count: page.total, variants: format.number(page.total) }),
              }}
            />
          )}
        </Card>
        <InlineStack gap="200">
          {(['csv', 'xlsx'] as const).map((kind) => (
            <DownloadButton
              key={kind}
              url={`/app/pricing/costs/export/${kind}`}
              label={t(`pricingCosts.export.${kind}`)}
              failed={t('pricingCosts.export.failed')}
            />
          ))}
        </InlineStack>
      </BlockStack>
    </PageFrame>
  )
}

function nameOf(row: VariantCostRow): string {
  return row.variantTitle === 'Default Title' ? row.title : `${row.title} · ${row.variantTitle}`
}

function BookCard({ book, name, variants }: { book: BookCoverage; name: string; variants: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { href } = usePageParams()
  const share = variants === 0 ? 0 : (book.complete / variants) * 100
  const settings = `/app/pricing/costs/books/${book.bookId}`
  const urls = {
    defaults: '/app/pricing/costs/defaults',
    book: settings,
    taxes: '/app/pricing/costs/taxes',
    rates: '/app/pricing/rates',
  }
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {name}
          </Text>
          <Button
            url={settings}
            variant="tertiary"
            size="slim"
            accessibilityLabel={t('pricingCosts.book.openOf', { book: name })}
          >
            {t('pricingCosts.book.open')}
          </Button>
        </InlineStack>
        <Text as="p">
          {t('pricingCosts.coverage.known', {
            count: variants,
            complete: format.number(book.complete),
            variants: format.number(variants),
          })}
        </Text>
        <ProgressBar
          progress={share}
          size="small"
          tone={share === 100 ? 'success' : 'primary'}
          ariaLabelledBy={`coverage-${book.bookId}`}
        />
        <Text as="span" visuallyHidden id={`coverage-${book.bookId}`}>
          {t('pricingCosts.coverage.meter', { book: name })}
        </Text>
        {book.missing.length === 0 ? (
          <Text as="p" tone="subdued">
            {t(variants === 0 ? 'pricingCosts.list.empty' : 'pricingCosts.coverage.complete')}
          </Text>
        ) : (
          <ul>
            {book.missing.map(({ input, variants: lacking }) => {
              const filled = FILLED_AT[input]
              return (
                <li key={input} className="plain-item">
                  <InlineStack gap="200" align="space-between">
                    <Link url={href({ missing: input, book: book.bookId, after: null, before: null })} removeUnderline>
                      {t('pricingCosts.coverage.lack', {
                        count: lacking,
                        variants: format.number(lacking),
                        input: t(`pricingCosts.input.${input}`),
                      })}
                    </Link>
                    {filled !== 'list' && (
                      <Link url={urls[filled]}>
                        {t('pricingCosts.coverage.fill')}
                        <Text as="span" visuallyHidden>
                          {` ${t(`pricingCosts.input.${input}`)} (${name})`}
                        </Text>
                      </Link>
                    )}
                  </InlineStack>
                </li>
              )
            })}
          </ul>
        )}
      </BlockStack>
    </Card>
  )
}

function UnitCost({ row }: { row: VariantCostRow }) {
  const { t } = useTranslation()
  const format = useFormat()
  return row.unitCost ? (
    <>{format.money(row.unitCost.value.minor, row.unitCost.value.currency)}</>
  ) : (
    <NoValue meaning={t('pricingCosts.waterfall.unknown')} />
  )
}

function SourceName({ source }: { source: string }) {
  const { t } = useTranslation()
  return source.startsWith('import:') ? (
    <span className="wrap-anywhere">{t('pricingCosts.source.import', { file: source.slice('import:'.length) })}</span>
  ) : (
    <>{t(`pricingCosts.source.${source}`)}</>
  )
}

function Missing({ row }: { row: VariantCostRow }) {
  const { t } = useTranslation()
  const inputs = COST_INPUTS.filter((input) => row.missing.some((book) => book.inputs.includes(input)))
  if (inputs.length === 0) return <Badge tone="success">{t('pricingCosts.list.complete')}</Badge>
  return (
    <InlineStack gap="100">
      {inputs.map((input) => (
        <Badge key={input} tone="attention">
          {t(`pricingCosts.input.${input}`)}
        </Badge>
      ))}
    </InlineStack>
  )
}
