/** Home: how the shop is doing, whether the copy is up to date, and what to do first. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { Banner, BlockStack, Box, Button, Card, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { syncOverview, type SyncOverview } from '#app/sync/service.server.ts'
import type { RunView } from '#app/sync/types.ts'
import type { Overview } from '#app/tools/analytics/engine.ts'
import { PeriodQuery } from '#app/tools/analytics/schema.ts'
import { overview } from '#app/tools/analytics/service.server.ts'
import { alertSummary } from '#app/tools/reorder/alerts/service.server.ts'
import type { Preferences } from '#app/tools/settings/schema.ts'
import { dismissSetup, preferences, setupProgress } from '#app/tools/settings/service.server.ts'
import { worklistSummary } from '#app/tools/tracking/worklist/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { usePolling } from '#app/ui/polling.ts'
import { AlertCard, ALERTS_SHOWN } from './_shared/alert-card.tsx'
import { act, answer } from './_shared/answer.server.ts'
import { KpiCards, SalesChart } from './_shared/kpi-cards.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { PeriodPicker, type PeriodChoice } from './_shared/period-picker.tsx'
import { RunProgress, isActive, useErrorText } from './_shared/run-progress.tsx'
import { SetupGuide, type SetupStepView } from './_shared/setup-guide.tsx'
import { WorklistCard } from './_shared/worklist-card.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(async () => {
    const [wanted, setup, sync] = await Promise.all([preferences(shop), setupProgress(shop), syncOverview(shop)])
    const { query, choice } = choosePeriod(new URL(request.url).searchParams, wanted)
    return {
      choice,
      figures: await overview(shop, query, new Date()),
      toOrder: await alertSummary(shop, ALERTS_SHOWN),
      toLookAfter: await worklistSummary(shop, new Date()),
      latest: sync.active ?? sync.runs[0] ?? null,
      complete: sync.complete,
      lastSyncedAt: sync.lastSyncedAt,
      steps: setup.dismissed ? null : setupSteps(sync, setup.settingsSeen),
      parked: sync.parked,
    }
  })
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return act(async () => {
    await dismissSetup(shop, true)
    return 'setup.done'
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

/** The address decides, then the preferences. Days that make no sense are shown back with what is wrong; the figures fall back. */
function choosePeriod(params: URLSearchParams, wanted: Preferences): { query: PeriodQuery; choice: PeriodChoice } {
  const usual = { period: wanted.homePeriod, compare: wanted.compare }
  const given = {
    ...usual,
    ...Object.fromEntries(
      ['period', 'from', 'to', 'compare'].flatMap((name) => (params.has(name) ? [[name, params.get(name)]] : [])),
    ),
  }
  const parsed = PeriodQuery.safeParse(given)
  const from = params.get('from') ?? ''
  const to = params.get('to') ?? ''
  if (parsed.success)
    return {
      query: parsed.data,
      choice: { period: parsed.data.period, from, to, compare: parsed.data.compare, errors: {} },
    }
  const refused = new Set(parsed.error.issues.map((issue) => issue.path[0]))
  const errors = {
    ...(refused.has('from') ? { from: 'home.error.from' } : {}),
    ...(refused.has('to')
      ? { to: to === '' ? 'home.error.to' : to < from ? 'home.error.reversed' : 'home.error.tooLong' }
      : {}),
  }
  const period = params.get('period') === 'custom' ? 'custom' : wanted.homePeriod
  return { query: PeriodQuery.parse(usual), choice: { period, from, to, compare: wanted.compare, errors } }
}

function setupSteps(sync: SyncOverview, seen: boolean): SetupStepView[] {
  return [
    { key: 'install', done: true, url: null },
    { key: 'sync', done: sync.complete, url: '/app/sync' },
    { key: 'check', done: sync.lastCheck?.state === 'done', url: '/app/sync' },
    { key: 'settings', done: seen, url: '/app/settings' },
  ]
}

export default function Home() {
  const { choice, figures, toOrder, toLookAfter, latest, complete, lastSyncedAt, steps, parked } =
    useLoaderData<typeof loader>()
  const { t } = useTranslation()
  usePolling(latest === null || isActive(latest))
  return (
    <PageFrame title={t('home.title')} fullWidth>
      <BlockStack gap="400">
        {parked > 0 && (
          <Banner
            tone="warning"
            title={t('home.parkedTitle', { count: parked })}
            action={{ content: t('home.seeSync'), url: '/app/sync' }}
          >
            <p>{t('home.parkedAdvice')}</p>
          </Banner>
        )}
        {steps && <SetupGuide steps={steps} />}
        <WorklistCard counts={toLookAfter} />
        <AlertCard summary={toOrder} />
        <SyncCard latest={latest} lastSyncedAt={lastSyncedAt} />
        {complete && <Figures figures={figures} choice={choice} />}
      </BlockStack>
    </PageFrame>
  )
}

function Figures({ figures, choice }: { figures: Overview; choice: PeriodChoice }) {
  const { t } = useTranslation()
  const format = useFormat()
  const between = (period: { from: string; to: string }, key: string): string =>
    t(key, { from: format.day(period.from), to: format.day(period.to) })
  return (
    <>
      <Card>
        <BlockStack gap="300">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {t('home.figures')}
            </Text>
            <Text as="p" tone="subdued">
              {between(figures.current, 'home.between')}
              {figures.previous && figures.previousIsComplete && ` ${between(figures.previous, 'home.comparedWith')}`}
            </Text>
          </BlockStack>
          <PeriodPicker key={`${choice.period}${choice.from}${choice.to}`} choice={choice} />
          {figures.previous && !figures.previousIsComplete && (
            <Text as="p" tone="subdued">
              {t('home.noFullPrevious')}
            </Text>
          )}
        </BlockStack>
      </Card>
      <KpiCards overview={figures} />
      {figures.ordersWithoutCustomer > 0 && (
        <Box paddingInline={{ xs: '400', sm: '0' }}>
          <Text as="p" tone="subdued" variant="bodySm">
            {t('home.withoutCustomer', {
              count: figures.ordersWithoutCustomer,
              orders: format.number(figures.ordersWithoutCustomer),
            })}
          </Text>
        </Box>
      )}
      <SalesChart overview={figures} />
    </>
  )
}

function SyncCard({ latest, lastSyncedAt }: { latest: RunView | null; lastSyncedAt: string | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  const errorText = useErrorText()
  if (latest !== null && isActive(latest)) {
    return (
      <Card>
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {t(`sync.kind.${latest.kind}`)}
          </Text>
          <RunProgress run={latest} />
        </BlockStack>
      </Card>
    )
  }
  if (latest?.state === 'failed') {
    const error = errorText(latest.errorCode ?? 'unexpected')
    return (
      <Banner tone="critical" title={t('home.failedTitle')} action={{ content: t('home.seeSync'), url: '/app/sync' }}>
        <p>
          {error?.what} {error?.advice}
        </p>
      </Banner>
    )
  }
  return (
    <Card>
      <InlineStack align="space-between" blockAlign="center" gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t(lastSyncedAt ? 'home.upToDate' : 'home.neverSynced')}
          </Text>
          <Text as="p" tone="subdued">
            {lastSyncedAt ? t('home.lastDone', { date: format.instant(lastSyncedAt) }) : t('home.neverSyncedAdvice')}
          </Text>
        </BlockStack>
        <Button url="/app/sync">{t('home.seeSync')}</Button>
      </InlineStack>
    </Card>
  )
}
