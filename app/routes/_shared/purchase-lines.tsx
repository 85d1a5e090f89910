/**
 * The lines of a purchase order: as they stand, and while it is a draft as a form. In: the lines. Out: what was typed, sent as it is.
 * Invariant: a refused form keeps every letter; the supplier's minimum and packs are said beside the units they are missed by.
 */
import { Banner, BlockStack, Box, Button, Card, InlineStack, Text, TextField } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toDecimal } from '#app/kernel/money.ts'
import { belowMinimum } from '#app/tools/reorder/limits/minimum.ts'
import { unitPriceAt, type PriceBreak } from '#app/tools/reorder/policy/orderable.ts'
import type { LineDetail, Offer, OrderDetail } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { NoValue, SimpleTable, type SimpleColumn } from '#app/ui/simple-table.tsx'
import { PickGoods } from './purchase-goods.tsx'
import { useFieldText, usePurchaseAsk } from './purchase-words.tsx'

interface TypedLine {
  id: string
  variantId: string
  title: string
  sku: string | null
  units: string
  price: string
  supplierSku: string
  volume: string
  minimumUnits: number
  packUnits: number
  priceBreaks: readonly PriceBreak[]
}

export function PurchaseLines({ detail }: { detail: OrderDetail }) {
  const { order, lines } = detail
  const editable = order.state === 'draft' || order.state === 'approved'
  const [editing, setEditing] = useState(false)
  const { t } = useTranslation()
  const { said, asked } = usePurchaseAsk(order.id)
  const [answered, setAnswered] = useState(said)
  if (said !== answered) {
    setAnswered(said)
    if (said?.ok && asked === 'lines') setEditing(false)
  }
  if (editable && (editing || lines.length === 0)) {
    return (
      <LinesForm key={order.id} detail={detail} {...(lines.length > 0 ? { onCancel: () => setEditing(false) } : {})} />
    )
  }
  return (
    <Card padding="0">
      <Box padding="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t('reorderOrders.lines.title')}
          </Text>
          {editable && <Button onClick={() => setEditing(true)}>{t('reorderOrders.lines.edit')}</Button>}
        </InlineStack>
      </Box>
      {editable && <BelowMinimum detail={detail} />}
      <LinesTable detail={detail} />
    </Card>
  )
}

/** Said where the lines are, while they can still be changed; only a draft can be filled up from here. */
function BelowMinimum({ detail: { order, supplier, lines } }: { detail: OrderDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const goodsMinor = lines.reduce((sum, { valueMinor }) => sum + (valueMinor ?? 0), 0)
  const below = belowMinimum(supplier.card.orderMinimumMinor, goodsMinor)
  if (!below) return null
  const fill = {
    content: t('reorderLimits.belowMinimum.action'),
    url: `/app/reorder/suppliers/${order.supplierId}/order?draft=${order.id}`,
  }
  return (
    <Box paddingInline="400" paddingBlockEnd="400">
      <Banner
        tone="warning"
        title={t('reorderLimits.belowMinimum.title', {
          short: format.money(below.shortMinor, order.currency),
          minimum: format.money(below.minimumMinor, order.currency),
        })}
        {...(order.state === 'draft' && !supplier.archived ? { action: fill } : {})}
      >
        <p>{t('reorderLimits.belowMinimum.advice')}</p>
      </Banner>
    </Box>
  )
}

function LinesTable({ detail: { order, lines } }: { detail: OrderDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const termsText = useTermsText()
  const came = order.state !== 'draft' && order.state !== 'approved'
  const money = (minor: number | null) =>
    minor === null ? <NoValue meaning={t('reorderOrders.lines.noPrice')} /> : format.money(minor, order.currency)
  const received: SimpleColumn<LineDetail>[] = [
    {
      key: 'accepted',
      title: t('reorderOrders.lines.accepted'),
      numeric: true,
      cell: (line) => format.number(line.acceptedUnits),
    },
    {
      key: 'outstanding',
      title: t('reorderOrders.lines.outstanding'),
      numeric: true,
      cell: (line) => format.number(line.outstandingUnits),
    },
  ]
  return (
    <SimpleTable
      label={t('reorderOrders.lines.title')}
      edge
      rows={lines}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'goods',
          title: t('reorderOrders.lines.goods'),
          cell: (line) => (
            <div className="purchase-goods">
              <Text as="span">{line.title}</Text>
              <Text as="span" tone="subdued" variant="bodySm">
                {[line.sku, line.supplierSku && t('reorderOrders.lines.theirs', { code: line.supplierSku })]
                  .filter(Boolean)
                  .join(' · ')}
              </Text>
              {termsText(line.orderedUnits, line).map((text) => (
                <Text key={text} as="span" tone="caution" variant="bodySm">
                  {text}
                </Text>
              ))}
              {line.overUnits > 0 && (
                <Text as="span" tone="caution" variant="bodySm">
                  {t('reorderOrders.lines.over', { count: line.overUnits, units: format.number(line.overUnits) })}
                </Text>
              )}
              {line.damagedUnits > 0 && (
                <Text as="span" tone="caution" variant="bodySm">
                  {t('reorderOrders.lines.damaged', {
                    count: line.damagedUnits,
                    units: format.number(line.damagedUnits),
                  })}
                </Text>
              )}
              {line.givenUpUnits > 0 && (
                <Text as="span" tone="subdued" variant="bodySm">
                  {t('reorderOrders.lines.givenUp', {
                    count: line.givenUpUnits,
                    units: format.number(line.givenUpUnits),
                  })}
                </Text>
              )}
            </div>
          ),
        },
        {
          key: 'units',
          title: t('reorderOrders.lines.units'),
          numeric: true,
          cell: (line) => format.number(line.orderedUnits),
        },
        ...(came ? received : []),
        {
          key: 'price',
          title: t('reorderOrders.lines.price'),
          numeric: true,
          cell: (line) => money(line.unitPriceMinor),
        },
        { key: 'value', title: t('reorderOrders.lines.value'), numeric: true, cell: (line) => money(line.valueMinor) },
      ]}
    />
  )
}

