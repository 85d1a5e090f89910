/** Alerts: what must be ordered and who was told; the daily e-mail; Shopify Flow. */
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import {
  Badge,
  Banner,
  BlockStack,
  Box,
  Button,
  Card,
  Checkbox,
  InlineStack,
  Link,
  Select,
  Text,
  TextField,
} from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { LOCALES } from '#app/i18n/locales.ts'
import { mailSettings } from '#app/mail/service.server.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { AlertSettingsForm, type Alert } from '#app/tools/reorder/alerts/schema.ts'
import {
  alertPage,
  bringAlertsBack,
  putAlertsAway,
  retryFlow,
  saveAlertSettings,
} from '#app/tools/reorder/alerts/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { ReorderNav } from '#app/ui/reorder-nav.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'
import { alertName, type AlertAnswer } from './_shared/alert-card.tsx'
import { act, answer } from './_shared/answer.server.ts'
import { useMailField } from './_shared/mail-words.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { CoverDays } from './_shared/plan-words.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(async () => {
    const [page, { missing }] = await Promise.all([alertPage(shop), mailSettings(shop)])
    return { ...page, missing, timezone: shop.timezone }
  })
}

const Dismiss = z.object({ variantId: z.union([z.literal(''), z.string().regex(/^\d{1,19}$/)]) })
const Back = z.object({ dismissedAt: z.iso.datetime() })

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = Object.fromEntries(await request.formData())
  let dismissedAt: string | null = null
  const said = await act(async () => {
    switch (form['intent']) {
      case 'dismiss': {
        const { variantId } = Dismiss.parse(form)
        const at = new Date().toISOString()
        await putAlertsAway(shop, variantId === '' ? null : variantId, at)
        dismissedAt = at
        return 'reorderAlerts.said.dismissed'
      }
      case 'back':
        await bringAlertsBack(shop, Back.parse(form).dismissedAt)
        return 'reorderAlerts.said.back'
      case 'flowAgain':
        await retryFlow(shop)
        return 'reorderAlerts.said.flowAgain'
      default:
        await saveAlertSettings(shop, AlertSettingsForm.parse(form))
        return 'reorderAlerts.said.saved'
    }
  })
  return data<AlertAnswer>({ ...said.data, dismissedAt }, said.init ?? {})
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Alerts() {
  const { t } = useTranslation()
  const { settings } = useLoaderData<typeof loader>()
  return (
    <PageFrame title={t('reorderAlerts.title')} fullWidth>
      <ReorderNav current="alerts" />
      <BlockStack gap="400">
        <AlertList />
        <SettingsCard key={JSON.stringify(settings)} />
        <FlowNews />
      </BlockStack>
    </PageFrame>
  )
}

