/**
 * Freight, duty and fees of a purchase order, and what its goods cost once they are here. In: the order with its costs. Out: what was typed.
 * Invariant: what stands in the way of a landed cost is said with what to do; the columns shown sum to the total.
 */
import { Banner, BlockStack, Box, Button, Card, InlineStack, Select, Text, TextField } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toDecimal } from '#app/kernel/money.ts'
import { CHARGE_KINDS, SPREAD_BY, type UnitCost } from '#app/tools/reorder/landed/landed-cost.ts'
import type { OrderDetail } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'
import { useFieldText, usePurchaseAsk } from './purchase-words.tsx'

interface TypedCharge {
  id: string
  kind: (typeof CHARGE_KINDS)[number]
  name: string
  amount: string
  currency: string
  spreadBy: (typeof SPREAD_BY)[number]
}

export function ChargesCard({ detail }: { detail: OrderDetail }) {
  const { order, charges } = detail
  const { t } = useTranslation()
  const stored = charges.map(({ charge }): TypedCharge => ({
    id: charge.id,
    kind: charge.kind,
    name: charge.name,
    amount: toDecimal(charge.amountMinor, charge.currency),
    currency: charge.currency,
    spreadBy: charge.spreadBy,
  }))
  const [typed, setTyped] = useState<{ seen: string; charges: TypedCharge[] } | null>(null)
  const { ask, busy, said, asked } = usePurchaseAsk(order.id)
  const fieldText = useFieldText()
  const [answered, setAnswered] = useState(said)
  if (said !== answered) {
    setAnswered(said)
    if (said?.ok && asked === 'charges') setTyped(null)
  }
  const rows = typed?.charges ?? stored
  const fields = said?.ok === false && asked === 'charges' ? said.fields : []
  const set = (next: TypedCharge[]): void => setTyped({ seen: typed?.seen ?? detail.versions.charges, charges: next })
  const change = (index: number, part: Partial<TypedCharge>): void =>
    set(rows.map((row, at) => (at === index ? { ...row, ...part } : row)))
  const add = (): void =>
    set([...rows, { id: '', kind: 'freight', name: '', amount: '', currency: order.currency, spreadBy: 'value' }])
  const fixed = order.state === 'cancelled'
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('reorderOrders.charges.title')}
        </Text>
        <Text as="p" tone="subdued">
          {t('reorderOrders.charges.what')}
        </Text>
        {rows.map((row, index) => {
          const errorIn = (field: string) => {
            const text = fieldText(fields, 'charges', String(index), field)
            return text === undefined ? {} : { error: text }
          }
          const number = String(index + 1)
          return (
            <BlockStack key={`${row.id}-${number}`} gap="200">
              <InlineStack align="space-between" blockAlign="center">
                <Text as="h3" fontWeight="semibold">
                  {t('reorderOrders.charges.number', { number })}
                </Text>
                {!fixed && (
                  <Button
                    variant="plain"
                    tone="critical"
                    accessibilityLabel={t('reorderOrders.charges.removeNumber', { number })}
                    onClick={() => set(rows.filter((_, at) => at !== index))}
                  >
                    {t('reorderOrders.lines.remove')}
                  </Button>
                )}
              </InlineStack>
              <div className="field-row">
                <Select
                  label={t('reorderOrders.charges.kindLabel')}
                  options={CHARGE_KINDS.map((kind) => ({
                    value: kind,
                    label: t(`reorderOrders.charges.kind.${kind}`),
                  }))}
                  value={row.kind}
                  onChange={(value) => change(index, { kind: CHARGE_KINDS.find((kind) => kind === value) ?? 'fee' })}
                  disabled={fixed}
                />
                <TextField
                  label={t('reorderOrders.charges.name')}
                  value={row.name}
                  onChange={(name) => change(index, { name })}
                  autoComplete="off"
                  disabled={fixed}
                />
                <TextField
                  label={t('reorderOrders.charges.amount')}
                  value={row.amount}
                  onChange={(amount) => change(index, { amount })}
                  inputMode="decimal"
                  autoComplete="off"
                  disabled={fixed}
                  {...errorIn('amount')}
                />
                <TextField
                  label={t('reorderOrders.charges.currency')}
                  value={row.currency}
                  onChange={(currency) => change(index, { currency })}
                  autoComplete="off"
                  disabled={fixed}
                  {...errorIn('currency')}
                />
                <Select
                  label={t('reorderOrders.charges.spreadLabel')}
                  options={SPREAD_BY.map((by) => ({ value: by, label: t(`reorderOrders.charges.spread.${by}`) }))}
                  value={row.spreadBy}
                  onChange={(value) => change(index, { spreadBy: SPREAD_BY.find((by) => by === value) ?? 'value' })}
                  disabled={fixed}
                />
              </div>
            </BlockStack>
          )
        })}
        {!fixed && (
          <InlineStack gap="200">
            <Button onClick={add}>{t('reorderOrders.charges.add')}</Button>
            {typed !== null && (
              <>
                <Button
                  variant="primary"
                  loading={busy === 'charges'}
                  disabled={busy !== null}
                  onClick={() => ask('charges', typed)}
                >
                  {t('reorderOrders.charges.save')}
                </Button>
                <Button onClick={() => setTyped(null)}>{t('reorderOrders.lines.cancel')}</Button>
              </>
            )}
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  )
}

