/**
 * The form of a plan. In: what it begins with, what can be chosen, what was refused. Out: the draft as JSON, to save and to check.
 * Invariant: what was typed stays, whatever the server says; every refusal stands at its field.
 */
import { BlockStack, Button, Card, ChoiceList, InlineGrid, InlineStack, Text, TextField } from '@shopify/polaris'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldError } from '#app/kernel/errors.ts'
import type { PromotionDraft } from '#app/tools/pricing/promotions/schema.ts'
import type { PromotionChoices } from '#app/tools/pricing/promotions/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { readPercent, writePercent } from './percent.ts'

type ScopeKind = PromotionDraft['scope']['kind']
const SCOPES: ScopeKind[] = ['all', 'productTypes', 'collections', 'skus']

export interface PromotionFields {
  name: string
  startsOn: string
  endsOn: string
  everywhere: boolean
  marketIds: string[]
  percent: string
  scope: ScopeKind
  productTypes: string[]
  collectionIds: string[]
  skus: string
}

export function toFields(draft: PromotionDraft, locale: string): PromotionFields {
  const { scope } = draft
  return {
    name: draft.name,
    startsOn: draft.startsOn,
    endsOn: draft.endsOn,
    everywhere: draft.marketIds.length === 0,
    marketIds: draft.marketIds,
    percent: writePercent(draft.discountBps, locale),
    scope: scope.kind,
    productTypes: scope.kind === 'productTypes' ? scope.productTypes : [],
    collectionIds: scope.kind === 'collections' ? scope.collectionIds : [],
    skus: scope.kind === 'skus' ? scope.skus.join('\n') : '',
  }
}

/** As the server wants it; what is wrong in it is for the schema to say. */
export function toDraftJson(fields: PromotionFields, festival: string | null): string {
  const scope = {
    all: { kind: 'all' },
    productTypes: { kind: 'productTypes', productTypes: fields.productTypes },
    collections: { kind: 'collections', collectionIds: fields.collectionIds },
    skus: {
      kind: 'skus',
      skus: fields.skus
        .split(/[\n,;\t，；]+/)
        .map((sku) => sku.trim())
        .filter((sku) => sku !== ''),
    },
  }[fields.scope]
  return JSON.stringify({
    name: fields.name,
    festival,
    startsOn: fields.startsOn,
    endsOn: fields.endsOn,
    marketIds: fields.everywhere ? [] : fields.marketIds,
    discountBps: readPercent(fields.percent),
    scope,
  })
}

interface PromotionFormProps {
  fields: PromotionFields
  onChange: (fields: PromotionFields) => void
  choices: PromotionChoices
  errors: FieldError[]
  busy: boolean
  onSave: () => void
  onRemove?: () => void
}

export function PromotionForm({ fields, onChange, choices, errors, busy, onSave, onRemove }: PromotionFormProps) {
  const { t, i18n } = useTranslation()
  const set = (changes: Partial<PromotionFields>): void => onChange({ ...fields, ...changes })
  const errorAt = (name: string): string | undefined => {
    const found = errors.find((error) => error.path[0] === name)
    if (!found) return undefined
    const key = i18n.exists(`pricingPromotions.error.${found.message}`) ? found.message : 'value_invalid'
    return t(`pricingPromotions.error.${key}`, { sku: found.path[2] ?? '' })
  }
  const noMarket = !fields.everywhere && fields.marketIds.length === 0
  const [tried, setTried] = useState(false)
  const save = (event: FormEvent): void => {
    event.preventDefault()
    setTried(true)
    if (!noMarket) onSave()
  }
  return (
    <form onSubmit={save} noValidate>
      <BlockStack gap="400">
        <Card>
          <BlockStack gap="400">
            <TextField
              label={t('pricingPromotions.form.name')}
              value={fields.name}
              onChange={(name) => set({ name })}
              autoComplete="off"
              maxLength={120}
              error={errorAt('name')}
            />
            <InlineGrid columns={{ xs: 1, sm: 2 }} gap="400">
              <TextField
                type="date"
                label={t('pricingPromotions.form.startsOn')}
                value={fields.startsOn}
                onChange={(startsOn) => set({ startsOn })}
                autoComplete="off"
                error={errorAt('startsOn')}
              />
              <TextField
                type="date"
                label={t('pricingPromotions.form.endsOn')}
                value={fields.endsOn}
                onChange={(endsOn) => set({ endsOn })}
                autoComplete="off"
                error={errorAt('endsOn')}
              />
            </InlineGrid>
            <TextField
              label={t('pricingPromotions.form.percent')}
              helpText={t('pricingPromotions.form.percentHelp')}
              value={fields.percent}
              onChange={(percent) => set({ percent })}
              suffix="%"
              inputMode="decimal"
              autoComplete="off"
              error={errorAt('discountBps')}
            />
          </BlockStack>
        </Card>
        {choices.markets.length > 0 && (
          <Card>
            <BlockStack gap="300">
              <ChoiceList
                title={t('pricingPromotions.form.where')}
                choices={[
                  { value: 'all', label: t('pricingPromotions.allMarkets') },
                  { value: 'some', label: t('pricingPromotions.form.someMarkets') },
                ]}
                selected={[fields.everywhere ? 'all' : 'some']}
                onChange={([value]) => set({ everywhere: value !== 'some' })}
              />
              {!fields.everywhere && (
                <ChoiceList
                  allowMultiple
                  title={t('pricingPromotions.form.markets')}
                  titleHidden
                  choices={choices.markets.map(({ id, name }) => ({ value: id, label: name }))}
                  selected={fields.marketIds}
                  onChange={(marketIds) => set({ marketIds })}
                  error={
                    errorAt('marketIds') ??
                    (tried && noMarket ? t('pricingPromotions.error.markets_missing') : undefined)
                  }
                />
              )}
            </BlockStack>
          </Card>
        )}
        <ScopeCard fields={fields} set={set} choices={choices} error={errorAt('scope')} />
        <InlineStack gap="300" align="space-between">
          <InlineStack gap="300">
            <Button submit variant="primary" loading={busy}>
              {t('pricingPromotions.form.save')}
            </Button>
            <Button url="/app/pricing/promotions">{t('pricingPromotions.form.cancel')}</Button>
          </InlineStack>
          {onRemove && (
            <Button tone="critical" onClick={onRemove} loading={busy}>
              {t('pricingPromotions.form.remove')}
            </Button>
          )}
        </InlineStack>
      </BlockStack>
    </form>
  )
}

