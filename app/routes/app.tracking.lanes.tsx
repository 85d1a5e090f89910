/** Lanes: how long parcels really take, whether what was promised held, and what product pages promise now. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData, useNavigation } from '@remix-run/react'
import { Banner, BlockStack, Card, InlineGrid, Link, Text } from '@shopify/polaris'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { LaneFact } from '#app/facts/lanes.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { LaneQuery, LANE_SORTS } from '#app/tools/tracking/lanes/schema.ts'
import { lanePage, learnAgain } from '#app/tools/tracking/lanes/service.server.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { FigureCard } from '#app/ui/figure-card.tsx'
import { useFormat } from '#app/ui/format.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { ListFilters } from '#app/ui/list-filters.tsx'
import { NumberedPages } from '#app/ui/numbered-pages.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { usePageParams } from '#app/ui/search-params.ts'
import { NoValue, SimpleTable } from '#app/ui/simple-table.tsx'
import { TrackingNav } from '#app/ui/tracking-nav.tsx'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { act, answer, parseQuery } from './_shared/answer.server.ts'
import { LaneBars } from './_shared/lane-bars.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { useTrackingWords } from './_shared/tracking-words.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const query = parseQuery(LaneQuery, request)
  return answer(async () => ({ query, ...(await lanePage(shop, query)) }))
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return act(async () => {
    await learnAgain(shop)
    return 'trackingLanes.said.learning'
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

const DEPTHS = [1, 2, 3, 4] as const

export default function Lanes() {
  const { query, learned, lanes, count, pageSize, choices } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const words = useTrackingWords()
  const toast = useToast()
  const loading = useNavigation().state === 'loading'
  const fetcher = useFetcher<ActionAnswer>()
  const { href } = usePageParams()
  useEffect(() => {
    if (fetcher.data?.ok) toast(t(fetcher.data.said))
  }, [fetcher.data, t, toast])
  const pages = Math.max(1, Math.ceil(count / pageSize))
  return (
    <PageFrame
      title={t('trackingLanes.title')}
      {...(learned ? { subtitle: t('trackingLanes.asOf', { day: format.day(learned.asOf) }) } : {})}
      primaryAction={{
        content: t('trackingLanes.learnAgain'),
        loading: fetcher.state !== 'idle',
        onAction: () => fetcher.submit({}, { method: 'post' }),
      }}
      fullWidth
    >
      <TrackingNav current="lanes" />
      {learned === null ? (
        <Card>
          <ListEmpty title={t('trackingLanes.none')} advice={t('trackingLanes.noneAdvice')} />
        </Card>
      ) : (
        <BlockStack gap="400">
          <Figures />
          <Card padding="0">
            <ListFilters
              searchLabel={t('trackingLanes.search')}
              views={DEPTHS.map((depth) => ({
                label: t(`trackingLanes.depth.${depth}`),
                parameters: { depth: depth === 2 ? null : String(depth) },
              }))}
              filters={[
                {
                  key: 'country',
                  label: t('trackingLanes.filter.country'),
                  choices: choices.countries
                    .map((value) => ({ value, label: words.country(value) }))
                    .sort((a, b) => a.label.localeCompare(b.label, format.locale)),
                  pinned: true,
                },
                {
                  key: 'carrier',
                  label: t('trackingLanes.filter.carrier'),
                  choices: choices.carriers.map((value) => ({ value, label: words.carrier(value) ?? value })),
                  pinned: true,
                },
              ].filter(({ choices: some }) => some.length > 0)}
              sortChoices={LANE_SORTS.flatMap((sort) =>
                (['desc', 'asc'] as const).map((direction) => ({
                  label: t(`trackingLanes.sort.${sort}`),
                  sort,
                  direction,
                  directionLabel: t(`trackingLanes.direction.${direction}`),
                })),
              )}
              sort={query.sort}
              direction={query.direction}
              loading={loading}
            />
            {lanes.length === 0 ? (
              <ListEmpty title={t('list.noMatch')} advice={t('list.noMatchAdvice')} />
            ) : (
              <LaneTable lanes={lanes} />
            )}
            <NumberedPages page={query.page} pages={pages} href={href} />
          </Card>
          <Estimates />
        </BlockStack>
      )}
    </PageFrame>
  )
}

/** How well promises did on parcels that were not learned from. */
function Figures() {
  const { learned } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  if (learned === null) return null
  const { summary, parcels } = learned
  const measured = t('trackingLanes.figure.measured', {
    count: summary.parcels,
    parcels: format.number(summary.parcels),
  })
  const days = (value: number): string =>
    t('trackingLanes.figure.days', { days: format.number(Math.round(value * 100) / 100) })
  return (
    <BlockStack gap="300">
      <Text as="h2" variant="headingMd">
        {t('trackingLanes.figure.title')}
      </Text>
      <InlineGrid columns={{ xs: 1, sm: 2, lg: 4 }} gap="300">
        <FigureCard
          label={t('trackingLanes.figure.parcels.label')}
          value={format.number(parcels)}
          definition={t('trackingLanes.figure.parcels.definition')}
          note={t('trackingLanes.figure.parcels.note')}
        />
        <FigureCard
          label={t('trackingLanes.figure.held.label')}
          value={summary.hitRateBps === null ? '–' : format.percent(summary.hitRateBps / 10_000)}
          definition={t('trackingLanes.figure.held.definition')}
          note={measured}
        />
        <FigureCard
          label={t('trackingLanes.figure.error.label')}
          value={summary.parcels === 0 ? '–' : days(summary.p50ErrorDays)}
          definition={t('trackingLanes.figure.error.definition')}
          note={measured}
        />
        <FigureCard
          label={t('trackingLanes.figure.median.label')}
          value={summary.parcels === 0 ? '–' : days(summary.medianErrorDays)}
          definition={t('trackingLanes.figure.median.definition')}
          note={t('trackingLanes.figure.median.note')}
        />
      </InlineGrid>
    </BlockStack>
  )
}

