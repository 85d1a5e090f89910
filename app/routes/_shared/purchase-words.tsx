/**
 * How purchase orders read and are asked for things. In: the codes of purchase-orders/schema.ts. Out: badges, sentences that say what to do, and one
 * fetcher for a whole page. Invariant: a code without words of its own still gets a sentence, never a code on the page.
 */
import { useFetcher } from '@remix-run/react'
import { Badge, Banner, type BadgeProps } from '@shopify/polaris'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldError } from '#app/kernel/errors.ts'
import type { OrderState } from '#app/tools/reorder/purchase-orders/lifecycle.ts'
import type { StockState } from '#app/tools/reorder/purchase-orders/schema.ts'
import { useToast } from '#app/ui/admin-bridge.ts'
import type { ActionAnswer } from './action-answer.ts'

type Tone = NonNullable<BadgeProps['tone']>

const TONES: Partial<Record<OrderState, Tone>> = {
  approved: 'attention',
  sent: 'info',
  confirmed: 'info',
  part_received: 'warning',
  received: 'success',
}
const STOCK_TONES: Partial<Record<StockState, Tone>> = { planned: 'info', written: 'success', failed: 'critical' }

export function PurchaseBadge({ state }: { state: OrderState }) {
  const { t } = useTranslation()
  const tone = TONES[state]
  return <Badge {...(tone ? { tone } : {})}>{t(`reorderOrders.state.${state}`)}</Badge>
}

export function StockBadge({ state }: { state: StockState }) {
  const { t } = useTranslation()
  const tone = STOCK_TONES[state]
  return <Badge {...(tone ? { tone } : {})}>{t(`reorderOrders.stockState.${state}`)}</Badge>
}

export interface PurchaseAsk {
  ask: (intent: string, form?: object) => void
  /** the intent under way */
  busy: string | null
  said: ActionAnswer | undefined
  /** the intent that `said` answers */
  asked: string | null
}

/** What the actions of the page answer: the usual, and which of its forms asked. */
export type PurchaseAnswer = ActionAnswer & { intent: string }

/** All parts of an order's page ask through one fetcher, so that they never ask at the same time. */
export function usePurchaseAsk(id: string): PurchaseAsk {
  const fetcher = useFetcher<PurchaseAnswer>({ key: `purchase-${id}` })
  const intent = fetcher.formData?.get('intent')
  return {
    ask: (asked, form = {}) =>
      fetcher.submit(
        { intent: asked, form: JSON.stringify(form) },
        { method: 'post', action: `/app/reorder/orders/${id}?index` },
      ),
    busy: typeof intent === 'string' ? intent : null,
    said: fetcher.data,
    asked: fetcher.data?.intent ?? null,
  }
}

/** The words of a refused field; undefined when it was not refused. */
export function useFieldText(): (fields: readonly FieldError[], ...path: string[]) => string | undefined {
  const { t, i18n } = useTranslation()
  return (fields, ...path) => {
    const refused = fields.find((field) => field.path.join('.') === path.join('.'))
    if (!refused) return undefined
    for (const code of [refused.message, refused.code ?? '']) {
      for (const key of [`reorderOrders.refused.${code}`, `sheets.line.${code}`]) {
        if (code !== '' && i18n.exists(key)) return t(key)
      }
    }
    return t('reorderOrders.refused.other')
  }
}

/** What was refused as a whole, with what to do. */
export function useRefusedText(): (answer: ActionAnswer & { ok: false }) => { title: string; advice: string } {
  const { t, i18n } = useTranslation()
  return ({ code, fields }) => {
    const reason = fields.find((field) => field.code && i18n.exists(`reorderOrders.conflict.${field.code}.title`))?.code
    if (reason) {
      return {
        title: t(`reorderOrders.conflict.${reason}.title`),
        advice: t(`reorderOrders.conflict.${reason}.advice`),
      }
    }
    const key = i18n.exists(`error.${code}.what`) ? code : 'unexpected'
    return { title: t(`error.${key}.what`), advice: t(`error.${key}.advice`) }
  }
}

/** Done things in a toast, refusals on the page until the next try. */
export function PurchaseAnswerBanner({ id }: { id: string }) {
  const { said, busy } = usePurchaseAsk(id)
  const { t } = useTranslation()
  const refused = useRefusedText()
  const toast = useToast()
  useEffect(() => {
    if (said?.ok) toast(t(said.said))
  }, [said, t, toast])
  if (!said || said.ok || busy !== null) return null
  const { title, advice } = refused(said)
  return (
    <Banner tone="critical" title={title}>
      <p>{advice}</p>
    </Banner>
  )
}
