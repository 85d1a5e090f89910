/** One run: its steps, and for a check every difference it found, row by row, with the repair. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { Badge, BlockStack, Box, Button, Card, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { getSyncRun, listDifferences, type DifferencePage } from '#app/sync/service.server.ts'
import type { Difference, RunView } from '#app/sync/types.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { NumberedPages } from '#app/ui/numbered-pages.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { usePolling } from '#app/ui/polling.ts'
import { usePageParams } from '#app/ui/search-params.ts'
import { NoValue, SimpleTable } from '#app/ui/simple-table.tsx'
import { answer, parseQuery, runIdParam } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { RunActions, useRunAction } from './_shared/run-actions.tsx'
import { isActive, RunProgress } from './_shared/run-progress.tsx'

const DifferenceQuery = z.object({ page: z.coerce.number().int().min(1).max(100_000).default(1) })

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const { page } = parseQuery(DifferenceQuery, request)
  return answer(async () => {
    const run = await getSyncRun(shop, id)
    return { run, differences: run.kind === 'check' ? await listDifferences(shop, id, { page }) : null }
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Run() {
  const { run, differences } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  usePolling(isActive(run))
  return (
    <PageFrame
      title={t('sync.runTitle', { kind: t(`sync.kind.${run.kind}`), date: format.instant(run.createdAt) })}
      back={{ content: t('sync.title'), url: '/app/sync' }}
    >
      <BlockStack gap="400">
        <Card>
          <BlockStack gap="400">
            <InlineStack align="space-between" blockAlign="center" gap="200">
              <Text as="h2" variant="headingMd">
                {t('sync.phases')}
              </Text>
              <RunActions run={run} />
            </InlineStack>
            <RunProgress run={run} />
          </BlockStack>
        </Card>
        {differences && !isActive(run) && <Totals totals={differences.totals} />}
        {differences && !isActive(run) && <Differences run={run} found={differences} />}
      </BlockStack>
    </PageFrame>
  )
}

function Totals({ totals }: { totals: DifferencePage['totals'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const rows = Object.entries(totals).sort(([a], [b]) => a.localeCompare(b))
  if (rows.length === 0) return null
  const show = (name: string, value: number): string =>
    name.endsWith('Minor') ? format.money(value) : format.number(value)
  return (
    <Card padding="0">
      <Box padding="400">
        <Text as="h2" variant="headingMd">
          {t('sync.totals')}
        </Text>
      </Box>
      <SimpleTable
        label={t('sync.totals')}
        edge
        rows={rows}
        rowKey={([name]) => name}
        columns={[
          {
            key: 'name',
            title: t('sync.difference.resource'),
            cell: ([name]) => t(`sync.total.${name.replace('.', '_')}`, { defaultValue: name }),
          },
          {
            key: 'ours',
            title: t('sync.difference.ours'),
            numeric: true,
            cell: ([name, { ours }]) => show(name, ours),
          },
          {
            key: 'theirs',
            title: t('sync.difference.theirs'),
            numeric: true,
            cell: ([name, { theirs }]) => show(name, theirs),
          },
          {
            key: 'same',
            title: t('sync.same'),
            cell: ([, { ours, theirs }]) => (
              <Badge tone={ours === theirs ? 'success' : 'warning'}>
                {t(ours === theirs ? 'sync.equal' : 'sync.unequal')}
              </Badge>
            ),
          },
        ]}
      />
    </Card>
  )
}

function Differences({ run, found }: { run: RunView; found: DifferencePage }) {
  const { rows, total, page, pages } = found
  const { t } = useTranslation()
  const { href } = usePageParams()
  const { ask, busy } = useRunAction()
  if (total === 0) {
    return (
      <Card>
        <ListEmpty title={t('sync.noDifferences')} advice={t('sync.noDifferencesAdvice')} />
      </Card>
    )
  }
  const value = (row: Difference, text: string | null) => {
    if (text === null) return <NoValue meaning={t('sync.difference.missing')} />
    return row.field === 'exists' ? t(`sync.exists.${text}`) : text
  }
  return (
    <Card padding="0">
      <Box padding="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {t('sync.differencesCount', { count: total })}
            </Text>
            <Text as="p" tone="subdued">
              {t('sync.differencesWhat')}
            </Text>
          </BlockStack>
          <Button variant="primary" loading={busy === 'repair'} onClick={() => ask('repair', run.id)}>
            {t('sync.action.repair')}
          </Button>
        </InlineStack>
      </Box>
      <SimpleTable
        label={t('sync.differences')}
        edge
        rows={rows}
        rowKey={(row) => String(row.seq)}
        columns={[
          { key: 'label', title: t('sync.difference.label'), cell: (row) => row.label ?? row.resourceId ?? '' },
          {
            key: 'resource',
            title: t('sync.difference.resource'),
            cell: (row) => t(`sync.resource.${row.resource}`, { defaultValue: row.resource }),
          },
          {
            key: 'field',
            title: t('sync.difference.field'),
            cell: (row) => t(`sync.field.${row.field}`, { defaultValue: row.field }),
          },
          { key: 'ours', title: t('sync.difference.ours'), numeric: true, cell: (row) => value(row, row.ours) },
          { key: 'theirs', title: t('sync.difference.theirs'), numeric: true, cell: (row) => value(row, row.theirs) },
        ]}
      />
      <NumberedPages page={page} pages={pages} href={href} />
    </Card>
  )
}