function ScopeCard({
  fields,
  set,
  choices,
  error,
}: {
  fields: PromotionFields
  set: (changes: Partial<PromotionFields>) => void
  choices: PromotionChoices
  error: string | undefined
}) {
  const { t } = useTranslation()
  const format = useFormat()
  // What was chosen and is not offered any more can still be seen and taken away.
  const types = [...new Set([...choices.productTypes, ...fields.productTypes])]
  const collections = [
    ...choices.collections.map(({ id, title, products }) => ({
      value: id,
      label: t('pricingPromotions.form.collection', { title, count: products, products: format.number(products) }),
    })),
    ...fields.collectionIds
      .filter((id) => !choices.collections.some((one) => one.id === id))
      .map((id) => ({ value: id, label: t('pricingPromotions.form.goneCollection', { id }) })),
  ]
  return (
    <Card>
      <BlockStack gap="300">
        <ChoiceList
          title={t('pricingPromotions.form.what')}
          choices={SCOPES.map((value) => ({
            value,
            label: t(`pricingPromotions.scope.${value}`),
            disabled:
              (value === 'collections' && collections.length === 0) || (value === 'productTypes' && types.length === 0),
          }))}
          selected={[fields.scope]}
          onChange={([value]) => set({ scope: SCOPES.find((scope) => scope === value) ?? 'all' })}
          error={fields.scope === 'skus' ? undefined : error}
        />
        {(fields.scope === 'productTypes' || fields.scope === 'collections') && (
          <div
            className="choice-scroll scroll-y"
            role="region"
            tabIndex={0}
            aria-label={t(`pricingPromotions.scope.${fields.scope}`)}
          >
            {fields.scope === 'productTypes' ? (
              <ChoiceList
                allowMultiple
                title={t('pricingPromotions.scope.productTypes')}
                titleHidden
                choices={types.map((value) => ({ value, label: value }))}
                selected={fields.productTypes}
                onChange={(productTypes) => set({ productTypes })}
              />
            ) : (
              <ChoiceList
                allowMultiple
                title={t('pricingPromotions.scope.collections')}
                titleHidden
                choices={collections}
                selected={fields.collectionIds}
                onChange={(collectionIds) => set({ collectionIds })}
              />
            )}
          </div>
        )}
        {fields.scope === 'skus' && (
          <TextField
            label={t('pricingPromotions.scope.skus')}
            helpText={t('pricingPromotions.form.skusHelp')}
            value={fields.skus}
            onChange={(skus) => set({ skus })}
            multiline={4}
            maxHeight={240}
            autoComplete="off"
            spellCheck={false}
            error={error}
          />
        )}
        <Text as="p" variant="bodySm" tone="subdued">
          {t('pricingPromotions.form.followsCatalogue')}
        </Text>
      </BlockStack>
    </Card>
  )
}