/** What the supplier's terms say against a number of units. */
function useTermsText(): (units: number, terms: { minimumUnits: number; packUnits: number }) => string[] {
  const { t } = useTranslation()
  const format = useFormat()
  return (units, { minimumUnits, packUnits }) => [
    ...(units < minimumUnits ? [t('reorderOrders.lines.belowMinimum', { units: format.number(minimumUnits) })] : []),
    ...(packUnits > 1 && units % packUnits !== 0
      ? [t('reorderOrders.lines.notFullPacks', { units: format.number(packUnits) })]
      : []),
  ]
}

function typed(line: LineDetail, currency: string): TypedLine {
  const { id, variantId, title, sku, minimumUnits, packUnits, priceBreaks } = line
  return {
    id,
    variantId,
    title,
    sku,
    minimumUnits,
    packUnits,
    priceBreaks,
    units: String(line.orderedUnits),
    price: line.unitPriceMinor === null ? '' : toDecimal(line.unitPriceMinor, currency),
    supplierSku: line.supplierSku ?? '',
    volume: line.unitVolume === null ? '' : String(line.unitVolume),
  }
}

/** The smallest that the supplier sells. */
function offered({ variantId, title, sku, supplierSku, minimumUnits, packUnits, priceBreaks }: Offer): TypedLine {
  const smallest = Math.ceil(Math.max(1, minimumUnits) / packUnits) * packUnits
  return {
    id: '',
    variantId,
    title,
    sku,
    minimumUnits,
    packUnits,
    priceBreaks,
    units: String(smallest),
    price: '',
    supplierSku: supplierSku ?? '',
    volume: '',
  }
}

