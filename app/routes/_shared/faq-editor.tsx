/**
 * The editor of one answer. In: what is stored, what the shop has to choose from, what the settings say. Out: forms to the page's action.
 * Invariant: what was typed stays until it is saved, discarded or left on purpose; a second person's save is told, and neither text is lost; every
 * refusal stands at its field.
 */
import { useBlocker, useNavigation, useRevalidator, useSubmit } from '@remix-run/react'
import { SaveBar } from '@shopify/app-bridge-react'
import { Badge, Banner, BlockStack, Box, Button, Card, InlineStack, Modal, Select, Text } from '@shopify/polaris'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { publishProblems, translationState, type TranslationState } from '#app/tools/faq/entries/content.ts'
import { EntryForm, type EntryContent } from '#app/tools/faq/entries/schema.ts'
import type { EntryState } from '#app/tools/faq/listing/schema.ts'
import { findAlike } from '#app/tools/faq/listing/twins.ts'
import type { TargetChoices } from '#app/tools/faq/targeting/choices.ts'
import { useHasBridge, useToast } from '#app/ui/admin-bridge.ts'
import { FaqNav } from '#app/ui/faq-nav.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { usePageParams } from '#app/ui/search-params.ts'
import { TwoColumns } from '#app/ui/two-columns.tsx'
import type { ActionAnswer } from './action-answer.ts'
import { NO_TEXT, toFields, toForm, type FaqFields } from './faq-fields.ts'
import { FaqPreview, type PreviewMarket } from './faq-preview.tsx'
import { FaqTarget } from './faq-target.tsx'
import { FaqTexts } from './faq-texts.tsx'
import { RefusalsProvider } from './rule-fields.tsx'

/** What the pages' actions answer; `current`: after a conflict, the number of the newest version. */
export type EditorAnswer = ActionAnswer & { current: number | null }

export interface EditorData {
  /** null: a new one */
  id: string | null
  categoryId: string
  content: EntryContent
  /** of the newest version; 0: a new one */
  number: number
  state: EntryState
  madeFrom: Record<string, { question: string; answer: string }>
  categories: { id: string; title: string }[]
  choices: TargetChoices
  markets: PreviewMarket[]
  /** of every entry, by language */
  questions: { id: string; questions: Record<string, string[]> }[]
  asOf: string
}

