/**
 * The daily digest as text. In: causes that no mail has told, the shop, a language. Out: subject and words. Invariant: what runs out first comes
 * first, and how many are not listed is said.
 */
import type { Locale } from '#app/i18n/locales.ts'
import { MESSAGES } from '#app/i18n/messages.server.ts'
import { createI18n } from '#app/i18n/setup.ts'
import type { Shop } from '#app/mirror/types.ts'
import { adminLink } from '../links.server.ts'
import type { Cause } from '../schema.ts'

const MOST_LISTED = 50

export async function digestWords(
  shop: Shop,
  causes: readonly Cause[],
  locale: Locale,
): Promise<{ subject: string; text: string }> {
  const { t } = await createI18n(locale, MESSAGES[locale])
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const counted = { count: causes.length, variants: number.format(causes.length), shop: shop.name }
  const listed = causes.slice(0, MOST_LISTED).map(({ title, sku, document }) => {
    const { quantity, daysOfCover, supplierName, positionUnits, reorderPoint } = document
    const facts = [
      t('reorderAlerts.digest.order', { units: number.format(quantity) }),
      t('reorderAlerts.digest.position', { units: number.format(positionUnits), point: number.format(reorderPoint) }),
      ...(daysOfCover === null
        ? []
        : [t('reorderAlerts.digest.cover', { days: number.format(Math.floor(daysOfCover)) })]),
      ...(supplierName === null ? [] : [supplierName]),
    ]
    return `• ${title}${sku ? ` (${sku})` : ''}\n  ${facts.join(' · ')}`
  })
  const more = causes.length - listed.length
  const paragraphs = [
    t('reorderAlerts.digest.intro', counted),
    listed.join('\n'),
    ...(more > 0 ? [t('reorderAlerts.digest.more', { count: more, variants: number.format(more) })] : []),
    `${t('reorderAlerts.digest.open')}\n${adminLink(shop, '/app/reorder/suggestions')}`,
    `${t('reorderAlerts.digest.why')}\n${adminLink(shop, '/app/reorder/alerts')}`,
  ]
  return { subject: t('reorderAlerts.digest.subject', counted), text: paragraphs.join('\n\n') }
}
