/** One release: where it stands, what it would change, the questions before approval, the writing, and every price with its why. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { BlockStack, Card, Text } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { isRunning } from '#app/tools/pricing/releases/lifecycle.ts'
import { GuardAnswer, ScheduleForm, type Release } from '#app/tools/pricing/releases/schema.ts'
import {
  answerGuard,
  applyRelease,
  approveRelease,
  cancelRelease,
  canWritePrices,
  countRows,
  discardRelease,
  getRelease,
  listReleaseRows,
  pauseRelease,
  previewRelease,
  releaseProgress,
  repeatRelease,
  resumeRelease,
  retryRelease,
  rollbackRelease,
  scheduleRelease,
  stopRelease,
  unscheduleRelease,
} from '#app/tools/pricing/releases/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { usePolling } from '#app/ui/polling.ts'
import { PricingNav } from '#app/ui/pricing-nav.tsx'
import { act, answer, parseQuery, runIdParam } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { RELEASE_INTENTS, ReleaseAnswer, ReleaseQuestion, useReleaseButtons } from './_shared/release-actions.tsx'
import { ReleaseGuards } from './_shared/release-guards.tsx'
import { ReleasePrices } from './_shared/release-prices.tsx'
import { refusedPreview } from './_shared/release-preview.server.ts'
import { PriceListQuery, rowQuery } from './_shared/release-query.ts'
import { ScheduleDialog } from './_shared/release-schedule.tsx'
import { Failure, LeftAsTheyAre, Progress, ReleaseSteps } from './_shared/release-steps.tsx'
import { ReleaseTotalsSection } from './_shared/release-totals.tsx'
import { ReleaseBadge, useBookName } from './_shared/release-words.tsx'
import { WritePermission } from './_shared/write-permission.tsx'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const query = parseQuery(PriceListQuery, request)
  return answer(async () => {
    const [release, counts, page] = await Promise.all([
      getRelease(shop, id),
      countRows(shop, id),
      listReleaseRows(shop, id, rowQuery(query)),
    ])
    return {
      release,
      counts,
      page,
      query,
      progress: isRunning(release.state) ? await releaseProgress(shop, id, new Date().toISOString()) : null,
      mayWrite: canWritePrices(shop),
      timezone: shop.timezone,
      refused: release.state === 'draft' ? refusedPreview(request) : null,
    }
  })
}

const Asked = z.discriminatedUnion('intent', [
  z.object({ intent: z.enum(RELEASE_INTENTS) }),
  GuardAnswer.extend({ intent: z.literal('answerGuard') }),
  ScheduleForm.extend({ intent: z.literal('schedule') }),
])

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, redirect } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const form = Object.fromEntries(await request.formData())
  return act(async () => {
    const asked = Asked.parse(form)
    const asOf = new Date().toISOString()
    switch (asked.intent) {
      case 'preview':
        await previewRelease(shop, id, asOf)
        return 'pricingReleases.said.previewed'
      case 'answerGuard':
        await answerGuard(shop, id, { guard: asked.guard, answer: asked.answer })
        return 'pricingReleases.said.answered'
      case 'approve':
        await approveRelease(shop, id, asOf)
        return 'pricingReleases.said.approved'
      case 'schedule':
        await scheduleRelease(shop, id, { startsAt: asked.startsAt, endsAt: asked.endsAt }, asOf)
        return 'pricingReleases.said.scheduled'
      case 'unschedule':
        await unscheduleRelease(shop, id)
        return 'pricingReleases.said.unscheduled'
      case 'apply':
        await applyRelease(shop, id, asOf)
        return 'pricingReleases.said.applying'
      case 'retry':
        await retryRelease(shop, id)
        return 'pricingReleases.said.retrying'
      case 'pause':
        await pauseRelease(shop, id)
        return 'pricingReleases.said.paused'
      case 'resume':
        await resumeRelease(shop, id)
        return 'pricingReleases.said.resumed'
      case 'stop':
        await stopRelease(shop, id)
        return 'pricingReleases.said.stopped'
      case 'rollback':
        await rollbackRelease(shop, id)
        return 'pricingReleases.said.rollingBack'
      case 'repeat':
        await repeatRelease(shop, id)
        return 'pricingReleases.said.repeated'
      case 'cancel':
        await cancelRelease(shop, id)
        return 'pricingReleases.said.cancelled'
      case 'discard':
        await discardRelease(shop, id)
        throw redirect('/app/pricing/releases')
    }
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

/** A scheduled release starts by itself: the page notices within this time. */
const WAITING_MS = 10_000

