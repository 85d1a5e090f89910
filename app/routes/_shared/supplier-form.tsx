/**
 * The form of a supplier's card. In: what it begins with, the closures we know of, what was refused. Out: the card as JSON, to save.
 * Invariant: what was typed stays, whatever the server says; every refusal stands at its field.
 */
import { Banner, BlockStack, Box, Button, Card, Checkbox, InlineStack, Select, Text, TextField } from '@shopify/polaris'
import { useId, type FormEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldError } from '#app/kernel/errors.ts'
import { readCountry, readCurrency } from '#app/sheets/cells.ts'
import { missingClosures, type ProposedClosure } from '#app/tools/reorder/suppliers/closures.ts'
import { LEAD_TIME_PRIOR } from '#app/tools/reorder/policy/lead-time.ts'
import { INCOTERMS, ORDER_SHEET_FIELDS, PAPER_LANGUAGES } from '#app/tools/reorder/suppliers/schema.ts'
import { useFormat } from '#app/ui/format.tsx'
import { freeLaneId, type SupplierFields } from './supplier-fields.ts'
import { useRefusedFocus, useSupplierError } from './supplier-frame.tsx'

export interface SupplierFormProps {
  fields: SupplierFields
  onChange: (fields: SupplierFields) => void
  /** the coming closures by country */
  closures: Record<string, ProposedClosure[]>
  errors: FieldError[]
  busy: boolean
  onSave: () => void
  cancelUrl: string
}

type Set = (changes: Partial<SupplierFields>) => void
interface PartProps {
  fields: SupplierFields
  set: Set
  errorAt: (...path: (string | number)[]) => string | undefined
}

export function SupplierForm({ fields, onChange, closures, errors, busy, onSave, cancelUrl }: SupplierFormProps) {
  const { t } = useTranslation()
  const errorAt = useSupplierError(errors)
  const form = useRefusedFocus(errors)
  const set: Set = (changes) => onChange({ ...fields, ...changes })
  const part = { fields, set, errorAt }
  const save = (event: FormEvent): void => {
    event.preventDefault()
    onSave()
  }
  return (
    <form ref={form} onSubmit={save} noValidate>
      <BlockStack gap="400">
        {errors.length > 0 && (
          <Banner tone="critical" title={t('reorderSuppliers.notSaved')}>
            <p>{t('reorderSuppliers.notSavedAdvice', { count: errors.length })}</p>
          </Banner>
        )}
        <Terms {...part} changedCurrency={errors.find(({ message }) => message === 'prices_in_old_currency')} />
        <Lanes {...part} />
        <Closures {...part} known={closures} />
        <Contacts {...part} />
        <Columns {...part} />
        <InlineStack gap="300">
          <Button submit variant="primary" loading={busy}>
            {t('reorderSuppliers.form.save')}
          </Button>
          <Button url={cancelUrl}>{t('reorderSuppliers.form.cancel')}</Button>
        </InlineStack>
      </BlockStack>
    </form>
  )
}

function Section({ title, what, children }: { title: string; what?: string; children: ReactNode }) {
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
          {what !== undefined && (
            <Text as="p" tone="subdued">
              {what}
            </Text>
          )}
        </BlockStack>
        {children}
      </BlockStack>
    </Card>
  )
}

function Terms({ fields, set, errorAt, changedCurrency }: PartProps & { changedCurrency: FieldError | undefined }) {
  const { t } = useTranslation()
  const priced = Number(changedCurrency?.path[1] ?? 0)
  const currency = readCurrency(fields.currency)
  return (
    <Section title={t('reorderSuppliers.form.terms')}>
      <Field label={t('reorderSuppliers.form.name')} at="name" {...{ fields, set, errorAt }} maxLength={255} />
      <div className="field-row">
        <Field label={t('reorderSuppliers.form.currency')} at="currency" {...{ fields, set, errorAt }} />
        <Field
          label={t('reorderSuppliers.form.orderMinimum')}
          help={t('reorderSuppliers.form.orderMinimumHelp')}
          at="orderMinimum"
          errorName="orderMinimumMinor"
          suffix={currency.ok ? currency.value : ''}
          {...{ fields, set, errorAt }}
        />
        <Field
          label={t('reorderSuppliers.form.country')}
          help={t('reorderSuppliers.form.countryHelp')}
          at="country"
          {...{ fields, set, errorAt }}
        />
      </div>
      {priced > 0 && (
        <Checkbox
          label={t('reorderSuppliers.form.forgetPrices', { count: priced })}
          checked={fields.forgetPrices}
          onChange={(forgetPrices) => set({ forgetPrices })}
        />
      )}
      <div className="field-row">
        <Field
          label={t('reorderSuppliers.form.paymentTerms')}
          placeholder={t('reorderSuppliers.form.paymentTermsExample')}
          at="paymentTerms"
          {...{ fields, set, errorAt }}
        />
        <Select
          label={t('reorderSuppliers.form.incoterm')}
          options={[
            { value: '', label: t('reorderSuppliers.form.notAgreed') },
            ...INCOTERMS.map((value) => ({ value, label: `${value} · ${t(`reorderSuppliers.incoterm.${value}`)}` })),
          ]}
          value={fields.incoterm}
          onChange={(incoterm) => set({ incoterm })}
          error={errorAt('incoterm')}
        />
        <Select
          label={t('reorderSuppliers.form.language')}
          options={PAPER_LANGUAGES.map((value) => ({ value, label: t(`reorderSuppliers.language.${value}`) }))}
          value={fields.language}
          onChange={(language) => set({ language })}
          error={errorAt('language')}
        />
      </div>
    </Section>
  )
}

