/**
 * What holds for every rule: guards, endings by currency with an example, and how small a change is left alone.
 * In: these parts of the document. Out: the parts anew. Invariant: the example is made by the planner's own rounding.
 */
import { BlockStack, Button, Card, InlineStack, Text, TextField } from '@shopify/polaris'
import { DeleteIcon, PlusIcon } from '@shopify/polaris-icons'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { minorDigits } from '#app/kernel/money.ts'
import type { RuleChoices } from '#app/tools/pricing/rules/choices.ts'
import { compileRounding, wantedEnding } from '#app/tools/pricing/rules/rounding.ts'
import {
  defaultRounding,
  Rounding,
  ROUNDING_MODES,
  type Guards,
  type RuleSet,
} from '#app/tools/pricing/rules/schema.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ChoiceField, FieldRow, PercentField, SwitchField, useRefusal, type Place } from './rule-fields.tsx'

export function GuardsCard({
  guards,
  deadBandBps,
  onGuards,
  onDeadBand,
}: {
  guards: Guards
  deadBandBps: number
  onGuards: (guards: Guards) => void
  onDeadBand: (bps: number) => void
}) {
  const { t } = useTranslation()
  const none = t('pricingRules.guards.noLimit')
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('pricingRules.guards.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('pricingRules.guards.what')}
          </Text>
        </BlockStack>
        <PercentField
          place={['guards', 'minMarginBps']}
          label={t('pricingRules.guards.minMargin')}
          help={t('pricingRules.guards.minMarginHelp')}
          value={guards.minMarginBps}
          onChange={(minMarginBps) => onGuards({ ...guards, minMarginBps })}
        />
        <PercentField
          place={['guards', 'maxUpBps']}
          label={t('pricingRules.guards.maxUp')}
          value={guards.maxUpBps}
          onChange={(maxUpBps) => onGuards({ ...guards, maxUpBps })}
          onEmpty={() => onGuards({ ...guards, maxUpBps: null })}
          emptyMeans={none}
        />
        <PercentField
          place={['guards', 'maxDownBps']}
          label={t('pricingRules.guards.maxDown')}
          help={t('pricingRules.guards.maxHelp')}
          value={guards.maxDownBps}
          onChange={(maxDownBps) => onGuards({ ...guards, maxDownBps })}
          onEmpty={() => onGuards({ ...guards, maxDownBps: null })}
          emptyMeans={none}
        />
        <SwitchField
          label={t('pricingRules.guards.compareAt')}
          help={t('pricingRules.guards.compareAtHelp')}
          value={guards.neverAboveCompareAt}
          onChange={(neverAboveCompareAt) => onGuards({ ...guards, neverAboveCompareAt })}
        />
        <PercentField
          place={['deadBandBps']}
          label={t('pricingRules.guards.deadBand')}
          help={t('pricingRules.guards.deadBandHelp')}
          value={deadBandBps}
          onChange={onDeadBand}
        />
      </BlockStack>
    </Card>
  )
}

export function RoundingsCard({
  roundings,
  choices,
  onChange,
}: {
  roundings: RuleSet['roundings']
  choices: RuleChoices
  onChange: (roundings: Rounding[]) => void
}) {
  const { t } = useTranslation()
  const missing = [...new Set(choices.books.map((book) => book.currency))].filter(
    (currency) => !roundings.some((rounding) => rounding.currency === currency),
  )
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('pricingRules.rounding.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('pricingRules.rounding.what')}
          </Text>
        </BlockStack>
        {roundings.map((rounding, index) => (
          <OneRounding
            key={rounding.currency}
            place={['roundings', index]}
            rounding={rounding}
            onChange={(next) => onChange(roundings.with(index, next))}
            onRemove={() => onChange(roundings.toSpliced(index, 1))}
          />
        ))}
        {missing.length > 0 && (
          <BlockStack gap="200">
            <Text as="p" tone="subdued">
              {t('pricingRules.rounding.exact', { currencies: missing.join(', ') })}
            </Text>
            <InlineStack gap="200">
              {missing.map((currency) => (
                <Button
                  key={currency}
                  icon={PlusIcon}
                  onClick={() => onChange([...roundings, defaultRounding(currency)])}
                >
                  {t('pricingRules.rounding.add', { currency })}
                </Button>
              ))}
            </InlineStack>
          </BlockStack>
        )}
      </BlockStack>
    </Card>
  )
}

