/** Forwarders: who scans soon, loses little and delivers in time; over a period, and month by month. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { BlockStack, Card, Select, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { ForwarderQuery, PERIODS, type ForwarderScore } from '#app/tools/tracking/forwarders/schema.ts'
import { forwarderPage } from '#app/tools/tracking/forwarders/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { usePageParams } from '#app/ui/search-params.ts'
import { NoValue, SimpleTable, type SimpleColumn } from '#app/ui/simple-table.tsx'
import { TrackingNav } from '#app/ui/tracking-nav.tsx'
import { answer, parseQuery } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { useTrackingWords } from './_shared/tracking-words.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const query = parseQuery(ForwarderQuery, request)
  return answer(async () => ({ query, ...(await forwarderPage(shop, query, new Date())) }))
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Forwarders() {
  const { query, scores, months, parcels, countries, from } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const words = useTrackingWords()
  const { change } = usePageParams()
  const month = new Intl.DateTimeFormat(format.locale, { timeZone: 'UTC', year: 'numeric', month: 'long' })
  const columns = useColumns()
  return (
    <PageFrame
      title={t('trackingForwarders.title')}
      subtitle={t('trackingForwarders.since', { day: format.day(from) })}
      fullWidth
    >
      <TrackingNav current="forwarders" />
      <BlockStack gap="400">
        <Card>
          <div className="field-row">
            <Select
              label={t('trackingForwarders.period')}
              options={PERIODS.map((value) => ({
                value,
                label: t('trackingForwarders.months', { count: Number(value), months: format.number(Number(value)) }),
              }))}
              value={query.months}
              onChange={(value) => change({ months: value })}
            />
            <Select
              label={t('trackingForwarders.by')}
              options={[
                { value: 'carrier', label: t('trackingForwarders.byCarrier') },
                { value: 'line', label: t('trackingForwarders.byLine') },
              ]}
              value={query.by}
              onChange={(value) => change({ by: value })}
            />
            <Select
              label={t('trackingForwarders.country')}
              options={[
                { value: '', label: t('trackingForwarders.allCountries') },
                ...countries
                  .map((value) => ({ value, label: words.country(value) }))
                  .sort((a, b) => a.label.localeCompare(b.label, format.locale)),
              ]}
              value={query.country}
              onChange={(value) => change({ country: value })}
            />
          </div>
        </Card>
        {parcels === 0 ? (
          <Card>
            <ListEmpty title={t('trackingForwarders.none')} advice={t('trackingForwarders.noneAdvice')} />
          </Card>
        ) : (
          <>
            <Card>
              <BlockStack gap="300">
                <Text as="h2" variant="headingMd">
                  {t('trackingForwarders.scores')}
                </Text>
                <Text as="p" tone="subdued">
                  {t('trackingForwarders.how')}
                </Text>
                <SimpleTable
                  label={t('trackingForwarders.scores')}
                  rows={scores}
                  rowKey={(row) => `${row.carrier} ${row.line}`}
                  columns={columns}
                />
              </BlockStack>
            </Card>
            <Card>
              <BlockStack gap="300">
                <Text as="h2" variant="headingMd">
                  {t('trackingForwarders.byMonth')}
                </Text>
                <SimpleTable
                  label={t('trackingForwarders.byMonth')}
                  rows={months}
                  rowKey={(row) => `${row.month} ${row.carrier} ${row.line}`}
                  columns={[
                    {
                      key: 'month',
                      title: t('trackingForwarders.column.month'),
                      share: 3,
                      cell: (row) => month.format(new Date(`${row.month}-01T00:00:00Z`)),
                    },
                    ...columns,
                  ]}
                />
              </BlockStack>
            </Card>
          </>
        )}
      </BlockStack>
    </PageFrame>
  )
}

function useColumns(): SimpleColumn<ForwarderScore>[] {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useTrackingWords()
  const share = (bps: number | null) =>
    bps === null ? <NoValue meaning={t('trackingForwarders.notDue')} /> : format.percent(bps / 10_000)
  return [
    {
      key: 'forwarder',
      title: t('trackingForwarders.column.forwarder'),
      share: 4,
      cell: (row) => [words.carrier(row.carrier), row.line].filter(Boolean).join(' · '),
    },
    {
      key: 'score',
      title: t('trackingForwarders.column.score'),
      share: 2,
      numeric: true,
      cell: (row) => format.number(row.score),
    },
    {
      key: 'parcels',
      title: t('trackingForwarders.column.parcels'),
      share: 2,
      numeric: true,
      cell: (row) => format.number(row.parcels),
    },
    {
      key: 'first',
      title: t('trackingForwarders.column.firstScan'),
      share: 4,
      cell: ({ labelToFirstScanDays: days }) =>
        days === null ? (
          <NoValue meaning={t('trackingForwarders.noScan')} />
        ) : (
          t('trackingForwarders.days', { p50: format.number(days.p50), p90: format.number(days.p90) })
        ),
    },
    {
      key: 'exception',
      title: t('trackingForwarders.column.exceptions'),
      share: 2,
      numeric: true,
      cell: (row) => share(row.exceptionBps),
    },
    {
      key: 'late',
      title: t('trackingForwarders.column.late'),
      share: 2,
      numeric: true,
      cell: (row) => share(row.lateBps),
    },
  ]
}
