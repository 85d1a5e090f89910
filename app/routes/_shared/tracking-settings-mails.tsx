/** The part of tracking's settings about who is told: mails to shoppers, Shopify Flow, and what became of them lately. */
import { Banner, BlockStack, Button, Checkbox, ChoiceList, InlineStack, Text } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { NoticesOverview } from '#app/tools/tracking/notices/service.server.ts'
import { MOMENTS, type Moment } from '#app/tools/tracking/settings/desk.ts'
import { useFormat } from '#app/ui/format.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'
import { FieldCard, TextOf, type Fields } from './tracking-settings-fields.tsx'

export function MailFields({
  form,
  notices,
  busy,
  onRetry,
}: {
  form: Fields
  notices: NoticesOverview
  busy: boolean
  onRetry: (intent: 'mailAgain' | 'flowAgain') => void
}) {
  const { t } = useTranslation()
  const failed = (channel: 'mail' | 'flow'): boolean =>
    notices.counts.some((one) => one.channel === channel && one.state === 'failed')
  return (
    <FieldCard title={t('trackingSettings.mails.title')} what={t('trackingSettings.mails.what')}>
      {notices.missing !== null && (
        <Banner
          tone={form.values.moments.length > 0 ? 'warning' : 'info'}
          title={t('trackingSettings.mails.noServer')}
          action={{ content: t('mail.settings.open'), url: '/app/settings/mail' }}
        >
          <p>{t(`mail.failure.${notices.missing}`)}</p>
        </Banner>
      )}
      <ChoiceList
        title={t('trackingSettings.field.moments')}
        allowMultiple
        choices={MOMENTS.map((moment) => ({
          value: moment,
          label: t(`trackingSettings.moment.${moment}`),
          helpText: t(`trackingSettings.momentHelp.${moment}`),
        }))}
        selected={form.values.moments}
        onChange={(chosen) => form.set({ moments: chosen as Moment[] })}
      />
      <div className="field-row">
        <TextOf form={form} name="maxAgeDays" suffix={t('trackingSettings.days')} />
      </div>
      <InlineStack>
        <Button url="/app/tracking/settings/mails">{t('trackingSettings.mails.words')}</Button>
      </InlineStack>
      <Checkbox
        label={t('trackingSettings.field.flow')}
        helpText={t('trackingSettings.help.flow')}
        checked={form.values.flow}
        onChange={(flow) => form.set({ flow })}
      />
      {notices.counts.length > 0 && <Told notices={notices} />}
      <InlineStack gap="200">
        {failed('mail') && (
          <Button disabled={busy} onClick={() => onRetry('mailAgain')}>
            {t('trackingSettings.mails.again')}
          </Button>
        )}
        {failed('flow') && (
          <Button disabled={busy} onClick={() => onRetry('flowAgain')}>
            {t('trackingSettings.mails.flowAgain')}
          </Button>
        )}
      </InlineStack>
    </FieldCard>
  )
}

/** What was said in the last 30 days: numbers, never to whom. */
function Told({ notices }: { notices: NoticesOverview }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const reason = (code: string | null): string => {
    if (code === null) return ''
    const key = [`trackingSettings.reason.${code}`, `mail.failure.${code}`, `error.${code}.what`].find((each) =>
      i18n.exists(each),
    )
    return key === undefined ? code : t(key)
  }
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="headingSm">
        {t('trackingSettings.told.title')}
      </Text>
      <SimpleTable
        label={t('trackingSettings.told.title')}
        rows={notices.counts}
        rowKey={(row) => `${row.channel} ${row.moment} ${row.state} ${row.reason}`}
        columns={[
          {
            key: 'what',
            title: t('trackingSettings.told.what'),
            share: 4,
            cell: (row) =>
              row.channel === 'flow' ? t('trackingSettings.told.flow') : t(`trackingSettings.moment.${row.moment}`),
          },
          {
            key: 'state',
            title: t('trackingSettings.told.state'),
            share: 5,
            cell: (row) =>
              [t(`trackingSettings.state.${row.state}`), reason(row.reason)].filter((part) => part !== '').join(': '),
          },
          {
            key: 'count',
            title: t('trackingSettings.told.count'),
            share: 2,
            numeric: true,
            cell: (row) => format.number(row.count),
          },
          {
            key: 'newest',
            title: t('trackingSettings.told.newest'),
            share: 4,
            cell: (row) => format.instant(row.newestAt),
          },
        ]}
      />
    </BlockStack>
  )
}
