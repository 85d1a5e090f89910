/** When a supplier delivers: its lanes with their quoted days, and the days on which it rests. In: the form's fields. Out: changes to them. */
import { Banner, BlockStack, Button, InlineStack, Select, Text, TextField } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { readCountry } from '#app/sheets/cells.ts'
import { LEAD_TIME_PRIOR } from '#app/tools/reorder/policy/lead-time.ts'
import { missingClosures, type ProposedClosure } from '#app/tools/reorder/suppliers/closures.ts'
import { useFormat } from '#app/ui/format.tsx'
import { freeLaneId } from './supplier-fields.ts'
import { Rows, Section, type PartProps } from './supplier-form-rows.tsx'

export function Lanes({ fields, set, errorAt }: PartProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const silent = fields.lanes.every(({ days }) => days.trim() === '')
  return (
    <Section title={t('reorderSuppliers.form.lanes')} what={t('reorderSuppliers.form.lanesWhat')}>
      {silent && (
        <Banner tone="warning" title={t('reorderSuppliers.noLeadTime')}>
          <p>{t('reorderSuppliers.noLeadTimeAdvice')}</p>
        </Banner>
      )}
      <Rows
        rows={fields.lanes}
        onChange={(lanes) => set({ lanes })}
        blank={{ id: freeLaneId(fields.lanes), name: '', days: '', spread: '' }}
        nameOf={(number) => t('reorderSuppliers.form.laneNumber', { number })}
        add={t('reorderSuppliers.form.addLane')}
        row={(lane, change, index) => (
          <>
            <TextField
              label={t('reorderSuppliers.form.laneName')}
              value={lane.name}
              onChange={(name) => change({ name })}
              autoComplete="off"
              error={errorAt('lanes', index, 'name')}
            />
            <TextField
              label={t('reorderSuppliers.form.days')}
              helpText={t('reorderSuppliers.form.daysHelp')}
              value={lane.days}
              onChange={(days) => change({ days })}
              inputMode="numeric"
              autoComplete="off"
              error={errorAt('lanes', index, 'quotedDays')}
            />
            <TextField
              label={t('reorderSuppliers.form.spread')}
              helpText={t('reorderSuppliers.form.spreadHelp')}
              value={lane.spread}
              onChange={(spread) => change({ spread })}
              placeholder={format.number(LEAD_TIME_PRIOR.spreadBps / 100)}
              suffix="%"
              inputMode="decimal"
              autoComplete="off"
              error={errorAt('lanes', index, 'spreadBps')}
            />
          </>
        )}
      />
      {fields.lanes.length > 1 && (
        <Select
          label={t('reorderSuppliers.form.defaultLane')}
          options={[
            { value: '', label: t('reorderSuppliers.form.firstTimedLane') },
            ...fields.lanes.map(({ id, name }, index) => ({
              value: id,
              label: name.trim() === '' ? t('reorderSuppliers.form.laneNumber', { number: index + 1 }) : name,
            })),
          ]}
          value={fields.defaultLaneId}
          onChange={(defaultLaneId) => set({ defaultLaneId })}
          error={errorAt('defaultLaneId')}
        />
      )}
    </Section>
  )
}

export function Closures({ fields, set, errorAt, known }: PartProps & { known: Record<string, ProposedClosure[]> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const country = readCountry(fields.country)
  const proposed = missingClosures(country.ok ? (known[country.value] ?? []) : [], fields.closures)
  const nameOf = ({ kind, year }: ProposedClosure): string =>
    t(`reorderSuppliers.closure.${kind}`, { year: String(year) })
  return (
    <Section title={t('reorderSuppliers.form.closures')} what={t('reorderSuppliers.form.closuresWhat')}>
      {proposed.length > 0 && (
        <BlockStack gap="200" inlineAlign="start">
          <Text as="p">{t('reorderSuppliers.form.proposed')}</Text>
          <InlineStack gap="200">
            {proposed.map((one) => (
              <Button
                key={`${one.kind}-${one.year}`}
                onClick={() =>
                  set({ closures: [...fields.closures, { name: nameOf(one), fromOn: one.fromOn, toOn: one.toOn }] })
                }
              >
                {t('reorderSuppliers.form.addClosureNamed', {
                  name: nameOf(one),
                  from: format.shortDay(one.fromOn),
                  to: format.shortDay(one.toOn),
                })}
              </Button>
            ))}
          </InlineStack>
        </BlockStack>
      )}
      <Rows
        rows={fields.closures}
        onChange={(closures) => set({ closures })}
        blank={{ name: '', fromOn: '', toOn: '' }}
        nameOf={(number) => t('reorderSuppliers.form.closureNumber', { number })}
        add={t('reorderSuppliers.form.addClosure')}
        row={(closure, change, index) => (
          <>
            <TextField
              label={t('reorderSuppliers.form.closureName')}
              value={closure.name}
              onChange={(name) => change({ name })}
              autoComplete="off"
              error={errorAt('closures', index, 'name')}
            />
            <TextField
              type="date"
              label={t('reorderSuppliers.form.fromOn')}
              value={closure.fromOn}
              onChange={(fromOn) => change({ fromOn })}
              autoComplete="off"
              error={errorAt('closures', index, 'fromOn')}
            />
            <TextField
              type="date"
              label={t('reorderSuppliers.form.toOn')}
              value={closure.toOn}
              onChange={(toOn) => change({ toOn })}
              autoComplete="off"
              error={errorAt('closures', index, 'toOn')}
            />
          </>
        )}
      />
    </Section>
  )
}
