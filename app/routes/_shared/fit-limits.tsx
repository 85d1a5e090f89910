/** The limits of an order as they are typed. In: the order minimum, what was refused. Out: texts. Invariant: what was typed stays, whatever the server says. */
import { BlockStack, Button, Card, InlineStack, Select, Text, TextField } from '@shopify/polaris'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldError } from '#app/kernel/errors.ts'
import { CONTAINERS } from '#app/tools/reorder/limits/containers.ts'
import type { LimitsForm } from '#app/tools/reorder/limits/schema.ts'
import { useFormat } from '#app/ui/format.tsx'
import { useRefusedFocus } from './supplier-frame.tsx'

interface LimitsCardProps {
  currency: string
  /** null: the supplier has none */
  minimumMinor: number | null
  isFilling: boolean
  fields: FieldError[]
  busy: boolean
  onFit: (limits: LimitsForm & Record<string, string>) => void
}

export function LimitsCard({ currency, minimumMinor, isFilling, fields, busy, onFit }: LimitsCardProps) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const form = useRefusedFocus(fields)
  const [limits, setLimits] = useState<LimitsForm>({ budget: '', kilograms: '', cubicMetres: '' })
  const set = (changes: Partial<LimitsForm>): void => setLimits({ ...limits, ...changes })
  const container = CONTAINERS.find(
    (one) => limits.cubicMetres === String(one.cubicMetres) && limits.kilograms === String(one.kilograms),
  )
  const choose = (chosen: string): void => {
    const found = CONTAINERS.find(({ id }) => id === chosen)
    set(
      found
        ? { kilograms: String(found.kilograms), cubicMetres: String(found.cubicMetres) }
        : { kilograms: '', cubicMetres: '' },
    )
  }
  const errorAt = (field: keyof LimitsForm): string | undefined => {
    const refused = fields.find(({ path }) => path[0] === field)
    if (!refused) return undefined
    const key = `reorderLimits.error.${refused.message}`
    return t(i18n.exists(key) ? key : 'reorderLimits.error.number_invalid')
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    onFit({ ...limits })
  }
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <Card>
        <BlockStack gap="400">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {t('reorderLimits.title')}
            </Text>
            <Text as="p" tone="subdued">
              {t('reorderLimits.what')}
            </Text>
            <Text as="p">
              {minimumMinor === null
                ? t('reorderLimits.noMinimum')
                : t(isFilling ? 'reorderLimits.missing' : 'reorderLimits.minimum', {
                    amount: format.money(minimumMinor, currency),
                  })}
            </Text>
          </BlockStack>
          <div className="field-row">
            <TextField
              label={t('reorderLimits.budget')}
              helpText={t('reorderLimits.budgetHelp')}
              value={limits.budget}
              onChange={(budget) => set({ budget })}
              suffix={currency}
              inputMode="decimal"
              autoComplete="off"
              error={errorAt('budget')}
            />
            <Select
              label={t('reorderLimits.container')}
              helpText={t('reorderLimits.containerHelp')}
              options={[
                { value: '', label: t('reorderLimits.noContainer') },
                ...CONTAINERS.map(({ id }) => ({ value: id, label: t(`reorderLimits.containers.${id}`) })),
              ]}
              value={container?.id ?? ''}
              onChange={choose}
            />
            <TextField
              label={t('reorderLimits.kilograms')}
              value={limits.kilograms}
              onChange={(kilograms) => set({ kilograms })}
              suffix="kg"
              inputMode="decimal"
              autoComplete="off"
              error={errorAt('kilograms')}
            />
            <TextField
              label={t('reorderLimits.cubicMetres')}
              value={limits.cubicMetres}
              onChange={(cubicMetres) => set({ cubicMetres })}
              suffix="m³"
              inputMode="decimal"
              autoComplete="off"
              error={errorAt('cubicMetres')}
            />
          </div>
          <InlineStack gap="300" blockAlign="center">
            <Button submit loading={busy}>
              {t('reorderLimits.fit')}
            </Button>
            <Text as="span" tone="subdued">
              <span role="status">{busy ? t('reorderLimits.fitting') : ''}</span>
            </Text>
          </InlineStack>
        </BlockStack>
      </Card>
    </form>
  )
}