function LaneTable({ lanes }: { lanes: LaneFact[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useTrackingWords()
  const range = (p50: number, p90: number): string =>
    t('trackingLanes.range', { p50: format.number(p50), p90: format.number(p90) })
  return (
    <SimpleTable
      edge
      label={t('trackingLanes.title')}
      rows={lanes}
      rowKey={({ lane }) => lane}
      columns={[
        {
          key: 'lane',
          title: t('trackingLanes.column.lane'),
          share: 6,
          cell: ({ lane }) => <span className="wrap-anywhere">{words.lane(lane)}</span>,
        },
        {
          key: 'parcels',
          title: t('trackingLanes.column.parcels'),
          share: 2,
          numeric: true,
          cell: ({ parcels }) => format.number(parcels),
        },
        {
          key: 'handling',
          title: t('trackingLanes.column.handling'),
          share: 3,
          cell: (lane) => range(lane.handlingP50Days, lane.handlingP90Days),
        },
        {
          key: 'transit',
          title: t('trackingLanes.column.transit'),
          share: 4,
          cell: (lane) => (
            <BlockStack gap="050">
              <span>{range(lane.transitP50Days, lane.transitP90Days)}</span>
              <Text as="span" tone="subdued" variant="bodySm">
                {t(`trackingLanes.countedIn.${lane.countedIn}`)}
              </Text>
            </BlockStack>
          ),
        },
        {
          key: 'shape',
          title: t('trackingLanes.column.shape'),
          share: 4,
          cell: (lane) => <LaneBars lane={lane} />,
        },
        {
          key: 'held',
          title: t('trackingLanes.column.held'),
          share: 3,
          cell: ({ measuredParcels, measuredHeld }) =>
            measuredParcels === 0 ? (
              <NoValue meaning={t('trackingLanes.notMeasured')} />
            ) : (
              t('trackingLanes.held', {
                share: format.percent(measuredHeld / measuredParcels),
                parcels: format.number(measuredParcels),
              })
            ),
        },
        {
          key: 'limits',
          title: t('trackingLanes.column.limits'),
          share: 3,
          cell: ({ noTrackingDays, stuckDays }) =>
            noTrackingDays === null && stuckDays === null ? (
              <NoValue meaning={t('trackingLanes.noLimit')} />
            ) : (
              t('trackingLanes.limits', {
                noTracking: noTrackingDays === null ? '–' : format.number(noTrackingDays),
                stuck: stuckDays === null ? '–' : format.number(stuckDays),
              })
            ),
        },
      ]}
    />
  )
}

/** What product pages say to each country today. */
function Estimates() {
  const { estimates } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const words = useTrackingWords()
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('trackingLanes.estimates.title')}
        </Text>
        <Text as="p" tone="subdued">
          {t('trackingLanes.estimates.what')}{' '}
          <Link url="/app/tracking/settings">{t('trackingLanes.estimates.settings')}</Link>
        </Text>
        {estimates.failure !== null && (
          <Banner tone="warning" title={t('trackingLanes.estimates.failed')}>
            <p>{t(`error.${estimates.failure}.advice`)}</p>
          </Banner>
        )}
        {estimates.estimates.length === 0 ? (
          <Text as="p">{t('trackingLanes.estimates.none')}</Text>
        ) : (
          <SimpleTable
            label={t('trackingLanes.estimates.title')}
            rows={estimates.estimates}
            rowKey={({ country }) => country}
            columns={[
              {
                key: 'country',
                title: t('trackingLanes.filter.country'),
                share: 4,
                cell: ({ country }) => words.country(country),
              },
              {
                key: 'days',
                title: t('trackingLanes.estimates.days'),
                share: 4,
                cell: ({ minDays, maxDays, dayKind }) =>
                  t(`trackingLanes.estimates.${dayKind}`, { min: format.number(minDays), max: format.number(maxDays) }),
              },
              {
                key: 'dates',
                title: t('trackingLanes.estimates.dates'),
                share: 5,
                cell: ({ arrivals: [next] }) =>
                  next
                    ? t('trackingLanes.estimates.between', { from: format.day(next.from), to: format.day(next.to) })
                    : '',
              },
              {
                key: 'until',
                title: t('trackingLanes.estimates.until'),
                share: 4,
                cell: ({ arrivals: [next] }) =>
                  next ? format.instant(new Date(next.until * 1_000).toISOString()) : '',
              },
              {
                key: 'parcels',
                title: t('trackingLanes.column.parcels'),
                share: 2,
                numeric: true,
                cell: ({ parcels }) => format.number(parcels),
              },
            ]}
          />
        )}
        {estimates.appliedAt !== null && (
          <Text as="p" tone="subdued" variant="bodySm">
            {t('trackingLanes.estimates.appliedAt', { at: format.instant(estimates.appliedAt) })}
          </Text>
        )}
      </BlockStack>
    </Card>
  )
}
