/**
 * Receiving on a purchase order: the form, and the receipts that were booked with what became of their stock. In: the order's page.
 * Invariant: the receipt's id is made with the form and stays until it is booked, so a second press is the same receipt; a refused form keeps
 * every letter.
 */
import { Banner, BlockStack, Box, Button, Card, InlineStack, Text, TextField } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BookedLine, BookedReceipt } from '#app/tools/reorder/purchase-orders/schema.ts'
import type { LineDetail, OrderDetail } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { SimpleTable } from '#app/ui/simple-table.tsx'
import { StockBadge, useFieldText, usePurchaseAsk } from './purchase-words.tsx'

interface Counted {
  accepted: string
  damaged: string
  replaced: string
}

interface ReceiveCardProps {
  detail: OrderDetail
  /** for the next receipt */
  receiptId: string
  today: string
}

const NONE: Counted = { accepted: '', damaged: '', replaced: '' }

export function ReceiveCard({ detail, receiptId, today }: ReceiveCardProps) {
  const { order, lines } = detail
  const { t } = useTranslation()
  const { ask, busy, said, asked } = usePurchaseAsk(order.id)
  const [form, setForm] = useState(() => ({ receiptId, receivedOn: today, note: '' }))
  const [counted, setCounted] = useState<Record<string, Counted>>({})
  const fieldText = useFieldText()
  const fields = said?.ok === false && asked === 'receive' ? said.fields : []
  // Once it is booked the form is empty, and the next receipt has an id of its own.
  if (detail.receipts.some(({ id }) => id === form.receiptId)) {
    setForm({ receiptId, receivedOn: today, note: '' })
    setCounted({})
  }
  const of = (line: LineDetail): Counted => counted[line.id] ?? NONE
  const count = (line: LineDetail, part: Partial<Counted>): void =>
    setCounted({ ...counted, [line.id]: { ...of(line), ...part } })
  const all = (): void =>
    setCounted(
      Object.fromEntries(
        lines.map((line) => [
          line.id,
          { ...of(line), accepted: line.outstandingUnits === 0 ? '' : String(line.outstandingUnits) },
        ]),
      ),
    )
  const submit = (): void => ask('receive', { ...form, lines: lines.map((line) => ({ lineId: line.id, ...of(line) })) })
  return (
    <div id="receive">
      <Card>
        <BlockStack gap="400">
          <InlineStack align="space-between" blockAlign="center" gap="200">
            <Text as="h2" variant="headingMd">
              {t('reorderOrders.receive.title')}
            </Text>
            <Button onClick={all}>{t('reorderOrders.receive.all')}</Button>
          </InlineStack>
          <Text as="p" tone="subdued">
            {t('reorderOrders.receive.what', { place: detail.place.name })}
          </Text>
          {lines.map((line, index) => (
            <ReceiveLine
              key={line.id}
              line={line}
              counted={of(line)}
              onChange={(part) => count(line, part)}
              errorOf={(field) => fieldText(fields, 'lines', String(index), field)}
            />
          ))}
          <div className="field-row">
            <TextField
              type="date"
              label={t('reorderOrders.receive.day')}
              value={form.receivedOn}
              max={today}
              onChange={(receivedOn) => setForm({ ...form, receivedOn })}
              autoComplete="off"
              {...errorIn(fieldText(fields, 'receivedOn'))}
            />
            <TextField
              label={t('reorderOrders.receive.note')}
              value={form.note}
              onChange={(note) => setForm({ ...form, note })}
              autoComplete="off"
              {...errorIn(fieldText(fields, 'note'))}
            />
          </div>
          <InlineStack>
            <Button variant="primary" loading={busy === 'receive'} disabled={busy !== null} onClick={submit}>
              {t('reorderOrders.receive.book')}
            </Button>
          </InlineStack>
        </BlockStack>
      </Card>
    </div>
  )
}

const errorIn = (text: string | undefined) => (text === undefined ? {} : { error: text })

interface ReceiveLineProps {
  line: LineDetail
  counted: Counted
  onChange: (part: Partial<Counted>) => void
  errorOf: (field: string) => string | undefined
}

