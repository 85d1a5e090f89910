/** The fields of tracking's settings: look-up, what is hidden, support, warehouse, limits. In: values and problems. Out: changes. */
import { BlockStack, Card, Checkbox, ChoiceList, Select, Text, TextField } from '@shopify/polaris'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { TrackingSettingsFields } from '#app/tools/tracking/settings/form.ts'
import { LOOKUP_WAYS, type LookupWay } from '#app/tools/tracking/settings/schema.ts'

export interface Fields {
  values: TrackingSettingsFields
  set: (change: Partial<TrackingSettingsFields>) => void
  /** the problem of a field, in the page's language */
  error: (name: string) => string | undefined
}

type TextName = {
  [Name in keyof TrackingSettingsFields]: TrackingSettingsFields[Name] extends string ? Name : never
}[keyof TrackingSettingsFields]

export function FieldCard({ title, what, children }: { title: string; what: string; children: ReactNode }) {
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
          <Text as="p" tone="subdued">
            {what}
          </Text>
        </BlockStack>
        {children}
      </BlockStack>
    </Card>
  )
}

export function TextOf({
  form,
  name,
  multiline,
  type,
  suffix,
}: {
  form: Fields
  name: TextName
  multiline?: number
  type?: 'email' | 'url' | 'time'
  suffix?: string
}) {
  const { t, i18n } = useTranslation()
  const error = form.error(name)
  const help = `trackingSettings.help.${name}`
  return (
    <TextField
      label={t(`trackingSettings.field.${name}`)}
      {...(i18n.exists(help) ? { helpText: t(help) } : {})}
      value={form.values[name]}
      onChange={(value) => form.set({ [name]: value })}
      autoComplete="off"
      {...(multiline === undefined ? {} : { multiline })}
      {...(type === undefined ? {} : { type })}
      {...(suffix === undefined ? {} : { suffix, inputMode: 'numeric' as const })}
      {...(error === undefined ? {} : { error })}
    />
  )
}

export function LookupFields({ form }: { form: Fields }) {
  const { t } = useTranslation()
  const { hidden, ways } = form.values
  const wordsError = form.error('hidden.words')
  const hide = (name: 'carrier' | 'number' | 'origin') => (
    <Checkbox
      label={t(`trackingSettings.hidden.${name}`)}
      helpText={t(`trackingSettings.hidden.${name}Help`)}
      checked={hidden[name]}
      onChange={(isHidden) => form.set({ hidden: { ...hidden, [name]: isHidden } })}
    />
  )
  return (
    <>
      <FieldCard title={t('trackingSettings.lookup.title')} what={t('trackingSettings.lookup.what')}>
        <ChoiceList
          title={t('trackingSettings.field.ways')}
          allowMultiple
          choices={LOOKUP_WAYS.map((way) => ({ value: way, label: t(`trackingSettings.way.${way}`) }))}
          selected={ways}
          onChange={(chosen) => form.set({ ways: chosen as LookupWay[] })}
        />
        <Checkbox
          label={t('trackingSettings.field.byNumber')}
          helpText={t('trackingSettings.help.byNumber')}
          checked={form.values.byNumber}
          onChange={(byNumber) => form.set({ byNumber })}
        />
        <div className="field-row">
          <TextOf form={form} name="supportEmail" type="email" />
          <TextOf form={form} name="supportUrl" type="url" />
        </div>
      </FieldCard>
      <FieldCard title={t('trackingSettings.hidden.title')} what={t('trackingSettings.hidden.what')}>
        <BlockStack gap="200">
          {hide('carrier')}
          {hide('number')}
          {hide('origin')}
        </BlockStack>
        <TextField
          label={t('trackingSettings.hidden.words')}
          helpText={t('trackingSettings.hidden.wordsHelp')}
          value={hidden.words}
          onChange={(words) => form.set({ hidden: { ...hidden, words } })}
          multiline={3}
          autoComplete="off"
          {...(wordsError === undefined ? {} : { error: wordsError })}
        />
      </FieldCard>
    </>
  )
}

/** Monday first, as most of the world's merchants plan; 0 is Sunday. */
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 0]
/** 2026-03-01 was a Sunday. */
const SUNDAY = Date.UTC(2026, 2, 1)
const DAY_MS = 86_400_000

export function WarehouseFields({
  form,
  shopTimezone,
  timezones,
}: {
  form: Fields
  shopTimezone: string
  timezones: readonly string[]
}) {
  const { t, i18n } = useTranslation()
  const weekday = new Intl.DateTimeFormat(i18n.language, { timeZone: 'UTC', weekday: 'long' })
  const error = form.error('weekdays')
  return (
    <FieldCard title={t('trackingSettings.warehouse.title')} what={t('trackingSettings.warehouse.what')}>
      <div className="field-row">
        <TextOf form={form} name="cutOff" type="time" />
        <Select
          label={t('trackingSettings.field.timezone')}
          options={[
            { value: '', label: t('trackingSettings.shopTimezone', { timezone: shopTimezone }) },
            ...timezones.map((zone) => ({ value: zone, label: zone })),
          ]}
          value={form.values.timezone}
          onChange={(timezone) => form.set({ timezone })}
        />
      </div>
      <ChoiceList
        title={t('trackingSettings.field.weekdays')}
        allowMultiple
        choices={WEEKDAYS.map((day) => ({
          value: String(day),
          label: weekday.format(new Date(SUNDAY + day * DAY_MS)),
        }))}
        selected={form.values.weekdays.map(String)}
        onChange={(chosen) => form.set({ weekdays: chosen.map(Number) })}
        {...(error === undefined ? {} : { error })}
      />
      <Text as="p" tone="subdued">
        {t('trackingSettings.help.weekdays')}
      </Text>
      <TextOf form={form} name="holidays" multiline={3} />
      <Checkbox
        label={t('trackingSettings.field.estimates')}
        helpText={t('trackingSettings.help.estimates')}
        checked={form.values.estimates}
        onChange={(estimates) => form.set({ estimates })}
      />
    </FieldCard>
  )
}

export function LimitFields({ form }: { form: Fields }) {
  const { t } = useTranslation()
  const days = t('trackingSettings.days')
  return (
    <FieldCard title={t('trackingSettings.limits.title')} what={t('trackingSettings.limits.what')}>
      <Checkbox
        label={t('trackingSettings.field.ownLanes')}
        helpText={t('trackingSettings.help.ownLanes')}
        checked={form.values.ownLanes}
        onChange={(ownLanes) => form.set({ ownLanes })}
      />
      <div className="field-row">
        <TextOf form={form} name="unfulfilledDays" suffix={days} />
        <TextOf form={form} name="noTrackingDays" suffix={days} />
        <TextOf form={form} name="stuckDays" suffix={days} />
        <TextOf form={form} name="lateDays" suffix={days} />
        <TextOf form={form} name="watchDays" suffix={days} />
      </div>
      <Checkbox
        label={t('trackingSettings.field.unpaid')}
        helpText={t('trackingSettings.help.unpaid')}
        checked={form.values.unpaid}
        onChange={(unpaid) => form.set({ unpaid })}
      />
    </FieldCard>
  )
}