export default function ReleasePage() {
  const { release, counts, page, query, progress, mayWrite, timezone, refused } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const [scheduling, setScheduling] = useState(false)
  const buttons = useReleaseButtons(release, counts, () => setScheduling(true))
  const running = isRunning(release.state) && !release.paused
  usePolling(running || release.state === 'scheduled' || release.endsAt !== null, running ? 1_500 : WAITING_MS)
  return (
    <PageFrame
      title={t('pricingReleases.releaseTitle', { number: format.number(release.number), name: release.name })}
      titleMetadata={<ReleaseBadge state={release.state} paused={release.paused} />}
      back={{ content: t('pricingReleases.title'), url: '/app/pricing/releases' }}
      primaryAction={buttons.primaryAction}
      secondaryActions={buttons.secondaryActions}
      fullWidth
    >
      <PricingNav current="releases" />
      <BlockStack gap="400">
        <ReleaseAnswer id={release.id} before={refused} />
        {!mayWrite && <WritePermission />}
        {release.failure && <Failure failure={release.failure} />}
        <ReleaseSteps release={release} />
        {progress && <Progress progress={progress} />}
        {!isRunning(release.state) && <LeftAsTheyAre counts={counts} />}
        {release.state === 'previewed' && <ReleaseGuards release={release} />}
        <Plan release={release} />
        {release.totals && <ReleaseTotalsSection release={release} totals={release.totals} />}
        {release.state !== 'previewed' && <ReleaseGuards release={release} />}
        {release.totals && <ReleasePrices release={release} counts={counts} query={query} page={page} />}
      </BlockStack>
      <ReleaseQuestion release={release} counts={counts} question={buttons.question} onClose={buttons.close} />
      <ScheduleDialog release={release} timezone={timezone} open={scheduling} onClose={() => setScheduling(false)} />
    </PageFrame>
  )
}

/** What it was asked to plan. */
function Plan({ release: { plan } }: { release: Release }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const bookName = useBookName()
  const listed = new Intl.ListFormat(i18n.language)
  const { filter } = plan
  const counted = (key: 'skus' | 'collections' | 'productIds', number: number): string[] =>
    number === 0 ? [] : [t(`pricingReleases.plan.${key}`, { count: number, number: format.number(number) })]
  const named = (key: 'productTypes' | 'vendors' | 'tags'): string[] =>
    filter[key].length === 0 ? [] : [t(`pricingReleases.plan.${key}`, { values: listed.format(filter[key]) })]
  const products = [
    ...named('productTypes'),
    ...named('vendors'),
    ...named('tags'),
    ...counted('skus', filter.skus.length),
    ...counted('collections', filter.collectionIds.length),
    ...counted('productIds', filter.productIds.length),
  ]
  const facts = [
    [
      t('pricingReleases.plan.rules'),
      plan.ruleSetId === null
        ? t('pricingReleases.plan.rulesOwn')
        : plan.ruleSetVersion === null
          ? null
          : t('pricingReleases.plan.rulesVersion', { version: format.number(plan.ruleSetVersion) }),
    ],
    [
      t('pricingReleases.plan.books'),
      plan.books.length > 0
        ? listed.format(plan.books.map(bookName))
        : plan.bookIds === null
          ? t('pricingReleases.plan.allBooks')
          : format.number(plan.bookIds.length),
    ],
    [
      t('pricingReleases.plan.products'),
      products.length === 0 ? t('pricingReleases.plan.allProducts') : listed.format(products),
    ],
  ].filter((fact): fact is [string, string] => fact[1] !== null)
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('pricingReleases.plan.title')}
        </Text>
        <dl className="facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </BlockStack>
    </Card>
  )
}