type TextName = {
  [Key in keyof SupplierFields]: SupplierFields[Key] extends string ? Key : never
}[keyof SupplierFields]

interface FieldProps extends PartProps {
  at: TextName
  /** where the schema refuses it, when that is not the field's own name */
  errorName?: string
  label: string
  help?: string
  suffix?: string
  placeholder?: string
  maxLength?: number
}

function Field({ fields, set, errorAt, at, errorName = at, label, help, suffix, placeholder, maxLength }: FieldProps) {
  return (
    <TextField
      label={label}
      value={fields[at]}
      onChange={(value) => set({ [at]: value })}
      autoComplete="off"
      error={errorAt(errorName)}
      {...(help === undefined ? {} : { helpText: help })}
      {...(suffix === undefined || suffix === '' ? {} : { suffix })}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(maxLength === undefined ? {} : { maxLength })}
    />
  )
}

interface RowsProps<Row> {
  rows: readonly Row[]
  onChange: (rows: Row[]) => void
  blank: Row
  /** what one row is called, with its number */
  nameOf: (number: number) => string
  add: string
  row: (row: Row, change: (changes: Partial<Row>) => void, index: number) => ReactNode
}

/** Rows that can be added and taken away. */
function Rows<Row>({ rows, onChange, blank, nameOf, add, row }: RowsProps<Row>) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <BlockStack gap="300">
      {rows.map((own, index) => (
        <div key={`${id}-${index}`} role="group" aria-label={nameOf(index + 1)}>
          <Box padding="300" borderWidth="025" borderColor="border" borderRadius="200">
            <BlockStack gap="300">
              <div className="field-row">
                {row(own, (changes) => onChange(rows.with(index, { ...own, ...changes })), index)}
              </div>
              <InlineStack>
                <Button
                  size="slim"
                  tone="critical"
                  accessibilityLabel={t('reorderSuppliers.form.removeNamed', { name: nameOf(index + 1) })}
                  onClick={() => onChange(rows.toSpliced(index, 1))}
                >
                  {t('reorderSuppliers.form.remove')}
                </Button>
              </InlineStack>
            </BlockStack>
          </Box>
        </div>
      ))}
      <InlineStack>
        <Button onClick={() => onChange([...rows, blank])}>{add}</Button>
      </InlineStack>
    </BlockStack>
  )
}

function Lanes({ fields, set, errorAt }: PartProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const silent = fields.lanes.every(({ days }) => days.trim() === '')
  return (
    <Section title={t('reorderSuppliers.form.lanes')} what={t('reorderSuppliers.form.lanesWhat')}>
      {silent && (
        <Banner tone="warning" title={t('reorderSuppliers.noLeadTime')}>
          <p>{t('reorderSuppliers.noLeadTimeAdvice')}</p>
        </Banner>
      )}
      <Rows
        rows={fields.lanes}
        onChange={(lanes) => set({ lanes })}
        blank={{ id: freeLaneId(fields.lanes), name: '', days: '', spread: '' }}
        nameOf={(number) => t('reorderSuppliers.form.laneNumber', { number })}
        add={t('reorderSuppliers.form.addLane')}
        row={(lane, change, index) => (
          <>
            <TextField
              label={t('reorderSuppliers.form.laneName')}
              value={lane.name}
              onChange={(name) => change({ name })}
              autoComplete="off"
              error={errorAt('lanes', index, 'name')}
            />
            <TextField
              label={t('reorderSuppliers.form.days')}
              helpText={t('reorderSuppliers.form.daysHelp')}
              value={lane.days}
              onChange={(days) => change({ days })}
              inputMode="numeric"
              autoComplete="off"
              error={errorAt('lanes', index, 'quotedDays')}
            />
            <TextField
              label={t('reorderSuppliers.form.spread')}
              helpText={t('reorderSuppliers.form.spreadHelp')}
              value={lane.spread}
              onChange={(spread) => change({ spread })}
              placeholder={format.number(LEAD_TIME_PRIOR.spreadBps / 100)}
              suffix="%"
              inputMode="decimal"
              autoComplete="off"
              error={errorAt('lanes', index, 'spreadBps')}
            />
          </>
        )}
      />
      {fields.lanes.length > 1 && (
        <Select
          label={t('reorderSuppliers.form.defaultLane')}
          options={[
            { value: '', label: t('reorderSuppliers.form.firstTimedLane') },
            ...fields.lanes.map(({ id, name }, index) => ({
              value: id,
              label: name.trim() === '' ? t('reorderSuppliers.form.laneNumber', { number: index + 1 }) : name,
            })),
          ]}
          value={fields.defaultLaneId}
          onChange={(defaultLaneId) => set({ defaultLaneId })}
          error={errorAt('defaultLaneId')}
        />
      )}
    </Section>
  )
}

