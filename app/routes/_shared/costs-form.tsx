/**
 * A form of the costs pages: texts by name, refused fields at their place, saved by the admin's save bar or a button of its own.
 * In: the fields as stored, what else goes with them. Invariant: what was typed stays until it is saved or discarded.
 */
import { useFetcher } from '@remix-run/react'
import { SaveBar } from '@shopify/app-bridge-react'
import { Banner, BlockStack, Button, InlineStack, Select, TextField } from '@shopify/polaris'
import { createContext, useContext, useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fields } from '#app/tools/pricing/costs/form-reader.ts'
import { useHasBridge, useToast } from '#app/ui/admin-bridge.ts'
import type { ActionAnswer } from './action-answer.ts'

interface FormState {
  values: Fields
  set: (name: string, value: string) => void
  errorOf: (name: string) => string | undefined
}

const FormContext = createContext<FormState>({ values: {}, set: () => undefined, errorOf: () => undefined })

interface CostsFormProps {
  id: string
  initial: Fields
  /** goes with every save: the intent, the version */
  extra: Fields
  /** it can be saved as it is: a copy of something */
  startsDirty?: boolean
  /** after it was saved or discarded */
  onDone?: () => void
  children: ReactNode
}

/** Give it a `key` that changes with what is stored, so that it starts again after a save. */
export function CostsForm({ id, initial, extra, startsDirty = false, onDone, children }: CostsFormProps) {
  const { t, i18n } = useTranslation()
  const fetcher = useFetcher<ActionAnswer>()
  const toast = useToast()
  const hasBridge = useHasBridge()
  const [values, setValues] = useState(initial)
  const names = [...new Set([...Object.keys(initial), ...Object.keys(values)])]
  const dirty = startsDirty || names.some((name) => (initial[name] ?? '') !== (values[name] ?? ''))
  const busy = fetcher.state !== 'idle'
  const said = fetcher.data
  // Said once per answer, whatever the page passes in meanwhile.
  const done = useRef(onDone)
  useEffect(() => {
    done.current = onDone
  })

  useEffect(() => {
    if (!said?.ok) return
    toast(t(said.said))
    done.current?.()
  }, [said, t, toast])

  const errorOf = (name: string): string | undefined => {
    const code = said?.ok === false ? said.fields.find(({ path }) => path[0] === name)?.code : undefined
    if (code === undefined) return undefined
    const key = `pricingCosts.refused.${code}`
    return t(i18n.exists(key) ? key : 'pricingCosts.refused.other')
  }
  const save = (event?: FormEvent): void => {
    event?.preventDefault()
    fetcher.submit({ ...values, ...extra }, { method: 'post' })
  }
  const discard = (): void => {
    setValues(initial)
    onDone?.()
  }
  const set = (name: string, value: string): void => setValues((now) => ({ ...now, [name]: value }))
  return (
    <FormContext.Provider value={{ values, set, errorOf }}>
      <form onSubmit={save} noValidate>
        <BlockStack gap="400">
          {said?.ok === false && (
            <Banner tone="critical" title={t('pricingCosts.notSaved')}>
              <p>{said.code === 'conflict' ? t('pricingCosts.conflict') : t(`pageError.${said.code}.advice`)}</p>
            </Banner>
          )}
          {children}
          {(!hasBridge || dirty) && (
            <InlineStack gap="200">
              <Button submit variant="primary" disabled={!dirty} loading={busy}>
                {t('pricingCosts.save')}
              </Button>
              <Button onClick={discard} disabled={!dirty || busy}>
                {t('pricingCosts.discard')}
              </Button>
            </InlineStack>
          )}
        </BlockStack>
      </form>
      {hasBridge && (
        <SaveBar id={id} open={dirty}>
          <button type="button" variant="primary" onClick={() => save()} {...(busy ? { loading: '' } : {})}>
            {t('pricingCosts.save')}
          </button>
          <button type="button" onClick={discard}>
            {t('pricingCosts.discard')}
          </button>
        </SaveBar>
      )}
    </FormContext.Provider>
  )
}

export function useCostsForm(): FormState {
  return useContext(FormContext)
}

interface FieldProps {
  name: string
  label: string
  labelHidden?: boolean
  help?: string
  suffix?: string
  /** what counts while it is empty */
  placeholder?: string
  type?: 'text' | 'date'
}

export function CostsField({ name, label, labelHidden = false, help, suffix, placeholder, type = 'text' }: FieldProps) {
  const { values, set, errorOf } = useCostsForm()
  const error = errorOf(name)
  return (
    <TextField
      label={label}
      labelHidden={labelHidden}
      type={type}
      value={values[name] ?? ''}
      onChange={(value) => set(name, value)}
      autoComplete="off"
      {...(help === undefined ? {} : { helpText: help })}
      {...(suffix === undefined ? {} : { suffix })}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(error === undefined ? {} : { error })}
    />
  )
}

/** An amount with its currency beside it (`<name>.currency` unless told). */
export function MoneyFields({
  name,
  currencyName = `${name}.currency`,
  label,
  help,
  placeholder,
}: FieldProps & { currencyName?: string }) {
  const { t } = useTranslation()
  return (
    <div className="money-fields">
      <CostsField
        name={name}
        label={label}
        {...(help === undefined ? {} : { help })}
        {...(placeholder === undefined ? {} : { placeholder })}
      />
      <CostsField name={currencyName} label={t('pricingCosts.currency')} />
    </div>
  )
}

export function CostsChoice({
  name,
  label,
  help,
  choices,
}: Pick<FieldProps, 'name' | 'label' | 'help'> & { choices: { value: string; label: string }[] }) {
  const { values, set, errorOf } = useCostsForm()
  const error = errorOf(name)
  return (
    <Select
      label={label}
      options={choices}
      value={values[name] ?? ''}
      onChange={(value) => set(name, value)}
      {...(help === undefined ? {} : { helpText: help })}
      {...(error === undefined ? {} : { error })}
    />
  )
}