/** The last digits a price ends with; more of them is a coarser grid. */
function OneRounding({
  place,
  rounding,
  onChange,
  onRemove,
}: {
  place: Place
  rounding: Rounding
  onChange: (rounding: Rounding) => void
  onRemove: () => void
}) {
  const { t } = useTranslation()
  const { currency } = rounding
  const digits = minorDigits(currency)
  const steps = [10, 100, 1_000, 10_000].filter(
    (step) => step >= 10 ** Math.min(digits, 2) || step === rounding.modulusMinor,
  )
  const format = useFormat()
  return (
    <fieldset className="plain-fieldset">
      <legend>
        <Text as="span" fontWeight="semibold">
          {currency}
        </Text>
      </legend>
      <BlockStack gap="200">
        <FieldRow>
          <Endings
            place={place}
            rounding={rounding}
            onChange={(endingsMinor) => onChange({ ...rounding, endingsMinor })}
          />
          <ChoiceField
            place={[...place, 'modulusMinor']}
            label={t('pricingRules.rounding.of')}
            value={String(rounding.modulusMinor)}
            choices={[...new Set([...steps, rounding.modulusMinor])]
              .sort((a, b) => a - b)
              .map((step) => ({
                value: String(step),
                label: t('pricingRules.rounding.each', { step: format.money(step, currency) }),
              }))}
            onChange={(step) => onChange({ ...rounding, modulusMinor: Number(step) })}
          />
          <ChoiceField
            place={[...place, 'mode']}
            label={t('pricingRules.rounding.mode')}
            value={rounding.mode}
            choices={ROUNDING_MODES.map((value) => ({ value, label: t(`pricingRules.rounding.${value}`) }))}
            onChange={(mode) => onChange({ ...rounding, mode })}
          />
        </FieldRow>
        <SwitchField
          label={t('pricingRules.rounding.sticky')}
          help={t('pricingRules.rounding.stickyHelp')}
          value={rounding.sticky}
          onChange={(sticky) => onChange({ ...rounding, sticky })}
        />
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Example rounding={rounding} />
          <Button
            icon={DeleteIcon}
            variant="tertiary"
            accessibilityLabel={t('pricingRules.rounding.remove', { currency })}
            onClick={onRemove}
          />
        </InlineStack>
      </BlockStack>
    </fieldset>
  )
}

function Endings({
  place,
  rounding,
  onChange,
}: {
  place: Place
  rounding: Rounding
  onChange: (endings: number[]) => void
}) {
  const { t } = useTranslation()
  const { endingsMinor } = rounding
  const [text, setText] = useState(() => endingsMinor.join(', '))
  const [seen, setSeen] = useState(endingsMinor)
  const parse = (given: string): number[] =>
    given
      .split(/[\s,;，；、]+/)
      .filter((part) => part !== '')
      // What is no number stays as it is: the schema refuses it here.
      .map((part) => (/^\d{1,7}$/.test(part) ? Number(part) : (part as unknown as number)))
  if (seen !== endingsMinor) {
    setSeen(endingsMinor)
    if (parse(text).join() !== endingsMinor.join()) setText(endingsMinor.join(', '))
  }
  const whole = useRefusal([...place, 'endingsMinor'])
  const first = useRefusal([...place, 'endingsMinor', 0])
  const second = useRefusal([...place, 'endingsMinor', 1])
  const error = whole ?? first ?? second
  return (
    <TextField
      label={t('pricingRules.rounding.endings')}
      helpText={t('pricingRules.rounding.endingsHelp')}
      value={text}
      onChange={(next) => {
        setText(next)
        onChange(parse(next))
      }}
      autoComplete="off"
      {...(error === undefined ? {} : { error })}
    />
  )
}

/** 12.34 of a currency with two digits, 1,234 of one without, 1.234 of one with three. */
function Example({ rounding }: { rounding: Rounding }) {
  const { t } = useTranslation()
  const format = useFormat()
  const checked = Rounding.safeParse(rounding)
  if (!checked.success) {
    return (
      <Text as="p" tone="subdued">
        {t('pricingRules.rounding.noExample')}
      </Text>
    )
  }
  const { currency, modulusMinor } = checked.data
  const raw = modulusMinor > 1_000 ? modulusMinor + Math.round(modulusMinor * 0.234) : 1_234
  const ended = wantedEnding(compileRounding(checked.data), raw)
  return (
    <Text as="p" tone="subdued">
      <span aria-live="polite">
        {t('pricingRules.rounding.example', { from: format.money(raw, currency), to: format.money(ended, currency) })}
      </span>
    </Text>
  )
}
