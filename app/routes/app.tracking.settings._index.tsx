/** What the merchant says about tracking: how shoppers look up, what they are not shown, the warehouse, limits, mails. Saved as one. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { Banner, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { saveTrackingForm } from '#app/tools/tracking/desk/service.server.ts'
import { noticesOverview, retryRefused } from '#app/tools/tracking/notices/service.server.ts'
import { fieldsOf, TrackingSettingsForm, type TrackingSettingsFields } from '#app/tools/tracking/settings/form.ts'
import { readTrackingSettings } from '#app/tools/tracking/settings/service.server.ts'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { TrackingNav } from '#app/ui/tracking-nav.tsx'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { act, answer, readJson } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { LimitFields, LookupFields, WarehouseFields, type Fields } from './_shared/tracking-settings-fields.tsx'
import { MailFields } from './_shared/tracking-settings-mails.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(async () => {
    const [{ version, settings }, notices] = await Promise.all([
      readTrackingSettings(shop),
      noticesOverview(shop, new Date()),
    ])
    return {
      version,
      fields: fieldsOf(settings),
      notices,
      shopTimezone: shop.timezone,
      timezones: Intl.supportedValuesOf('timeZone'),
    }
  })
}

const Version = z.coerce.number().int().min(0)

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = await request.formData()
  return act(async () => {
    if (form.get('intent') === 'flowAgain') {
      await retryRefused(shop, 'flow', new Date())
      return 'trackingSettings.said.again'
    }
    if (form.get('intent') === 'mailAgain') {
      await retryRefused(shop, 'mail', new Date())
      return 'trackingSettings.said.again'
    }
    const wanted = TrackingSettingsForm.parse(readJson(form.get('settings')))
    await saveTrackingForm(shop, wanted, Version.parse(form.get('version')), new Date())
    return 'trackingSettings.said.saved'
  })
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Settings() {
  const { version } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  return (
    <PageFrame title={t('trackingSettings.title')} fullWidth>
      <TrackingNav current="settings" />
      {/* Another version is another form; one that was refused keeps what was typed. */}
      <SettingsForm key={version} />
    </PageFrame>
  )
}

function SettingsForm() {
  const { version, fields: stored, notices, shopTimezone, timezones } = useLoaderData<typeof loader>()
  const { t, i18n } = useTranslation()
  const fetcher = useFetcher<ActionAnswer>({ key: 'tracking-settings' })
  const [values, setValues] = useState<TrackingSettingsFields>(stored)
  const said = fetcher.state === 'idle' ? fetcher.data : undefined
  const refused = said?.ok === false ? said : undefined
  const form: Fields = {
    values,
    set: (change) => setValues((before) => ({ ...before, ...change })),
    error: (name) => {
      const message = refused?.fields.find(({ path }) => path.join('.').startsWith(name))?.message
      if (message === undefined) return undefined
      const key = `trackingSettings.problem.${message}`
      return t(i18n.exists(key) ? key : 'trackingSettings.problem.other')
    },
  }
  const isChanged = JSON.stringify(values) !== JSON.stringify(stored)
  return (
    <BlockStack gap="400">
      <LookupFields form={form} />
      <WarehouseFields form={form} shopTimezone={shopTimezone} timezones={timezones} />
      <LimitFields form={form} />
      <MailFields
        form={form}
        notices={notices}
        busy={fetcher.state !== 'idle'}
        onRetry={(intent) => fetcher.submit({ intent }, { method: 'post', action: '/app/tracking/settings?index' })}
      />
      <Card>
        <BlockStack gap="300">
          <div aria-live="polite">
            {said?.ok && <Banner tone="success">{t(said.said)}</Banner>}
            {refused && (
              <Banner tone="critical" title={t('trackingSettings.notSaved')}>
                <p>
                  {t(
                    refused.code === 'conflict'
                      ? 'trackingSettings.conflict'
                      : refused.code === 'invalid_input'
                        ? 'trackingSettings.check'
                        : `error.${refused.code}.advice`,
                  )}
                </p>
              </Banner>
            )}
          </div>
          <InlineStack gap="300" blockAlign="center">
            <Button
              variant="primary"
              loading={fetcher.state !== 'idle'}
              onClick={() =>
                fetcher.submit(
                  { intent: 'save', version: String(version), settings: JSON.stringify(values) },
                  { method: 'post', action: '/app/tracking/settings?index' },
                )
              }
            >
              {t('trackingSettings.save')}
            </Button>
            <Text as="span" tone="subdued">
              {t(isChanged ? 'trackingSettings.unsaved' : 'trackingSettings.allSaved')}
            </Text>
          </InlineStack>
        </BlockStack>
      </Card>
    </BlockStack>
  )
}
