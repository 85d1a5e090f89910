/**
 * An answer before shoppers read it: what it says in each market, and whether a visitor sees it or why not. In: what is in the editor, what the
 * settings say per market. Out: nothing is saved. Invariant: the same engines that the shop's answers go through decide here.
 */
import { Badge, BlockStack, Card, InlineGrid, List, Select, Text } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MarketFacts } from '#app/tools/faq/market-facts.ts'
import { isBlankHtml } from '#app/tools/faq/entries/content.ts'
import { TEMPLATES } from '#app/tools/faq/entries/schema.ts'
import { placeholdersOf } from '#app/tools/faq/placeholders/parse.ts'
import { resolveAnswer } from '#app/tools/faq/placeholders/resolve.ts'
import { answerLocale } from '#app/tools/faq/placeholders/words.ts'
import type { TargetChoices } from '#app/tools/faq/targeting/choices.ts'
import { decideShown, type VisitorContext } from '#app/tools/faq/targeting/targeting.ts'
import { useLanguageName } from '#app/ui/language-names.ts'
import { useMounted } from '#app/ui/mounted.ts'
import type { FaqFields } from './faq-fields.ts'

export interface PreviewMarket {
  /** null: any market without its own settings */
  handle: string | null
  name: string | null
  facts: MarketFacts
}

interface FaqPreviewProps {
  fields: FaqFields
  choices: TargetChoices
  markets: readonly PreviewMarket[]
  /** when the page was made */
  asOf: string
}

/** Languages with a whole text, the source first. */
function languagesOf({ source, texts }: FaqFields): string[] {
  const whole = Object.entries(texts)
    .filter(([, { question, answer }]) => question.trim() !== '' && !isBlankHtml(answer))
    .map(([language]) => language)
  return [...whole.filter((language) => language === source), ...whole.filter((language) => language !== source)]
}

export function FaqPreview(props: FaqPreviewProps) {
  const { t } = useTranslation()
  const mounted = useMounted()
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('faqEditor.preview.title')}
        </Text>
        {/* Money and dates are written by the browser: the server writes them a little differently. */}
        {mounted ? <Reading {...props} /> : <div className="faq-preview-room" />}
        <WhoSees {...props} />
      </BlockStack>
    </Card>
  )
}

function Reading({ fields, markets }: FaqPreviewProps) {
  const { t } = useTranslation()
  const languageName = useLanguageName()
  const languages = languagesOf(fields)
  const [asked, setLanguage] = useState('')
  const [askedMarket, setMarket] = useState('')
  const language = languages.includes(asked) ? asked : (languages[0] ?? fields.source)
  const nameOf = ({ name }: PreviewMarket): string => name ?? t('faqEditor.preview.otherMarkets')
  const keyOf = ({ handle }: PreviewMarket): string => handle ?? '*'
  const market = markets.find((each) => keyOf(each) === askedMarket) ?? markets[0]
  const answer = fields.texts[language]?.answer ?? ''
  const names = placeholdersOf(answer)
  const locale = answerLocale(language)
  if (!market || languages.length === 0)
    return (
      <Text as="p" tone="subdued">
        {t('faqEditor.preview.nothing')}
      </Text>
    )
  const resolved = resolveAnswer(answer, market.facts, locale, 'html')
  const unfilled = names.filter(
    (name) => resolveAnswer(`{{${name}}}`, market.facts, locale, 'text').outcome !== 'resolved',
  )
  return (
    <BlockStack gap="300">
      <InlineGrid columns={{ xs: 1, sm: 2 }} gap="300">
        <Select
          label={t('faqEditor.preview.market')}
          options={markets.map((each) => ({ value: keyOf(each), label: nameOf(each) }))}
          value={keyOf(market)}
          onChange={setMarket}
        />
        <Select
          label={t('faqEditor.preview.language')}
          options={languages.map((value) => ({ value, label: languageName(value) }))}
          value={language}
          onChange={setLanguage}
        />
      </InlineGrid>
      <div className="faq-preview" lang={language} dir="auto" aria-live="polite">
        <strong>{fields.texts[language]?.question}</strong>
        {resolved.outcome === 'resolved' ? (
          // The editor's own document or what the server sanitised: neither holds anything but its few tags.
          <div dangerouslySetInnerHTML={{ __html: resolved.text }} />
        ) : (
          <Text as="p" tone="caution">
            {unfilled.length > 0
              ? t('faqEditor.preview.unfilled', {
                  values: unfilled.map((name) => t(`faqEditor.value.${name}`)).join(', '),
                  market: nameOf(market),
                })
              : t('faqEditor.preview.broken')}
          </Text>
        )}
      </div>
      {names.length > 0 && (
        <BlockStack gap="100">
          <Text as="h3" variant="headingSm">
            {t('faqEditor.preview.perMarket')}
          </Text>
          <List>
            {markets.map((each) => (
              <List.Item key={keyOf(each)}>
                {nameOf(each)}
                {': '}
                {names
                  .map((name) => {
                    const value = resolveAnswer(`{{${name}}}`, each.facts, locale, 'text')
                    return value.outcome === 'resolved' ? value.text : t('faqEditor.preview.unknown')
                  })
                  .join(' · ')}
              </List.Item>
            ))}
          </List>
        </BlockStack>
      )}
    </BlockStack>
  )
}

