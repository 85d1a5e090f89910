/** Which mail server sends for the shop: the installation's or its own; and a test that says whether it does. */
import { randomUUID } from 'node:crypto'
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
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
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { pickLocale } from '#app/i18n/locales.ts'
import { MESSAGES } from '#app/i18n/messages.server.ts'
import { createI18n } from '#app/i18n/setup.ts'
import { MailForm, SECURITIES } from '#app/mail/schema.ts'
import { mailSettings, saveMailSettings, sendTestMail } from '#app/mail/service.server.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { act, answer } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { useMailField, useMailRefusal } from './_shared/mail-words.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(async () => ({ settings: await mailSettings(shop), shopName: shop.name }))
}

type Answered = ActionAnswer & { intent: 'save' | 'test' }

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  const intent = form['intent'] === 'test' ? 'test' : 'save'
  const said = await act(async () => {
    if (intent === 'save') {
      await saveMailSettings(shop, MailForm.parse(form))
      return 'mail.settings.saved'
    }
    const locale = pickLocale(String(form['locale']))
    const { t } = await createI18n(locale, MESSAGES[locale])
    const words = {
      id: randomUUID(),
      subject: t('mail.settings.testSubject'),
      text: t('mail.settings.testText', { shop: shop.name }),
    }
    await sendTestMail(shop, words, { signal: request.signal, at: new Date() })
    return 'mail.settings.tested'
  })
  return data<Answered>({ ...said.data, intent }, said.init ?? {})
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function MailPage() {
  const { settings } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const { ready, missing } = settings
  return (
    <PageFrame title={t('mail.settings.title')} back={{ content: t('settings.title'), url: '/app/settings' }}>
      <BlockStack gap="400">
        {missing && (
          <Banner tone="warning" title={t('mail.settings.missing')}>
            <p>{t(`mail.failure.${missing}`)}</p>
          </Banner>
        )}
        {ready && (
          <Banner tone="success" title={t('mail.settings.ready')}>
            <p>{t('mail.settings.readyWhat', ready)}</p>
          </Banner>
        )}
        <MailSettingsForm />
      </BlockStack>
    </PageFrame>
  )
}

function MailSettingsForm() {
  const { settings, shopName } = useLoaderData<typeof loader>()
  const { installation, hasPassword, ready, own } = settings
  const { t, i18n } = useTranslation()
  const fetcher = useFetcher<Answered>()
  const stored = {
    use: settings.use === 'own' || installation === null ? 'own' : 'installation',
    replyTo: settings.replyTo,
    host: own?.host ?? '',
    port: String(own?.port ?? 465),
    security: own?.security ?? 'tls',
    user: own?.user ?? '',
    password: '',
    fromAddress: own?.fromAddress ?? '',
    fromName: own?.fromName ?? '',
  }
  const [typed, setTyped] = useState<Partial<typeof stored>>({})
  const form = { ...stored, ...typed }
  const said = fetcher.state === 'idle' ? fetcher.data : undefined
  const [heard, setHeard] = useState(said)
  if (said !== undefined && said !== heard) {
    setHeard(said)
    if (said.ok && said.intent === 'save') setTyped({})
  }
  const errorOf = useMailField(said?.intent === 'save' ? said : undefined)
  const set = (change: Partial<typeof stored>): void => setTyped({ ...typed, ...change })
  const busy = fetcher.state === 'idle' ? null : fetcher.formData?.get('intent')
  const field = (name: keyof typeof stored, help?: string) => {
    const error = errorOf(name)
    return {
      label: t(`mail.settings.${name}`),
      value: form[name],
      onChange: (value: string) => set({ [name]: value }),
      autoComplete: 'off',
      ...(help === undefined ? {} : { helpText: help }),
      ...(error === undefined ? {} : { error }),
    }
  }
  const chooseSecurity = (security: string): void => {
    const usual = security === 'tls' ? '465' : '587'
    const isUsual = form.port === '465' || form.port === '587'
    set({
      security: SECURITIES.find((known) => known === security) ?? form.security,
      ...(isUsual ? { port: usual } : {}),
    })
  }
  return (
    <Card>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          fetcher.submit({ intent: 'save', ...form }, { method: 'post' })
        }}
      >
        <BlockStack gap="400">
          <div>
            <Text as="p">{t('mail.settings.what')}</Text>
            <div aria-live="polite">
              {said && (
                <Box paddingBlockStart="300">
                  <Said said={said} />
                </Box>
              )}
            </div>
          </div>
          {installation === null ? (
            <Text as="p">{t('mail.settings.installationNone')}</Text>
          ) : (
            <ChoiceList
              title={t('mail.settings.use')}
              choices={[
                {
                  value: 'installation',
                  label: t('mail.settings.installation'),
                  helpText: t('mail.settings.installationWhat', { from: installation }),
                },
                { value: 'own', label: t('mail.settings.own'), helpText: t('mail.settings.ownWhat') },
              ]}
              selected={[form.use]}
              onChange={([use = 'own']) => set({ use })}
            />
          )}
          {form.use === 'own' && (
            <>
              <TextField {...field('host', t('mail.settings.hostHelp'))} inputMode="url" />
              <Select
                label={t('mail.settings.security')}
                options={SECURITIES.map((security) => ({ value: security, label: t(`mail.settings.${security}`) }))}
                value={form.security}
                onChange={chooseSecurity}
              />
              <TextField {...field('port')} inputMode="numeric" />
              <TextField {...field('user', t('mail.settings.userHelp'))} />
              <TextField
                {...field('password', t(hasPassword ? 'mail.settings.passwordKept' : 'mail.settings.passwordHelp'))}
                type="password"
                autoComplete="new-password"
              />
              <TextField {...field('fromAddress')} type="email" />
              <TextField {...field('fromName', t('mail.settings.fromNameHelp', { shop: shopName }))} />
            </>
          )}
          <TextField {...field('replyTo', t('mail.settings.replyToHelp'))} type="email" />
          <InlineStack gap="200">
            <Button submit variant="primary" loading={busy === 'save'} disabled={busy === 'test'}>
              {t('mail.settings.save')}
            </Button>
            <Button
              disabled={ready === null || busy === 'save'}
              loading={busy === 'test'}
              onClick={() => fetcher.submit({ intent: 'test', locale: i18n.language }, { method: 'post' })}
            >
              {t('mail.settings.test')}
            </Button>
          </InlineStack>
          {ready && (
            <Text as="p" tone="subdued">
              {t('mail.settings.testWhat', { to: ready.answersTo })}
            </Text>
          )}
        </BlockStack>
      </form>
    </Card>
  )
}

function Said({ said }: { said: Answered }) {
  const { t } = useTranslation()
  const refused = useMailRefusal()
  if (said.ok) return <Banner tone="success">{t(said.said)}</Banner>
  return (
    <Banner tone="critical" title={t(said.intent === 'test' ? 'mail.settings.testFailed' : 'mail.settings.notSaved')}>
      <p>{refused(said)}</p>
    </Banner>
  )
}
