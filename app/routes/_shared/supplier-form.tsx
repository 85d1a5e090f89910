/**
 * The form of a supplier's card. In: what it begins with, the closures we know of, what was refused. Out: the card as JSON, to save.
 * Invariant: what was typed stays, whatever the server says; every refusal stands at its field.
 */
import { Banner, BlockStack, Button, Checkbox, InlineStack, Select, TextField } from '@shopify/polaris'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldError } from '#app/kernel/errors.ts'
import { readCurrency } from '#app/sheets/cells.ts'
import type { ProposedClosure } from '#app/tools/reorder/suppliers/closures.ts'
import { INCOTERMS, ORDER_SHEET_FIELDS, PAPER_LANGUAGES } from '#app/tools/reorder/suppliers/schema.ts'
import type { SupplierFields } from './supplier-fields.ts'
import { Rows, Section, type PartProps, type Set } from './supplier-form-rows.tsx'
import { Closures, Lanes } from './supplier-form-times.tsx'
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
