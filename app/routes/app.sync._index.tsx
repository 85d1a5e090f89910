/** Sync: what runs now, what ran before, whether Shopify's messages arrive, what gave up, and what was asked for privacy. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { Banner, BlockStack, Box, Card, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import {
  cancelSync,
  checkAgainstShopify,
  listParkedJobs,
  listPrivacyRequests,
  pauseSync,
  reconcileNow,
  repairDifferences,
  resumeSync,
  retryParkedJob,
  retrySync,
  startSync,
  syncOverview,
} from '#app/sync/service.server.ts'
import type { RunView } from '#app/sync/types.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { ListTable } from '#app/ui/list-table.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { usePolling } from '#app/ui/polling.ts'
import { StatusBadge } from '#app/ui/status-badge.tsx'
import { act, answer } from './_shared/answer.server.ts'
import { DeliveryHealthCard } from './_shared/delivery-health.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { ParkedJobsCard } from './_shared/parked-jobs.tsx'
import { PrivacyRequestsCard } from './_shared/privacy-requests.tsx'
import { RunActions, useRunAction } from './_shared/run-actions.tsx'
import { isActive, RunProgress } from './_shared/run-progress.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(async () => {
    const [sync, parked, privacy] = await Promise.all([
      syncOverview(shop),
      listParkedJobs(shop),
      listPrivacyRequests(shop),
    ])
    return { sync, parked, privacy }
  })
}

const RunId = z.uuid()
const Asked = z.discriminatedUnion('intent', [
  z.object({ intent: z.enum(['start', 'reconcile', 'check']) }),
  z.object({ intent: z.enum(['pause', 'resume', 'cancel', 'retry', 'repair']), runId: RunId }),
  z.object({ intent: z.literal('retryJob'), jobId: z.uuid() }),
])

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  return act(async () => {
    const asked = Asked.parse(form)
    switch (asked.intent) {
      case 'start':
        await startSync(shop)
        return 'sync.said.started'
      case 'reconcile':
        await reconcileNow(shop)
        return 'sync.said.reconciling'
      case 'check':
        await checkAgainstShopify(shop)
        return 'sync.said.checking'
      case 'pause':
        await pauseSync(shop, asked.runId)
        return 'sync.said.paused'
      case 'resume':
        await resumeSync(shop, asked.runId)
        return 'sync.said.resumed'
      case 'cancel':
        await cancelSync(shop, asked.runId)
        return 'sync.said.cancelled'
      case 'retry':
        await retrySync(shop, asked.runId)
        return 'sync.said.retried'
      case 'repair':
        await repairDifferences(shop, asked.runId)
        return 'sync.said.repairing'
      case 'retryJob':
        await retryParkedJob(shop, asked.jobId)
        return 'sync.said.retriedJob'
    }
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Sync() {
  const { sync, parked, privacy } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const { ask, busy } = useRunAction()
  const latest = sync.active ?? sync.runs[0] ?? null
  const running = sync.active !== null
  usePolling(latest === null || isActive(latest))
  return (
    <PageFrame
      title={t('sync.title')}
      primaryAction={{
        content: t('sync.action.check'),
        onAction: () => ask('check'),
        disabled: running,
        loading: busy === 'check',
      }}
      secondaryActions={[
        { content: t('sync.action.reconcile'), onAction: () => ask('reconcile'), disabled: running || !sync.complete },
        { content: t('sync.action.start'), onAction: () => ask('start'), disabled: running },
      ]}
    >
      <BlockStack gap="400">
        {sync.missingScopes.length > 0 && <MissingScopes scopes={sync.missingScopes.map(({ scope }) => scope)} />}
        <LatestRun run={latest} />
        <DeliveryHealthCard health={sync.deliveries} />
        <ParkedJobsCard jobs={parked} />
        <History runs={sync.runs} />
        <PrivacyRequestsCard requests={privacy} />
      </BlockStack>
    </PageFrame>
  )
}

function MissingScopes({ scopes }: { scopes: string[] }) {
  const { t } = useTranslation()
  return (
    <Banner
      tone="warning"
      title={t('sync.missingScopes')}
      action={{ content: t('settings.title'), url: '/app/settings' }}
    >
      <p>
        {t('sync.missingScopesWhat', {
          scopes: scopes
            .map((scope) => t([`settings.scope.${scope}`, `settings.scope.${scope.replace(/^read_/, 'write_')}`]))
            .join(' · '),
        })}
      </p>
    </Banner>
  )
}

function LatestRun({ run }: { run: RunView | null }) {
  const { t } = useTranslation()
  if (run === null) {
    return (
      <Card>
        <ListEmpty title={t('sync.nothingYet')} advice={t('sync.nothingYetAdvice')} />
      </Card>
    )
  }
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t('sync.runHead', {
              which: t(isActive(run) ? 'sync.current' : 'sync.latest'),
              kind: t(`sync.kind.${run.kind}`),
              reason: t(`sync.reason.${run.reason}`),
            })}
          </Text>
          <RunActions run={run} />
        </InlineStack>
        <RunProgress run={run} />
      </BlockStack>
    </Card>
  )
}

function History({ runs }: { runs: RunView[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (runs.length === 0) return null
  const took = (run: RunView): string =>
    run.startedAt && run.finishedAt
      ? format.duration((Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000)
      : ''
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('sync.history')}
          </Text>
          <Text as="p" tone="subdued">
            {t('sync.historyWhat')}
          </Text>
        </BlockStack>
      </Box>
      <ListTable
        label={t('sync.history')}
        rows={runs}
        rowId={(run) => run.id}
        rowUrl={(run) => `/app/sync/${run.id}`}
        name={{ title: t('sync.column.kind'), text: (run) => t(`sync.kind.${run.kind}`) }}
        columns={[
          {
            key: 'started',
            title: t('sync.column.started'),
            cell: (run) => (run.startedAt ? format.instant(run.startedAt) : t('sync.notStarted')),
          },
          { key: 'state', title: t('sync.column.state'), cell: (run) => <StatusBadge kind="run" status={run.state} /> },
          { key: 'read', title: t('sync.column.read'), numeric: true, cell: (run) => format.number(run.rowsRead) },
          {
            key: 'written',
            title: t('sync.column.written'),
            numeric: true,
            cell: (run) => format.number(run.rowsWritten),
          },
          { key: 'took', title: t('sync.column.took'), numeric: true, cell: took },
        ]}
        narrow={(run) => (
          <>
            <InlineStack gap="200">
              <StatusBadge kind="run" status={run.state} />
              <Text as="span" tone="subdued">
                {run.startedAt ? format.instant(run.startedAt) : t('sync.notStarted')}
              </Text>
            </InlineStack>
            <Text as="span" tone="subdued" variant="bodySm">
              {[t('sync.rowsRead', { count: run.rowsRead, rows: format.number(run.rowsRead) }), took(run)]
                .filter(Boolean)
                .join(' · ')}
            </Text>
          </>
        )}
      />
    </Card>
  )
}