function AlertList() {
  const { alerts, count } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const format = useFormat()
  const fetcher = useFetcher<AlertAnswer>()
  const busy = fetcher.state !== 'idle'
  const putAwayAt = busy || fetcher.data?.ok !== true ? null : fetcher.data.dismissedAt
  const dismiss = (variantId: string): void => fetcher.submit({ intent: 'dismiss', variantId }, { method: 'post' })
  const nameOf = (alert: Alert): string => alertName(alert) || t('reorderAlerts.list.gone')
  if (count === 0) {
    return (
      <Card>
        <ListEmpty title={t('reorderAlerts.list.none')} advice={t('reorderAlerts.list.noneAdvice')} />
      </Card>
    )
  }
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t('reorderAlerts.list.title')}
          </Text>
          <Button
            disabled={busy || alerts.every(({ dismissedAt }) => dismissedAt !== null)}
            onClick={() => dismiss('')}
          >
            {t('reorderAlerts.list.dismissAll')}
          </Button>
        </InlineStack>
        <div>
          <Text as="p" tone="subdued">
            {t('reorderAlerts.list.what')}
          </Text>
          <div aria-live="polite">
            {putAwayAt !== null && (
              <Box paddingBlockStart="300">
                <InlineStack gap="200" blockAlign="center">
                  <Text as="span">{t('reorderAlerts.said.dismissed')}</Text>
                  <Button
                    size="slim"
                    onClick={() => fetcher.submit({ intent: 'back', dismissedAt: putAwayAt }, { method: 'post' })}
                  >
                    {t('reorderAlerts.undo')}
                  </Button>
                </InlineStack>
              </Box>
            )}
          </div>
        </div>
        <SimpleTable
          label={t('reorderAlerts.list.title')}
          rows={alerts}
          rowKey={({ variantId }) => variantId}
          columns={[
            {
              key: 'product',
              title: t('reorderAlerts.list.product'),
              share: 6,
              cell: (alert) => (
                <BlockStack gap="050">
                  <Link url={`/app/reorder/suggestions/${alert.variantId}`}>
                    <span className="wrap-anywhere">{nameOf(alert)}</span>
                  </Link>
                  <Text as="span" tone="subdued" variant="bodySm">
                    {[
                      alert.sku,
                      t('reorderAlerts.list.position', {
                        units: format.number(alert.document.positionUnits),
                        point: format.number(Math.round(alert.document.reorderPoint)),
                      }),
                      t('reorderAlerts.list.since', { at: format.instant(alert.openedAt) }),
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </Text>
                </BlockStack>
              ),
            },
            {
              key: 'order',
              title: t('reorderAlerts.list.order'),
              share: 2,
              numeric: true,
              cell: ({ document }) => format.number(document.quantity),
            },
            {
              key: 'cover',
              title: t('reorderAlerts.list.cover'),
              share: 2,
              numeric: true,
              nowrap: true,
              cell: ({ document }) => <CoverDays days={document.daysOfCover} />,
            },
            {
              key: 'told',
              title: t('reorderAlerts.list.told'),
              share: 3,
              cell: ({ mailedAt, flowState, flowFailure }) => (
                <BlockStack gap="050">
                  <span>{t(mailedAt === null ? 'reorderAlerts.list.notMailed' : 'reorderAlerts.list.mailed')}</span>
                  <span>{t(`reorderAlerts.flowState.${flowState}`)}</span>
                  {flowFailure !== null && flowFailure.words !== '' && (
                    <Text as="span" tone="subdued" variant="bodySm">
                      {t('reorderAlerts.flow.refusedWhat', { words: flowFailure.words })}
                    </Text>
                  )}
                </BlockStack>
              ),
            },
            {
              key: 'seen',
              title: t('reorderAlerts.list.isDismissed'),
              share: 3,
              nowrap: true,
              cell: (alert) =>
                alert.dismissedAt === null ? (
                  <Button
                    size="slim"
                    disabled={busy}
                    accessibilityLabel={t('reorderAlerts.list.dismissNamed', { product: nameOf(alert) })}
                    onClick={() => dismiss(alert.variantId)}
                  >
                    {t('reorderAlerts.list.dismiss')}
                  </Button>
                ) : (
                  <Badge>{t('reorderAlerts.list.isDismissed')}</Badge>
                ),
            },
          ]}
        />
        {count > alerts.length && (
          <Text as="p" tone="subdued">
            {t('reorderAlerts.list.more', { shown: format.number(alerts.length), total: format.number(count) })}
          </Text>
        )}
      </BlockStack>
    </Card>
  )
}