function ReceiveLine({ line, counted, onChange, errorOf }: ReceiveLineProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const field = (name: keyof Counted) => (
    <TextField
      key={name}
      label={t(`reorderOrders.receive.${name}`)}
      value={counted[name]}
      onChange={(value) => onChange({ [name]: value })}
      inputMode="numeric"
      autoComplete="off"
      {...errorIn(errorOf(name))}
    />
  )
  const over = Number(counted.accepted) - line.outstandingUnits
  return (
    <BlockStack gap="100">
      <Text as="h3" fontWeight="semibold">
        {line.title}
      </Text>
      <Text as="p" tone="subdued" variant="bodySm">
        {[
          line.sku,
          t('reorderOrders.receive.outstanding', {
            count: line.outstandingUnits,
            units: format.number(line.outstandingUnits),
          }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
      <div className="field-row">
        {field('accepted')}
        {field('damaged')}
        {counted.damaged.trim() !== '' && field('replaced')}
      </div>
      {over > 0 && (
        <Text as="p" tone="caution" variant="bodySm">
          {t('reorderOrders.receive.over', { count: over, units: format.number(over) })}
        </Text>
      )}
    </BlockStack>
  )
}

/** What was booked, and what became of it in Shopify's stock. */
export function Receipts({ detail, mayWrite }: { detail: OrderDetail; mayWrite: boolean }) {
  const { order, receipts } = detail
  const { t } = useTranslation()
  const { ask, busy } = usePurchaseAsk(order.id)
  if (receipts.length === 0) return null
  const lines = receipts.flatMap((receipt) => receipt.lines)
  const retryable = lines.some(
    ({ stockState, failure }) =>
      (stockState === 'failed' && failure?.code !== 'unclear') || (stockState === 'planned' && failure !== null),
  )
  return (
    <Card padding="0">
      <Box padding="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t('reorderOrders.receipts.title')}
          </Text>
          {retryable && mayWrite && (
            <Button loading={busy === 'writeStock'} disabled={busy !== null} onClick={() => ask('writeStock')}>
              {t('reorderOrders.receipts.tryAgain')}
            </Button>
          )}
        </InlineStack>
      </Box>
      <BlockStack gap="400">
        {receipts.map((receipt) => (
          <Receipt key={receipt.id} receipt={receipt} detail={detail} mayWrite={mayWrite} />
        ))}
      </BlockStack>
    </Card>
  )
}

interface ReceiptProps {
  receipt: BookedReceipt
  detail: OrderDetail
  mayWrite: boolean
}

function Receipt({ receipt, detail, mayWrite }: ReceiptProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const heading = t('reorderOrders.receipts.of', { day: format.day(receipt.receivedOn) })
  const titleOf = ({ lineId }: BookedLine): string => detail.lines.find(({ id }) => id === lineId)?.title ?? ''
  return (
    <div>
      <Box paddingInline="400" paddingBlockEnd="200">
        <BlockStack gap="200">
          <Text as="h3" fontWeight="semibold">
            {heading}
          </Text>
          {receipt.note && <Text as="p">{receipt.note}</Text>}
          {receipt.lines.map((line) => (
            <StockTrouble key={line.lineId} line={line} title={titleOf(line)} detail={detail} mayWrite={mayWrite} />
          ))}
        </BlockStack>
      </Box>
      <SimpleTable
        label={`${heading} ${format.instant(receipt.createdAt)}`}
        edge
        rows={receipt.lines}
        rowKey={({ lineId }) => lineId}
        columns={[
          { key: 'goods', title: t('reorderOrders.lines.goods'), cell: titleOf },
          {
            key: 'accepted',
            title: t('reorderOrders.lines.accepted'),
            numeric: true,
            cell: (line) => format.number(line.acceptedUnits),
          },
          {
            key: 'damaged',
            title: t('reorderOrders.receipts.damaged'),
            numeric: true,
            cell: (line) => format.number(line.damagedUnits),
          },
          {
            key: 'stock',
            title: t('reorderOrders.receipts.stock'),
            cell: (line) => (
              <BlockStack gap="050" inlineAlign="start">
                <StockBadge state={line.stockState} />
                {line.stockBefore !== null && line.stockAfter !== null && (
                  <Text as="span" tone="subdued" variant="bodySm" numeric>
                    {t('reorderOrders.receipts.fromTo', {
                      before: format.number(line.stockAfter - line.acceptedUnits),
                      after: format.number(line.stockAfter),
                    })}
                  </Text>
                )}
              </BlockStack>
            ),
          },
        ]}
      />
    </div>
  )
}

interface StockTroubleProps {
  line: BookedLine
  title: string
  detail: OrderDetail
  mayWrite: boolean
}

function StockTrouble({ line, title, detail: { order, place }, mayWrite }: StockTroubleProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { ask, busy } = usePurchaseAsk(order.id)
  const { failure, stockState } = line
  if (!failure || stockState === 'written') return null
  const settle = (found: 'there' | 'missing'): void =>
    ask('settleStock', { receiptId: line.receiptId, lineId: line.lineId, found })
  return (
    <Banner
      tone={stockState === 'failed' ? 'critical' : 'warning'}
      title={t(`reorderOrders.stockFailure.${failure.code}.title`, {
        title,
        units: format.number(line.acceptedUnits),
      })}
    >
      <BlockStack gap="200">
        <p>
          {t(`reorderOrders.stockFailure.${failure.code}.advice`, {
            place: place.name,
            units: format.number(line.acceptedUnits),
          })}
        </p>
        {failure.code === 'rejected' && <p>{t('reorderOrders.stockFailure.said', { text: failure.detail })}</p>}
        {stockState === 'failed' && (
          <InlineStack gap="200">
            <Button disabled={busy !== null} onClick={() => settle('there')}>
              {t('reorderOrders.receipts.isThere')}
            </Button>
            {failure.code === 'unclear' && mayWrite && (
              <Button disabled={busy !== null} onClick={() => settle('missing')}>
                {t('reorderOrders.receipts.isMissing')}
              </Button>
            )}
          </InlineStack>
        )}
      </BlockStack>
    </Banner>
  )
}
