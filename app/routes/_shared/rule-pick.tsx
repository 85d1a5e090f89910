/**
 * Choosing several of the shop's own words (types, vendors, tags, collections, markets), or one variant by its SKU or title.
 * In: what there is, what is chosen. Out: the new choice. Invariant: what is chosen stays visible and removable although the shop no longer has it.
 */
import { Autocomplete, BlockStack, InlineError, InlineStack, Tag, Text } from '@shopify/polaris'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FoundVariant } from '#app/mirror/views.ts'
import { useSearch } from '#app/ui/use-search.ts'
import { useRefusal, type Place } from './rule-fields.tsx'

export interface Pickable {
  value: string
  label: string
}

interface PickManyProps {
  place: Place
  label: string
  choices: readonly Pickable[]
  chosen: readonly string[]
  onChange: (chosen: string[]) => void
  /** what is typed counts as a value although the shop does not have it (yet) */
  free?: boolean
}

const MOST_SHOWN = 50

export function PickMany({ place, label, choices, chosen, onChange, free = false }: PickManyProps) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const error = useRefusal(place)
  const wanted = text.trim().toLowerCase()
  const found = choices.filter((choice) => choice.label.toLowerCase().includes(wanted))
  const isNew = free && wanted !== '' && !choices.some((choice) => choice.label.toLowerCase() === wanted)
  const options = [
    ...(isNew ? [{ value: text.trim(), label: t('pricingRules.pick.use', { text: text.trim() }) }] : []),
    ...found.slice(0, MOST_SHOWN),
  ]
  const nameOf = (value: string): string => choices.find((choice) => choice.value === value)?.label ?? value
  return (
    <BlockStack gap="200">
      <Autocomplete
        allowMultiple
        options={options}
        selected={[...chosen]}
        onSelect={(selected) => {
          onChange(selected)
          setText('')
        }}
        textField={
          <Autocomplete.TextField
            label={label}
            value={text}
            onChange={setText}
            autoComplete="off"
            placeholder={t('pricingRules.pick.search')}
            {...(error === undefined ? {} : { error })}
          />
        }
        emptyState={
          <Text as="p">
            {t(choices.length === 0 ? 'pricingRules.pick.nothingThere' : 'pricingRules.pick.nothingFound')}
          </Text>
        }
      />
      {chosen.length > 0 && (
        <InlineStack gap="100">
          {chosen.map((value) => (
            <Tag key={value} onRemove={() => onChange(chosen.filter((each) => each !== value))}>
              {nameOf(value)}
            </Tag>
          ))}
        </InlineStack>
      )}
    </BlockStack>
  )
}

/** `Mug · Red (MUG-R)` */
export function variantLabel({ title, variantTitle, sku }: Omit<FoundVariant, 'id' | 'productId'>): string {
  return `${[title, variantTitle].filter(Boolean).join(' · ')}${sku === null ? '' : ` (${sku})`}`
}

interface PickVariantProps {
  place: Place
  label: string
  chosen: FoundVariant | null
  onChange: (variant: FoundVariant) => void
}

export const TRIAL_URL = '/app/pricing/rules/trial'

export function PickVariant({ place, label, chosen, onChange }: PickVariantProps) {
  const { t } = useTranslation()
  const { text, setText, found, asking, answered } = useSearch<FoundVariant>(TRIAL_URL)
  const errorId = useId()
  const error = useRefusal(place)
  return (
    <div>
      <Autocomplete
        options={found.map((variant) => ({ value: variant.id, label: variantLabel(variant) }))}
        selected={chosen ? [chosen.id] : []}
        loading={asking && found.length === 0}
        onSelect={([id]) => {
          const picked = found.find((variant) => variant.id === id)
          if (!picked) return
          onChange(picked)
          setText(null)
        }}
        textField={
          <Autocomplete.TextField
            label={label}
            value={text ?? (chosen ? variantLabel(chosen) : '')}
            onChange={setText}
            onFocus={() => setText(text ?? '')}
            onBlur={() => setText(null)}
            autoComplete="off"
            placeholder={t('pricingRules.pick.variant')}
            error={error !== undefined}
          />
        }
        emptyState={<Text as="p">{t(answered ? 'pricingRules.pick.nothingFound' : 'pricingRules.pick.type')}</Text>}
      />
      {error !== undefined && <InlineError message={error} fieldID={errorId} />}
    </div>
  )
}