export function LandedCard({ detail }: { detail: OrderDetail }) {
  const { order, costs, charges, lines, inShopCurrency } = detail
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const money = (minor: number): string => format.money(minor, order.currency)
  const unitText = useUnitCostText(order.currency)
  if (costs.kind === 'empty') return null
  const titles = (ids: readonly string[]): string =>
    new Intl.ListFormat(i18n.language).format(lines.filter(({ id }) => ids.includes(id)).map(({ title }) => title))
  const exchanged = charges.filter(({ ratesOf }) => ratesOf !== null)
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            {t('reorderOrders.landed.title')}
          </Text>
          {costs.kind === 'unpriced' && (
            <Banner tone="info" title={t('reorderOrders.landed.unpriced', { titles: titles(costs.lineIds) })} />
          )}
          {costs.kind === 'no_rate' && (
            <Banner
              tone="warning"
              title={t('reorderOrders.landed.noRate', { currencies: costs.currencies.join(', ') })}
            />
          )}
          {costs.kind === 'refused' &&
            costs.refusals.map((refusal) => (
              <Banner
                key={JSON.stringify(refusal)}
                tone="warning"
                title={
                  refusal.code === 'measure_missing'
                    ? t(`reorderOrders.landed.missing.${refusal.spreadBy}`, { titles: titles(refusal.lineIds) })
                    : t(`reorderOrders.landed.refused.${refusal.code}`)
                }
              />
            ))}
          {costs.kind === 'landed' && (
            <>
              <dl className="facts">
                <div>
                  <dt>{t('reorderOrders.landed.goods')}</dt>
                  <dd>{money(costs.goodsMinor)}</dd>
                </div>
                <div>
                  <dt>{t('reorderOrders.landed.charges')}</dt>
                  <dd>{money(costs.chargesMinor)}</dd>
                </div>
                <div>
                  <dt>{t('reorderOrders.landed.total')}</dt>
                  <dd>
                    <Text as="span" fontWeight="semibold">
                      {money(costs.landedMinor)}
                    </Text>
                  </dd>
                </div>
                {inShopCurrency && (
                  <div>
                    <dt>{t('reorderOrders.landed.inShopCurrency', { day: format.day(inShopCurrency.ratesOf) })}</dt>
                    <dd>{format.money(inShopCurrency.minor, inShopCurrency.currency)}</dd>
                  </div>
                )}
              </dl>
              {exchanged.map(({ charge, amountMinor, ratesOf }) => (
                <Text key={charge.id} as="p" tone="subdued" variant="bodySm">
                  {t('reorderOrders.landed.exchanged', {
                    from: format.money(charge.amountMinor, charge.currency),
                    to: money(amountMinor ?? 0),
                    day: ratesOf === null ? '' : format.day(ratesOf),
                  })}
                </Text>
              ))}
            </>
          )}
        </BlockStack>
      </Box>
      {costs.kind === 'landed' && (
        <SimpleTable
          label={t('reorderOrders.landed.title')}
          edge
          rows={costs.lines}
          rowKey={({ id }) => id}
          columns={[
            { key: 'goods', title: t('reorderOrders.lines.goods'), cell: ({ id }) => titles([id]) },
            {
              key: 'value',
              title: t('reorderOrders.lines.value'),
              numeric: true,
              cell: ({ id }) => money(lines.find((line) => line.id === id)?.valueMinor ?? 0),
            },
            ...charges.map(({ charge }, index) => ({
              key: charge.id,
              title: charge.name === '' ? t(`reorderOrders.charges.kind.${charge.kind}`) : charge.name,
              numeric: true,
              cell: ({ sharesMinor }: (typeof costs.lines)[number]) => money(sharesMinor[index] ?? 0),
            })),
            {
              key: 'landed',
              title: t('reorderOrders.landed.line'),
              numeric: true,
              cell: ({ landedMinor }) => money(landedMinor),
            },
            {
              key: 'unit',
              title: t('reorderOrders.landed.unit'),
              numeric: true,
              cell: ({ unitCost }) => unitText(unitCost),
            },
          ]}
        />
      )}
    </Card>
  )
}

/** 1,000 over 3 units: `3.33 (1 × 3.34)`, so that nobody looks for the missing cent. */
function useUnitCostText(currency: string): (cost: UnitCost | null) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return (cost) => {
    if (cost === null) return ''
    const one = format.money(cost.unitMinor, currency)
    if (cost.unitsAtOneMore === 0) return one
    return t('reorderOrders.landed.oneMore', {
      one,
      units: format.number(cost.unitsAtOneMore),
      more: format.money(cost.unitMinor + 1, currency),
    })
  }
}
