/** One group of the same question: what was asked, the nearest answers, what can be done. */
import { useFetcher } from '@remix-run/react'
import {
  Badge,
  BlockStack,
  Box,
  Button,
  Card,
  InlineStack,
  Link,
  List,
  Select,
  Text,
  TextField,
} from '@shopify/polaris'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Id } from '#app/mirror/types.ts'
import type { GroupView, ListedQuestion } from '#app/tools/faq/questions/page.ts'
import type { QuestionState } from '#app/tools/faq/questions/schema.ts'
import { useFormat } from '#app/ui/format.tsx'
import type { ActionAnswer } from './action-answer.ts'

export type QuestionAnswer = ActionAnswer & {
  /** what was put away or covered, to be brought back */
  moved: Id[] | null
  entryId: Id | null
  draft: { subject: string; text: string } | null
  replyId: string | null
}

interface QuestionGroupProps {
  group: GroupView
  state: QuestionState
  categories: readonly { id: Id; title: string }[]
}

/** All groups share one fetcher: what was done in one is said above the list. */
const SHARED = { key: 'faq-questions' }

export function QuestionGroup({ group, state, categories }: QuestionGroupProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const fetcher = useFetcher<QuestionAnswer>(SHARED)
  const [open, setOpen] = useState<'make' | 'reply' | null>(null)
  const busy = fetcher.state !== 'idle'
  const ids = group.ids.join(',')
  const waiting = group.questions.find(({ hasEmail, reply }) => hasEmail && reply?.state !== 'planned')
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack gap="200" blockAlign="center">
          <Badge tone={group.count > 1 ? 'attention' : 'info'}>
            {t('faqQuestions.asked', { count: group.count, number: format.number(group.count) })}
          </Badge>
          {waiting && <Badge tone="warning">{t('faqQuestions.waitsForMail')}</Badge>}
        </InlineStack>
        <Text as="h2" variant="headingMd">
          <span lang={group.locale} className="wrap-anywhere">
            {group.text}
          </span>
        </Text>
        <Wordings group={group} />
        {state === 'open' && <Nearest group={group} fetcher={fetcher} />}
        <Replies questions={group.questions} fetcher={fetcher} />
        {state === 'open' ? (
          <InlineStack gap="200">
            <Button
              disabled={busy}
              ariaExpanded={open === 'make'}
              onClick={() => setOpen(open === 'make' ? null : 'make')}
            >
              {t('faqQuestions.make')}
            </Button>
            {waiting && (
              <Button
                disabled={busy}
                ariaExpanded={open === 'reply'}
                onClick={() => setOpen(open === 'reply' ? null : 'reply')}
              >
                {t('faqQuestions.reply')}
              </Button>
            )}
            <Button
              variant="plain"
              disabled={busy}
              onClick={() => fetcher.submit({ intent: 'dismiss', ids }, { method: 'post' })}
            >
              {t('faqQuestions.dismiss')}
            </Button>
          </InlineStack>
        ) : (
          <InlineStack>
            <Button disabled={busy} onClick={() => fetcher.submit({ intent: 'reopen', ids }, { method: 'post' })}>
              {t('faqQuestions.reopen')}
            </Button>
          </InlineStack>
        )}
        {open === 'make' && <MakeForm group={group} categories={categories} onClose={() => setOpen(null)} />}
        {open === 'reply' && waiting && (
          <MailForm question={waiting} answer={group.nearest[0]?.answer ?? ''} onClose={() => setOpen(null)} />
        )}
      </BlockStack>
    </Card>
  )
}

type Fetcher = ReturnType<typeof useFetcher<QuestionAnswer>>

