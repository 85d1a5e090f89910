/** The period of Home, in the address: 7, 30 or 90 days or two days of choice; compared or not. */
import { BlockStack, Button, ButtonGroup, Checkbox, InlineGrid, InlineStack, TextField } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PERIODS } from '#app/tools/analytics/schema.ts'
import { usePageParams } from '#app/ui/search-params.ts'

export interface PeriodChoice {
  period: string
  from: string
  to: string
  compare: boolean
  /** i18n keys of what is wrong with the chosen days */
  errors: { from?: string; to?: string }
}

export function PeriodPicker({ choice }: { choice: PeriodChoice }) {
  const { t } = useTranslation()
  const { change } = usePageParams()
  const [custom, setCustom] = useState(choice.period === 'custom')
  const [from, setFrom] = useState(choice.from)
  const [to, setTo] = useState(choice.to)
  return (
    <BlockStack gap="300">
      <InlineStack gap="400" blockAlign="center">
        <ButtonGroup variant="segmented">
          {PERIODS.map((period) => (
            <Button
              key={period}
              pressed={period === 'custom' ? custom : !custom && choice.period === period}
              onClick={() => {
                setCustom(period === 'custom')
                if (period !== 'custom') change({ period, from: null, to: null }, { replace: true })
              }}
            >
              {period === 'custom' ? t('home.custom') : t('home.days', { days: period })}
            </Button>
          ))}
        </ButtonGroup>
        <Checkbox
          label={t('home.compare')}
          checked={choice.compare}
          onChange={(compare) => change({ compare: String(compare) }, { replace: true })}
        />
      </InlineStack>
      {custom && (
        <InlineGrid columns={{ xs: 1, sm: 3 }} gap="300" alignItems="end">
          <TextField
            type="date"
            label={t('days.from')}
            value={from}
            onChange={setFrom}
            autoComplete="off"
            error={choice.errors.from && t(choice.errors.from)}
          />
          <TextField
            type="date"
            label={t('days.to')}
            value={to}
            onChange={setTo}
            autoComplete="off"
            error={choice.errors.to && t(choice.errors.to)}
          />
          <Button
            onClick={() => change({ period: 'custom', from, to }, { replace: true })}
            disabled={from === '' || to === ''}
          >
            {t('home.show')}
          </Button>
        </InlineGrid>
      )}
    </BlockStack>
  )
}
