/**
 * Where a rule counts: conditions that must all hold, with one level of "any of these".
 * In: conditions as data and what the shop has to choose from. Out: the conditions anew. Invariant: a condition keeps its place while it is edited.
 */
import { BlockStack, Box, Button, InlineStack, Text, TextField } from '@shopify/polaris'
import { DeleteIcon, PlusIcon } from '@shopify/polaris-icons'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RuleChoices } from '#app/tools/pricing/rules/choices.ts'
import type { Condition, SimpleCondition } from '#app/tools/pricing/rules/schema.ts'
import {
  AmountField,
  ChoiceField,
  FieldRow,
  IntegerField,
  PercentField,
  useRefusal,
  type Place,
} from './rule-fields.tsx'
import { PickMany, type Pickable } from './rule-pick.tsx'
import { useBookName } from './rule-words.tsx'

type SimpleField = SimpleCondition['field']

const FIELDS = [
  'productType',
  'vendor',
  'tag',
  'collection',
  'sku',
  'market',
  'book',
  'marginBps',
  'stockCoverDays',
  'ageDays',
  'priceMinor',
] as const satisfies readonly SimpleField[]

function newCondition(field: SimpleField, currency: string): SimpleCondition {
  switch (field) {
    case 'productType':
    case 'vendor':
    case 'tag':
    case 'sku':
    case 'collection':
    case 'book':
    case 'market':
      return { field, op: 'in', values: [] }
    case 'marginBps':
    case 'stockCoverDays':
    case 'ageDays':
      return { field, op: 'between', min: null, max: null }
    case 'priceMinor':
      return { field, op: 'between', currency, min: null, max: null }
  }
}

interface ConditionsProps {
  place: Place
  conditions: readonly Condition[]
  choices: RuleChoices
  onChange: (conditions: Condition[]) => void
}

export function Conditions({ place, conditions, choices, onChange }: ConditionsProps) {
  const { t } = useTranslation()
  const put = (index: number, condition: Condition): void => onChange(conditions.with(index, condition))
  const remove = (index: number): void => onChange(conditions.toSpliced(index, 1))
  const first = (): SimpleCondition => newCondition('productType', choices.currency)
  return (
    <BlockStack gap="300">
      <Text as="h4" variant="headingSm">
        {t('pricingRules.conditions.title')}
      </Text>
      {conditions.length === 0 && (
        <Text as="p" tone="subdued">
          {t('pricingRules.conditions.none')}
        </Text>
      )}
      {conditions.map((condition, index) => (
        <Box key={index} padding="300" background="bg-surface-secondary" borderRadius="200">
          {condition.field === 'any' ? (
            <AnyOf
              place={[...place, index]}
              condition={condition}
              choices={choices}
              onChange={(next) => put(index, next)}
              onRemove={() => remove(index)}
            />
          ) : (
            <One
              place={[...place, index]}
              condition={condition}
              choices={choices}
              onChange={(next) => put(index, next)}
              onRemove={() => remove(index)}
            />
          )}
        </Box>
      ))}
      <InlineStack gap="200">
        <Button icon={PlusIcon} onClick={() => onChange([...conditions, first()])}>
          {t('pricingRules.conditions.add')}
        </Button>
        <Button
          icon={PlusIcon}
          onClick={() => onChange([...conditions, { field: 'any', conditions: [first(), first()] }])}
        >
          {t('pricingRules.conditions.addAny')}
        </Button>
      </InlineStack>
    </BlockStack>
  )
}

interface AnyProps {
  place: Place
  condition: Extract<Condition, { field: 'any' }>
  choices: RuleChoices
  onChange: (condition: Condition) => void
  onRemove: () => void
}

function AnyOf({ place, condition, choices, onChange, onRemove }: AnyProps) {
  const { t } = useTranslation()
  const { conditions } = condition
  const change = (next: SimpleCondition[]): void => onChange({ field: 'any', conditions: next })
  const refusal = useRefusal([...place, 'conditions'])
  return (
    <BlockStack gap="300">
      <InlineStack align="space-between" blockAlign="center" gap="200">
        <Text as="p" fontWeight="semibold">
          {t('pricingRules.conditions.any')}
        </Text>
        <Button
          icon={DeleteIcon}
          variant="tertiary"
          accessibilityLabel={t('pricingRules.conditions.removeAny')}
          onClick={onRemove}
        />
      </InlineStack>
      {refusal !== undefined && (
        <Text as="p" tone="critical">
          {refusal}
        </Text>
      )}
      {conditions.map((inner, index) => (
        <One
          key={index}
          place={[...place, 'conditions', index]}
          condition={inner}
          choices={choices}
          onChange={(next) => change(conditions.with(index, next))}
          onRemove={() => change(conditions.toSpliced(index, 1))}
        />
      ))}
      <div>
        <Button icon={PlusIcon} onClick={() => change([...conditions, newCondition('productType', choices.currency)])}>
          {t('pricingRules.conditions.add')}
        </Button>
      </div>
    </BlockStack>
  )
}

interface OneProps {
  place: Place
  condition: SimpleCondition
  choices: RuleChoices
  onChange: (condition: SimpleCondition) => void
  onRemove: () => void
}

