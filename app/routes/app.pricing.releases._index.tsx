/** All releases, newest first, by state; and the limits at which a preview asks. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { BlockStack, Box, Button, Card, InlineStack, Select, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { isRunning, RELEASE_STATES } from '#app/tools/pricing/releases/lifecycle.ts'
import { GuardSettings, ReleaseQuery, type ReleaseSummary } from '#app/tools/pricing/releases/schema.ts'
import {
  canWritePrices,
  guardSettings,
  listReleases,
  saveGuardSettings,
} from '#app/tools/pricing/releases/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { ListTable } from '#app/ui/list-table.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { usePolling } from '#app/ui/polling.ts'
import { PricingNav } from '#app/ui/pricing-nav.tsx'
import { usePageParams } from '#app/ui/search-params.ts'
import { act, answer, parseQuery } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { ReleaseLimits } from './_shared/release-limits.tsx'
import { useRowCountsText } from './_shared/release-counts.ts'
import { ReleaseBadge } from './_shared/release-words.tsx'
import { WritePermission } from './_shared/write-permission.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const query = parseQuery(ReleaseQuery, request)
  return answer(async () => {
    const [list, settings] = await Promise.all([listReleases(shop, query), guardSettings(shop)])
    return { ...list, query, settings, mayWrite: canWritePrices(shop) }
  })
}

/** `12.5` or `12,5` percent, as people write it, in basis points. */
const Percent = z
  .string()
  .trim()
  .regex(/^\d{1,3}([.,]\d{1,2})?$/, 'number_invalid')
  .transform((text) => Math.round(Number(text.replace(',', '.')) * 100))
const LimitsForm = z.object({
  share: Percent.pipe(GuardSettings.shape.blastShareBps.unwrap()),
  fall: Percent.pipe(GuardSettings.shape.blastFallBps.unwrap()),
})

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  return act(async () => {
    const { share, fall } = LimitsForm.parse(form)
    await saveGuardSettings(shop, { blastShareBps: share, blastFallBps: fall })
    return 'pricingReleases.said.limitsSaved'
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Releases() {
  const { releases, next, query, settings, mayWrite } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const countsText = useRowCountsText()
  const { href, change } = usePageParams()
  usePolling(releases.some((release) => isRunning(release.state) && !release.paused))
  const title = (release: ReleaseSummary): string =>
    t('pricingReleases.releaseTitle', { number: format.number(release.number), name: release.name })
  const isFirstPage = query.after === undefined
  return (
    <PageFrame
      title={t('pricingReleases.title')}
      primaryAction={{ content: t('pricingReleases.action.new'), url: '/app/pricing/releases/new' }}
      fullWidth
    >
      <PricingNav current="releases" />
      <BlockStack gap="400">
        {!mayWrite && <WritePermission />}
        <Card padding="0">
          <Box padding="300">
            <Select
              label={t('pricingReleases.list.stateFilter')}
              labelInline
              options={[
                { value: '', label: t('pricingReleases.list.all') },
                ...RELEASE_STATES.map((state) => ({ value: state, label: t(`pricingReleases.state.${state}`) })),
              ]}
              value={query.state}
              onChange={(state) => change({ state, after: null })}
            />
          </Box>
          {releases.length === 0 ? (
            query.state === '' && isFirstPage ? (
              <ListEmpty
                title={t('pricingReleases.empty')}
                advice={t('pricingReleases.emptyAdvice')}
                action={{ content: t('pricingReleases.action.new'), url: '/app/pricing/releases/new' }}
              />
            ) : (
              <ListEmpty title={t('pricingReleases.list.noMatch')} advice={t('list.noMatchAdvice')} />
            )
          ) : (
            <ListTable
              label={t('pricingReleases.title')}
              rows={releases}
              rowId={(release) => release.id}
              rowUrl={(release) => `/app/pricing/releases/${release.id}`}
              name={{ title: t('pricingReleases.form.name'), text: title }}
              columns={[
                {
                  key: 'state',
                  title: t('pricingReleases.list.stateFilter'),
                  cell: (release) => <ReleaseBadge state={release.state} paused={release.paused} />,
                },
                {
                  key: 'prices',
                  title: t('pricingReleases.list.prices'),
                  cell: (release) => countsText(release.rows),
                },
                {
                  key: 'created',
                  title: t('pricingReleases.list.created'),
                  cell: (release) => format.instant(release.createdAt),
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
                  <Text as="span" tone="subdued" variant="bodySm">
                    {format.instant(release.updatedAt)}
                  </Text>
                  <InlineStack>
                    <ReleaseBadge state={release.state} paused={release.paused} />
                  </InlineStack>
                </>
              )}
            />
          )}
          {(next !== null || !isFirstPage) && (
            <Box padding="300" borderBlockStartWidth="025" borderColor="border-secondary">
              <nav aria-label={t('pricingReleases.paging')}>
                <InlineStack align="center" gap="200">
                  {!isFirstPage && <Button url={href({ after: null })}>{t('pricingReleases.newest')}</Button>}
                  {next !== null && <Button url={href({ after: String(next) })}>{t('pricingReleases.older')}</Button>}
                </InlineStack>
              </nav>
            </Box>
          )}
        </Card>
        <ReleaseLimits key={JSON.stringify(settings)} settings={settings} />
      </BlockStack>
    </PageFrame>
  )
}