function WhoSees({ fields, choices, asOf }: FaqPreviewProps) {
  const { t } = useTranslation()
  const languageName = useLanguageName()
  const { target } = fields
  const [market, setMarket] = useState(choices.markets[0]?.handle ?? '')
  const [language, setLanguage] = useState(choices.languages[0] ?? fields.source)
  const [template, setTemplate] = useState('page')
  const [goods, setGoods] = useState('')
  const kinds = [
    { value: '', label: t('faqEditor.who.noProduct') },
    ...(target.products ?? []).map((id) => ({
      value: `product ${id}`,
      label: choices.products.find((product) => product.id === id)?.title ?? t('faqEditor.target.goneProduct', { id }),
    })),
    ...(target.collections ?? []).map((id) => ({
      value: `collection ${id}`,
      label: t('faqEditor.who.inCollection', {
        title: choices.collections.find((collection) => collection.id === id)?.title ?? id,
      }),
    })),
    ...(target.tags ?? []).map((tag) => ({ value: `tag ${tag}`, label: t('faqEditor.who.withTag', { tag }) })),
    { value: 'other', label: t('faqEditor.who.otherProduct') },
  ]
  const shown = kinds.some(({ value }) => value === goods) ? goods : ''
  const [kind, ...rest] = shown.split(' ')
  const named = rest.join(' ')
  const visitor: VisitorContext = {
    market,
    language,
    template,
    productId: kind === 'product' ? named : kind === '' || kind === undefined ? null : '0',
    collectionIds: kind === 'collection' ? [named] : [],
    productTags: kind === 'tag' ? [named] : [],
    asOf,
  }
  const decision = decideShown(
    {
      id: '0',
      state: 'published',
      position: 1,
      startsAt: fields.startsAt,
      endsAt: fields.endsAt,
      target,
      languages: languagesOf(fields),
    },
    visitor,
  )
  return (
    <BlockStack gap="300">
      <Text as="h3" variant="headingSm">
        {t('faqEditor.who.title')}
      </Text>
      <InlineGrid columns={{ xs: 1, sm: 2 }} gap="300">
        {choices.markets.length > 0 && (
          <Select
            label={t('faqEditor.who.market')}
            options={choices.markets.map(({ handle, name }) => ({ value: handle, label: name }))}
            value={market}
            onChange={setMarket}
          />
        )}
        <Select
          label={t('faqEditor.who.language')}
          options={choices.languages.map((value) => ({ value, label: languageName(value) }))}
          value={language}
          onChange={setLanguage}
        />
        <Select
          label={t('faqEditor.who.template')}
          options={TEMPLATES.map((value) => ({ value, label: t(`faqEditor.template.${value}`) }))}
          value={template}
          onChange={setTemplate}
        />
        <Select label={t('faqEditor.who.product')} options={kinds} value={shown} onChange={setGoods} />
      </InlineGrid>
      <div aria-live="polite">
        <BlockStack gap="100" inlineAlign="start">
          <Badge tone={decision.shown ? 'success' : 'attention'}>
            {t(decision.shown ? 'faqEditor.who.shown' : 'faqEditor.who.hidden')}
          </Badge>
          <Text as="p">
            {decision.shown
              ? t('faqEditor.who.shownIn', { language: languageName(decision.language) })
              : t(`faqEditor.hidden.${decision.reason}`)}
          </Text>
        </BlockStack>
      </div>
    </BlockStack>
  )
}
