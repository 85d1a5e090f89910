/**
 * What a release plans: its name, rules, price books and products; for a new one and for a change of plan.
 * In: what can be chosen and what was. Out: a posted form; what was refused is said at its field and nothing typed is lost.
 */
import { useActionData, useNavigation, Form } from '@remix-run/react'
import {
  Banner,
  BlockStack,
  Box,
  Button,
  Card,
  ChoiceList,
  InlineStack,
  Select,
  Text,
  TextField,
} from '@shopify/polaris'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { NewRelease, type ReleaseFilter } from '#app/tools/pricing/releases/schema.ts'
import type { RuleSetState } from '#app/tools/pricing/rules/versions.ts'
import type { PriceBook } from '#app/tools/pricing/terms.ts'
import { useFormat } from '#app/ui/format.tsx'
import type { ActionAnswer } from './action-answer.ts'
import { useBookName, useFieldError, useRefusal } from './release-words.tsx'

export interface RuleSetChoice {
  id: string
  name: string
  version: number
  state: RuleSetState
}

export interface ReleaseChoices {
  ruleSets: RuleSetChoice[]
  books: PriceBook[]
  productTypes: string[]
  vendors: string[]
  tags: string[]
  collections: { id: string; title: string }[]
}

export interface ReleaseWish {
  name: string
  ruleSetId: string
  /** null: every book */
  bookIds: string[] | null
  filter: ReleaseFilter
}

/** The form as `NewRelease`; throws a ZodError with the paths of the fields. Lists of texts come one per line. */
export function parseReleaseForm(form: FormData): NewRelease {
  const text = (name: string): string => String(form.get(name) ?? '')
  const lines = (name: string): string[] =>
    text(name)
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '')
  const ruleSetId = text('ruleSetId')
  return NewRelease.parse({
    name: text('name'),
    ruleSetId: ruleSetId === '' ? null : ruleSetId,
    bookIds: text('everyBook') === 'true' ? null : form.getAll('bookIds').map(String),
    filter: {
      statuses: form.getAll('statuses').map(String),
      productTypes: lines('productTypes'),
      vendors: lines('vendors'),
      tags: lines('tags'),
      skus: lines('skus'),
      collectionIds: form.getAll('collectionIds').map(String),
      productIds: lines('productIds'),
    },
  })
}

const PRODUCT_STATUSES: ReleaseFilter['statuses'] = ['ACTIVE', 'DRAFT', 'ARCHIVED']

/** So many choices can be read; with more, names are typed. */
const MOST_LISTED = 60

interface ReleaseFormProps {
  choices: ReleaseChoices
  start: ReleaseWish
  submitLabel: string
  back: string
  warning?: string
}

