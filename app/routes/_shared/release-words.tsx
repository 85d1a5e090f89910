/**
 * How releases read: states as badges, refusals and notes as sentences that say what to do.
 * In: the codes of releases/schema.ts. Invariant: a code without words of its own still gets a sentence, never a code on the page.
 */
import { Badge, type BadgeProps } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import type { ReleaseState } from '#app/tools/pricing/releases/lifecycle.ts'
import { isReason, type ReleaseRow, type RowNote, type RowState } from '#app/tools/pricing/releases/schema.ts'
import { BASE_BOOK } from '#app/tools/pricing/terms.ts'
import { useFormat } from '#app/ui/format.tsx'
import type { ActionAnswer } from './action-answer.ts'

type Tone = NonNullable<BadgeProps['tone']>

const STATE_TONES: Partial<Record<ReleaseState, Tone>> = {
  previewed: 'attention',
  approved: 'info',
  scheduled: 'info',
  applying: 'info',
  applied: 'success',
  partly_applied: 'warning',
  rolling_back: 'info',
  failed: 'critical',
}
const ROW_TONES: Partial<Record<RowState, Tone>> = {
  planned: 'info',
  applied: 'success',
  kept: 'warning',
  failed: 'critical',
  kept_on_rollback: 'warning',
  refused: 'attention',
}

export function ReleaseBadge({ state, paused = false }: { state: ReleaseState; paused?: boolean }) {
  const { t } = useTranslation()
  if (paused) return <Badge tone="warning">{t('pricingReleases.paused')}</Badge>
  const tone = STATE_TONES[state]
  return <Badge {...(tone ? { tone } : {})}>{t(`pricingReleases.state.${state}`)}</Badge>
}

export function RowBadge({ state }: { state: RowState }) {
  const { t } = useTranslation()
  const tone = ROW_TONES[state]
  return <Badge {...(tone ? { tone } : {})}>{t(`pricingReleases.rowState.${state}`)}</Badge>
}

export function useBookName(): (book: { id: string; name: string; currency: string }) => string {
  const { t } = useTranslation()
  return ({ id, name, currency }) =>
    id === BASE_BOOK
      ? t('pricingReleases.form.baseBook', { currency })
      : t('pricingReleases.form.book', { name, currency })
}

/** `Mug · Red / XL`; Shopify calls the only variant of a product `Default Title`. */
export function variantName(row: Pick<ReleaseRow, 'productTitle' | 'variantTitle'>): string {
  return row.variantTitle === '' || row.variantTitle === 'Default Title'
    ? row.productTitle
    : `${row.productTitle} · ${row.variantTitle}`
}

/** Why a row is as it is, with what the shop had instead and Shopify's own words. */
export function useNoteText(): (note: RowNote, currency: string) => string[] {
  const { t } = useTranslation()
  const format = useFormat()
  return ({ code, found, said }, currency) => [
    isReason(code) ? t(`pricingTrace.reason.${code}`) : t(`pricingReleases.note.${code}`),
    ...(found
      ? [
          [
            found.priceMinor === null
              ? t('pricingReleases.note.foundNone')
              : t('pricingReleases.note.found', { price: format.money(found.priceMinor, currency) }),
            ...(found.compareAtMinor === null
              ? []
              : [t('pricingReleases.note.foundCompareAt', { price: format.money(found.compareAtMinor, currency) })]),
          ].join(', '),
        ]
      : []),
    ...(said ? [t('pricingReleases.note.said', { text: said })] : []),
  ]
}

/** What refused an action, and what to do about it. */
export function useRefusal(): (answer: Extract<ActionAnswer, { ok: false }>) => { title: string; advice: string } {
  const { t, i18n } = useTranslation()
  return ({ code, fields }) => {
    const conflict = fields.map((field) => `pricingReleases.conflict.${field.code}`).find((key) => i18n.exists(key))
    if (conflict) return { title: t('pricingReleases.conflict.title'), advice: t(conflict) }
    const known = i18n.exists(`error.${code}.what`) ? code : 'unexpected'
    return { title: t(`error.${known}.what`), advice: t(`error.${known}.advice`) }
  }
}

/** The words at a field of a form: undefined when it was not refused. */
export function useFieldError(answer: ActionAnswer | undefined): (path: string) => string | undefined {
  const { t, i18n } = useTranslation()
  return (path) => {
    if (!answer || answer.ok) return undefined
    // `filter.skus` is refused at `filter.skus.3` too.
    const field = answer.fields.find((one) => `${one.path.join('.')}.`.startsWith(`${path}.`))
    if (!field) return undefined
    const key = [field.message, field.code]
      .map((code) => `pricingReleases.error.${code}`)
      .find((candidate) => i18n.exists(candidate))
    return t(key ?? 'pricingReleases.error.other')
  }
}
