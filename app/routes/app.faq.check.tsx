/** The check of all answers: what contradicts the settings, is hidden, stale or broken; corrections with one click; how it stands at Shopify. */
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { Badge, Banner, BlockStack, Box, Button, Card, InlineStack, Link, Select, Text } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { FINDING_CODES, type Finding } from '#app/tools/faq/checks/engine.ts'
import { CheckQuery, FixForm } from '#app/tools/faq/checks/schema.ts'
import { applyFix, checkPage, undoFix } from '#app/tools/faq/checks/service.server.ts'
import { publicationView, requestCheck, retryPublication } from '#app/tools/faq/publishing/service.server.ts'
import { FaqNav } from '#app/ui/faq-nav.tsx'
import { useFormat } from '#app/ui/format.tsx'
import { useLanguageName } from '#app/ui/language-names.ts'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { NumberedPages } from '#app/ui/numbered-pages.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { usePageParams } from '#app/ui/search-params.ts'
import { act, answer, parseQuery } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { PublicationCard } from './_shared/faq-publication.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(async () => {
    const query = parseQuery(CheckQuery, request)
    return { query, ...(await checkPage(shop, query, new Date())), publication: await publicationView(shop) }
  })
}

type Answered = ActionAnswer & { fixId: string | null; isUndone: boolean }
const Undo = z.object({ id: z.uuid() })
const Retry = z.object({ handle: z.union([z.literal(''), z.string().regex(/^[ec]-\d{1,19}$/)]) })

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  let fixId: string | null = null
  const isUndone = form['intent'] === 'undo'
  const said = await act(async () => {
    switch (form['intent']) {
      case 'retryPublication': {
        const { handle } = Retry.parse(form)
        await retryPublication(shop, handle === '' ? null : [handle])
        return 'faqPublishing.said.retried'
      }
      case 'checkPublication':
        await requestCheck(shop)
        return 'faqPublishing.said.checking'
      case 'undo':
        await undoFix(shop, Undo.parse(form).id, new Date())
        return 'faqCheck.said.undone'
      default: {
        const wanted = FixForm.parse(form)
        await applyFix(shop, wanted, new Date())
        fixId = wanted.id
        return 'faqCheck.said.fixed'
      }
    }
  })
  return data<Answered>({ ...said.data, fixId, isUndone }, said.init ?? {})
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function FaqCheck() {
  const { t } = useTranslation()
  const { publication, knowsSettings, entries } = useLoaderData<typeof loader>()
  return (
    <PageFrame title={t('faqCheck.title')}>
      <FaqNav current="check" />
      <BlockStack gap="400">
        {!knowsSettings && entries > 0 && (
          <Banner
            tone="info"
            title={t('faqCheck.unset')}
            action={{ content: t('faqCheck.unsetAction'), url: '/app/faq/values' }}
          >
            <p>{t('faqCheck.unsetWhat')}</p>
          </Banner>
        )}
        <Findings />
        <LeastHelpful />
        <PublicationCard publication={publication} />
      </BlockStack>
    </PageFrame>
  )
}

function LeastHelpful() {
  const { leastHelpful } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  if (leastHelpful.length === 0) return null
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('faqCheck.votes')}
        </Text>
        {leastHelpful.map(({ entryId, question, helpful, votes }) => (
          <InlineStack key={entryId} gap="200" align="space-between" blockAlign="center">
            <Link url={`/app/faq/${entryId}`}>
              <span className="wrap-anywhere">{question}</span>
            </Link>
            <Text as="span" tone="subdued">
              {t('faqCheck.helped', { count: votes, helpful: format.number(helpful), votes: format.number(votes) })}
            </Text>
          </InlineStack>
        ))}
      </BlockStack>
    </Card>
  )
}

function Findings() {
  const { query, findings, counts, count, page, pages, entries } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const { change, href } = usePageParams()
  // One for the whole list: what was corrected leaves it, and its way back stays.
  const fetcher = useFetcher<Answered>()
  const total = Object.values(counts).reduce((sum, one) => sum + one, 0)
  const kinds = FINDING_CODES.filter((code) => counts[code] > 0 || code === query.code)
  const options = [
    { value: '', label: t('faqCheck.all', { number: format.number(total) }) },
    ...kinds.map((code) => ({
      value: code,
      label: t('faqCheck.count', { label: t(`faqCheck.code.${code}`), number: format.number(counts[code]) }),
    })),
  ]
  return (
    <Card>
      <BlockStack gap="400">
        <Said fetcher={fetcher} />
        {total > 0 && (
          <Select
            label={t('faqCheck.filter')}
            options={options}
            value={query.code ?? ''}
            onChange={(code) => change({ code, page: null })}
          />
        )}
        {count === 0 && <Nothing total={total} entries={entries} />}
        {findings.map((finding) => (
          <FindingRow key={keyOf(finding)} finding={finding} fetcher={fetcher} />
        ))}
        <NumberedPages page={page} pages={pages} href={href} />
      </BlockStack>
    </Card>
  )
}