function Closures({ fields, set, errorAt, known }: PartProps & { known: Record<string, ProposedClosure[]> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const country = readCountry(fields.country)
  const proposed = missingClosures(country.ok ? (known[country.value] ?? []) : [], fields.closures)
  const nameOf = ({ kind, year }: ProposedClosure): string =>
    t(`reorderSuppliers.closure.${kind}`, { year: String(year) })
  return (
    <Section title={t('reorderSuppliers.form.closures')} what={t('reorderSuppliers.form.closuresWhat')}>
      {proposed.length > 0 && (
        <BlockStack gap="200" inlineAlign="start">
          <Text as="p">{t('reorderSuppliers.form.proposed')}</Text>
          <InlineStack gap="200">
            {proposed.map((one) => (
              <Button
                key={`${one.kind}-${one.year}`}
                onClick={() =>
                  set({ closures: [...fields.closures, { name: nameOf(one), fromOn: one.fromOn, toOn: one.toOn }] })
                }
              >
                {t('reorderSuppliers.form.addClosureNamed', {
                  name: nameOf(one),
                  from: format.shortDay(one.fromOn),
                  to: format.shortDay(one.toOn),
                })}
              </Button>
            ))}
          </InlineStack>
        </BlockStack>
      )}
      <Rows
        rows={fields.closures}
        onChange={(closures) => set({ closures })}
        blank={{ name: '', fromOn: '', toOn: '' }}
        nameOf={(number) => t('reorderSuppliers.form.closureNumber', { number })}
        add={t('reorderSuppliers.form.addClosure')}
        row={(closure, change, index) => (
          <>
            <TextField
              label={t('reorderSuppliers.form.closureName')}
              value={closure.name}
              onChange={(name) => change({ name })}
              autoComplete="off"
              error={errorAt('closures', index, 'name')}
            />
            <TextField
              type="date"
              label={t('reorderSuppliers.form.fromOn')}
              value={closure.fromOn}
              onChange={(fromOn) => change({ fromOn })}
              autoComplete="off"
              error={errorAt('closures', index, 'fromOn')}
            />
            <TextField
              type="date"
              label={t('reorderSuppliers.form.toOn')}
              value={closure.toOn}
              onChange={(toOn) => change({ toOn })}
              autoComplete="off"
              error={errorAt('closures', index, 'toOn')}
            />
          </>
        )}
      />
    </Section>
  )
}

const CONTACT_FIELDS = ['name', 'role', 'email', 'phone'] as const

function Contacts({ fields, set, errorAt }: PartProps) {
  const { t } = useTranslation()
  return (
    <Section title={t('reorderSuppliers.form.contacts')} what={t('reorderSuppliers.form.contactsWhat')}>
      <Rows
        rows={fields.contacts}
        onChange={(contacts) => set({ contacts })}
        blank={{ name: '', email: '', phone: '', role: '' }}
        nameOf={(number) => t('reorderSuppliers.form.contactNumber', { number })}
        add={t('reorderSuppliers.form.addContact')}
        row={(contact, change, index) =>
          CONTACT_FIELDS.map((name) => (
            <TextField
              key={name}
              type={name === 'email' ? 'email' : name === 'phone' ? 'tel' : 'text'}
              label={t(`reorderSuppliers.form.contact.${name}`)}
              value={contact[name]}
              onChange={(value) => change({ [name]: value })}
              autoComplete="off"
              error={errorAt('contacts', index, name)}
            />
          ))
        }
      />
    </Section>
  )
}

function Columns({ fields, set, errorAt }: PartProps) {
  const { t } = useTranslation()
  const usual = ORDER_SHEET_FIELDS.map((field) => ({ header: t(`reorderSuppliers.sheetField.${field}`), field }))
  return (
    <Section title={t('reorderSuppliers.form.columns')} what={t('reorderSuppliers.form.columnsWhat')}>
      {fields.columns.length === 0 && (
        <InlineStack>
          <Button onClick={() => set({ columns: usual })}>{t('reorderSuppliers.form.usualColumns')}</Button>
        </InlineStack>
      )}
      <Rows
        rows={fields.columns}
        onChange={(columns) => set({ columns })}
        blank={{ header: '', field: 'supplierSku' }}
        nameOf={(number) => t('reorderSuppliers.form.columnNumber', { number })}
        add={t('reorderSuppliers.form.addColumn')}
        row={(column, change, index) => (
          <>
            <TextField
              label={t('reorderSuppliers.form.header')}
              value={column.header}
              onChange={(header) => change({ header })}
              autoComplete="off"
              error={errorAt('columns', index, 'header')}
            />
            <Select
              label={t('reorderSuppliers.form.holds')}
              options={ORDER_SHEET_FIELDS.map((value) => ({ value, label: t(`reorderSuppliers.sheetField.${value}`) }))}
              value={column.field}
              onChange={(field) => change({ field })}
              error={errorAt('columns', index, 'field')}
            />
          </>
        )}
      />
    </Section>
  )
}