export function FaqEditor({ stored, said }: { stored: EditorData; said: EditorAnswer | undefined }) {
  const { t, i18n } = useTranslation()
  const submit = useSubmit()
  const revalidator = useRevalidator()
  const { state: loading, formMethod } = useNavigation()
  const busy = formMethod !== undefined
  const hasBridge = useHasBridge()
  const toast = useToast()
  const top = useRef<HTMLDivElement>(null)
  const leaving = useRef(false)
  const { get, change: changeParams } = usePageParams()
  const [base, setBase] = useState(stored)
  const [fields, setFields] = useState<FaqFields>(() => toFields(stored.categoryId, stored.content))
  const [filled, setFilled] = useState(0)
  const [attempted, setAttempted] = useState<false | 'save' | 'publish'>(false)
  const [deleting, setDeleting] = useState(false)
  const [heard, setHeard] = useState(said)
  const [sent, setSent] = useState<string | null>(null)
  const { id, choices } = stored

  const beginning = JSON.stringify(toFields(base.categoryId, base.content))
  const touched = JSON.stringify(fields) !== beginning
  const restart = (): void => {
    const next = toFields(stored.categoryId, stored.content)
    setBase(stored)
    setFields(next)
    setAttempted(false)
    // Sanitised or somebody else's text: the editors begin again. What came back as it was typed leaves the cursor where it is.
    if (JSON.stringify(next.texts) !== JSON.stringify(fields.texts)) setFilled((now) => now + 1)
  }
  const isOther = base.number !== stored.number || base.categoryId !== stored.categoryId || base.state !== stored.state
  if (said !== heard && loading === 'idle') {
    // Saved: what the server keeps is the new beginning, also where it says what was there already.
    setHeard(said)
    if (said?.ok === true) {
      // What was typed while it was being saved stays, and is not saved yet.
      if (sent === null || sent === JSON.stringify(fields)) restart()
      else setBase(stored)
    }
  } else if (isOther && !touched) restart()
  const dirty = touched

  const shown = [...choices.languages, ...Object.keys(fields.texts)].filter(
    (language, index, all) => all.indexOf(language) === index,
  )
  const others = shown.filter((language) => language !== fields.source)
  const asked = get('language')
  const open = others.find((language) => language === asked) ?? others[0] ?? null
  const states = Object.fromEntries(shown.map((language) => [language, stateOf(base.content, fields, language)]))

  const form = toForm(fields)
  const checked = EntryForm.safeParse(form)
  const refusals = new Map<string, string>()
  const words = (message: string): string =>
    i18n.exists(`faqEditor.error.${message}`) ? t(`faqEditor.error.${message}`) : t('faqEditor.error.invalid')
  if (said?.ok === false) for (const { path, message } of said.fields) refusals.set(place(path), words(message))
  if (attempted && !checked.success)
    for (const { path, message } of checked.error.issues) refusals.set(place(path.map(String)), words(message))
  const unpublishable = publishProblems(fields)
  if (attempted === 'publish')
    for (const { code, language } of unpublishable)
      refusals.set(`texts.${language}.${code === 'answer_missing' ? 'answer' : 'question'}`, words(code))
  const conflict = said?.ok === false && said.code === 'conflict' && dirty

  useEffect(() => {
    if (said?.ok) toast(t(said.said))
  }, [said, t, toast])

  const set = (changes: Partial<FaqFields>): void => setFields((now) => ({ ...now, ...changes }))
  const showRefusals = (): void =>
    // After the fields say what is wrong.
    void setTimeout(
      () => (top.current?.querySelector<HTMLElement>('[aria-invalid="true"]') ?? top.current)?.focus(),
      50,
    )
  const send = (intent: 'save' | 'publish', basedOn = base.number): void => {
    if (busy) return
    setAttempted(intent)
    if (!checked.success || (intent === 'publish' && unpublishable.length > 0)) return showRefusals()
    if (id === null) leaving.current = true
    setSent(JSON.stringify(fields))
    submit(
      { intent, basedOn: String(basedOn), operation: crypto.randomUUID(), entry: JSON.stringify(form) },
      { method: 'post' },
    )
  }
  const plainly = (intent: 'unpublish' | 'delete'): void => {
    leaving.current = intent === 'delete'
    submit({ intent, operation: crypto.randomUUID() }, { method: 'post' })
  }
  // A new answer that was refused stays here.
  useEffect(() => {
    if (said?.ok === false) leaving.current = false
  }, [said])
  const discard = (): void => {
    setFields(toFields(base.categoryId, base.content))
    setFilled((now) => now + 1)
    setAttempted(false)
  }
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      dirty && !leaving.current && currentLocation.pathname !== nextLocation.pathname,
  )
  const alike = findAlike(
    fields.texts[fields.source]?.question ?? '',
    id,
    stored.questions.map((other) => ({ id: other.id, questions: other.questions[fields.source] ?? [] })),
  )
  const title = base.content.texts[base.content.source]?.question || t('faqEditor.newTitle')
  const publishable = dirty || base.state !== 'published'
  return (
    <RefusalsProvider refusals={refusals}>
      <PageFrame
        title={title}
        titleMetadata={
          <Badge tone={base.state === 'published' ? 'success' : base.state === 'changed' ? 'attention' : 'info'}>
            {t(`faq.state.${base.state}`)}
          </Badge>
        }
        back={{ content: t('faq.title'), url: '/app/faq' }}
        primaryAction={{
          content: t(dirty ? 'faqEditor.saveAndPublish' : 'faqEditor.publish'),
          disabled: busy || !publishable,
          onAction: () => send('publish'),
        }}
        fullWidth
      >
        <FaqNav current="entries" />
        <div ref={top} tabIndex={-1}>
          <BlockStack gap="400">
            {/* Not in the title's row: Polaris folds several actions there only once the browser has measured them, and the page jumps. */}
            {id !== null && (
              <Box paddingInline={{ xs: '400', sm: '0' }}>
                <InlineStack gap="200">
                  <Button url={`/app/faq/${id}/history`}>{t('faqEditor.history')}</Button>
                  <Button onClick={() => plainly('unpublish')} disabled={dirty || busy || base.state === 'draft'}>
                    {t('faqEditor.unpublish')}
                  </Button>
                  <Button tone="critical" onClick={() => setDeleting(true)} disabled={busy}>
                    {t('faqEditor.delete')}
                  </Button>
                </InlineStack>
              </Box>
            )}
            <div aria-live="polite">
              {conflict && (
                <Banner
                  tone="critical"
                  title={t('faqEditor.conflict.title')}
                  action={{
                    content: t('faqEditor.conflict.mine'),
                    onAction: () => send('save', said.current ?? base.number),
                  }}
                  secondaryAction={{
                    content: t('faqEditor.conflict.theirs'),
                    onAction: () => {
                      // Nothing typed here is kept: then the newest version fills the page.
                      setFields(toFields(base.categoryId, base.content))
                      setFilled((now) => now + 1)
                      revalidator.revalidate()
                    },
                  }}
                >
                  <p>{t('faqEditor.conflict.what')}</p>
                </Banner>
              )}
              {said?.ok === false && said.code !== 'conflict' && (
                <Banner tone="critical" title={t(`error.${said.code}.what`)}>
                  <p>{t(`error.${said.code}.advice`)}</p>
                </Banner>
              )}
              {attempted && refusals.size > 0 && !(said?.ok === false) && (
                <Banner tone="critical">
                  <p>{t('faqEditor.fix', { count: refusals.size })}</p>
                </Banner>
              )}
            </div>
            <FaqTexts
              fields={fields}
              languages={shown}
              states={states}
              madeFrom={stored.madeFrom}
              open={open}
              filled={filled}
              alike={alike}
              onOpen={(language) => changeParams({ language }, { replace: true })}
              onText={(language, changed) =>
                setFields((now) => ({
                  ...now,
                  texts: { ...now.texts, [language]: { ...(now.texts[language] ?? NO_TEXT), ...changed } },
                }))
              }
              onConfirm={(language, on) =>
                set({ confirmed: [...fields.confirmed.filter((each) => each !== language), ...(on ? [language] : [])] })
              }
            />
            <TwoColumns
              side={
                <BlockStack gap="400">
                  <Card>
                    <Select
                      label={t('faqEditor.category')}
                      options={stored.categories.map((category) => ({ value: category.id, label: category.title }))}
                      value={fields.categoryId}
                      onChange={(categoryId) => set({ categoryId })}
                    />
                  </Card>
                  <FaqTarget fields={fields} choices={choices} onChange={set} />
                </BlockStack>
              }
            >
              <FaqPreview fields={fields} choices={choices} markets={stored.markets} asOf={stored.asOf} />
            </TwoColumns>
            {!hasBridge && (
              <Box paddingInline={{ xs: '400', sm: '0' }}>
                <InlineStack gap="200">
                  <Button variant="primary" disabled={!dirty} loading={busy} onClick={() => send('save')}>
                    {t('faqEditor.save')}
                  </Button>
                  <Button disabled={!dirty} onClick={discard}>
                    {t('faqEditor.discard')}
                  </Button>
                </InlineStack>
              </Box>
            )}
          </BlockStack>
        </div>
        <Modal
          open={deleting}
          onClose={() => setDeleting(false)}
          title={t('faq.bulk.deleteTitle', { count: 1, number: 1 })}
          primaryAction={{
            content: t('faq.bulk.deleteNow'),
            destructive: true,
            onAction: () => {
              setDeleting(false)
              plainly('delete')
            },
          }}
          secondaryActions={[{ content: t('faq.cancel'), onAction: () => setDeleting(false) }]}
        >
          <Modal.Section>
            <Text as="p">{t('faqEditor.deleteWhat')}</Text>
          </Modal.Section>
        </Modal>
        <Modal
          open={blocker.state === 'blocked'}
          onClose={() => blocker.reset?.()}
          title={t('faqEditor.leave.title')}
          primaryAction={{
            content: t('faqEditor.leave.leave'),
            destructive: true,
            onAction: () => blocker.proceed?.(),
          }}
          secondaryActions={[{ content: t('faqEditor.leave.stay'), onAction: () => blocker.reset?.() }]}
        >
          <Modal.Section>
            <Text as="p">{t('faqEditor.leave.what')}</Text>
          </Modal.Section>
        </Modal>
        {hasBridge && (
          <SaveBar id="faq-save-bar" open={dirty}>
            <button type="button" variant="primary" onClick={() => send('save')} {...(busy ? { loading: '' } : {})}>
              {t('faqEditor.save')}
            </button>
            <button type="button" onClick={discard}>
              {t('faqEditor.discard')}
            </button>
          </SaveBar>
        )}
      </PageFrame>
    </RefusalsProvider>
  )
}

/** As it would be once it is saved: a text being typed counts, and a source being typed makes the others stale. */
function stateOf(before: EntryContent, fields: FaqFields, language: string): TranslationState {
  const text = fields.texts[language]
  if (language === fields.source) return 'source'
  if (!text) return 'missing'
  const stored = translationState(before, language)
  const was = before.texts[language]
  const isTyped = was?.question !== text.question || was.answer !== text.answer
  const number = (stale: boolean): number => (stale ? 1 : 2)
  return translationState(
    {
      source: fields.source,
      texts: {
        [fields.source]: { ...emptyText, sourceVersion: 2 },
        [language]: { ...emptyText, ...text, aliases: [], sourceVersion: number(stored === 'stale' && !isTyped) },
      },
    },
    language,
  )
}

const emptyText = { question: '', answer: '', aliases: [], updatedAt: '1970-01-01T00:00:00.000Z' }

/** An alias that is refused is said at the field of all of them, an item of a list at its list. */
function place(path: readonly string[]): string {
  return (path[0] === 'texts' ? path.slice(0, 3) : path[0] === 'target' ? path.slice(0, 2) : path).join('.')
}
