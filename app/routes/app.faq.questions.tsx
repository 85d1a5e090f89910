/** Questions that nobody could answer at once: grouped, answered by mail, made into entries, put away; and gaps met by look-ups. */
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { BlockStack, Button, Card, Checkbox, InlineGrid, InlineStack, Select, Text, TextField } from '@shopify/polaris'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { QuestionQuery } from '#app/tools/faq/questions/page.ts'
import { QUESTION_STATES } from '#app/tools/faq/questions/schema.ts'
import {
  coverWith,
  makeEntry,
  questionPage,
  replyDraft,
  settleQuestions,
} from '#app/tools/faq/questions/service.server.ts'
import { ReplyForm } from '#app/tools/faq/replies/schema.ts'
import { replyTo, takeReplyBack } from '#app/tools/faq/replies/service.server.ts'
import { DownloadButton } from '#app/ui/download.tsx'
import { FaqNav } from '#app/ui/faq-nav.tsx'
import { useFormat } from '#app/ui/format.tsx'
import { useLanguageName } from '#app/ui/language-names.ts'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { NumberedPages } from '#app/ui/numbered-pages.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { usePageParams } from '#app/ui/search-params.ts'
import { act, answer, parseQuery } from './_shared/answer.server.ts'
import { QuestionGroup, type QuestionAnswer } from './_shared/faq-question-group.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(async () => {
    const query = parseQuery(QuestionQuery, request)
    return { query, ...(await questionPage(shop, query, new Date())) }
  })
}

const Id = z.string().regex(/^\d{1,19}$/)
const Ids = z
  .string()
  .transform((list) => list.split(','))
  .pipe(z.array(Id).min(1).max(2_000))
const Settle = z.object({ ids: Ids })
const Make = z.object({ questionId: Id, ids: Ids, categoryId: Id })
const Cover = z.object({ entryId: Id, ids: Ids })
const Draft = z.object({ questionId: Id, answer: z.string().max(10_000) })
const Back = z.object({ id: z.uuid() })

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  const more: Pick<QuestionAnswer, 'moved' | 'entryId' | 'draft' | 'replyId'> = {
    moved: null,
    entryId: null,
    draft: null,
    replyId: null,
  }
  const said = await act(async () => {
    const now = new Date()
    switch (form['intent']) {
      case 'dismiss':
        more.moved = await settleQuestions(shop, Settle.parse(form).ids, 'dismissed')
        return 'faqQuestions.said.dismissed'
      case 'reopen':
        await settleQuestions(shop, Settle.parse(form).ids, 'open')
        return 'faqQuestions.said.reopened'
      case 'make':
        more.entryId = await makeEntry(shop, Make.parse(form), now)
        return 'faqQuestions.said.covered'
      case 'cover': {
        const { entryId, ids } = Cover.parse(form)
        await coverWith(shop, entryId, ids, now)
        more.moved = ids
        return 'faqQuestions.said.covered'
      }
      case 'draft': {
        const wanted = Draft.parse(form)
        more.draft = await replyDraft(shop, wanted.questionId, wanted.answer)
        return ''
      }
      case 'takeBack':
        await takeReplyBack(shop, Back.parse(form).id)
        return 'faqQuestions.said.takenBack'
      default: {
        const reply = ReplyForm.parse(form)
        await replyTo(shop, reply, now)
        more.replyId = reply.id
        return 'faqQuestions.said.replied'
      }
    }
  })
  return data<QuestionAnswer>({ ...said.data, ...more }, said.init ?? {})
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function FaqQuestions() {
  const { t } = useTranslation()
  const { query, groups, count, counts, categories, page, pages } = useLoaderData<typeof loader>()
  const { href } = usePageParams()
  const isNothing = QUESTION_STATES.every((state) => counts[state] === 0)
  return (
    <PageFrame title={t('faqQuestions.title')}>
      <FaqNav current="questions" />
      <BlockStack gap="400">
        <Gaps />
        {isNothing ? (
          <Card>
            <ListEmpty
              title={t('faqQuestions.none')}
              advice={t('faqQuestions.noneWhat')}
              action={{ content: t('faqQuestions.noneAction'), url: '/app/storefront' }}
            />
          </Card>
        ) : (
          <>
            <Filters />
            <WayBack />
            {count === 0 && (
              <Card>
                <ListEmpty title={t('faqQuestions.noneMatch')} advice={t('faqQuestions.noneMatchWhat')} />
              </Card>
            )}
            {groups.map((group) => (
              <QuestionGroup key={group.id} group={group} state={query.state} categories={categories} />
            ))}
            <NumberedPages page={page} pages={pages} href={href} />
          </>
        )}
      </BlockStack>
    </PageFrame>
  )
}

