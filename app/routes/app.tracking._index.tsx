/** The work list: which orders need somebody today, why, and what staff said of them. Reads what was decided before; all filters are in the address. */
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData, useNavigation } from '@remix-run/react'
import { Banner, BlockStack, Box, Button, Card, Checkbox, InlineStack, Text } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { FLAGS } from '#app/tools/tracking/worklist/engine.ts'
import { BatchForm, NoteForm, PutAwayForm, WorklistQuery } from '#app/tools/tracking/worklist/schema.ts'
import {
  bringOrdersBack,
  putOrdersAway,
  saveOrderNote,
  showOrderAgain,
  worklistPage,
} from '#app/tools/tracking/worklist/service.server.ts'
import { DownloadButton } from '#app/ui/download.tsx'
import { useFormat } from '#app/ui/format.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { ListFilters } from '#app/ui/list-filters.tsx'
import { NumberedPages } from '#app/ui/numbered-pages.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { usePolling } from '#app/ui/polling.ts'
import { changedSearch, usePageParams } from '#app/ui/search-params.ts'
import { TrackingNav } from '#app/ui/tracking-nav.tsx'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { act, answer, parseQuery } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { useTrackingWords } from './_shared/tracking-words.tsx'
import { WorklistItem, type RowWish } from './_shared/worklist-row.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const query = parseQuery(WorklistQuery, request)
  return answer(async () => ({ query, ...(await worklistPage(shop, query, new Date())) }))
}

type WorklistAnswer = ActionAnswer & { batch: string | null; count: number }

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  const now = new Date()
  let done: { batch: string | null; count: number } = { batch: null, count: 0 }
  const said = await act(async () => {
    switch (form['intent']) {
      case 'undo':
        done = { batch: null, count: await bringOrdersBack(shop, BatchForm.parse(form).batch) }
        return done.count === 0 ? 'trackingWorklist.said.undoneBefore' : 'trackingWorklist.said.undone'
      case 'showAgain':
        await showOrderAgain(shop, NoteForm.parse({ ...form, text: '' }).orderId)
        return 'trackingWorklist.said.undone'
      case 'note': {
        const { orderId, text } = NoteForm.parse(form)
        await saveOrderNote(shop, orderId, text, now)
        return 'trackingWorklist.said.noted'
      }
      default: {
        const wish = PutAwayForm.parse(form)
        done = await putOrdersAway(shop, wish, parseQuery(WorklistQuery, request), now)
        return wish.until === 'done' ? 'trackingWorklist.said.done' : 'trackingWorklist.said.tomorrow'
      }
    }
  })
  return data<WorklistAnswer>({ ...said.data, ...done }, said.init ?? {})
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

/** Days beyond the limit that can be asked for. */
const OVER = [1, 3, 7, 14, 30]

export default function WorkList() {
  const { query, rows, counts, count, pageSize, choices, sweptOn } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const words = useTrackingWords()
  const loading = useNavigation().state === 'loading'
  const { href } = usePageParams()
  usePolling(sweptOn === null, 5_000)
  const isFiltered = Boolean(
    query.flag || query.country || query.carrier || query.location || query.over !== undefined || query.search,
  )
  const all = Object.values(counts).reduce((sum, one) => sum + one, 0)
  const numbered = (label: string, number: number): string =>
    query.view === 'open' ? t('trackingWorklist.view.numbered', { label, number: format.number(number) }) : label
  const none = isFiltered
    ? { title: t('list.noMatch'), advice: t('list.noMatchAdvice') }
    : query.view === 'away'
      ? { title: t('trackingWorklist.empty.away'), advice: t('trackingWorklist.empty.awayAdvice') }
      : sweptOn === null
        ? { title: t('trackingWorklist.empty.notYet'), advice: t('trackingWorklist.empty.notYetAdvice') }
        : { title: t('trackingWorklist.empty.title'), advice: t('trackingWorklist.empty.advice') }
  const pages = Math.max(1, Math.ceil(count / pageSize))
  return (
    <PageFrame
      title={t('tracking.nav.worklist')}
      {...(sweptOn === null ? {} : { subtitle: t('trackingWorklist.asOf', { day: format.day(sweptOn) }) })}
      fullWidth
    >
      <TrackingNav current="worklist" />
      <Card padding="0">
        <ListFilters
          searchLabel={t('trackingWorklist.search')}
          views={[
            { label: numbered(t('trackingWorklist.view.open'), all), parameters: { view: null, flag: null } },
            ...FLAGS.map((flag) => ({
              label: numbered(t(`trackingWorklist.flag.${flag}`), counts[flag] ?? 0),
              parameters: { view: null, flag },
            })),
            { label: t('trackingWorklist.view.away'), parameters: { view: 'away', flag: null } },
          ]}
          filters={[
            {
              key: 'country',
              label: t('trackingWorklist.filter.country'),
              choices: choices.countries
                .map((value) => ({ value, label: words.country(value) }))
                .sort((a, b) => a.label.localeCompare(b.label, format.locale)),
              pinned: true,
            },
            {
              key: 'carrier',
              label: t('trackingWorklist.filter.carrier'),
              choices: choices.carriers.map((value) => ({ value, label: words.carrier(value) ?? value })),
              pinned: true,
            },
            {
              key: 'location',
              label: t('trackingWorklist.filter.location'),
              choices: choices.locations.map(({ id, name }) => ({ value: id, label: name })),
            },
            {
              key: 'over',
              label: t('trackingWorklist.filter.over'),
              choices: OVER.map((days) => ({
                value: String(days),
                label: t('trackingWorklist.overDays', { count: days, days: format.number(days) }),
              })),
            },
          ].filter(({ choices: some }) => some.length > 0)}
          sortChoices={[]}
          sort=""
          direction=""
          loading={loading}
        />
        {rows.length === 0 ? <ListEmpty {...none} /> : <Rows key={`${query.view} ${query.page}`} />}
        <NumberedPages page={query.page} pages={pages} href={href} />
      </Card>
    </PageFrame>
  )
}

