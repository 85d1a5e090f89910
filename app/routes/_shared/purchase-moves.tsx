/**
 * What can be asked of a purchase order in its state, after a question where it cannot be undone. In: the order. Out: the page's buttons and the
 * dialog behind them. Invariant: only what lifecycle.ts allows is offered.
 */
import { BlockStack, Modal, Text, type PageProps } from '@shopify/polaris'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { mayMove, mayReceive, type OrderState } from '#app/tools/reorder/purchase-orders/lifecycle.ts'
import { MOVE_TO, MOVES, type Move } from '#app/tools/reorder/purchase-orders/schema.ts'
import { useFormat } from '#app/ui/format.tsx'
import { usePurchaseAsk } from './purchase-words.tsx'

/** Sending tells nobody by itself, but from then on the lines stay. */
const ASKED_FIRST = ['send', 'close', 'cancel'] as const
type Question = (typeof ASKED_FIRST)[number]
const isQuestion = (move: Move): move is Question => (ASKED_FIRST as readonly string[]).includes(move)

type PageAction =
  NonNullable<PageProps['secondaryActions']> extends infer Actions
    ? Extract<Actions, readonly unknown[]>[number]
    : never

interface Head {
  id: string
  state: OrderState
}

export interface PurchaseButtons {
  primaryAction?: NonNullable<PageProps['primaryAction']>
  secondaryActions: PageAction[]
  question: Question | null
  close: () => void
}

export function usePurchaseButtons(order: Head): PurchaseButtons {
  const { t } = useTranslation()
  const { ask, busy } = usePurchaseAsk(order.id)
  const [question, setQuestion] = useState<Question | null>(null)
  const moves = MOVES.filter((move) => mayMove(order.state, MOVE_TO[move]))
  const action = (move: Move) => ({
    id: `order-${move}`,
    content: t(`reorderOrders.move.${move}`),
    destructive: move === 'cancel',
    disabled: busy !== null && busy !== move,
    loading: busy === move,
    onAction: () => (isQuestion(move) ? setQuestion(move) : ask(move)),
  })
  const receiving = mayReceive(order.state) && order.state !== 'received'
  const forward = moves.find((move) => move === 'approve' || move === 'send')
  const primaryAction = receiving
    ? {
        id: 'order-receive',
        content: t('reorderOrders.receive.open'),
        onAction: () => document.getElementById('receive')?.scrollIntoView({ block: 'start' }),
      }
    : forward && action(forward)
  const copy = {
    id: 'order-copy',
    content: t('reorderOrders.move.copy'),
    disabled: busy !== null,
    loading: busy === 'copy',
    onAction: () => ask('copy'),
  }
  return {
    ...(primaryAction ? { primaryAction } : {}),
    secondaryActions: [...moves.filter((move) => receiving || move !== forward).map(action), copy],
    question,
    close: () => setQuestion(null),
  }
}

interface PurchaseQuestionProps {
  order: Head
  outstandingUnits: number
  question: Question | null
  onClose: () => void
}

export function PurchaseQuestion({ order, outstandingUnits, question, onClose }: PurchaseQuestionProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { ask } = usePurchaseAsk(order.id)
  // The words stay while the dialog fades out.
  const [shown, setShown] = useState<Question>('send')
  if (question !== null && question !== shown) setShown(question)
  return (
    <Modal
      open={question !== null}
      onClose={onClose}
      title={t(`reorderOrders.confirm.${shown}.title`)}
      primaryAction={{
        content: t(`reorderOrders.confirm.${shown}.yes`),
        destructive: shown !== 'send',
        onAction: () => {
          onClose()
          ask(shown)
        },
      }}
      secondaryActions={[{ content: t('reorderOrders.confirm.no'), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="200">
          <Text as="p">
            {t(`reorderOrders.confirm.${shown}.what`, {
              count: outstandingUnits,
              units: format.number(outstandingUnits),
            })}
          </Text>
        </BlockStack>
      </Modal.Section>
    </Modal>
  )
}