function LinesForm({ detail, onCancel }: { detail: OrderDetail; onCancel?: () => void }) {
  const { order } = detail
  const { t } = useTranslation()
  const format = useFormat()
  const [lines, setLines] = useState(() => detail.lines.map((line) => typed(line, order.currency)))
  // Of the lines as they were when the form was opened: a change by somebody else in between is told, not overwritten.
  const [seen] = useState(detail.versions.lines)
  const [removed, setRemoved] = useState<{ line: TypedLine; index: number } | null>(null)
  const { ask, busy, said, asked } = usePurchaseAsk(order.id)
  const fieldText = useFieldText()
  const termsText = useTermsText()
  const fields = said?.ok === false && asked === 'lines' ? said.fields : []
  const change = (index: number, part: Partial<TypedLine>): void =>
    setLines(lines.map((line, at) => (at === index ? { ...line, ...part } : line)))
  const remove = (index: number): void => {
    const line = lines[index]
    if (!line) return
    setRemoved({ line, index })
    setLines(lines.filter((_, at) => at !== index))
  }
  const priceHelp = ({ price, priceBreaks }: TypedLine, units: number): { helpText?: string } => {
    const theirs = Number.isInteger(units) && units > 0 ? unitPriceAt(priceBreaks, units) : null
    if (theirs === null) return price === '' ? { helpText: t('reorderOrders.lines.priceHelp') } : {}
    if (price === toDecimal(theirs, order.currency)) return {}
    const key = price === '' ? 'reorderOrders.lines.priceFilled' : 'reorderOrders.lines.priceDiffers'
    return { helpText: t(key, { price: format.money(theirs, order.currency) }) }
  }
  const save = (): void =>
    ask('lines', {
      seen,
      lines: lines.map(({ id, variantId, units, price, supplierSku, volume }) => ({
        id,
        variantId,
        units,
        price,
        supplierSku,
        volume,
      })),
    })
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('reorderOrders.lines.title')}
        </Text>
        {lines.length === 0 && (
          <Text as="p" tone="subdued">
            {t('reorderOrders.lines.empty')}
          </Text>
        )}
        {removed && (
          <Banner
            title={t('reorderOrders.lines.removed', { title: removed.line.title })}
            action={{
              content: t('reorderOrders.lines.putBack'),
              onAction: () => {
                setLines([...lines.slice(0, removed.index), removed.line, ...lines.slice(removed.index)])
                setRemoved(null)
              },
            }}
            onDismiss={() => setRemoved(null)}
          />
        )}
        {lines.map((line, index) => {
          const at = (field: string): string | undefined => fieldText(fields, 'lines', String(index), field)
          const units = Number(line.units)
          const error = (field: string) => (at(field) === undefined ? {} : { error: at(field) })
          return (
            <BlockStack key={line.variantId} gap="200">
              <InlineStack align="space-between" blockAlign="start" gap="200">
                <BlockStack>
                  <Text as="h3" fontWeight="semibold">
                    {line.title}
                  </Text>
                  <Text as="span" tone="subdued" variant="bodySm">
                    {line.sku ?? ''}
                  </Text>
                </BlockStack>
                <Button
                  variant="plain"
                  tone="critical"
                  accessibilityLabel={t('reorderOrders.lines.removeNamed', { title: line.title })}
                  onClick={() => remove(index)}
                >
                  {t('reorderOrders.lines.remove')}
                </Button>
              </InlineStack>
              <div className="field-row">
                <TextField
                  label={t('reorderOrders.lines.units')}
                  value={line.units}
                  onChange={(value) => change(index, { units: value })}
                  inputMode="numeric"
                  autoComplete="off"
                  {...(Number.isInteger(units) && units > 0 ? { helpText: termsText(units, line).join(' ') } : {})}
                  {...error('units')}
                />
                <TextField
                  label={t('reorderOrders.lines.price')}
                  value={line.price}
                  onChange={(value) => change(index, { price: value })}
                  suffix={order.currency}
                  inputMode="decimal"
                  autoComplete="off"
                  {...priceHelp(line, units)}
                  {...error('price')}
                />
                <TextField
                  label={t('reorderOrders.lines.supplierSku')}
                  value={line.supplierSku}
                  onChange={(value) => change(index, { supplierSku: value })}
                  autoComplete="off"
                  {...error('supplierSku')}
                />
                <TextField
                  label={t('reorderOrders.lines.volume')}
                  value={line.volume}
                  onChange={(value) => change(index, { volume: value })}
                  inputMode="numeric"
                  suffix="cm³"
                  autoComplete="off"
                  {...error('volume')}
                />
              </div>
            </BlockStack>
          )
        })}
        <PickGoods
          orderId={order.id}
          taken={lines.map(({ variantId }) => variantId)}
          onPick={(offer) => setLines([...lines, offered(offer)])}
        />
        <InlineStack gap="200">
          <Button variant="primary" loading={busy === 'lines'} disabled={busy !== null} onClick={save}>
            {t('reorderOrders.lines.save')}
          </Button>
          {onCancel && <Button onClick={onCancel}>{t('reorderOrders.lines.cancel')}</Button>}
        </InlineStack>
        {order.state === 'approved' && (
          <Text as="p" tone="subdued">
            {t('reorderOrders.lines.draftAgain')}
          </Text>
        )}
      </BlockStack>
    </Card>
  )
}
