/**
 * What a rule of each kind asks for. In: the rule, its place, what the shop has to choose from. Out: the rule anew.
 * Invariant: every kind has its fields (a missing one does not compile); a field's refusal shows at the field.
 */
import { BlockStack, Button, Text, TextField } from '@shopify/polaris'
import { DeleteIcon, PlusIcon } from '@shopify/polaris-icons'
import type { ComponentType, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { FoundVariant } from '#app/mirror/views.ts'
import type { RuleChoices } from '#app/tools/pricing/rules/choices.ts'
import {
  COMPETITOR_POSITIONS,
  COMPETITOR_REFERENCES,
  type Distance,
  type PricingRule,
  type RuleKind,
  type RuleOf,
} from '#app/tools/pricing/rules/schema.ts'
import { currencyChoices } from './rule-conditions.tsx'
import {
  AmountField,
  ChoiceField,
  FieldRow,
  IntegerField,
  PercentField,
  SwitchField,
  useRefusal,
  type Place,
} from './rule-fields.tsx'
import { PickVariant } from './rule-pick.tsx'
import { InstantField } from './rule-instant.tsx'
import { useBookName } from './rule-words.tsx'

interface KindProps<K extends RuleKind> {
  rule: RuleOf<K>
  place: Place
  choices: RuleChoices
  onChange: (rule: RuleOf<K>) => void
  onVariant: (variant: FoundVariant) => void
}

type Fields = { [K in RuleKind]: (props: KindProps<K>) => ReactNode }

const FIELDS: Fields = {
  cost_plus: CostPlus,
  target_margin: TargetMargin,
  fixed_price: FixedPrice,
  follow_base: FollowBase,
  competitor: Competitor,
  stock_aware: StockAware,
  penetration: Penetration,
  bundle: Bundle,
  promotion: Promotion,
}

export function KindFields(
  props: Omit<KindProps<RuleKind>, 'rule' | 'onChange'> & { rule: PricingRule; onChange: (rule: PricingRule) => void },
) {
  // The rule's kind picks the fields that take this very kind; the compiler cannot see that it is one and the same.
  const Kind = FIELDS[props.rule.kind] as ComponentType<object>
  return <Kind {...props} />
}

function DistanceFields({
  place,
  distance,
  choices,
  onChange,
  percentLabel,
  amountLabel,
}: {
  place: Place
  distance: Distance
  choices: RuleChoices
  onChange: (distance: Distance) => void
  percentLabel: string
  amountLabel: string
}) {
  const { t } = useTranslation()
  return (
    <FieldRow>
      <ChoiceField
        place={[...place, 'by']}
        label={t('pricingRules.distance.by')}
        value={distance.by}
        choices={(['percent', 'amount'] as const).map((value) => ({
          value,
          label: t(`pricingRules.distance.${value}`),
        }))}
        onChange={(by) =>
          onChange(by === 'percent' ? { by, bps: 1_000 } : { by, amountMinor: 100, currency: choices.currency })
        }
      />
      {distance.by === 'percent' ? (
        <PercentField
          key="percent"
          place={[...place, 'bps']}
          label={percentLabel}
          value={distance.bps}
          onChange={(bps) => onChange({ ...distance, bps })}
        />
      ) : (
        <>
          <AmountField
            key="amount"
            place={[...place, 'amountMinor']}
            label={amountLabel}
            currency={distance.currency}
            value={distance.amountMinor}
            onChange={(amountMinor) => onChange({ ...distance, amountMinor })}
          />
          <ChoiceField
            place={[...place, 'currency']}
            label={t('pricingRules.currency')}
            value={distance.currency}
            choices={currencyChoices(choices, distance.currency)}
            onChange={(currency) => onChange({ ...distance, currency })}
          />
        </>
      )}
    </FieldRow>
  )
}

function CostPlus({ rule, place, choices, onChange }: KindProps<'cost_plus'>) {
  const { t } = useTranslation()
  return (
    <DistanceFields
      place={[...place, 'margin']}
      distance={rule.margin}
      choices={choices}
      onChange={(margin) => onChange({ ...rule, margin })}
      percentLabel={t('pricingRules.cost_plus.percent')}
      amountLabel={t('pricingRules.cost_plus.amount')}
    />
  )
}

function TargetMargin({ rule, place, onChange }: KindProps<'target_margin'>) {
  const { t } = useTranslation()
  return (
    <FieldRow>
      <PercentField
        place={[...place, 'marginBps']}
        label={t('pricingRules.target_margin.margin')}
        help={t('pricingRules.target_margin.help')}
        value={rule.marginBps}
        onChange={(marginBps) => onChange({ ...rule, marginBps })}
      />
    </FieldRow>
  )
}

function FixedPrice({ rule, place, choices, onChange }: KindProps<'fixed_price'>) {
  const { t } = useTranslation()
  const bookName = useBookName()
  const refusal = useRefusal([...place, 'prices'])
  const { prices } = rule
  const targets = [
    ...choices.books.map((book) => ({ value: `book:${book.id}`, label: bookName(book) })),
    ...[...new Set(choices.books.map((book) => book.currency))].map((currency) => ({
      value: `currency:${currency}`,
      label: t('pricingRules.fixed_price.everywhere', { currency }),
    })),
  ]
  const currencyOf = (line: (typeof prices)[number]): string =>
    line.for === 'currency'
      ? line.currency
      : (choices.books.find((book) => book.id === line.bookId)?.currency ?? choices.currency)
  const put = (index: number, line: (typeof prices)[number]): void =>
    onChange({ ...rule, prices: prices.with(index, line) })
  return (
    <BlockStack gap="300">
      {refusal !== undefined && (
        <Text as="p" tone="critical">
          {refusal}
        </Text>
      )}
      {prices.map((line, index) => {
        const target = line.for === 'book' ? `book:${line.bookId}` : `currency:${line.currency}`
        return (
          <FieldRow key={index}>
            <ChoiceField
              place={[...place, 'prices', index, line.for === 'book' ? 'bookId' : 'currency']}
              label={t('pricingRules.fixed_price.where')}
              value={target}
              choices={
                targets.some(({ value }) => value === target)
                  ? targets
                  : [...targets, { value: target, label: t('pricingRules.fixed_price.gone') }]
              }
              onChange={(value) => {
                const [kind, id = ''] = value.split(':')
                put(
                  index,
                  kind === 'book'
                    ? { for: 'book', bookId: id, priceMinor: line.priceMinor }
                    : { for: 'currency', currency: id, priceMinor: line.priceMinor },
                )
              }}
            />
            <AmountField
              key={currencyOf(line)}
              place={[...place, 'prices', index, 'priceMinor']}
              label={t('pricingRules.fixed_price.price')}
              currency={currencyOf(line)}
              value={line.priceMinor}
              onChange={(priceMinor) => put(index, { ...line, priceMinor })}
            />
            <div className="field-row-end">
              <Button
                icon={DeleteIcon}
                variant="tertiary"
                accessibilityLabel={t('pricingRules.fixed_price.remove', { number: index + 1 })}
                onClick={() => onChange({ ...rule, prices: prices.toSpliced(index, 1) })}
              />
            </div>
          </FieldRow>
        )
      })}
      <div>
        <Button
          icon={PlusIcon}
          onClick={() =>
            onChange({
              ...rule,
              prices: [...prices, { for: 'currency', currency: choices.currency, priceMinor: 1_000 }],
            })
          }
        >
          {t('pricingRules.fixed_price.add')}
        </Button>
      </div>
    </BlockStack>
  )
}

function FollowBase({ rule, place, choices, onChange }: KindProps<'follow_base'>) {
  const { t } = useTranslation()
  const { amount } = rule
  return (
    <BlockStack gap="300">
      <FieldRow>
        <PercentField
          place={[...place, 'percentBps']}
          label={t('pricingRules.follow_base.percent')}
          help={t('pricingRules.follow_base.help')}
          value={rule.percentBps}
          onChange={(percentBps) => onChange({ ...rule, percentBps })}
        />
      </FieldRow>
      <SwitchField
        label={t('pricingRules.follow_base.withAmount')}
        value={amount !== null}
        onChange={(on) => onChange({ ...rule, amount: on ? { amountMinor: 0, currency: choices.currency } : null })}
      />
      {amount && (
        <FieldRow>
          <AmountField
            place={[...place, 'amount', 'amountMinor']}
            label={t('pricingRules.follow_base.amount')}
            currency={amount.currency}
            value={amount.amountMinor}
            onChange={(amountMinor) => onChange({ ...rule, amount: { ...amount, amountMinor } })}
          />
          <ChoiceField
            place={[...place, 'amount', 'currency']}
            label={t('pricingRules.currency')}
            value={amount.currency}
            choices={currencyChoices(choices, amount.currency)}
            onChange={(currency) => onChange({ ...rule, amount: { ...amount, currency } })}
          />
        </FieldRow>
      )}
    </BlockStack>
  )
}

function Competitor({ rule, place, choices, onChange }: KindProps<'competitor'>) {
  const { t } = useTranslation()
  const named = [
    ...(rule.competitorId === null ? [{ value: '', label: t('pricingRules.competitor.choose') }] : []),
    ...choices.competitors.map(({ id, name }) => ({ value: String(id), label: name })),
    ...(rule.competitorId !== null && !choices.competitors.some(({ id }) => id === rule.competitorId)
      ? [{ value: String(rule.competitorId), label: t('pricingRules.competitor.gone') }]
      : []),
  ]
  return (
    <BlockStack gap="300">
      <FieldRow>
        <ChoiceField
          place={[...place, 'position']}
          label={t('pricingRules.competitor.position')}
          value={rule.position}
          choices={COMPETITOR_POSITIONS.map((value) => ({ value, label: t(`pricingRules.position.${value}`) }))}
          onChange={(position) => onChange({ ...rule, position })}
        />
        <ChoiceField
          place={[...place, 'of']}
          label={t('pricingRules.competitor.of')}
          value={rule.of}
          choices={COMPETITOR_REFERENCES.map((value) => ({ value, label: t(`pricingRules.reference.${value}`) }))}
          onChange={(of) => onChange({ ...rule, of })}
        />
        {rule.of === 'named' && (
          <ChoiceField
            place={[...place, 'competitorId']}
            label={t('pricingRules.competitor.name')}
            value={rule.competitorId === null ? '' : String(rule.competitorId)}
            choices={named}
            onChange={(id) => onChange({ ...rule, competitorId: id === '' ? null : Number(id) })}
            {...(choices.competitors.length === 0 ? { help: t('pricingRules.competitor.none') } : {})}
          />
        )}
      </FieldRow>
      {rule.position !== 'at' && (
        <DistanceFields
          place={[...place, 'distance']}
          distance={rule.distance}
          choices={choices}
          onChange={(distance) => onChange({ ...rule, distance })}
          percentLabel={t('pricingRules.competitor.percent')}
          amountLabel={t('pricingRules.competitor.amount')}
        />
      )}
      <FieldRow>
        <IntegerField
          place={[...place, 'maxAgeDays']}
          label={t('pricingRules.competitor.maxAge')}
          suffix={t('pricingRules.days')}
          value={rule.maxAgeDays}
          onChange={(maxAgeDays) => onChange({ ...rule, maxAgeDays })}
        />
        <PercentField
          place={[...place, 'minConfidenceBps']}
          label={t('pricingRules.competitor.confidence')}
          value={rule.minConfidenceBps}
          onChange={(minConfidenceBps) => onChange({ ...rule, minConfidenceBps })}
        />
      </FieldRow>
      <SwitchField
        label={t('pricingRules.competitor.inStock')}
        help={t('pricingRules.competitor.inStockHelp')}
        value={rule.inStockOnly}
        onChange={(inStockOnly) => onChange({ ...rule, inStockOnly })}
      />
      <SwitchField
        label={t('pricingRules.competitor.shipping')}
        help={t('pricingRules.competitor.shippingHelp')}
        value={rule.withShipping}
        onChange={(withShipping) => onChange({ ...rule, withShipping })}
      />
    </BlockStack>
  )
}

function StockAware({ rule, place, onChange }: KindProps<'stock_aware'>) {
  const { t } = useTranslation()
  const { overstock, scarceCoverDays } = rule
  const refusal = useRefusal([...place, 'overstock'])
  const put = (change: Partial<NonNullable<typeof overstock>>): void => {
    if (overstock) onChange({ ...rule, overstock: { ...overstock, ...change } })
  }
  const at = (field: string): Place => [...place, 'overstock', field]
  return (
    <BlockStack gap="300">
      {refusal !== undefined && (
        <Text as="p" tone="critical">
          {refusal}
        </Text>
      )}
      <SwitchField
        label={t('pricingRules.stock_aware.overstock')}
        value={overstock !== null}
        onChange={(on) =>
          onChange({ ...rule, overstock: on ? { coverDays: 120, stepDays: 30, stepBps: 500, maxBps: 2_000 } : null })
        }
      />
      {overstock && (
        <FieldRow>
          <IntegerField
            place={at('coverDays')}
            label={t('pricingRules.stock_aware.coverDays')}
            suffix={t('pricingRules.days')}
            value={overstock.coverDays}
            onChange={(coverDays) => put({ coverDays })}
          />
          <PercentField
            place={at('stepBps')}
            label={t('pricingRules.stock_aware.stepBps')}
            value={overstock.stepBps}
            onChange={(stepBps) => put({ stepBps })}
          />
          <IntegerField
            place={at('stepDays')}
            label={t('pricingRules.stock_aware.stepDays')}
            suffix={t('pricingRules.days')}
            value={overstock.stepDays}
            onChange={(stepDays) => put({ stepDays })}
          />
          <PercentField
            place={at('maxBps')}
            label={t('pricingRules.stock_aware.maxBps')}
            value={overstock.maxBps}
            onChange={(maxBps) => put({ maxBps })}
          />
        </FieldRow>
      )}
      <SwitchField
        label={t('pricingRules.stock_aware.scarce')}
        value={scarceCoverDays !== null}
        onChange={(on) => onChange({ ...rule, scarceCoverDays: on ? 14 : null })}
      />
      {scarceCoverDays !== null && (
        <FieldRow>
          <IntegerField
            place={[...place, 'scarceCoverDays']}
            label={t('pricingRules.stock_aware.scarceDays')}
            suffix={t('pricingRules.days')}
            value={scarceCoverDays}
            onChange={(days) => onChange({ ...rule, scarceCoverDays: days })}
          />
        </FieldRow>
      )}
    </BlockStack>
  )
}

function Penetration({ rule, place, onChange }: KindProps<'penetration'>) {
  const { t } = useTranslation()
  return (
    <FieldRow>
      <PercentField
        place={[...place, 'launchBps']}
        label={t('pricingRules.penetration.launch')}
        value={rule.launchBps}
        onChange={(launchBps) => onChange({ ...rule, launchBps })}
      />
      <IntegerField
        place={[...place, 'days']}
        label={t('pricingRules.penetration.days')}
        suffix={t('pricingRules.days')}
        value={rule.days}
        onChange={(days) => onChange({ ...rule, days })}
      />
      <PercentField
        place={[...place, 'stepBps']}
        label={t('pricingRules.penetration.stepBps')}
        value={rule.stepBps}
        onChange={(stepBps) => onChange({ ...rule, stepBps })}
      />
      <IntegerField
        place={[...place, 'stepDays']}
        label={t('pricingRules.penetration.stepDays')}
        suffix={t('pricingRules.days')}
        value={rule.stepDays}
        onChange={(stepDays) => onChange({ ...rule, stepDays })}
      />
    </FieldRow>
  )
}

function Bundle({ rule, place, choices, onChange, onVariant }: KindProps<'bundle'>) {
  const { t } = useTranslation()
  const refusal = useRefusal([...place, 'parts'])
  const named = (id: string): FoundVariant | null =>
    choices.variants.find((variant) => variant.id === id) ??
    (id === ''
      ? null
      : { id, productId: '0', title: t('pricingRules.bundle.gone', { id }), variantTitle: null, sku: null })
  const { parts } = rule
  return (
    <BlockStack gap="300">
      <PickVariant
        place={[...place, 'variantId']}
        label={t('pricingRules.bundle.variant')}
        chosen={named(rule.variantId)}
        onChange={(variant) => {
          onVariant(variant)
          onChange({ ...rule, variantId: variant.id })
        }}
      />
      <Text as="h4" variant="headingSm">
        {t('pricingRules.bundle.parts')}
      </Text>
      {refusal !== undefined && (
        <Text as="p" tone="critical">
          {refusal}
        </Text>
      )}
      {parts.map((part, index) => (
        <FieldRow key={index}>
          <PickVariant
            place={[...place, 'parts', index, 'variantId']}
            label={t('pricingRules.bundle.part', { number: index + 1 })}
            chosen={named(part.variantId)}
            onChange={(variant) => {
              onVariant(variant)
              onChange({ ...rule, parts: parts.with(index, { ...part, variantId: variant.id }) })
            }}
          />
          <IntegerField
            place={[...place, 'parts', index, 'quantity']}
            label={t('pricingRules.bundle.quantity')}
            value={part.quantity}
            onChange={(quantity) => onChange({ ...rule, parts: parts.with(index, { ...part, quantity }) })}
          />
          <div className="field-row-end">
            <Button
              icon={DeleteIcon}
              variant="tertiary"
              accessibilityLabel={t('pricingRules.bundle.remove', { number: index + 1 })}
              onClick={() => onChange({ ...rule, parts: parts.toSpliced(index, 1) })}
            />
          </div>
        </FieldRow>
      ))}
      <div>
        <Button
          icon={PlusIcon}
          onClick={() => onChange({ ...rule, parts: [...parts, { variantId: '', quantity: 1 }] })}
        >
          {t('pricingRules.bundle.add')}
        </Button>
      </div>
      <FieldRow>
        <PercentField
          place={[...place, 'lessBps']}
          label={t('pricingRules.bundle.less')}
          value={rule.lessBps}
          onChange={(lessBps) => onChange({ ...rule, lessBps })}
        />
      </FieldRow>
    </BlockStack>
  )
}

function Promotion({ rule, place, choices, onChange }: KindProps<'promotion'>) {
  const { t } = useTranslation()
  return (
    <BlockStack gap="300">
      <DistanceFields
        place={[...place, 'off']}
        distance={rule.off}
        choices={choices}
        onChange={(off) => onChange({ ...rule, off })}
        percentLabel={t('pricingRules.promotion.percent')}
        amountLabel={t('pricingRules.promotion.amount')}
      />
      <FieldRow>
        <InstantField
          timezone={choices.timezone}
          place={[...place, 'startsAt']}
          label={t('pricingRules.promotion.startsAt')}
          value={rule.startsAt}
          onChange={(startsAt) => onChange({ ...rule, startsAt })}
        />
        <InstantField
          timezone={choices.timezone}
          place={[...place, 'endsAt']}
          label={t('pricingRules.promotion.endsAt')}
          value={rule.endsAt}
          onChange={(endsAt) => onChange({ ...rule, endsAt })}
        />
      </FieldRow>
      <SwitchField
        label={t('pricingRules.promotion.compareAt')}
        help={t('pricingRules.promotion.compareAtHelp')}
        value={rule.setCompareAt}
        onChange={(setCompareAt) => onChange({ ...rule, setCompareAt })}
      />
    </BlockStack>
  )
}

/** The rule's own name. */
export function RuleName({
  rule,
  place,
  onChange,
}: {
  rule: PricingRule
  place: Place
  onChange: (name: string) => void
}) {
  const { t } = useTranslation()
  const error = useRefusal([...place, 'name'])
  return (
    <TextField
      label={t('pricingRules.rule.name')}
      value={rule.name}
      onChange={onChange}
      maxLength={120}
      autoComplete="off"
      {...(error === undefined ? {} : { error })}
    />
  )
}