function Rows() {
  const { query, rows, count } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const fetcher = useFetcher<WorklistAnswer>()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [all, setAll] = useState(false)
  const busy = fetcher.state !== 'idle'
  const said = busy ? undefined : fetcher.data
  // What is not on the page any more is not chosen any more.
  const selected = rows.filter(({ orderId }) => chosen.has(orderId)).map(({ orderId }) => orderId)
  const search = changedSearch(
    `?${new URLSearchParams(
      Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
    ).toString()}`,
    { page: null },
  )
  const send = (wish: Record<string, string>): void => {
    setChosen(new Set())
    setAll(false)
    fetcher.submit(wish, { method: 'post', action: `/app/tracking${search}${search === '' ? '?' : '&'}index` })
  }
  const choose = (orderId: string, isChosen: boolean): void => {
    const next = new Set(selected)
    if (isChosen) next.add(orderId)
    else next.delete(orderId)
    setAll(false)
    setChosen(next)
  }
  const orders = all ? 'all' : selected.join(',')
  const chosenCount = all ? count : selected.length
  return (
    <BlockStack>
      <div aria-live="polite">
        {said && (
          <Box padding="300">
            <Banner
              tone={said.ok ? 'success' : 'critical'}
              {...(said.ok && said.batch !== null && said.count > 0
                ? {
                    action: {
                      content: t('trackingWorklist.undo'),
                      onAction: () => send({ intent: 'undo', batch: said.batch ?? '' }),
                    },
                  }
                : {})}
            >
              <p>
                {said.ok
                  ? t(said.said, { count: said.count, orders: format.number(said.count) })
                  : t(
                      said.fields[0]?.message === 'too_long'
                        ? 'trackingWorklist.note.tooLong'
                        : `error.${said.code}.what`,
                    )}
              </p>
            </Banner>
          </Box>
        )}
      </div>
      <div className="work-bar">
        {query.view === 'open' ? (
          <InlineStack gap="300" blockAlign="center">
            <Checkbox
              label={t('trackingWorklist.selectPage')}
              checked={selected.length === rows.length ? true : selected.length > 0 ? 'indeterminate' : false}
              onChange={(isChosen) => {
                setAll(false)
                setChosen(new Set(isChosen ? rows.map(({ orderId }) => orderId) : []))
              }}
            />
            {selected.length === rows.length && count > rows.length && (
              <Checkbox
                label={t('trackingWorklist.selectAll', { orders: format.number(count) })}
                checked={all}
                onChange={setAll}
              />
            )}
            <Button
              disabled={chosenCount === 0 || busy}
              onClick={() => send({ intent: 'putAway', orders, until: 'tomorrow' })}
            >
              {t('trackingWorklist.tomorrow')}
            </Button>
            <Button
              disabled={chosenCount === 0 || busy}
              onClick={() => send({ intent: 'putAway', orders, until: 'done' })}
            >
              {t('trackingWorklist.done')}
            </Button>
            <Text as="span" tone="subdued">
              {t('trackingWorklist.chosen', { orders: format.number(chosenCount) })}
            </Text>
          </InlineStack>
        ) : (
          <Text as="p" tone="subdued">
            {t('trackingWorklist.awayWhat')}
          </Text>
        )}
        <DownloadButton
          url={`/app/tracking/export/csv${search}`}
          label={t('trackingWorklist.export')}
          failed={t('trackingWorklist.exportFailed')}
        />
      </div>
      <ul className="work-list" aria-label={t('tracking.nav.worklist')}>
        {rows.map((row) => (
          <WorklistItem
            key={row.orderId}
            row={row}
            selected={all || chosen.has(row.orderId)}
            busy={busy}
            onSelect={(isChosen) => choose(row.orderId, isChosen)}
            onWish={(wish: RowWish) => send(wish)}
          />
        ))}
      </ul>
    </BlockStack>
  )
}
