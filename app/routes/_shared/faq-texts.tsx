/**
 * An answer in two languages side by side: the one it was written in, and one of the others. In: the texts, the languages, what each translation was
 * made from. Out: changes of one text. Invariant: on a phone they stand under each other; what the source said before is shown where it changed since.
 */
import { Badge, Banner, BlockStack, Button, Card, InlineStack, Select, Text, TextField } from '@shopify/polaris'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from '@remix-run/react'
import { placeholderDrift, plainText, type TranslationState } from '#app/tools/faq/entries/content.ts'
import { compareWords } from '#app/tools/faq/entries/difference.ts'
import { LONGEST_QUESTION } from '#app/tools/faq/entries/schema.ts'
import { parseAnswer } from '#app/tools/faq/placeholders/parse.ts'
import { useLanguageName } from '#app/ui/language-names.ts'
import { useMounted } from '#app/ui/mounted.ts'
import { NO_TEXT, type FaqFields, type FieldText } from './faq-fields.ts'
import { FaqRuns } from './faq-runs.tsx'
import { useRefusal } from './rule-fields.tsx'

const RichText = lazy(() => import('./faq-rich-text.tsx'))

interface FaqTextsProps {
  fields: FaqFields
  /** of the shop, the primary first, and those that only this answer has */
  languages: readonly string[]
  states: Readonly<Record<string, TranslationState>>
  /** what the source said when a translation was made that is out of date now */
  madeFrom: Readonly<Record<string, { question: string; answer: string }>>
  /** the other language that is open; null: the shop has one language */
  open: string | null
  /** changes when the fields are filled anew, so that the editors begin again */
  filled: number
  alike: readonly { id: string; question: string }[]
  onOpen: (language: string) => void
  onText: (language: string, change: Partial<FieldText>) => void
  onConfirm: (language: string, on: boolean) => void
}

export function FaqTexts(props: FaqTextsProps) {
  const { fields, languages, states, open, filled, onOpen } = props
  const { t } = useTranslation()
  const languageName = useLanguageName()
  const others = languages.filter((language) => language !== fields.source)
  return (
    <div className={open === null ? undefined : 'faq-side-by-side'}>
      <Card>
        <BlockStack gap="400">
          <InlineStack align="space-between" blockAlign="center" gap="200">
            <Text as="h2" variant="headingMd">
              {languageName(fields.source)}
            </Text>
            <Badge>{t('faqEditor.source')}</Badge>
          </InlineStack>
          <OneText key={`source ${filled}`} {...props} language={fields.source} />
        </BlockStack>
      </Card>
      {open !== null && (
        <Card>
          <BlockStack gap="400">
            <Text as="h2" visuallyHidden>
              {t('faqEditor.translationTitle', { language: languageName(open) })}
            </Text>
            <Select
              label={t('faqEditor.translation')}
              labelHidden
              options={others.map((language) => ({
                value: language,
                label: t(`faqEditor.languageState.${states[language] ?? 'missing'}`, {
                  language: languageName(language),
                }),
              }))}
              value={open}
              onChange={onOpen}
            />
            <Stale {...props} language={open} />
            <OneText key={`${open} ${filled}`} {...props} language={open} />
          </BlockStack>
        </Card>
      )}
    </div>
  )
}

/** What changed in the source since this translation was made, and the word that it is still right. */
function Stale({ fields, states, madeFrom, language, onConfirm }: FaqTextsProps & { language: string }) {
  const { t } = useTranslation()
  if (states[language] !== 'stale') return null
  const before = madeFrom[language]
  const now = fields.texts[fields.source] ?? NO_TEXT
  const confirmed = fields.confirmed.includes(language)
  return (
    <Banner
      tone={confirmed ? 'success' : 'warning'}
      title={t(confirmed ? 'faqEditor.confirmed' : 'faqEditor.stale')}
      action={{
        content: t(confirmed ? 'faqEditor.confirmUndo' : 'faqEditor.confirm'),
        onAction: () => onConfirm(language, !confirmed),
      }}
    >
      {before && !confirmed && (
        <BlockStack gap="100">
          <FaqRuns runs={compareWords(before.question, now.question)} />
          <FaqRuns runs={compareWords(plainText(before.answer), plainText(now.answer))} />
        </BlockStack>
      )}
    </Banner>
  )
}