function One({ place, condition, choices, onChange, onRemove }: OneProps) {
  const { t } = useTranslation()
  const name = t(`pricingRules.field.${condition.field}`)
  return (
    <BlockStack gap="300">
      <FieldRow>
        <ChoiceField
          place={[...place, 'field']}
          label={t('pricingRules.conditions.field')}
          value={condition.field}
          choices={FIELDS.map((value) => ({ value, label: t(`pricingRules.field.${value}`) }))}
          onChange={(field) => onChange(newCondition(field, choices.currency))}
        />
        {condition.op !== 'between' && (
          <ChoiceField
            place={[...place, 'op']}
            label={t('pricingRules.conditions.op')}
            value={condition.op}
            choices={(['in', 'notIn'] as const).map((value) => ({ value, label: t(`pricingRules.op.${value}`) }))}
            onChange={(op) => onChange({ ...condition, op })}
          />
        )}
        <div className="field-row-end">
          <Button
            icon={DeleteIcon}
            variant="tertiary"
            accessibilityLabel={t('pricingRules.conditions.remove', { field: name })}
            onClick={onRemove}
          />
        </div>
      </FieldRow>
      <Values place={place} condition={condition} choices={choices} onChange={onChange} />
    </BlockStack>
  )
}

function Values({ place, condition, choices, onChange }: Omit<OneProps, 'onRemove'>) {
  const { t } = useTranslation()
  const bookName = useBookName()
  const many = (values: readonly Pickable[], free = false) =>
    'values' in condition && (
      <PickMany
        place={[...place, 'values']}
        label={t('pricingRules.conditions.values')}
        choices={values}
        chosen={condition.values}
        onChange={(chosen) => onChange({ ...condition, values: chosen })}
        free={free}
      />
    )
  const words = (list: readonly string[]): Pickable[] => list.map((value) => ({ value, label: value }))
  switch (condition.field) {
    case 'productType':
      return many(words(choices.productTypes), true)
    case 'vendor':
      return many(words(choices.vendors), true)
    case 'tag':
      return many(words(choices.tags), true)
    case 'collection':
      return many(choices.collections.map(({ id, name }) => ({ value: id, label: name })))
    case 'market':
      return many(choices.markets.map(({ id, name }) => ({ value: id, label: name })))
    case 'book':
      return many(choices.books.map((book) => ({ value: book.id, label: bookName(book) })))
    case 'sku':
      return <Skus place={place} values={condition.values} onChange={(values) => onChange({ ...condition, values })} />
    case 'priceMinor':
      return (
        <FieldRow>
          <AmountField
            place={[...place, 'min']}
            label={t('pricingRules.conditions.from')}
            currency={condition.currency}
            value={condition.min}
            onChange={(min) => onChange({ ...condition, min })}
            onEmpty={() => onChange({ ...condition, min: null })}
            emptyMeans={t('pricingRules.conditions.open')}
          />
          <AmountField
            place={[...place, 'max']}
            label={t('pricingRules.conditions.to')}
            currency={condition.currency}
            value={condition.max}
            onChange={(max) => onChange({ ...condition, max })}
            onEmpty={() => onChange({ ...condition, max: null })}
            emptyMeans={t('pricingRules.conditions.open')}
          />
          <ChoiceField
            place={[...place, 'currency']}
            label={t('pricingRules.currency')}
            value={condition.currency}
            choices={currencyChoices(choices, condition.currency)}
            onChange={(currency) => onChange({ ...condition, currency })}
          />
        </FieldRow>
      )
    case 'marginBps':
    case 'stockCoverDays':
    case 'ageDays': {
      const Field = condition.field === 'marginBps' ? PercentField : IntegerField
      const suffix = condition.field === 'marginBps' ? '%' : t('pricingRules.days')
      return (
        <FieldRow>
          <Field
            place={[...place, 'min']}
            label={t('pricingRules.conditions.from')}
            suffix={suffix}
            value={condition.min}
            onChange={(min) => onChange({ ...condition, min })}
            onEmpty={() => onChange({ ...condition, min: null })}
            emptyMeans={t('pricingRules.conditions.open')}
          />
          <Field
            place={[...place, 'max']}
            label={t('pricingRules.conditions.to')}
            suffix={suffix}
            value={condition.max}
            onChange={(max) => onChange({ ...condition, max })}
            onEmpty={() => onChange({ ...condition, max: null })}
            emptyMeans={t('pricingRules.conditions.open')}
          />
        </FieldRow>
      )
    }
  }
}

/** The currencies of the books, and the one that is chosen although no book has it any more. */
export function currencyChoices(choices: RuleChoices, chosen: string): { value: string; label: string }[] {
  return [...new Set([...choices.books.map((book) => book.currency), choices.currency, chosen])].map((value) => ({
    value,
    label: value,
  }))
}

/** One a line, or apart by commas: as they are pasted from a sheet. */
function Skus({
  place,
  values,
  onChange,
}: {
  place: Place
  values: readonly string[]
  onChange: (values: string[]) => void
}) {
  const { t } = useTranslation()
  const [text, setText] = useState(values.join('\n'))
  const [seen, setSeen] = useState(values)
  const split = (given: string): string[] => [
    ...new Set(
      given
        .split(/[\n,;\t]/)
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    ),
  ]
  if (seen !== values) {
    setSeen(values)
    if (split(text).join('\n') !== values.join('\n')) setText(values.join('\n'))
  }
  const error = useRefusal([...place, 'values'])
  return (
    <TextField
      label={t('pricingRules.conditions.skus')}
      helpText={t('pricingRules.conditions.skusHelp')}
      multiline={3}
      value={text}
      onChange={(next) => {
        setText(next)
        onChange(split(next))
      }}
      autoComplete="off"
      {...(error === undefined ? {} : { error })}
    />
  )
}
