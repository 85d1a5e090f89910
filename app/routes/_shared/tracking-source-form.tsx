/** Connecting a source, or changing what is registered with it. A key is tried before it is stored, and what was typed stays when it is refused. */
import { useFetcher } from '@remix-run/react'
import { Banner, BlockStack, Button, FormLayout, InlineStack, List, Select, Text, TextField } from '@shopify/polaris'
import { useEffect, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { MOST_WAIT_DAYS, REGISTER_WHEN, type SourceView } from '#app/tools/tracking/sources/schema.ts'
import type { AskedSource } from '#app/tools/tracking/sources/source.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import { useFormat } from '#app/ui/format.tsx'
import type { SourceAnswer } from './tracking-source-answer.ts'

type Refused = SourceAnswer & { ok: false }

/** The words for a refused field: ours where there are some, with what the source said. */
function useFieldError(answer: SourceAnswer | undefined): (field: string) => string | undefined {
  const { t, i18n } = useTranslation()
  if (!answer || answer.ok) return () => undefined
  const { fields } = answer satisfies Refused
  return (field) => {
    const found = fields.find(({ path }) => path[0] === field)
    if (!found) return undefined
    const { code = '', message } = found
    if (i18n.exists(code)) {
      const trouble = t(code)
      return message === '' ? trouble : t('trackingSources.refusedWith', { trouble, words: message })
    }
    const own = `trackingSources.invalid.${message}`
    return t(i18n.exists(own) ? own : 'trackingSources.invalid.other')
  }
}

interface OptionsFields {
  registerWhen: string
  waitDays: string
  planQuota: string
}

function startOf(view: SourceView | null): OptionsFields {
  return {
    registerWhen: view?.options.registerWhen ?? 'all',
    waitDays: String(view?.options.waitDays ?? 3),
    planQuota: view?.options.planQuota == null ? '' : String(view.options.planQuota),
  }
}

interface FieldsProps {
  source: AskedSource
  fields: OptionsFields
  onChange: (change: Partial<OptionsFields>) => void
  errorOf: (field: string) => string | undefined
}

function OptionFields({ source, fields, onChange, errorOf }: FieldsProps) {
  const { t } = useTranslation()
  return (
    <FormLayout>
      <Select
        label={t(source === 'endpoint' ? 'trackingSources.askAbout' : 'trackingSources.registerWhen')}
        options={REGISTER_WHEN.map((value) => ({ value, label: t(`trackingSources.when.${value}`) }))}
        value={fields.registerWhen}
        onChange={(registerWhen) => onChange({ registerWhen })}
        {...(source === 'endpoint' ? {} : { helpText: t('trackingSources.registerHelp') })}
      />
      {fields.registerWhen === 'silent' && (
        <TextField
          label={t('trackingSources.waitDays')}
          type="number"
          min={1}
          max={MOST_WAIT_DAYS}
          value={fields.waitDays}
          onChange={(waitDays) => onChange({ waitDays })}
          autoComplete="off"
          error={errorOf('waitDays')}
        />
      )}
      {source === 'aftership' && (
        <TextField
          label={t('trackingSources.planQuota')}
          helpText={t('trackingSources.planQuotaHelp')}
          type="number"
          min={1}
          value={fields.planQuota}
          onChange={(planQuota) => onChange({ planQuota })}
          autoComplete="off"
          error={errorOf('planQuota')}
        />
      )}
    </FormLayout>
  )
}

export function SourceOptionsForm({ view }: { view: SourceView }) {
  const { t } = useTranslation()
  const toast = useToast()
  const fetcher = useFetcher<SourceAnswer>()
  const [typed, setTyped] = useState<Partial<OptionsFields>>({})
  const said = fetcher.state === 'idle' ? fetcher.data : undefined
  const [heard, setHeard] = useState(said)
  if (said !== undefined && said !== heard) {
    setHeard(said)
    if (said.ok) setTyped({})
  }
  useEffect(() => {
    if (said?.ok) toast(t(said.said))
  }, [said, t, toast])
  const errorOf = useFieldError(said)
  const fields = { ...startOf(view), ...typed }
  const isChanged = Object.keys(typed).length > 0
  const save = (event: FormEvent): void => {
    event.preventDefault()
    fetcher.submit({ intent: 'options', source: view.source, ...fields }, { method: 'post' })
  }
  return (
    <form onSubmit={save} noValidate>
      <BlockStack gap="300">
        <OptionFields
          source={view.source}
          fields={fields}
          onChange={(change) => setTyped({ ...typed, ...change })}
          errorOf={errorOf}
        />
        {isChanged && (
          <InlineStack gap="200">
            <Button submit variant="primary" loading={fetcher.state !== 'idle'}>
              {t('trackingSources.save')}
            </Button>
            <Button onClick={() => setTyped({})}>{t('trackingSources.cancel')}</Button>
          </InlineStack>
        )}
      </BlockStack>
    </form>
  )
}

interface ConnectProps {
  source: AskedSource
  /** what is connected now, or was */
  view: SourceView | null
  openParcels: boolean
  onDone: () => void
}

export function ConnectSource({ source, view, openParcels, onDone }: ConnectProps) {
  const { t } = useTranslation()
  const toast = useToast()
  const fetcher = useFetcher<SourceAnswer>()
  const [options, setOptions] = useState(startOf(view))
  const [typed, setTyped] = useState({
    key: '',
    pushSecret: '',
    url: view?.options.endpoint?.url ?? '',
    method: view?.options.endpoint?.method ?? 'POST',
  })
  const said = fetcher.state === 'idle' ? fetcher.data : undefined
  useEffect(() => {
    if (!said?.ok || said.intent !== 'connect') return
    toast(t(said.said))
    onDone()
  }, [said, t, toast, onDone])
  const errorOf = useFieldError(said)
  const busy = fetcher.state === 'idle' ? null : fetcher.formData?.get('intent')
  const send = (intent: 'connect' | 'test'): void =>
    fetcher.submit({ intent, source, ...typed, ...options }, { method: 'post' })
  const field = (name: 'key' | 'pushSecret' | 'url') => ({
    label: t(`trackingSources.field.${name}.${source}`),
    helpText: t(`trackingSources.help.${name}.${source}`),
    value: typed[name],
    onChange: (value: string) => setTyped({ ...typed, [name]: value }),
    autoComplete: 'off' as const,
    error: errorOf(name),
  })
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        send('connect')
      }}
    >
      <BlockStack gap="400">
        <FormLayout>
          {source === 'endpoint' && (
            <>
              <TextField {...field('url')} type="url" placeholder="https://" />
              <Select
                label={t('trackingSources.method')}
                options={(['POST', 'GET'] as const).map((value) => ({
                  value,
                  label: t(`trackingSources.methods.${value}`),
                }))}
                value={typed.method}
                onChange={(method) => setTyped({ ...typed, method: method === 'GET' ? 'GET' : 'POST' })}
              />
            </>
          )}
          <TextField {...field('key')} type="password" />
          {source === 'aftership' && <TextField {...field('pushSecret')} type="password" />}
        </FormLayout>
        <OptionFields
          source={source}
          fields={options}
          onChange={(change) => setOptions({ ...options, ...change })}
          errorOf={errorOf}
        />
        <div aria-live="polite">
          {said?.ok === false && said.code !== 'invalid_input' && (
            <Banner tone="critical">
              <p>{t(`pageError.${said.code}.advice`)}</p>
            </Banner>
          )}
          {said?.ok && said.test && <TestResult test={said.test} openParcels={openParcels} />}
        </div>
        <InlineStack gap="200">
          <Button submit variant="primary" loading={busy === 'connect'} disabled={busy === 'test'}>
            {t('trackingSources.check')}
          </Button>
          {source === 'endpoint' && (
            <Button loading={busy === 'test'} disabled={busy === 'connect'} onClick={() => send('test')}>
              {t('trackingSources.test')}
            </Button>
          )}
          <Button onClick={onDone}>{t('trackingSources.cancel')}</Button>
        </InlineStack>
      </BlockStack>
    </form>
  )
}

function TestResult({ test, openParcels }: { test: NonNullable<SourceAnswer['test']>; openParcels: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Banner
      tone={test.unreadable.length > 0 ? 'warning' : 'success'}
      title={t('trackingSources.tested', { parcels: format.number(test.parcels), events: format.number(test.events) })}
    >
      <BlockStack gap="200">
        <Text as="p">
          {openParcels
            ? t('trackingSources.testedNumbers', { numbers: test.numbers.join(', ') })
            : t('trackingSources.testedNone')}
        </Text>
        {test.unreadable.length > 0 && (
          <List>
            {test.unreadable.map(({ at, message }) => (
              <List.Item key={at}>
                <code className="wrap-anywhere">{`${at}: ${message}`}</code>
              </List.Item>
            ))}
          </List>
        )}
      </BlockStack>
    </Banner>
  )
}