export function ReleaseForm({ choices, start, submitLabel, back, warning }: ReleaseFormProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const bookName = useBookName()
  const said = useActionData<ActionAnswer>()
  const busy = useNavigation().formMethod !== undefined
  const fieldError = useFieldError(said)
  const refusal = useRefusal()
  const [name, setName] = useState(start.name)
  const [ruleSetId, setRuleSetId] = useState(start.ruleSetId)
  const [bookIds, setBookIds] = useState(start.bookIds ?? choices.books.map((book) => book.id))
  const [statuses, setStatuses] = useState<string[]>(start.filter.statuses)
  const [collectionIds, setCollectionIds] = useState(start.filter.collectionIds)
  const refused = said && !said.ok && said.code !== 'invalid_input' ? refusal(said) : null
  return (
    <Form method="post" noValidate>
      <BlockStack gap="400">
        {warning && (
          <Banner tone="info">
            <p>{warning}</p>
          </Banner>
        )}
        {refused && (
          <Banner tone="critical" title={refused.title}>
            <p>{refused.advice}</p>
          </Banner>
        )}
        <Card>
          <BlockStack gap="400">
            <TextField
              name="name"
              label={t('pricingReleases.form.name')}
              helpText={t('pricingReleases.form.nameHelp')}
              value={name}
              onChange={setName}
              maxLength={120}
              autoComplete="off"
              error={fieldError('name')}
            />
            <Select
              name="ruleSetId"
              label={t('pricingReleases.form.ruleSet')}
              helpText={t('pricingReleases.form.ruleSetHelp')}
              options={[
                { value: '', label: t('pricingReleases.form.chooseRuleSet') },
                ...choices.ruleSets.map((set) => ({
                  value: set.id,
                  label: t('pricingReleases.form.ruleSetOption', {
                    name: set.name,
                    version: format.number(set.version),
                    state: t(`pricingReleases.form.ruleSetState.${set.state}`),
                  }),
                })),
              ]}
              value={ruleSetId}
              onChange={setRuleSetId}
              error={fieldError('ruleSetId')}
            />
            <input type="hidden" name="everyBook" value={String(bookIds.length === choices.books.length)} />
            <ChoiceList
              allowMultiple
              name="bookIds"
              title={t('pricingReleases.form.books')}
              choices={choices.books.map((book) => ({ value: book.id, label: bookName(book) }))}
              selected={bookIds}
              onChange={setBookIds}
              error={fieldError('bookIds') ?? ''}
            />
            <Text as="p" tone="subdued">
              {t('pricingReleases.form.booksHelp')}
            </Text>
          </BlockStack>
        </Card>
        <Card>
          <BlockStack gap="400">
            <BlockStack gap="100">
              <Text as="h2" variant="headingMd">
                {t('pricingReleases.form.filterTitle')}
              </Text>
              <Text as="p" tone="subdued">
                {t('pricingReleases.form.filterHelp')}
              </Text>
            </BlockStack>
            <ChoiceList
              allowMultiple
              name="statuses"
              title={t('pricingReleases.form.statuses')}
              choices={PRODUCT_STATUSES.map((status) => ({ value: status, label: t(`status.product.${status}`) }))}
              selected={statuses}
              onChange={setStatuses}
              error={fieldError('filter.statuses') ?? ''}
            />
            <Names
              name="productTypes"
              label={t('pricingReleases.form.productTypes')}
              known={choices.productTypes}
              start={start.filter.productTypes}
              error={fieldError('filter.productTypes')}
            />
            <Names
              name="vendors"
              label={t('pricingReleases.form.vendors')}
              known={choices.vendors}
              start={start.filter.vendors}
              error={fieldError('filter.vendors')}
            />
            <Names
              name="tags"
              label={t('pricingReleases.form.tags')}
              known={choices.tags}
              start={start.filter.tags}
              error={fieldError('filter.tags')}
            />
            {choices.collections.length > 0 && (
              <Bounded>
                <ChoiceList
                  allowMultiple
                  name="collectionIds"
                  title={t('pricingReleases.form.collections')}
                  choices={choices.collections.map(({ id, title }) => ({ value: id, label: title }))}
                  selected={collectionIds}
                  onChange={setCollectionIds}
                  error={fieldError('filter.collectionIds') ?? ''}
                />
              </Bounded>
            )}
            <Names
              name="skus"
              label={t('pricingReleases.form.skus')}
              known={[]}
              start={start.filter.skus}
              error={fieldError('filter.skus')}
            />
            <input type="hidden" name="productIds" value={start.filter.productIds.join('\n')} />
          </BlockStack>
        </Card>
        <Box paddingInline={{ xs: '400', sm: '0' }} paddingBlockEnd="400">
          <InlineStack gap="200" align="end">
            <Button url={back}>{t('pricingReleases.form.cancel')}</Button>
            <Button submit variant="primary" loading={busy}>
              {submitLabel}
            </Button>
          </InlineStack>
        </Box>
      </BlockStack>
    </Form>
  )
}

/** A few known names are ticked; many, or names that may not exist yet, are typed one per line. */
function Names({
  name,
  label,
  known,
  start,
  error,
}: {
  name: string
  label: string
  known: string[]
  start: string[]
  error: string | undefined
}) {
  const { t } = useTranslation()
  const [selected, setSelected] = useState(start)
  const [text, setText] = useState(start.join('\n'))
  // What was chosen once and is no longer in the shop stays visible, so that it can be taken away.
  const choices = [...known, ...start.filter((value) => !known.includes(value))]
  if (known.length === 0 || choices.length > MOST_LISTED) {
    return (
      <TextField
        name={name}
        label={label}
        helpText={t('pricingReleases.form.onePerLine')}
        multiline={2}
        maxHeight={240}
        value={text}
        onChange={setText}
        autoComplete="off"
        error={error}
      />
    )
  }
  return (
    <Bounded>
      <ChoiceList
        allowMultiple
        name={`${name}-choice`}
        title={label}
        choices={choices.map((value) => ({ value, label: value }))}
        selected={selected}
        onChange={setSelected}
        error={error ?? ''}
      />
      <input type="hidden" name={name} value={selected.join('\n')} />
    </Bounded>
  )
}

function Bounded({ children }: { children: ReactNode }) {
  return <div className="choice-box">{children}</div>
}
