/** How long a variant keeps and when its season ends, as a person says it. What was typed stays when it is refused. */
import { BlockStack, Button, Card, InlineStack, Text, TextField } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldError } from '#app/kernel/errors.ts'
import type { Keeping } from '#app/tools/reorder/keeping/schema.ts'

interface PlanKeepingProps {
  keeping: Keeping
  busy: boolean
  fields: FieldError[]
  onSave: (form: { shelfLifeDays: string; seasonEndsOn: string }) => void
}

export function PlanKeeping({ keeping, busy, fields, onSave }: PlanKeepingProps) {
  const { t } = useTranslation()
  const [shelfLifeDays, setShelfLifeDays] = useState(keeping.shelfLifeDays?.toString() ?? '')
  const [seasonEndsOn, setSeasonEndsOn] = useState(keeping.seasonEndsOn ?? '')
  const error = (name: string): { error?: string } => {
    const field = fields.find(({ path }) => path[0] === name)
    return field ? { error: t(`reorderPlan.keeping.error.${field.message}`) } : {}
  }
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('reorderPlan.keeping.title')}
        </Text>
        <TextField
          label={t('reorderPlan.keeping.shelfLife')}
          helpText={t('reorderPlan.keeping.shelfLifeHelp')}
          autoComplete="off"
          inputMode="numeric"
          suffix={t('reorderPlan.keeping.days')}
          value={shelfLifeDays}
          onChange={setShelfLifeDays}
          {...error('shelfLifeDays')}
        />
        <TextField
          label={t('reorderPlan.keeping.season')}
          helpText={t('reorderPlan.keeping.seasonHelp')}
          type="date"
          autoComplete="off"
          value={seasonEndsOn}
          onChange={setSeasonEndsOn}
          {...error('seasonEndsOn')}
        />
        <InlineStack>
          <Button loading={busy} onClick={() => onSave({ shelfLifeDays, seasonEndsOn })}>
            {t('reorderPlan.keeping.save')}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  )
}
