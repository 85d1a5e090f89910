/**
 * Where and when an answer is shown. In: the target, the schedule, what the shop has to choose from. Out: changes. Invariant: a limit that names
 * nothing is refused at its place, never silently "everywhere"; what the shop no longer has stays visible and removable.
 */
import { Autocomplete, BlockStack, Button, Card, Checkbox, InlineStack, Tag, Text } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TEMPLATES, type EntryTarget } from '#app/tools/faq/entries/schema.ts'
import type { TargetChoices } from '#app/tools/faq/targeting/choices.ts'
import { useLanguageName } from '#app/ui/language-names.ts'
import { useSearch } from '#app/ui/use-search.ts'
import type { FaqFields } from './faq-fields.ts'
import { useRefusal } from './rule-fields.tsx'
import { InstantField } from './rule-instant.tsx'
import { PickMany } from './rule-pick.tsx'

const PARTS = ['markets', 'templates', 'languages', 'products', 'collections', 'tags'] as const
type Part = (typeof PARTS)[number]

interface FaqTargetProps {
  fields: FaqFields
  choices: TargetChoices
  onChange: (changes: Partial<FaqFields>) => void
}

export function FaqTarget({ fields, choices, onChange }: FaqTargetProps) {
  const { t } = useTranslation()
  const languageName = useLanguageName()
  const { target } = fields
  const [met, setMet] = useState<TargetChoices['products']>([])
  const set = (part: Part, values: readonly string[] | null): void =>
    onChange({ target: { ...target, [part]: values } as EntryTarget })
  const options: Record<Exclude<Part, 'products'>, { value: string; label: string }[]> = {
    markets: choices.markets.map(({ handle, name }) => ({ value: handle, label: name })),
    templates: TEMPLATES.map((value) => ({ value, label: t(`faqEditor.template.${value}`) })),
    languages: choices.languages.map((value) => ({ value, label: languageName(value) })),
    collections: choices.collections.map(({ id, title }) => ({ value: id, label: title })),
    tags: choices.tags.map((value) => ({ value, label: value })),
  }
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('faqEditor.target.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('faqEditor.target.what')}
          </Text>
        </BlockStack>
        {PARTS.map((part) => (
          <BlockStack key={part} gap="200">
            <Checkbox
              label={t(`faqEditor.target.only.${part}`)}
              checked={target[part] !== null}
              onChange={(on) => set(part, on ? [] : null)}
            />
            {target[part] !== null &&
              (part === 'products' ? (
                <PickProducts
                  chosen={target.products ?? []}
                  known={[...choices.products, ...met]}
                  onMeet={(product) => setMet((now) => [...now, product])}
                  onChange={(products) => set('products', products)}
                />
              ) : (
                <PickMany
                  place={['target', part]}
                  label={t(`faqEditor.target.${part}`)}
                  choices={options[part]}
                  chosen={target[part] ?? []}
                  onChange={(values) => set(part, part === 'tags' ? values.map((tag) => tag.toLowerCase()) : values)}
                  free={part === 'tags'}
                />
              ))}
          </BlockStack>
        ))}
        <Schedule fields={fields} timezone={choices.timezone} onChange={onChange} />
      </BlockStack>
    </Card>
  )
}

const HOUR_MS = 3_600_000

/** A full hour from now, when somebody begins to choose. */
function soon(afterHours: number): string {
  return new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + afterHours * HOUR_MS).toISOString()
}

function Schedule({
  fields,
  timezone,
  onChange,
}: {
  fields: FaqFields
  timezone: string
  onChange: (changes: Partial<FaqFields>) => void
}) {
  const { t } = useTranslation()
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="headingSm">
        {t('faqEditor.schedule.title')}
      </Text>
      {(['startsAt', 'endsAt'] as const).map((name) => {
        const value = fields[name]
        return (
          <BlockStack key={name} gap="200">
            <Checkbox
              label={t(`faqEditor.schedule.${name}On`)}
              checked={value !== null}
              onChange={(on) => onChange({ [name]: on ? soon(name === 'startsAt' ? 0 : 24 * 7) : null })}
            />
            {value !== null && (
              <InstantField
                place={[name]}
                label={t(`faqEditor.schedule.${name}`)}
                timezone={timezone}
                value={value}
                onChange={(next) => onChange({ [name]: next })}
              />
            )}
          </BlockStack>
        )
      })}
    </BlockStack>
  )
}

interface PickProductsProps {
  chosen: readonly string[]
  known: readonly { id: string; title: string }[]
  onMeet: (product: { id: string; title: string }) => void
  onChange: (chosen: string[]) => void
}

function PickProducts({ chosen, known, onMeet, onChange }: PickProductsProps) {
  const { t } = useTranslation()
  const { text, setText, found, asking } = useSearch<{ id: string; title: string }>('/app/faq/products')
  const error = useRefusal(['target', 'products'])
  const titleOf = (id: string): string =>
    known.find((product) => product.id === id)?.title ?? t('faqEditor.target.goneProduct', { id })
  return (
    <BlockStack gap="200">
      <Autocomplete
        allowMultiple
        options={found.map(({ id, title }) => ({ value: id, label: title }))}
        selected={[...chosen]}
        loading={asking && found.length === 0}
        onSelect={(selected) => {
          // What is chosen and not among what was found stays chosen.
          const foundIds = new Set(found.map(({ id }) => id))
          const picked = selected.filter((id) => foundIds.has(id))
          for (const product of found) if (picked.includes(product.id)) onMeet(product)
          onChange([...chosen.filter((id) => !foundIds.has(id)), ...picked])
        }}
        textField={
          <Autocomplete.TextField
            label={t('faqEditor.target.products')}
            value={text ?? ''}
            onChange={setText}
            onFocus={() => setText(text ?? '')}
            autoComplete="off"
            placeholder={t('faqEditor.target.searchProduct')}
            {...(error === undefined ? {} : { error })}
          />
        }
        emptyState={<Text as="p">{t('pricingRules.pick.nothingFound')}</Text>}
      />
      {chosen.length > 0 && (
        <InlineStack gap="100">
          {chosen.map((id) => (
            <Tag key={id} onRemove={() => onChange(chosen.filter((each) => each !== id))}>
              {titleOf(id)}
            </Tag>
          ))}
        </InlineStack>
      )}
      {chosen.length > 1 && (
        <InlineStack>
          <Button size="slim" variant="plain" onClick={() => onChange([])}>
            {t('faqEditor.target.clear')}
          </Button>
        </InlineStack>
      )}
    </BlockStack>
  )
}