function Gaps() {
  const { gaps } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  if (gaps.length === 0) return null
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('faqQuestions.gaps')}
        </Text>
        {gaps.map(({ status, lookups, question }) => (
          <InlineStack key={status} gap="200" blockAlign="center" align="space-between">
            <Text as="p">
              {t('faqQuestions.gap', {
                count: lookups,
                number: format.number(lookups),
                status: t(`faqQuestions.gapStatus.${status}`),
              })}
            </Text>
            <Button size="slim" url={`/app/faq/new?question=${encodeURIComponent(question)}`}>
              {t('faqQuestions.gapWrite')}
            </Button>
          </InlineStack>
        ))}
      </BlockStack>
    </Card>
  )
}

const TYPING_MS = 300

function Filters() {
  const { query, counts, locales } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const { change, href } = usePageParams()
  const [search, setSearch] = useState(query.search ?? '')
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const languageName = useLanguageName()
  const type = (text: string): void => {
    setSearch(text)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => change({ search: text, page: null }, { replace: true }), TYPING_MS)
  }
  return (
    <Card>
      <BlockStack gap="300">
        <InlineGrid columns={{ xs: 1, md: 3 }} gap="300">
          <Select
            label={t('faqQuestions.states')}
            options={QUESTION_STATES.map((state) => ({
              value: state,
              label: t('faqQuestions.stateCount', {
                state: t(`faqQuestions.state.${state}`),
                number: format.number(counts[state]),
              }),
            }))}
            value={query.state}
            onChange={(state) => change({ state: state === 'open' ? null : state, page: null })}
          />
          <TextField label={t('faqQuestions.search')} value={search} onChange={type} type="search" autoComplete="off" />
          <Select
            label={t('faqQuestions.locale')}
            options={[
              { value: '', label: t('faqQuestions.anyLocale') },
              ...locales.map((locale) => ({ value: locale, label: languageName(locale) })),
            ]}
            value={query.locale ?? ''}
            onChange={(locale) => change({ locale, page: null })}
          />
        </InlineGrid>
        <InlineStack gap="300" align="space-between" blockAlign="center">
          <Checkbox
            label={t('faqQuestions.mail')}
            checked={query.mail === 'yes'}
            onChange={(wanted) => change({ mail: wanted ? 'yes' : null, page: null })}
          />
          <DownloadButton
            url={href({ page: null }).replace('/app/faq/questions', '/app/faq/questions/export/csv')}
            label={t('faqQuestions.export')}
            failed={t('faqQuestions.exportFailed')}
          />
        </InlineStack>
      </BlockStack>
    </Card>
  )
}

/** What was last done in any group, with its way back: the group itself has left the list. */
function WayBack() {
  const { t } = useTranslation()
  const fetcher = useFetcher<QuestionAnswer>({ key: 'faq-questions' })
  const said = fetcher.state === 'idle' ? fetcher.data : undefined
  return (
    <div aria-live="polite">
      {said?.ok === true && said.said !== '' && (
        <Card>
          <InlineStack gap="200" blockAlign="center">
            <Text as="span">{t(said.said)}</Text>
            {said.moved !== null && said.moved.length > 0 && (
              <Button
                size="slim"
                onClick={() =>
                  fetcher.submit({ intent: 'reopen', ids: said.moved?.join(',') ?? '' }, { method: 'post' })
                }
              >
                {t('faqQuestions.undo')}
              </Button>
            )}
            {said.replyId !== null && (
              <Button
                size="slim"
                onClick={() => fetcher.submit({ intent: 'takeBack', id: said.replyId ?? '' }, { method: 'post' })}
              >
                {t('faqQuestions.takeBack')}
              </Button>
            )}
            {said.entryId !== null && (
              <Button size="slim" url={`/app/faq/${said.entryId}`}>
                {t('faqQuestions.openEntry')}
              </Button>
            )}
          </InlineStack>
        </Card>
      )}
    </div>
  )
}