function Wordings({ group }: { group: GroupView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [shown, setShown] = useState(false)
  const others = group.questions.filter(({ id }) => id !== group.id)
  const first = group.questions.find(({ id }) => id === group.id)
  return (
    <BlockStack gap="200">
      {first && (
        <Text as="p" tone="subdued">
          {format.instant(first.askedAt)}
          {first.page !== null && ` · ${t('faqQuestions.on', { page: first.page })}`}
        </Text>
      )}
      {others.length > 0 && (
        <InlineStack>
          <Button variant="plain" ariaExpanded={shown} onClick={() => setShown(!shown)}>
            {shown
              ? t('faqQuestions.hideOthers')
              : t('faqQuestions.others', { count: others.length, number: format.number(others.length) })}
          </Button>
        </InlineStack>
      )}
      {shown && (
        <List>
          {others.map(({ id, text, locale }) => (
            <List.Item key={id}>
              <span lang={locale} className="wrap-anywhere">
                {text}
              </span>
            </List.Item>
          ))}
        </List>
      )}
    </BlockStack>
  )
}

function Nearest({ group, fetcher }: { group: GroupView; fetcher: Fetcher }) {
  const { t } = useTranslation()
  const ids = group.ids.join(',')
  return (
    <Box background="bg-surface-secondary" padding="300" borderRadius="200">
      <BlockStack gap="200">
        <Text as="h3" variant="headingSm">
          {t('faqQuestions.nearest')}
        </Text>
        {group.nearest.length === 0 && <Text as="p">{t('faqQuestions.noNearest')}</Text>}
        {group.nearest.map(({ id, question, isPublished, isSure }) => (
          <InlineStack key={id} gap="200" blockAlign="center" align="space-between">
            <InlineStack gap="200" blockAlign="center">
              <Link url={`/app/faq/${id}`}>
                <span className="wrap-anywhere">{question}</span>
              </Link>
              {isSure && <Badge tone="success">{t('faqQuestions.sure')}</Badge>}
              {!isPublished && <Badge>{t('faqQuestions.isDraft')}</Badge>}
            </InlineStack>
            <Button
              size="slim"
              disabled={fetcher.state !== 'idle'}
              accessibilityLabel={t('faqQuestions.useEntryLabel', { question })}
              onClick={() => fetcher.submit({ intent: 'cover', entryId: id, ids }, { method: 'post' })}
            >
              {t('faqQuestions.useEntry')}
            </Button>
          </InlineStack>
        ))}
        <Refusal fetcher={fetcher} fields={['aliases']} />
      </BlockStack>
    </Box>
  )
}

/** What was refused, where one of these fields says so; without fields, what the whole answer says. */
function Refusal({ fetcher, fields }: { fetcher: Fetcher; fields: readonly string[] }) {
  const { t } = useTranslation()
  const said = fetcher.state === 'idle' ? fetcher.data : undefined
  if (said?.ok !== false) return null
  const field = said.fields.find(({ path }) => fields.includes(path.at(-1) ?? '') || fields.includes(path[0] ?? ''))
  if (!field) return null
  return (
    <Text as="p" tone="critical">
      {t(`faqQuestions.error.${field.message}`)}
    </Text>
  )
}

function Replies({ questions, fetcher }: { questions: readonly ListedQuestion[]; fetcher: Fetcher }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const replies = questions.flatMap(({ reply }) => (reply ? [reply] : []))
  return replies.map(({ id, state, sendAt, failure }) => (
    <InlineStack key={id} gap="200" blockAlign="center">
      <Text as="p" tone={state === 'failed' ? 'critical' : 'subdued'}>
        {t(`faqQuestions.replyState.${state}`, { time: format.instant(sendAt) })}{' '}
        {failure !== null &&
          (i18n.exists(`faqQuestions.error.${failure.code}`)
            ? t(`faqQuestions.error.${failure.code}`)
            : t(`mail.failure.${failure.code}`, { words: failure.words }))}
      </Text>
      {state === 'planned' && (
        <Button
          size="slim"
          disabled={fetcher.state !== 'idle'}
          onClick={() => fetcher.submit({ intent: 'takeBack', id }, { method: 'post' })}
        >
          {t('faqQuestions.takeBack')}
        </Button>
      )}
    </InlineStack>
  ))
}

function MakeForm({
  group,
  categories,
  onClose,
}: {
  group: GroupView
  categories: QuestionGroupProps['categories']
  onClose: () => void
}) {
  const { t } = useTranslation()
  const fetcher = useFetcher<QuestionAnswer>(SHARED)
  const [categoryId, setCategoryId] = useState(categories[0]?.id ?? '')
  if (categories.length === 0)
    return (
      <InlineStack gap="200" blockAlign="center">
        <Text as="p">{t('faqQuestions.noCategory')}</Text>
        <Button url="/app/faq/categories">{t('faqQuestions.categories')}</Button>
      </InlineStack>
    )
  return (
    <BlockStack gap="200">
      <Select
        label={t('faqQuestions.category')}
        options={categories.map(({ id, title }) => ({ value: id, label: title }))}
        value={categoryId}
        onChange={setCategoryId}
      />
      <Refusal fetcher={fetcher} fields={['question', 'texts']} />
      <InlineStack gap="200">
        <Button
          variant="primary"
          loading={fetcher.state !== 'idle'}
          onClick={() =>
            fetcher.submit(
              { intent: 'make', questionId: group.id, ids: group.ids.join(','), categoryId },
              { method: 'post' },
            )
          }
        >
          {t('faqQuestions.makeNow')}
        </Button>
        <Button onClick={onClose}>{t('faqQuestions.cancel')}</Button>
      </InlineStack>
    </BlockStack>
  )
}

function MailForm({ question, answer, onClose }: { question: ListedQuestion; answer: string; onClose: () => void }) {
  const { t } = useTranslation()
  const drafting = useFetcher<QuestionAnswer>()
  const sending = useFetcher<QuestionAnswer>(SHARED)
  const [id] = useState(() => crypto.randomUUID())
  const [typed, setTyped] = useState<{ subject: string; text: string } | null>(null)
  const asked = useRef(false)
  const { submit } = drafting
  useEffect(() => {
    // Once, when the form opens: the words are in the shopper's language, which the browser does not have.
    if (asked.current) return
    asked.current = true
    submit({ intent: 'draft', questionId: question.id, answer: answer.slice(0, 10_000) }, { method: 'post' })
  }, [answer, question.id, submit])
  const form = typed ?? drafting.data?.draft ?? { subject: '', text: '' }
  const said = sending.state === 'idle' ? sending.data : undefined
  const errorOf = (name: string): { error?: string } => {
    const field = said?.ok === false ? said.fields.find(({ path }) => path[0] === name) : undefined
    return field ? { error: t(`faqQuestions.error.${field.message}`) } : {}
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        sending.submit({ intent: 'reply', id, questionId: question.id, ...form }, { method: 'post' })
      }}
    >
      <BlockStack gap="300">
        <Text as="h3" variant="headingSm">
          {t('faqQuestions.replyTitle')}
        </Text>
        <TextField
          label={t('faqQuestions.subject')}
          value={form.subject}
          onChange={(subject) => setTyped({ ...form, subject })}
          autoComplete="off"
          disabled={drafting.state !== 'idle'}
          {...errorOf('subject')}
        />
        <TextField
          label={t('faqQuestions.text')}
          value={form.text}
          onChange={(text) => setTyped({ ...form, text })}
          multiline={8}
          autoComplete="off"
          disabled={drafting.state !== 'idle'}
          helpText={t('faqQuestions.sendWhat')}
          {...errorOf('text')}
        />
        <Refusal fetcher={sending} fields={['questionId']} />
        <InlineStack gap="200">
          <Button submit variant="primary" loading={sending.state !== 'idle'} disabled={drafting.state !== 'idle'}>
            {t('faqQuestions.send')}
          </Button>
          <Button onClick={onClose}>{t('faqQuestions.cancel')}</Button>
        </InlineStack>
      </BlockStack>
    </form>
  )
}
