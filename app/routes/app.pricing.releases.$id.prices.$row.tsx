/** One price of a release: what changes, every step that made it, and where the money of the old and the new price goes. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData, useLocation } from '@remix-run/react'
import { BlockStack, Box, Button, Card, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { isAppError } from '#app/kernel/errors.ts'
import type { Shop } from '#app/mirror/types.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { explainMargin, type Explained } from '#app/tools/pricing/costs/service.server.ts'
import { explainRow, getRelease } from '#app/tools/pricing/releases/service.server.ts'
import type { ReleaseRow } from '#app/tools/pricing/releases/schema.ts'
import { explainPrice } from '#app/tools/pricing/rules/trace.ts'
import { useFormat } from '#app/ui/format.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { PricingNav } from '#app/ui/pricing-nav.tsx'
import { changedSearch } from '#app/ui/search-params.ts'
import { NoValue, SimpleTable } from '#app/ui/simple-table.tsx'
import { answer, notFound, runIdParam } from './_shared/answer.server.ts'
import { MarginWaterfall } from './_shared/margin-waterfall.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { PriceTrace } from './_shared/price-trace.tsx'
import { RowBadge, useBookName, useNoteText, variantName } from './_shared/release-words.tsx'

/** `<book>-<variant>` */
const ROW = /^(\d{1,19})-(\d{1,19})$/

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const [, bookId, variantId] = ROW.exec(params['row'] ?? '') ?? []
  if (bookId === undefined || variantId === undefined) throw notFound()
  return answer(async () => {
    const [release, { trace, ...row }] = await Promise.all([
      getRelease(shop, id),
      explainRow(shop, id, { bookId, variantId }),
    ])
    const [before, after] = await Promise.all([
      marginToday(shop, row, row.oldShownMinor),
      marginToday(shop, row, row.newMinor),
    ])
    return {
      release: { id, number: release.number, name: release.name },
      row,
      steps: explainPrice({ ...row, trace }, release.plan.ruleSet?.rules ?? [], shop.currency),
      before,
      after,
    }
  })
}

/** Null where today's costs can say nothing any more: the variant or the book is gone, or the book has no exchange rate. */
async function marginToday(
  shop: Shop,
  { variantId, bookId }: ReleaseRow,
  priceMinor: number,
): Promise<Explained | null> {
  try {
    return await explainMargin(shop, variantId, bookId, priceMinor)
  } catch (error) {
    if (isAppError(error, 'not_found') || isAppError(error, 'conflict')) return null
    throw error
  }
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function ReleasePricePage() {
  const { release, row, steps, before, after } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const bookName = useBookName()
  const noteText = useNoteText()
  const { search } = useLocation()
  const title = t('pricingReleases.releaseTitle', { number: format.number(release.number), name: release.name })
  return (
    <PageFrame
      title={variantName(row)}
      subtitle={bookName({ id: row.bookId, name: row.bookName, currency: row.currency })}
      titleMetadata={<RowBadge state={row.state} />}
      back={{ content: title, url: `/app/pricing/releases/${release.id}${changedSearch(search, {})}` }}
    >
      <PricingNav current="releases" />
      <BlockStack gap="400">
        <Card>
          <BlockStack gap="300">
            <InlineStack align="space-between" blockAlign="center" gap="200">
              <Text as="h2" variant="headingMd">
                {t('pricingReleases.why.price')}
              </Text>
              <InlineStack gap="200">
                <Button url={`/app/products/${row.productId}`}>{t('pricingReleases.why.seeProduct')}</Button>
                <Button url={`/app/pricing/variants/${row.variantId}`}>{t('pricingReleases.why.seePrices')}</Button>
              </InlineStack>
            </InlineStack>
            {row.note &&
              noteText(row.note, row.currency).map((line) => (
                <Text as="p" key={line}>
                  {line}
                </Text>
              ))}
            <Prices row={row} />
          </BlockStack>
        </Card>
        <Card>
          <BlockStack gap="300">
            <BlockStack gap="100">
              <Text as="h2" variant="headingMd">
                {t('pricingReleases.why.stepsTitle')}
              </Text>
              <Text as="p" tone="subdued">
                {t('pricingReleases.why.stepsWhat')}
              </Text>
            </BlockStack>
            <PriceTrace steps={steps} label={t('pricingReleases.why.stepsTitle')} />
          </BlockStack>
        </Card>
        {before && after ? (
          <>
            <Money title={t('pricingReleases.why.waterfallOld')} shown={before} />
            <Money title={t('pricingReleases.why.waterfallNew')} shown={after} />
          </>
        ) : (
          <Card>
            <Text as="p">{t('pricingReleases.why.noWaterfall')}</Text>
          </Card>
        )}
        {before && after && (
          <Box paddingInline={{ xs: '400', sm: '0' }} paddingBlockEnd="400">
            <Text as="p" tone="subdued">
              {t('pricingReleases.why.waterfallWhat')}
            </Text>
          </Box>
        )}
      </BlockStack>
    </PageFrame>
  )
}

function Money({ title, shown }: { title: string; shown: Explained }) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        <MarginWaterfall shown={shown} label={title} />
      </BlockStack>
    </Card>
  )
}

function Prices({ row }: { row: ReleaseRow }) {
  const { t } = useTranslation()
  const format = useFormat()
  const money = (minor: number | null, meaning: string) =>
    minor === null ? <NoValue meaning={meaning} /> : format.money(minor, row.currency)
  const none = t('pricingReleases.why.none')
  const unknown = t('pricingReleases.rows.unknown')
  const lines = [
    {
      key: 'price',
      name: t('pricingReleases.why.price'),
      before: format.money(row.oldShownMinor, row.currency),
      after: format.money(row.newMinor, row.currency),
    },
    {
      key: 'compareAt',
      name: t('pricingReleases.why.compareAt'),
      before: money(row.oldCompareAtMinor, none),
      after: money(row.newCompareAtMinor, none),
    },
    {
      key: 'margin',
      name: t('pricingReleases.why.margin'),
      before: money(row.oldMarginMinor, unknown),
      after: money(row.newMarginMinor, unknown),
    },
  ]
  return (
    <>
      <SimpleTable
        label={t('pricingReleases.why.price')}
        rows={lines}
        rowKey={(line) => line.key}
        columns={[
          { key: 'name', title: t('pricingReleases.why.figure'), cell: (line) => line.name },
          { key: 'before', title: t('pricingReleases.why.before'), numeric: true, cell: (line) => line.before },
          { key: 'after', title: t('pricingReleases.why.after'), numeric: true, cell: (line) => line.after },
        ]}
      />
      <dl className="facts">
        <div>
          <dt>{t('pricingReleases.rows.change')}</dt>
          <dd>{format.signedPercent(row.changeBps / 10_000)}</dd>
        </div>
        <div>
          <dt>{t('pricingReleases.rows.floor')}</dt>
          <dd>
            {row.floorMinor === null ? t('pricingReleases.rows.noFloor') : format.money(row.floorMinor, row.currency)}
          </dd>
        </div>
        {row.oldMinor === null && (
          <div>
            <dt>{t('pricingReleases.rows.old')}</dt>
            <dd>{t('pricingReleases.rows.noFixed')}</dd>
          </div>
        )}
      </dl>
    </>
  )
}