function OneText({ fields, language, alike, onText }: FaqTextsProps & { language: string }) {
  const { t } = useTranslation()
  const languageName = useLanguageName()
  const mounted = useMounted()
  const isSource = language === fields.source
  const text = fields.texts[language] ?? NO_TEXT
  const source = fields.texts[fields.source] ?? NO_TEXT
  const questionError = useRefusal(['texts', language, 'question'])
  const answerError = useRefusal(['texts', language, 'answer'])
  const aliasesError = useRefusal(['texts', language, 'aliases'])
  const label = t('faqEditor.answerIn', { language: languageName(language) })
  const unknown = parseAnswer(plainText(text.answer)).flatMap((part) =>
    part.kind === 'unknown' || part.kind === 'malformed' ? [part.text] : [],
  )
  const drift =
    isSource || text.answer === '' ? { missing: [], extra: [] } : placeholderDrift(source.answer, text.answer)
  const valueNames = (names: readonly string[]): string => names.map((name) => t(`faqEditor.value.${name}`)).join(', ')
  return (
    <BlockStack gap="400">
      <BlockStack gap="100">
        <TextField
          label={t('faqEditor.question')}
          value={text.question}
          onChange={(question) => onText(language, { question })}
          maxLength={LONGEST_QUESTION}
          autoComplete="off"
          {...(isSource ? {} : { placeholder: source.question })}
          {...(questionError === undefined ? {} : { error: questionError })}
        />
        <div aria-live="polite">
          {isSource && alike.length > 0 && (
            <Text as="p" variant="bodySm">
              {t('faqEditor.alike')}{' '}
              {alike.map(({ id, question }, index) => (
                <span key={id}>
                  {index > 0 && ' · '}
                  <Link to={`/app/faq/${id}`}>{question}</Link>
                </span>
              ))}
            </Text>
          )}
        </div>
      </BlockStack>
      <BlockStack gap="100">
        <Text as="p">{t('faqEditor.answer')}</Text>
        {/* The editor is drawn in the browser only; its room is kept. */}
        {mounted ? (
          <Suspense fallback={<div className="faq-answer-room" />}>
            <RichText
              label={label}
              language={language}
              value={text.answer}
              onChange={(answer) => onText(language, { answer })}
              error={answerError}
            />
          </Suspense>
        ) : (
          <div className="faq-answer-room" />
        )}
        {answerError !== undefined && (
          <Text as="p" tone="critical">
            {answerError}
          </Text>
        )}
        {unknown.length > 0 && (
          <Text as="p" tone="caution">
            {t('faqEditor.unknownValue', { text: unknown.join(' ') })}
          </Text>
        )}
        {drift.missing.length > 0 && (
          <Text as="p" tone="caution">
            {t('faqEditor.valueMissing', { values: valueNames(drift.missing) })}
          </Text>
        )}
        {drift.extra.length > 0 && (
          <Text as="p" tone="caution">
            {t('faqEditor.valueExtra', { values: valueNames(drift.extra) })}
          </Text>
        )}
      </BlockStack>
      <TextField
        label={t('faqEditor.aliases')}
        helpText={t('faqEditor.aliasesHelp')}
        value={text.aliases}
        onChange={(aliases) => onText(language, { aliases })}
        multiline={2}
        maxHeight={160}
        autoComplete="off"
        {...(aliasesError === undefined ? {} : { error: aliasesError })}
      />
      {!isSource && text.question === '' && text.answer === '' && source.answer !== '' && (
        <InlineStack>
          <Button size="slim" onClick={() => onText(language, { ...source })}>
            {t('faqEditor.copySource')}
          </Button>
        </InlineStack>
      )}
    </BlockStack>
  )
}
