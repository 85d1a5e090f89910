/**
 * A mail with an order, in the supplier's language. In: the order. Out: the words to begin with, and its papers as files to attach.
 * Invariant: what is attached is what the page's own buttons would save.
 */
import { LOCALES, type Locale } from '#app/i18n/locales.ts'
import { MESSAGES } from '#app/i18n/messages.server.ts'
import { createI18n } from '#app/i18n/setup.ts'
import type { Shop } from '#app/mirror/types.ts'
import { orderName } from '#app/tools/reorder/purchase-orders/schema.ts'
import type { OrderDetail } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { createFormat } from '#app/ui/format.tsx'
import { paperName, paperResponse, type PaperFormat } from './purchase-paper.server.ts'

export interface MailWords {
  subject: string
  text: string
}

/** The usual words in every language. */
export async function mailWords(shop: Shop, detail: OrderDetail): Promise<Record<Locale, MailWords>> {
  const written = await Promise.all(
    LOCALES.map(async (locale): Promise<[Locale, MailWords]> => [locale, await wordsIn(locale, shop, detail)]),
  )
  return Object.fromEntries(written) as Record<Locale, MailWords>
}

async function wordsIn(locale: Locale, shop: Shop, detail: OrderDetail): Promise<MailWords> {
  const { order, supplier, place, lines } = detail
  const { t } = await createI18n(locale, MESSAGES[locale])
  const format = createFormat(locale, shop)
  const number = orderName(order.number)
  const [contact] = supplier.card.contacts
  const units = lines.reduce((sum, line) => sum + line.orderedUnits - line.givenUpUnits, 0)
  const total = lines.reduce(
    (sum, line) => sum + (line.unitPriceMinor ?? 0) * (line.orderedUnits - line.givenUpUnits),
    0,
  )
  const counted = { number, lines: format.number(lines.length), units: format.number(units) }
  const facts = [
    t('reorderMail.default.deliverTo', { place: `${shop.name}, ${place.name}` }),
    ...(order.expectedOn ? [t('reorderMail.default.expectedOn', { day: format.day(order.expectedOn) })] : []),
  ]
  const paragraphs = [
    contact?.name ? t('reorderMail.default.hello', { name: contact.name }) : t('reorderMail.default.helloNobody'),
    lines.some(({ unitPriceMinor }) => unitPriceMinor === null)
      ? t('reorderMail.default.orderOpen', counted)
      : t('reorderMail.default.order', {
          ...counted,
          total: `${format.money(total, order.currency)} ${order.currency}`,
        }),
    facts.join('\n'),
    t('reorderMail.default.confirm'),
    `${t('reorderMail.default.regards')}\n${shop.name}`,
  ]
  return { subject: t('reorderMail.default.subject', { number, shop: shop.name }), text: paragraphs.join('\n\n') }
}

/** The papers as files, in the order in which they were asked for. */
export async function mailFiles(
  shop: Shop,
  detail: OrderDetail,
  locale: Locale,
  formats: readonly PaperFormat[],
  now: Date,
): Promise<{ name: string; type: string; bytes: Uint8Array }[]> {
  const files = []
  for (const format of formats) {
    const response = await paperResponse(shop, detail, locale, format, now)
    files.push({
      name: `${paperName(detail)}.${format}`,
      type: response.headers.get('content-type') ?? 'application/octet-stream',
      bytes: new Uint8Array(await response.arrayBuffer()),
    })
  }
  return files
}
