/**
 * "Try it": what the rules, as they stand in the editor, would make of one variant in each price book, and why.
 * In: the document. Out: old and new prices with their steps. Invariant: nothing is saved; a result that the document has left behind says so.
 */
import { useFetcher } from '@remix-run/react'
import { Badge, Banner, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FoundVariant } from '#app/mirror/views.ts'
import type { RuleSet } from '#app/tools/pricing/rules/schema.ts'
import type { TriedPrice, TriedVariant } from '#app/tools/pricing/trial/schema.ts'
import { useFormat } from '#app/ui/format.tsx'
import { PriceSteps } from './price-steps.tsx'
import { PickVariant, TRIAL_URL } from './rule-pick.tsx'
import { useBookName } from './rule-words.tsx'

export type TrialAnswer = { ok: true; tried: TriedVariant } | { ok: false; code: string }

/** `valid`: the document parses; otherwise its fields say what is wrong and there is nothing to try. */
export function TrialCard({ ruleSet, valid, onInvalid }: { ruleSet: RuleSet; valid: boolean; onInvalid: () => void }) {
  const { t } = useTranslation()
  const fetcher = useFetcher<TrialAnswer>()
  const [variant, setVariant] = useState<FoundVariant | null>(null)
  const [asked, setAsked] = useState<RuleSet | null>(null)
  const result = fetcher.data
  const run = (chosen: FoundVariant | null): void => {
    if (!chosen) return
    if (!valid) return onInvalid()
    setAsked(ruleSet)
    fetcher.submit({ trial: JSON.stringify({ ruleSet, variantId: chosen.id }) }, { method: 'post', action: TRIAL_URL })
  }
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('pricingRules.trial.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('pricingRules.trial.what')}
          </Text>
        </BlockStack>
        <PickVariant
          place={['trial']}
          label={t('pricingRules.trial.variant')}
          chosen={variant}
          onChange={(chosen) => {
            setVariant(chosen)
            run(chosen)
          }}
        />
        <div>
          <Button onClick={() => run(variant)} disabled={variant === null} loading={fetcher.state !== 'idle'}>
            {t('pricingRules.trial.run')}
          </Button>
        </div>
        {variant !== null && !valid && <Banner tone="warning">{t('pricingRules.trial.invalid')}</Banner>}
        <div aria-live="polite">
          {result && !result.ok && <Banner tone="critical">{t(`error.${result.code}.what`)}</Banner>}
          {result?.ok && (
            <BlockStack gap="400">
              {asked !== ruleSet && <Banner tone="info">{t('pricingRules.trial.stale')}</Banner>}
              {result.tried.prices.map((price) => (
                <Tried key={price.book.id} price={price} />
              ))}
            </BlockStack>
          )}
        </div>
      </BlockStack>
    </Card>
  )
}

const TONES = { change: 'success', same: undefined, held: 'info', refused: 'warning' } as const

function Tried({ price }: { price: TriedPrice }) {
  const { t } = useTranslation()
  const format = useFormat()
  const bookName = useBookName()
  const { currency } = price.book
  const money = (minor: number | null): string =>
    minor === null ? t('pricingRules.trial.unknown') : format.money(minor, currency)
  const tone = TONES[price.outcome]
  return (
    <BlockStack gap="200">
      <InlineStack gap="200" blockAlign="center">
        <Text as="h3" variant="headingSm">
          {bookName(price.book)}
        </Text>
        <Badge {...(tone ? { tone } : {})}>{t(`pricingTrace.outcome.${price.outcome}`)}</Badge>
      </InlineStack>
      <dl className="facts">
        <div>
          <dt>{t('pricingRules.trial.price')}</dt>
          <dd>
            {price.oldMinor === price.newMinor
              ? money(price.newMinor)
              : `${money(price.oldMinor)} → ${money(price.newMinor)} (${format.signedPercent(price.changeBps / 10_000)})`}
          </dd>
        </div>
        {price.newCompareAtMinor !== null && (
          <div>
            <dt>{t('pricingRules.trial.compareAt')}</dt>
            <dd>{money(price.newCompareAtMinor)}</dd>
          </div>
        )}
        <div>
          <dt>{t('pricingRules.trial.margin')}</dt>
          <dd>
            {price.oldMinor === price.newMinor || price.newMarginMinor === null
              ? money(price.newMarginMinor)
              : `${money(price.oldMarginMinor)} → ${money(price.newMarginMinor)}`}
          </dd>
        </div>
      </dl>
      <Text as="p">{t(`pricingTrace.reason.${price.reason}`)}</Text>
      <PriceSteps steps={price.steps} />
    </BlockStack>
  )
}
