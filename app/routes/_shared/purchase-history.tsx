/** What a purchase order is beside its lines: its terms and days as a form, and its history with what people wrote. */
import { BlockStack, Button, Card, InlineStack, Text, TextField } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OrderEvent } from '#app/tools/reorder/purchase-orders/schema.ts'
import type { OrderDetail } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { useFormat } from '#app/ui/format.tsx'
import { useFieldText, usePurchaseAsk } from './purchase-words.tsx'

export function DetailsCard({ detail }: { detail: OrderDetail }) {
  const { order, supplier, place } = detail
  const { t } = useTranslation()
  const format = useFormat()
  const stored = {
    reference: order.reference ?? '',
    expectedOn: order.expectedOn ?? '',
    note: order.document.note,
  }
  const [typed, setTyped] = useState<Partial<typeof stored>>({})
  const { ask, busy, said, asked } = usePurchaseAsk(order.id)
  const fieldText = useFieldText()
  const fields = said?.ok === false && asked === 'details' ? said.fields : []
  const [answered, setAnswered] = useState(said)
  if (said !== answered) {
    setAnswered(said)
    if (said?.ok && asked === 'details') setTyped({})
  }
  const form = { ...stored, ...typed }
  const fixed = order.state === 'closed' || order.state === 'cancelled'
  const changed = JSON.stringify(form) !== JSON.stringify(stored)
  const field = (name: keyof typeof stored) => {
    const error = fieldText(fields, name)
    return {
      label: t(`reorderOrders.details.${name}`),
      value: form[name],
      onChange: (value: string) => setTyped({ ...typed, [name]: value }),
      autoComplete: 'off',
      disabled: fixed,
      ...(error === undefined ? {} : { error }),
    }
  }
  const facts: [string, string | null][] = [
    [t('reorderOrders.details.supplier'), supplier.name],
    [t('reorderOrders.details.place'), place.name],
    [t('reorderOrders.details.lane'), order.document.lane],
    [t('reorderOrders.details.payment'), order.document.paymentTerms],
    [t('reorderOrders.details.delivery'), order.document.deliveryTerms],
    [t('reorderOrders.details.created'), format.instant(order.createdAt)],
    [t('reorderOrders.details.sent'), order.sentAt && format.instant(order.sentAt)],
    [t('reorderOrders.details.received'), order.receivedAt && format.instant(order.receivedAt)],
  ]
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('reorderOrders.details.title')}
        </Text>
        <dl className="facts">
          {facts.flatMap(([label, value]) =>
            value === null || value === ''
              ? []
              : [
                  <div key={label}>
                    <dt>{label}</dt>
                    <dd>{value}</dd>
                  </div>,
                ],
          )}
        </dl>
        <TextField {...field('reference')} helpText={t('reorderOrders.details.referenceHelp')} />
        <TextField {...field('expectedOn')} type="date" />
        <TextField {...field('note')} multiline={3} helpText={t('reorderOrders.details.noteHelp')} />
        {changed && (
          <InlineStack gap="200">
            <Button
              variant="primary"
              loading={busy === 'details'}
              disabled={busy !== null}
              onClick={() => ask('details', form)}
            >
              {t('reorderOrders.details.save')}
            </Button>
            <Button onClick={() => setTyped({})}>{t('reorderOrders.lines.cancel')}</Button>
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  )
}

export function HistoryCard({ detail }: { detail: OrderDetail }) {
  const { order, events } = detail
  const { t } = useTranslation()
  const format = useFormat()
  const eventText = useEventText()
  const [text, setText] = useState('')
  const { ask, busy, said, asked } = usePurchaseAsk(order.id)
  const fieldText = useFieldText()
  const error = said?.ok === false && asked === 'comment' ? fieldText(said.fields, 'text') : undefined
  const [answered, setAnswered] = useState(said)
  if (said !== answered) {
    setAnswered(said)
    if (said?.ok && asked === 'comment') setText('')
  }
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('reorderOrders.history.title')}
        </Text>
        <TextField
          label={t('reorderOrders.history.comment')}
          value={text}
          onChange={setText}
          multiline={2}
          autoComplete="off"
          {...(error === undefined ? {} : { error })}
        />
        <InlineStack>
          <Button
            loading={busy === 'comment'}
            disabled={busy !== null || text.trim() === ''}
            onClick={() => ask('comment', { text })}
          >
            {t('reorderOrders.history.add')}
          </Button>
        </InlineStack>
        <BlockStack gap="300" as="ul">
          {events.map((event) => (
            <li key={event.id} className="plain-item">
              <Text as="p" breakWord>
                {eventText(event)}
              </Text>
              <Text as="p" tone="subdued" variant="bodySm">
                {format.instant(event.at)}
              </Text>
            </li>
          ))}
        </BlockStack>
      </BlockStack>
    </Card>
  )
}

function useEventText(): (event: OrderEvent) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return ({ kind, detail }) => {
    switch (kind) {
      case 'comment':
        return detail.text ?? ''
      case 'moved':
        return detail.givenUpUnits
          ? t('reorderOrders.event.closedShort', {
              count: detail.givenUpUnits,
              units: format.number(detail.givenUpUnits),
            })
          : t('reorderOrders.event.moved', { state: t(`reorderOrders.state.${detail.to ?? 'draft'}`) })
      case 'changed':
        return t(`reorderOrders.event.changed.${detail.what ?? 'details'}`, { file: detail.files?.join(', ') ?? '' })
      case 'received':
        return t('reorderOrders.event.received', {
          accepted: format.number(detail.acceptedUnits ?? 0),
          damaged: format.number(detail.damagedUnits ?? 0),
        })
      case 'created':
        if (detail.files)
          return t('reorderOrders.event.imported', {
            file: detail.files.join(', '),
            units: format.number(detail.acceptedUnits ?? 0),
          })
        return detail.copyOf === undefined
          ? t('reorderOrders.event.created')
          : t('reorderOrders.event.copied', { number: String(detail.copyOf) })
      case 'sent_mail':
        return t('reorderOrders.event.sentMail', { to: detail.recipients?.join(', ') ?? '' })
      case 'attached':
        return t('reorderOrders.event.attached', { file: detail.files?.join(', ') ?? '' })
    }
  }
}
