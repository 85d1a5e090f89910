/** Pricing at a glance: the way in, what needs attention, the latest releases, and every page with where it stands. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { BlockStack, Box, Button, Card, InlineGrid, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { books } from '#app/tools/pricing/books/service.server.ts'
import { costsOverview } from '#app/tools/pricing/costs/service.server.ts'
import { countOrphans } from '#app/tools/pricing/prices/service.server.ts'
import { ratesOverview } from '#app/tools/pricing/rates/service.server.ts'
import { isRunning } from '#app/tools/pricing/releases/lifecycle.ts'
import { ReleaseQuery, type ReleaseSummary } from '#app/tools/pricing/releases/schema.ts'
import { canWritePrices, listReleases } from '#app/tools/pricing/releases/service.server.ts'
import { listRuleSets } from '#app/tools/pricing/rules/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ListTable } from '#app/ui/list-table.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { usePolling } from '#app/ui/polling.ts'
import { PricingNav } from '#app/ui/pricing-nav.tsx'
import { answer } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { PricingAttention, type PricingState } from './_shared/pricing-attention.tsx'
import { PricingGuide, type PricingStep } from './_shared/pricing-guide.tsx'
import { useRowCountsText } from './_shared/release-counts.ts'
import { ReleaseBadge } from './_shared/release-words.tsx'
import { WritePermission } from './_shared/write-permission.tsx'

/** Those that need somebody are among the newest. */
const RELEASES_LOOKED_AT = 50
const RELEASES_SHOWN = 5

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const now = new Date()
  return answer(async () => {
    const [{ releases }, ruleSets, priceBooks, costs, orphans, rates] = await Promise.all([
      listReleases(shop, ReleaseQuery.parse({ limit: RELEASES_LOOKED_AT })),
      listRuleSets(shop),
      books(shop, now),
      costsOverview(shop, now),
      countOrphans(shop, now),
      ratesOverview(shop, now),
    ])
    const published = ruleSets.find((set) => set.state === 'published')
    const [newest] = ruleSets
    const state: PricingState = {
      releases,
      variants: costs.coverage.variants,
      coverage: costs.coverage.books,
      books: priceBooks,
      orphans,
      rates: {
        newest: rates.newest,
        stale: rates.stale,
        missing: rates.books.flatMap(({ book, rate }) =>
          rate.ok ? [] : [{ book: book.name, currency: book.currency }],
        ),
      },
      rulesDraft: newest?.state === 'draft' ? { id: newest.id, version: newest.version } : null,
    }
    return {
      state,
      publishedVersion: published?.version ?? null,
      hasRules: ruleSets.some((set) => set.enabledRules > 0),
      mayWrite: canWritePrices(shop),
    }
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

/** Of all prices (variants times books), those whose margin is known. Null in a shop without variants. */
function knownShare({ variants, coverage }: PricingState): number | null {
  const all = variants * coverage.length
  return all === 0 ? null : coverage.reduce((sum, book) => sum + book.complete, 0) / all
}

/** With most margins known the costs are begun; what is still missing stays under "needs attention". */
const COSTS_DONE = 0.5

export default function PricingOverview() {
  const { state, publishedVersion, hasRules, mayWrite } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  usePolling(state.releases.some((release) => isRunning(release.state) && !release.paused))
  const known = knownShare(state)
  const steps: PricingStep[] = [
    { key: 'costs', done: known !== null && known >= COSTS_DONE, url: '/app/pricing/costs' },
    { key: 'rules', done: hasRules, url: '/app/pricing/rules' },
    {
      key: 'release',
      done: state.releases.some((release) => release.state !== 'draft' && release.state !== 'cancelled'),
      url: '/app/pricing/releases/new',
    },
  ]
  return (
    <PageFrame
      title={t('pricing.title')}
      primaryAction={{ content: t('pricingReleases.action.new'), url: '/app/pricing/releases/new' }}
      fullWidth
    >
      <PricingNav current="overview" />
      <BlockStack gap="400">
        {!mayWrite && <WritePermission />}
        {steps.some((step) => !step.done) && <PricingGuide steps={steps} />}
        <PricingAttention state={state} />
        {state.releases.length > 0 && <Latest releases={state.releases.slice(0, RELEASES_SHOWN)} />}
        <Pages state={state} publishedVersion={publishedVersion} />
      </BlockStack>
    </PageFrame>
  )
}

function Latest({ releases }: { releases: ReleaseSummary[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const countsText = useRowCountsText()
  return (
    <Card padding="0">
      <Box padding="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t('pricing.overview.latestTitle')}
          </Text>
          <Button variant="plain" url="/app/pricing/releases">
            {t('pricing.overview.allReleases')}
          </Button>
        </InlineStack>
      </Box>
      <ListTable
        label={t('pricing.overview.latestTitle')}
        rows={releases}
        rowId={(release) => release.id}
        rowUrl={(release) => `/app/pricing/releases/${release.id}`}
        name={{
          title: t('pricingReleases.form.name'),
          text: (release) =>
            t('pricingReleases.releaseTitle', { number: format.number(release.number), name: release.name }),
        }}
        columns={[
          {
            key: 'state',
            title: t('pricingReleases.list.stateFilter'),
            cell: (release) => <ReleaseBadge state={release.state} paused={release.paused} />,
          },
          {
            key: 'prices',
            title: t('pricingReleases.list.prices'),
            width: 2,
            cell: (release) => countsText(release.rows),
          },
          {
            key: 'changed',
            title: t('pricingReleases.list.changed'),
            cell: (release) => format.instant(release.updatedAt),
          },
        ]}
        narrow={(release) => (
          <>
            <Text as="span" tone="subdued" variant="bodySm">
              {countsText(release.rows)}
            </Text>
            <InlineStack>
              <ReleaseBadge state={release.state} paused={release.paused} />
            </InlineStack>
          </>
        )}
      />
    </Card>
  )
}

function Pages({ state, publishedVersion }: { state: PricingState; publishedVersion: number | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  const known = knownShare(state)
  const figures = {
    releases: null,
    rules:
      publishedVersion === null
        ? t('pricing.overview.figure.noRules')
        : t('pricing.overview.figure.rules', { version: format.number(publishedVersion) }),
    costs: known === null ? null : t('pricing.overview.figure.costs', { share: format.percent(known) }),
    prices:
      state.orphans === 0
        ? null
        : t('pricing.overview.figure.orphans', { count: state.orphans, prices: format.number(state.orphans) }),
    competitors: null,
    promotions: null,
    rates:
      state.rates.newest === null ? null : t('pricing.overview.figure.rates', { day: format.day(state.rates.newest) }),
    backtest: null,
  }
  const pages = Object.entries(figures)
  return (
    <BlockStack gap="200">
      <Box paddingInline={{ xs: '400', sm: '0' }}>
        <Text as="h2" variant="headingMd">
          {t('pricing.overview.pagesTitle')}
        </Text>
      </Box>
      <InlineGrid columns={{ xs: 1, sm: 2, lg: 4 }} gap="300">
        {pages.map(([page, figure]) => (
          <Card key={page}>
            <BlockStack gap="200" inlineAlign="start">
              <Text as="h3" variant="headingSm">
                {t(`pricing.nav.${page}`)}
              </Text>
              <Text as="p" tone="subdued">
                {t(`pricing.overview.page.${page}`)}
              </Text>
              {figure && <Text as="p">{figure}</Text>}
              <Button
                variant="plain"
                url={`/app/pricing/${page}`}
                accessibilityLabel={t('pricing.overview.open', { page: t(`pricing.nav.${page}`) })}
              >
                {t('pricing.overview.openShort')}
              </Button>
            </BlockStack>
          </Card>
        ))}
      </InlineGrid>
    </BlockStack>
  )
}
