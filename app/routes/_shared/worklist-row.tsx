/** One order of the work list: what is the matter, why it stands here, and what staff can do. In: a row. Out: wishes, for the page to send. */
import { Badge, BlockStack, Button, Checkbox, InlineStack, Link, Text, TextField } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MOST_NOTE_LETTERS, type WorklistRow } from '#app/tools/tracking/worklist/schema.ts'
import { useFormat } from '#app/ui/format.tsx'
import { FlagBadge, useTrackingWords } from './tracking-words.tsx'

export type RowWish = Record<string, string> & { intent: 'putAway' | 'showAgain' | 'note' }

interface WorklistItemProps {
  row: WorklistRow
  selected: boolean
  busy: boolean
  onSelect: (selected: boolean) => void
  onWish: (wish: RowWish) => void
}

export function WorklistItem({ row, selected, busy, onSelect, onWish }: WorklistItemProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useTrackingWords()
  const why = useWhy()
  const [noting, setNoting] = useState(false)
  const facts = [
    words.country(row.country),
    words.carrier(row.carrier),
    row.location,
    t('trackingWorklist.orderedOn', { day: format.day(row.processedOn) }),
  ].filter(Boolean)
  const act = (label: string, until: 'tomorrow' | 'done') => (
    <Button
      size="slim"
      disabled={busy}
      accessibilityLabel={t('trackingWorklist.named', { action: label, order: row.orderName })}
      onClick={() => onWish({ intent: 'putAway', orders: row.orderId, until })}
    >
      {label}
    </Button>
  )
  return (
    <li className="work-item">
      <div className="work-check">
        {row.putAway === null && (
          <Checkbox
            label={t('trackingWorklist.select', { order: row.orderName })}
            labelHidden
            checked={selected}
            onChange={onSelect}
          />
        )}
      </div>
      <BlockStack gap="100">
        <InlineStack gap="200" blockAlign="center">
          <Link url={`/app/orders/${row.orderId}`} removeUnderline>
            <Text as="span" fontWeight="semibold">
              {row.orderName}
            </Text>
          </Link>
          <FlagBadge flag={row.flag} />
          {row.putAway !== null && (
            <Badge>
              {row.putAway.untilOn === null
                ? t('trackingWorklist.isDone')
                : t('trackingWorklist.awayUntil', { day: format.day(row.putAway.untilOn) })}
            </Badge>
          )}
        </InlineStack>
        <Text as="p">{why(row)}</Text>
        <Text as="p" tone="subdued" variant="bodySm">
          <span className="wrap-anywhere">
            {facts.join(' · ')}
            {row.number !== null && (
              <>
                {' · '}
                {row.url === null ? (
                  row.number
                ) : (
                  <Link url={row.url} target="_blank">
                    {row.number}
                  </Link>
                )}
              </>
            )}
          </span>
        </Text>
        {row.note !== null && !noting && (
          <Text as="p" variant="bodySm">
            <span className="wrap-anywhere">{t('trackingWorklist.note.shown', { note: row.note })}</span>
          </Text>
        )}
        {noting && (
          <NoteForm
            row={row}
            busy={busy}
            onClose={() => setNoting(false)}
            onSave={(text) => {
              onWish({ intent: 'note', orderId: row.orderId, text })
              setNoting(false)
            }}
          />
        )}
      </BlockStack>
      <div className="work-do">
        {row.putAway === null ? (
          <>
            {act(t('trackingWorklist.tomorrow'), 'tomorrow')}
            {act(t('trackingWorklist.done'), 'done')}
          </>
        ) : (
          <Button
            size="slim"
            disabled={busy}
            accessibilityLabel={t('trackingWorklist.named', {
              action: t('trackingWorklist.showAgain'),
              order: row.orderName,
            })}
            onClick={() => onWish({ intent: 'showAgain', orderId: row.orderId })}
          >
            {t('trackingWorklist.showAgain')}
          </Button>
        )}
        <Button
          size="slim"
          variant="tertiary"
          accessibilityLabel={t('trackingWorklist.named', {
            action: t('trackingWorklist.note.write'),
            order: row.orderName,
          })}
          onClick={() => setNoting(!noting)}
        >
          {t('trackingWorklist.note.write')}
        </Button>
      </div>
    </li>
  )
}

function NoteForm({
  row,
  busy,
  onSave,
  onClose,
}: {
  row: WorklistRow
  busy: boolean
  onSave: (text: string) => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const [text, setText] = useState(row.note ?? '')
  return (
    <BlockStack gap="200">
      <TextField
        label={t('trackingWorklist.note.label', { order: row.orderName })}
        helpText={t('trackingWorklist.note.help')}
        value={text}
        onChange={setText}
        multiline={2}
        maxLength={MOST_NOTE_LETTERS}
        autoComplete="off"
      />
      <InlineStack gap="200">
        <Button size="slim" variant="primary" disabled={busy} onClick={() => onSave(text)}>
          {t('trackingWorklist.note.save')}
        </Button>
        <Button size="slim" onClick={onClose}>
          {t('trackingWorklist.note.cancel')}
        </Button>
      </InlineStack>
    </BlockStack>
  )
}

/** Why an order stands on the list: the days, the limit, and whose past the limit is. */
function useWhy(): (row: WorklistRow) => string {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useTrackingWords()
  return (row) => {
    const { flag, days, limitDays } = row
    const status = words.status(row.status, row.detail)
    const counted = { count: days, days: format.number(days), limit: format.number(limitDays), status }
    if (flag === 'returned' || flag === 'exception') return t('trackingWorklist.why.reported', counted)
    if (flag === 'unfulfilled') return t('trackingWorklist.why.unfulfilled', counted)
    if (flag === 'late')
      return t('trackingWorklist.why.late', {
        ...counted,
        day: row.promisedOn === null ? '' : format.day(row.promisedOn),
        status: status === '' ? t('trackingWorklist.why.noNews') : status,
      })
    const what = t(`trackingWorklist.why.${flag}`, counted)
    const limit =
      row.lane === null
        ? t('trackingWorklist.why.general', counted)
        : t('trackingWorklist.why.lane', {
            ...counted,
            lane: words.lane(row.lane),
            parcels: format.number(row.laneParcels ?? 0),
          })
    return `${what} ${limit}`
  }
}
