/**
 * Shopify's states as badges, in its own tones. In: the kind of state and Shopify's word. Out: a badge in the page's language.
 * Invariant: a state Shopify adds later is shown as Shopify spells it, never hidden.
 */
import { Badge, type BadgeProps } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'

type Tone = NonNullable<BadgeProps['tone']>
export type StatusKind = 'product' | 'financial' | 'fulfillment' | 'return' | 'run' | 'phase' | 'shipment'

const TONES: Record<StatusKind, Record<string, Tone>> = {
  product: { ACTIVE: 'success', DRAFT: 'info' },
  financial: { PENDING: 'warning', AUTHORIZED: 'attention', EXPIRED: 'critical', PARTIALLY_PAID: 'warning' },
  fulfillment: {
    UNFULFILLED: 'attention',
    PARTIALLY_FULFILLED: 'warning',
    ON_HOLD: 'warning',
    REQUEST_DECLINED: 'critical',
  },
  return: {
    RETURN_REQUESTED: 'attention',
    IN_PROGRESS: 'attention',
    RETURN_FAILED: 'critical',
    REQUESTED: 'attention',
    OPEN: 'attention',
    DECLINED: 'critical',
  },
  run: { queued: 'info', running: 'info', paused: 'warning', failed: 'critical', done: 'success' },
  phase: { requested: 'info', reading: 'info', writing: 'info', done: 'success', failed: 'critical' },
  shipment: {
    DELIVERED: 'success',
    IN_TRANSIT: 'info',
    OUT_FOR_DELIVERY: 'info',
    NOT_DELIVERED: 'critical',
    FAILURE: 'critical',
    ATTEMPTED_DELIVERY: 'warning',
  },
}

export function useStatusText(): (kind: StatusKind, status: string) => string {
  const { t, i18n } = useTranslation()
  return (kind, status) => {
    const key = `status.${kind}.${status}`
    return i18n.exists(key) ? t(key) : status
  }
}

export function StatusBadge({ kind, status }: { kind: StatusKind; status: string }) {
  const text = useStatusText()
  const tone = TONES[kind][status]
  return <Badge {...(tone ? { tone } : {})}>{text(kind, status)}</Badge>
}
