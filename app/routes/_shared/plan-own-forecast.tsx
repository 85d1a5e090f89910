/** A person's word against the forecast's, with its reason and its end. What was typed stays when it is refused. */
import { BlockStack, Button, Card, InlineStack, Text, TextField } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldError } from '#app/kernel/errors.ts'
import type { PlanDocument } from '#app/tools/reorder/planning/schema.ts'
import { useFormat } from '#app/ui/format.tsx'

interface PlanOwnForecastProps {
  override: PlanDocument['override']
  busy: boolean
  fields: FieldError[]
  onSave: (form: { perWeek: string; reason: string; expiresOn: string }) => void
  onForget: () => void
}

export function PlanOwnForecast({ override, busy, fields, onSave, onForget }: PlanOwnForecastProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [perWeek, setPerWeek] = useState('')
  const [reason, setReason] = useState('')
  const [expiresOn, setExpiresOn] = useState('')
  const error = (name: string): { error?: string } => {
    const field = fields.find(({ path }) => path[0] === name)
    return field ? { error: t(`reorderPlan.own.error.${field.message}`) } : {}
  }
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('reorderPlan.own.title')}
        </Text>
        <Text as="p" tone="subdued">
          {t('reorderPlan.own.what')}
        </Text>
        {override && (
          <BlockStack gap="200">
            <Text as="p" fontWeight="semibold">
              {t('reorderPlan.own.now', {
                perWeek: format.number(override.perWeek),
                day: format.day(override.expiresOn),
                reason: override.reason,
              })}
            </Text>
            <InlineStack>
              <Button disabled={busy} onClick={onForget}>
                {t('reorderPlan.own.remove')}
              </Button>
            </InlineStack>
          </BlockStack>
        )}
        <TextField
          label={t('reorderPlan.own.perWeek')}
          autoComplete="off"
          inputMode="decimal"
          value={perWeek}
          onChange={setPerWeek}
          {...error('perWeek')}
        />
        <TextField
          label={t('reorderPlan.own.reason')}
          autoComplete="off"
          value={reason}
          onChange={setReason}
          {...error('reason')}
        />
        <TextField
          label={t('reorderPlan.own.expiresOn')}
          type="date"
          autoComplete="off"
          value={expiresOn}
          onChange={setExpiresOn}
          {...error('expiresOn')}
        />
        <InlineStack>
          <Button loading={busy} onClick={() => onSave({ perWeek, reason, expiresOn })}>
            {t('reorderPlan.own.save')}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  )
}