function SettingsCard() {
  const { settings, missing, timezone } = useLoaderData<typeof loader>()
  const { t, i18n } = useTranslation()
  const fetcher = useFetcher<AlertAnswer>()
  const [mail, setMail] = useState(settings.mail)
  const [recipients, setRecipients] = useState(settings.recipients.join(', '))
  const [hour, setHour] = useState(String(settings.hour))
  const [language, setLanguage] = useState<string>(settings.language)
  const [flow, setFlow] = useState(settings.flow)
  const said = fetcher.state === 'idle' ? fetcher.data : undefined
  const error = useMailField(said)('recipients')
  const clock = new Intl.DateTimeFormat(i18n.language, {
    timeZone: 'UTC',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const hours = Array.from({ length: 24 }, (_, each) => ({
    value: String(each),
    label: clock.format(new Date(Date.UTC(2026, 0, 1, each))),
  }))
  const save = (): void =>
    fetcher.submit(
      { intent: 'save', mail: String(mail), recipients, hour, language, flow: String(flow) },
      { method: 'post' },
    )
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('reorderAlerts.settings.title')}
        </Text>
        <div>
          <Text as="p" tone="subdued">
            {t('reorderAlerts.settings.what')}
          </Text>
          <div aria-live="polite">
            {said && (
              <Box paddingBlockStart="300">
                {said.ok ? (
                  <Banner tone="success">{t(said.said)}</Banner>
                ) : (
                  <Banner tone="critical" title={t('reorderAlerts.settings.failed')}>
                    <p>{t('mail.settings.check')}</p>
                  </Banner>
                )}
              </Box>
            )}
          </div>
        </div>
        {missing !== null && (
          <Banner
            tone={settings.mail ? 'warning' : 'info'}
            title={t('reorderAlerts.settings.noServer')}
            action={{ content: t('mail.settings.open'), url: '/app/settings/mail' }}
          >
            <p>{t(`mail.failure.${missing}`)}</p>
          </Banner>
        )}
        {missing === null && settings.mailMissing !== null && (
          <Banner tone="warning" title={t('reorderAlerts.settings.lastFailed')}>
            <p>{i18n.exists(`mail.failure.${settings.mailMissing}`) && t(`mail.failure.${settings.mailMissing}`)}</p>
          </Banner>
        )}
        <Checkbox label={t('reorderAlerts.settings.mail')} checked={mail} onChange={setMail} />
        {mail && (
          <>
            <TextField
              label={t('reorderAlerts.settings.recipients')}
              helpText={t('reorderAlerts.settings.recipientsHelp')}
              value={recipients}
              onChange={setRecipients}
              inputMode="email"
              autoComplete="off"
              {...(error === undefined ? {} : { error })}
            />
            <Select
              label={t('reorderAlerts.settings.hour')}
              helpText={t('reorderAlerts.settings.hourHelp', { timezone })}
              options={hours}
              value={hour}
              onChange={setHour}
            />
            <Select
              label={t('reorderAlerts.settings.language')}
              options={LOCALES.map((locale) => ({ value: locale, label: t(`reorderOrders.papers.locale.${locale}`) }))}
              value={language}
              onChange={setLanguage}
            />
          </>
        )}
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            {t('reorderAlerts.flow.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('reorderAlerts.flow.what')}
          </Text>
          <Text as="p" tone="subdued">
            {t('reorderAlerts.flow.how')}
          </Text>
          <Checkbox label={t('reorderAlerts.flow.on')} checked={flow} onChange={setFlow} />
        </BlockStack>
        <InlineStack>
          <Button variant="primary" loading={fetcher.state !== 'idle'} onClick={save}>
            {t('reorderAlerts.settings.save')}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  )
}

/** What Flow did not take, and a way to tell it again. */
function FlowNews() {
  const { alerts } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const fetcher = useFetcher<AlertAnswer>()
  const refused = alerts.find(({ flowState }) => flowState === 'failed')
  const isUnclear = alerts.some(({ flowState }) => flowState === 'unclear')
  return (
    <>
      {refused && (
        <Banner
          tone="warning"
          title={t('reorderAlerts.flow.refused')}
          action={{
            content: t('reorderAlerts.flow.again'),
            loading: fetcher.state !== 'idle',
            onAction: () => fetcher.submit({ intent: 'flowAgain' }, { method: 'post' }),
          }}
        >
          <p>{t('reorderAlerts.flow.refusedWhat', { words: refused.flowFailure?.words ?? '' })}</p>
        </Banner>
      )}
      {isUnclear && (
        <Banner tone="info">
          <p>{t('reorderAlerts.flow.unclear')}</p>
        </Banner>
      )}
    </>
  )
}
