/**
 * The form of what one supplier asks for one variant. In: its terms as stored, what was refused. Out: the terms as JSON, to save.
 * Invariant: what was typed stays, whatever the server says; what cannot be read goes to the server as it was typed.
 */
import { BlockStack, Button, Card, Checkbox, InlineStack, Link, Text, TextField } from '@shopify/polaris'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldError } from '#app/kernel/errors.ts'
import { toDecimal } from '#app/kernel/money.ts'
import { readMoney } from '#app/sheets/cells.ts'
import type { SupplierItem } from '#app/tools/reorder/suppliers/schema.ts'
import { wholeOrText } from './supplier-fields.ts'
import { useRefusedFocus, useSupplierError } from './supplier-frame.tsx'

interface Fields {
  supplierSku: string
  minimum: string
  pack: string
  volume: string
  breaks: { from: string; price: string }[]
  preferred: boolean
}

function toFields(item: SupplierItem | null, currency: string): Fields {
  return {
    supplierSku: item?.supplierSku ?? '',
    minimum: String(item?.minimumUnits ?? 0),
    pack: String(item?.packUnits ?? 1),
    volume: item?.unitVolumeCubicCm == null ? '' : String(item.unitVolumeCubicCm),
    breaks: (item?.priceBreaks ?? []).map(({ fromUnits, unitPriceMinor }) => ({
      from: String(fromUnits),
      price: toDecimal(unitPriceMinor, currency),
    })),
    preferred: item?.preferred ?? false,
  }
}

function toJson(fields: Fields, currency: string): string {
  return JSON.stringify({
    supplierSku: fields.supplierSku,
    minimumUnits: wholeOrText(fields.minimum) ?? 0,
    packUnits: wholeOrText(fields.pack) ?? 1,
    unitVolumeCubicCm: wholeOrText(fields.volume),
    priceBreaks: fields.breaks.map(({ from, price }) => {
      const read = readMoney(price, currency)
      return { fromUnits: wholeOrText(from), unitPriceMinor: read.ok ? read.value : price }
    }),
    preferred: fields.preferred,
  })
}

interface ItemFormProps {
  title: string
  item: SupplierItem | null
  currency: string
  sku: string | null
  productId: string
  errors: FieldError[]
  busy: boolean
  removing: boolean
  onSave: (json: string) => void
  onRemove: () => void
}

export function ItemForm({
  title,
  item,
  currency,
  sku,
  productId,
  errors,
  busy,
  removing,
  onSave,
  onRemove,
}: ItemFormProps) {
  const { t } = useTranslation()
  const [fields, setFields] = useState(() => toFields(item, currency))
  const errorAt = useSupplierError(errors)
  const form = useRefusedFocus(errors)
  const set = (changes: Partial<Fields>): void => setFields({ ...fields, ...changes })
  const save = (event: FormEvent): void => {
    event.preventDefault()
    onSave(toJson(fields, currency))
  }
  const change = (index: number, changes: Partial<Fields['breaks'][number]>): void =>
    set({ breaks: fields.breaks.map((one, at) => (at === index ? { ...one, ...changes } : one)) })
  return (
    <form ref={form} onSubmit={save} noValidate>
      <Card>
        <BlockStack gap="400">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {title}
            </Text>
            <Text as="p" tone="subdued">
              {sku === null || sku === '' ? t('reorderSuppliers.item.noSku') : sku}{' '}
              <Link url={`/app/products/${productId}`}>{t('reorderSuppliers.item.openProduct')}</Link>
            </Text>
          </BlockStack>
          <div className="field-row">
            <TextField
              label={t('reorderSuppliers.items.column.supplierSku')}
              value={fields.supplierSku}
              onChange={(supplierSku) => set({ supplierSku })}
              autoComplete="off"
              spellCheck={false}
              error={errorAt('supplierSku')}
            />
            <TextField
              label={t('reorderSuppliers.items.column.minimum')}
              helpText={t('reorderSuppliers.item.minimumHelp')}
              value={fields.minimum}
              onChange={(minimum) => set({ minimum })}
              inputMode="numeric"
              autoComplete="off"
              error={errorAt('minimumUnits')}
            />
            <TextField
              label={t('reorderSuppliers.items.column.pack')}
              helpText={t('reorderSuppliers.item.packHelp')}
              value={fields.pack}
              onChange={(pack) => set({ pack })}
              inputMode="numeric"
              autoComplete="off"
              error={errorAt('packUnits')}
            />
            <TextField
              label={t('reorderLimits.unitVolume')}
              helpText={t('reorderLimits.unitVolumeHelp')}
              value={fields.volume}
              onChange={(volume) => set({ volume })}
              suffix="cm³"
              inputMode="numeric"
              autoComplete="off"
              error={errorAt('unitVolumeCubicCm')}
            />
          </div>
          <BlockStack gap="300">
            <BlockStack gap="100">
              <Text as="h3" variant="headingSm">
                {t('reorderSuppliers.item.prices')}
              </Text>
              <Text as="p" tone="subdued">
                {t('reorderSuppliers.item.pricesWhat')}
              </Text>
            </BlockStack>
            {fields.breaks.map((one, index) => (
              <div key={index} role="group" aria-label={t('reorderSuppliers.item.breakNumber', { number: index + 1 })}>
                <div className="field-row">
                  <TextField
                    label={t('reorderSuppliers.item.from')}
                    value={one.from}
                    onChange={(from) => change(index, { from })}
                    inputMode="numeric"
                    autoComplete="off"
                    error={errorAt('priceBreaks', index, 'fromUnits')}
                  />
                  <TextField
                    label={t('reorderSuppliers.item.unitPrice')}
                    value={one.price}
                    onChange={(price) => change(index, { price })}
                    suffix={currency}
                    inputMode="decimal"
                    autoComplete="off"
                    error={errorAt('priceBreaks', index, 'unitPriceMinor')}
                  />
                  <div className="field-row-end">
                    <Button
                      tone="critical"
                      accessibilityLabel={t('reorderSuppliers.form.removeNamed', {
                        name: t('reorderSuppliers.item.breakNumber', { number: index + 1 }),
                      })}
                      onClick={() => set({ breaks: fields.breaks.toSpliced(index, 1) })}
                    >
                      {t('reorderSuppliers.form.remove')}
                    </Button>
                  </div>
                </div>
              </div>
            ))}
            <InlineStack>
              <Button
                onClick={() =>
                  set({ breaks: [...fields.breaks, { from: fields.breaks.length === 0 ? '1' : '', price: '' }] })
                }
              >
                {t(fields.breaks.length === 0 ? 'reorderSuppliers.item.addPrice' : 'reorderSuppliers.item.addBreak')}
              </Button>
            </InlineStack>
          </BlockStack>
          <Checkbox
            label={t('reorderSuppliers.item.preferred')}
            helpText={t('reorderSuppliers.item.preferredHelp')}
            checked={fields.preferred}
            onChange={(preferred) => set({ preferred })}
          />
          <InlineStack gap="300" align="space-between">
            <Button submit variant="primary" loading={busy}>
              {t('reorderSuppliers.form.save')}
            </Button>
            {item !== null && (
              <Button tone="critical" onClick={onRemove} loading={removing}>
                {t('reorderSuppliers.item.remove')}
              </Button>
            )}
          </InlineStack>
        </BlockStack>
      </Card>
    </form>
  )
}
