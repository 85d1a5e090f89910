/** Work that gave up: why, and the button to try again. */
import { useFetcher } from '@remix-run/react'
import { BlockStack, Button, Card, Text } from '@shopify/polaris'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useToast } from '#app/ui/admin-bridge.ts'
import { useFormat } from '#app/ui/format.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'
import type { ActionAnswer } from './action-answer.ts'
import { useErrorText } from './run-progress.tsx'

export interface ParkedJobView {
  id: string
  job: string
  parkedAt: string
  tries: number
  code: string
}

export function ParkedJobsCard({ jobs }: { jobs: ParkedJobView[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const errorText = useErrorText()
  const jobName = (job: string): string => t(`sync.job.${job.replace('.', '_')}`, { defaultValue: job })
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('sync.parked.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t(jobs.length === 0 ? 'sync.parked.none' : 'sync.parked.what')}
          </Text>
        </BlockStack>
        {jobs.length > 0 && (
          <SimpleTable
            label={t('sync.parked.title')}
            rows={jobs}
            rowKey={(job) => job.id}
            columns={[
              { key: 'job', title: t('sync.parked.job'), cell: (job) => jobName(job.job) },
              {
                key: 'why',
                title: t('sync.parked.why'),
                cell: (job) => `${errorText(job.code)?.what ?? ''} ${errorText(job.code)?.advice ?? ''}`,
              },
              {
                key: 'since',
                title: t('sync.parked.since'),
                nowrap: true,
                cell: (job) => format.instant(job.parkedAt),
              },
              { key: 'tries', title: t('sync.parked.tries'), numeric: true, cell: (job) => format.number(job.tries) },
              {
                key: 'retry',
                title: t('sync.parked.retry'),
                cell: (job) => <RetryJob id={job.id} name={jobName(job.job)} />,
              },
            ]}
          />
        )}
      </BlockStack>
    </Card>
  )
}

function RetryJob({ id, name }: { id: string; name: string }) {
  const fetcher = useFetcher<ActionAnswer>()
  const { t } = useTranslation()
  const toast = useToast()
  const said = fetcher.data
  useEffect(() => {
    if (said) toast(said.ok ? t(said.said) : t(`error.${said.code}.what`))
  }, [said, t, toast])
  return (
    <fetcher.Form method="post" action="/app/sync?index">
      <input type="hidden" name="intent" value="retryJob" />
      <input type="hidden" name="jobId" value={id} />
      <Button submit loading={fetcher.state !== 'idle'} accessibilityLabel={`${t('sync.parked.retry')}: ${name}`}>
        {t('sync.parked.retry')}
      </Button>
    </fetcher.Form>
  )
}
