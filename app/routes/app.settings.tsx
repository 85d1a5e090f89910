/** The merchant's preferences, the language, what is stored and what is not, and the permissions. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { Form, useActionData, useFetcher, useLoaderData, useNavigation, useSubmit } from '@remix-run/react'
import { SaveBar } from '@shopify/app-bridge-react'
import {
  Badge,
  BlockStack,
  Button,
  Card,
  Checkbox,
  InlineStack,
  Layout,
  List,
  Select,
  Text,
  TextField,
} from '@shopify/polaris'
import { useEffect, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { saveSyncSettings, syncSettings } from '#app/sync/service.server.ts'
import { HOME_PERIODS, PreferencesForm, type Preferences } from '#app/tools/settings/schema.ts'
import { scopeStates, type ScopeState } from '#app/tools/settings/scopes.ts'
import { dismissSetup, preferences, savePreferences, settingsSeen } from '#app/tools/settings/service.server.ts'
import { useHasBridge, useToast } from '#app/ui/admin-bridge.ts'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { act, answer } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

/** Two rooms keep what this one form holds. */
const HOURS = { least: 1, most: 168 }
const SettingsForm = PreferencesForm.extend({
  reconcileHours: z.coerce.number().int().min(HOURS.least).max(HOURS.most),
})

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, scopes } = await requireAdmin(request)
  return answer(async () => {
    await settingsSeen(shop)
    const [stored, sync] = await Promise.all([preferences(shop), syncSettings(shop)])
    return {
      preferences: { ...stored, ...sync },
      scopes: scopeStates(scopes),
      timezone: shop.timezone,
      currency: shop.currency,
    }
  })
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, scopes, requestScopes } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  if (form['intent'] === 'requestScopes') {
    const missing = scopeStates(scopes).flatMap(({ scope, granted }) => (granted ? [] : [scope]))
    if (missing.length > 0) await requestScopes(missing)
  }
  return act(async () => {
    if (form['intent'] === 'requestScopes') return 'settings.nothingMissing'
    if (form['intent'] === 'showSetup') {
      await dismissSetup(shop, false)
      return 'settings.setupShown'
    }
    const { reconcileHours, ...wanted } = SettingsForm.parse(form)
    await saveSyncSettings(shop, { reconcileHours })
    await savePreferences(shop, wanted)
    return 'settings.saved'
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Settings() {
  const loaded = useLoaderData<typeof loader>()
  const { t, i18n } = useTranslation()
  return (
    <PageFrame title={t('settings.title')}>
      <Layout>
        <PreferencesSection key={JSON.stringify(loaded.preferences)} stored={loaded.preferences} />
        <Layout.AnnotatedSection title={t('settings.languageTitle')} description={t('settings.languageWhat')}>
          <Card>
            <BlockStack gap="200">
              <Text as="p">
                {t('settings.languageNow', {
                  language:
                    new Intl.DisplayNames(i18n.language, { type: 'language' }).of(i18n.language) ?? i18n.language,
                })}
              </Text>
              <Text as="p" tone="subdued">
                {t('settings.shopFormats', { currency: loaded.currency, timezone: loaded.timezone })}
              </Text>
            </BlockStack>
          </Card>
        </Layout.AnnotatedSection>
        <Layout.AnnotatedSection title={t('mail.settings.title')} description={t('mail.settings.what')}>
          <Card>
            <InlineStack>
              <Button url="/app/settings/mail">{t('mail.settings.open')}</Button>
            </InlineStack>
          </Card>
        </Layout.AnnotatedSection>
        <Layout.AnnotatedSection title={t('settings.privacyTitle')} description={t('settings.privacyWhat')}>
          <Card>
            <BlockStack gap="300">
              <List>
                <List.Item>{t('settings.privacy.stored')}</List.Item>
                <List.Item>{t('settings.privacy.notStored')}</List.Item>
                <List.Item>{t('settings.privacy.hashes')}</List.Item>
                <List.Item>{t('settings.privacy.requests')}</List.Item>
                <List.Item>{t('settings.privacy.uninstall')}</List.Item>
              </List>
            </BlockStack>
          </Card>
        </Layout.AnnotatedSection>
        <ScopesSection scopes={loaded.scopes} />
        <GuideSection />
      </Layout>
    </PageFrame>
  )
}

function PreferencesSection({ stored }: { stored: Preferences & { reconcileHours: number } }) {
  const { t } = useTranslation()
  const submit = useSubmit()
  const busy = useNavigation().formMethod !== undefined
  const said = useActionData<ActionAnswer>()
  const hasBridge = useHasBridge()
  const toast = useToast()
  const [hours, setHours] = useState(String(stored.reconcileHours))
  const [homePeriod, setHomePeriod] = useState<string>(stored.homePeriod)
  const [compare, setCompare] = useState(stored.compare)
  const dirty =
    hours !== String(stored.reconcileHours) || homePeriod !== stored.homePeriod || compare !== stored.compare
  const hoursError = said?.ok === false && said.fields.some((field) => field.path[0] === 'reconcileHours')

  useEffect(() => {
    if (said?.ok) toast(t(said.said))
  }, [said, t, toast])

  const save = (event?: FormEvent): void => {
    event?.preventDefault()
    submit({ reconcileHours: hours, homePeriod, compare: String(compare) }, { method: 'post' })
  }
  const discard = (): void => {
    setHours(String(stored.reconcileHours))
    setHomePeriod(stored.homePeriod)
    setCompare(stored.compare)
  }
  return (
    <Layout.AnnotatedSection title={t('settings.preferencesTitle')} description={t('settings.preferencesWhat')}>
      <Card>
        <form onSubmit={save} noValidate>
          <BlockStack gap="400">
            <TextField
              type="integer"
              inputMode="numeric"
              label={t('settings.reconcileHours')}
              helpText={t('settings.reconcileHelp')}
              suffix={t('settings.hours')}
              min={HOURS.least}
              max={HOURS.most}
              value={hours}
              onChange={setHours}
              autoComplete="off"
              error={hoursError ? t('settings.reconcileError', HOURS) : undefined}
            />
            <Select
              label={t('settings.homePeriod')}
              options={HOME_PERIODS.map((value) => ({ value, label: t('days.last', { days: value }) }))}
              value={homePeriod}
              onChange={setHomePeriod}
            />
            <Checkbox label={t('settings.compare')} checked={compare} onChange={setCompare} />
            {!hasBridge && (
              <InlineStack gap="200">
                <Button submit variant="primary" disabled={!dirty} loading={busy}>
                  {t('settings.save')}
                </Button>
              </InlineStack>
            )}
          </BlockStack>
        </form>
      </Card>
      {hasBridge && (
        <SaveBar id="preferences-save-bar" open={dirty}>
          <button type="button" variant="primary" onClick={() => save()} {...(busy ? { loading: '' } : {})}>
            {t('settings.save')}
          </button>
          <button type="button" onClick={discard}>
            {t('settings.discard')}
          </button>
        </SaveBar>
      )}
    </Layout.AnnotatedSection>
  )
}

function ScopesSection({ scopes }: { scopes: ScopeState[] }) {
  const { t } = useTranslation()
  const missing = scopes.filter((scope) => !scope.granted)
  return (
    <Layout.AnnotatedSection title={t('settings.scopesTitle')} description={t('settings.scopesWhat')}>
      <Card>
        <BlockStack gap="300">
          <dl className="facts">
            {scopes.map(({ scope, granted }) => (
              <div key={scope}>
                <dt>{t(`settings.scope.${scope}`)}</dt>
                <dd>
                  <Badge {...(granted ? { tone: 'success' as const } : { tone: 'attention' as const })}>
                    {t(granted ? 'settings.granted' : 'settings.missing')}
                  </Badge>
                </dd>
              </div>
            ))}
          </dl>
          {missing.length > 0 && (
            <Form method="post">
              <input type="hidden" name="intent" value="requestScopes" />
              <Button submit>{t('settings.requestScopes')}</Button>
            </Form>
          )}
        </BlockStack>
      </Card>
    </Layout.AnnotatedSection>
  )
}

function GuideSection() {
  const { t } = useTranslation()
  const fetcher = useFetcher<ActionAnswer>()
  const toast = useToast()
  const said = fetcher.data
  useEffect(() => {
    if (said?.ok) toast(t(said.said))
  }, [said, t, toast])
  return (
    <Layout.AnnotatedSection title={t('settings.guideTitle')} description={t('settings.guideWhat')}>
      <Card>
        <fetcher.Form method="post">
          <input type="hidden" name="intent" value="showSetup" />
          <Button submit loading={fetcher.state !== 'idle'}>
            {t('settings.guideShow')}
          </Button>
        </fetcher.Form>
      </Card>
    </Layout.AnnotatedSection>
  )
}