function Nothing({ total, entries }: { total: number; entries: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (entries === 0)
    return (
      <ListEmpty
        title={t('faqCheck.none')}
        advice={t('faqCheck.noneWhat')}
        action={{ content: t('faqCheck.noneAction'), url: '/app/faq/new' }}
      />
    )
  if (total > 0) return <ListEmpty title={t('faqCheck.noneOfKind')} advice={t('faqCheck.noneOfKindWhat')} />
  return (
    <ListEmpty
      title={t('faqCheck.clean')}
      advice={t('faqCheck.cleanWhat', { count: entries, number: format.number(entries) })}
    />
  )
}

type Fetcher = ReturnType<typeof useFetcher<Answered>>

function Said({ fetcher }: { fetcher: Fetcher }) {
  const { t } = useTranslation()
  const said = fetcher.state === 'idle' ? fetcher.data : undefined
  const refused = said?.ok === false ? said.fields[0]?.message : undefined
  return (
    <div aria-live="polite">
      {said?.ok === true && (
        <InlineStack gap="200" blockAlign="center">
          <Text as="span">{t(said.said)}</Text>
          {said.fixId !== null && !said.isUndone && (
            <Button
              size="slim"
              onClick={() => fetcher.submit({ intent: 'undo', id: said.fixId ?? '' }, { method: 'post' })}
            >
              {t('faqCheck.undo')}
            </Button>
          )}
        </InlineStack>
      )}
      {said?.ok === false && (
        <Banner tone="critical">
          <p>{refused === undefined ? t(`error.${said.code}`) : t(`faqCheck.error.${refused}`)}</p>
        </Banner>
      )}
    </div>
  )
}

function keyOf({ entryId, language, code, start, names }: Finding): string {
  return `${entryId} ${language} ${code} ${start} ${names.join()}`
}

const TONES = {
  contradicts: 'critical',
  cannot_be_filled: 'critical',
  broken_link: 'critical',
  older_than_fact: 'warning',
  placeholders_differ: 'warning',
  stale_translation: 'attention',
  missing_translation: 'attention',
  hard_coded: 'info',
} as const

function FindingRow({ finding, fetcher }: { finding: Finding; fetcher: Fetcher }) {
  const { t } = useTranslation()
  const [id] = useState(() => crypto.randomUUID())
  const { entryId, code, language, question, quote, before, after, says, names, fix, isPublished } = finding
  const languageName = useLanguageName()(language)
  const busy = fetcher.state !== 'idle'
  const value = says.find(({ text }) => text !== null)?.text
  const apply = (): void => {
    const { number, start, end } = finding
    fetcher.submit(
      { id, entryId, number: String(number), language, start: String(start), end: String(end), placeholder: fix ?? '' },
      { method: 'post' },
    )
  }
  return (
    <Box borderBlockStartWidth="025" borderColor="border" paddingBlockStart="400">
      <BlockStack gap="200">
        <InlineStack gap="200" blockAlign="center">
          <Badge tone={TONES[code]}>{t(`faqCheck.code.${code}`)}</Badge>
          <Badge>{languageName}</Badge>
          {!isPublished && <Badge tone="info">{t('faqCheck.draft')}</Badge>}
        </InlineStack>
        <Text as="h2" variant="headingSm">
          <Link url={`/app/faq/${entryId}`}>
            <span className="wrap-anywhere">{question}</span>
          </Link>
        </Text>
        <Text as="p">{t(`faqCheck.what.${code}`, { names: names.join(', ') })}</Text>
        {quote !== '' && (
          <Text as="p" tone="subdued">
            <span lang={language} className="wrap-anywhere">
              …{before}
              <strong>{plain(quote)}</strong>
              {after}…
            </span>
          </Text>
        )}
        {says.length > 0 && code !== 'cannot_be_filled' && (
          <Text as="p">
            {t('faqCheck.says')}{' '}
            {says
              .map(({ market, text }) => {
                const shown = text ?? t('faqCheck.saysNothing')
                return market === null
                  ? t('faqCheck.saysAll', { value: shown })
                  : t('faqCheck.saysIn', { market, value: shown })
              })
              .join(' · ')}
          </Text>
        )}
        {code === 'cannot_be_filled' && (
          <Text as="p">
            {t('faqCheck.markets', { list: says.map(({ market }) => market ?? t('faqCheck.allMarkets')).join(', ') })}
          </Text>
        )}
        {fix !== null && value != null && (
          <Text as="p" tone="subdued">
            <span lang={language} className="wrap-anywhere">
              {t('faqCheck.preview', { text: `…${before}${value}${after}…` })}
            </span>
          </Text>
        )}
        <InlineStack gap="200">
          {fix !== null && (
            <Button disabled={busy} onClick={apply}>
              {t('faqCheck.fix')}
            </Button>
          )}
          {code === 'cannot_be_filled' && <Button url="/app/faq/values">{t('faqCheck.values')}</Button>}
          <Button variant="plain" url={`/app/faq/${entryId}`}>
            {t('faqCheck.open')}
          </Button>
        </InlineStack>
      </BlockStack>
    </Box>
  )
}

function plain(html: string): string {
  return html.replace(/<[^<>]*>/g, '')
}
