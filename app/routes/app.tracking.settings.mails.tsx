/** The words of mails to shoppers: by moment and language, with a preview, a test to oneself, and a way back to the app's own. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { Badge, Banner, BlockStack, Box, Button, Card, InlineStack, Select, Text, TextField } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import type { PhraseLanguage } from '#app/tools/tracking/checkpoints/phrases.ts'
import { TemplateChoice, TemplateForm } from '#app/tools/tracking/notices/schema.ts'
import { mailWords, resetMailWords, saveMailWords, sendTestWords } from '#app/tools/tracking/notices/service.server.ts'
import { MAIL_LANGUAGES, PLACEHOLDERS, writeMail } from '#app/tools/tracking/notices/words.ts'
import { MOMENTS, type Moment } from '#app/tools/tracking/settings/desk.ts'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { usePageParams } from '#app/ui/search-params.ts'
import { TrackingNav } from '#app/ui/tracking-nav.tsx'
import { TwoColumns } from '#app/ui/two-columns.tsx'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { act, answer, parseQuery } from './_shared/answer.server.ts'
import { useMailRefusal } from './_shared/mail-words.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

const Query = TemplateChoice.extend({
  moment: TemplateChoice.shape.moment.default('handed_over'),
  language: TemplateChoice.shape.language.default('en'),
})

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const query = parseQuery(Query, request)
  return answer(async () => ({ query, ...(await mailWords(shop, new Date())) }))
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  const now = new Date()
  return act(async () => {
    switch (form['intent']) {
      case 'reset': {
        const { moment, language } = TemplateChoice.parse(form)
        await resetMailWords(shop, moment, language)
        return 'trackingMails.said.reset'
      }
      case 'test':
        await sendTestWords(shop, TemplateForm.parse(form), { signal: request.signal, at: now })
        return 'trackingMails.said.tested'
      default:
        await saveMailWords(shop, TemplateForm.parse(form), now)
        return 'trackingMails.said.saved'
    }
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

/** What those who read it call their language. */
const OWN_NAMES: Record<PhraseLanguage, string> = {
  en: 'English',
  'zh-CN': '简体中文',
  'zh-TW': '繁體中文',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  ja: '日本語',
}

export default function MailWords() {
  const { query, own } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const { change } = usePageParams()
  const isOwn = (moment: Moment, language: PhraseLanguage): boolean =>
    own.some((one) => one.moment === moment && one.language === language)
  return (
    <PageFrame
      title={t('trackingMails.title')}
      back={{ content: t('trackingSettings.title'), url: '/app/tracking/settings' }}
      fullWidth
    >
      <TrackingNav current="settings" />
      <BlockStack gap="400">
        <Card>
          <div className="field-row">
            <Select
              label={t('trackingMails.moment')}
              options={MOMENTS.map((moment) => ({ value: moment, label: t(`trackingSettings.moment.${moment}`) }))}
              value={query.moment}
              onChange={(moment) => change({ moment })}
            />
            <Select
              label={t('trackingMails.language')}
              helpText={t('trackingMails.languageHelp')}
              options={MAIL_LANGUAGES.map((language) => ({
                value: language,
                label: isOwn(query.moment, language)
                  ? t('trackingMails.changed', { language: OWN_NAMES[language] })
                  : OWN_NAMES[language],
              }))}
              value={query.language}
              onChange={(language) => change({ language })}
            />
          </div>
        </Card>
        <Editor key={`${query.moment} ${query.language} ${isOwn(query.moment, query.language)}`} />
      </BlockStack>
    </PageFrame>
  )
}

function Editor() {
  const { query, own, defaults, samples } = useLoaderData<typeof loader>()
  const { t, i18n } = useTranslation()
  const refusal = useMailRefusal()
  const fetcher = useFetcher<ActionAnswer>({ key: `mail-words ${query.moment} ${query.language}` })
  const { moment, language } = query
  const saved = own.find((one) => one.moment === moment && one.language === language)
  const shown = saved ?? defaults[moment][language]
  const [subject, setSubject] = useState(shown.subject)
  const [body, setBody] = useState(shown.body)
  const busy = fetcher.state !== 'idle'
  const said = busy ? undefined : fetcher.data
  const error = (name: 'subject' | 'body') => {
    if (said?.ok !== false) return {}
    const problem = said.fields.find(({ path }) => path[0] === name)
    if (!problem) return {}
    const key = `trackingMails.problem.${problem.message}`
    return { error: t(i18n.exists(key) ? key : 'trackingMails.problem.other') }
  }
  const send = (intent: string): void => fetcher.submit({ intent, moment, language, subject, body }, { method: 'post' })
  const preview = writeMail({ subject, body }, samples[language])
  return (
    <TwoColumns
      side={
        <Card>
          <BlockStack gap="300">
            <Text as="h2" variant="headingMd">
              {t('trackingMails.preview')}
            </Text>
            <div lang={language}>
              <BlockStack gap="300">
                <Text as="p" fontWeight="semibold">
                  <span className="wrap-anywhere">{preview.subject}</span>
                </Text>
                <Text as="p">
                  <span className="mail-preview">{preview.text}</span>
                </Text>
              </BlockStack>
            </div>
            <Text as="p" tone="subdued" variant="bodySm">
              {t('trackingMails.previewWhat')}
            </Text>
          </BlockStack>
        </Card>
      }
    >
      <Card>
        <BlockStack gap="400">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h2" variant="headingMd">
              {t(`trackingSettings.moment.${moment}`)}
            </Text>
            {saved && <Badge tone="info">{t('trackingMails.own')}</Badge>}
          </InlineStack>
          <div aria-live="polite">
            {said && (
              <Box paddingBlockEnd="200">
                <Banner tone={said.ok ? 'success' : 'critical'}>
                  <p>
                    {said.ok ? t(said.said) : said.code === 'invalid_input' ? t('trackingMails.check') : refusal(said)}
                  </p>
                </Banner>
              </Box>
            )}
          </div>
          <TextField
            label={t('trackingMails.subject')}
            value={subject}
            onChange={setSubject}
            autoComplete="off"
            {...error('subject')}
          />
          <TextField
            label={t('trackingMails.body')}
            helpText={t('trackingMails.bodyHelp')}
            value={body}
            onChange={setBody}
            multiline={14}
            autoComplete="off"
            {...error('body')}
          />
          <BlockStack gap="200">
            <Text as="h3" variant="headingSm">
              {t('trackingMails.placeholders')}
            </Text>
            <dl className="facts">
              {PLACEHOLDERS.map((name) => (
                <div key={name}>
                  <dt>
                    <code>{`{{${name}}}`}</code>
                  </dt>
                  <dd>{t(`trackingMails.placeholder.${name}`)}</dd>
                </div>
              ))}
            </dl>
          </BlockStack>
          <InlineStack gap="200">
            <Button variant="primary" loading={busy} onClick={() => send('save')}>
              {t('trackingMails.save')}
            </Button>
            <Button disabled={busy} onClick={() => send('test')}>
              {t('trackingMails.test')}
            </Button>
            {saved && (
              <Button disabled={busy} onClick={() => send('reset')}>
                {t('trackingMails.reset')}
              </Button>
            )}
          </InlineStack>
        </BlockStack>
      </Card>
    </TwoColumns>
  )
}
