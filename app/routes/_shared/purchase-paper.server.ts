/**
 * A purchase order as a paper for its supplier. In: the order, a language, a format. Out: a file: a PDF in the paper's words, or a sheet in the
 * supplier's columns. Invariant: a price that is open is said to be.
 */
import type { TFunction } from 'i18next'
import type { Locale } from '#app/i18n/locales.ts'
import { MESSAGES } from '#app/i18n/messages.server.ts'
import { createI18n } from '#app/i18n/setup.ts'
import { dayIn } from '#app/kernel/calendar.ts'
import type { Shop } from '#app/mirror/types.ts'
import { sheetResponse, type WrittenColumn } from '#app/sheets/write.server.ts'
import {
  sheetColumns,
  sheetValue,
  type PAPER_FORMATS,
  type SheetLine,
} from '#app/tools/reorder/purchase-orders/papers/sheet.ts'
import { orderName } from '#app/tools/reorder/purchase-orders/schema.ts'
import { writePdf, type OrderDetail, type Paper } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { createFormat } from '#app/ui/format.tsx'

export type PaperFormat = (typeof PAPER_FORMATS)[number]

const WIDTHS: Partial<Record<string, number>> = { title: 44, supplierSku: 18, sku: 18 }

/** The file, to be saved or attached. */
export async function paperResponse(
  shop: Shop,
  detail: OrderDetail,
  locale: Locale,
  format: PaperFormat,
  now: Date,
): Promise<Response> {
  const { order, supplier, lines } = detail
  const { t } = await createI18n(locale, MESSAGES[locale])
  const name = paperName(detail)
  if (format === 'pdf')
    return savedAs(`${name}.pdf`, 'application/pdf', await writePdf(paperOf(shop, detail, t, locale, now)))
  const columns = sheetColumns(supplier.card).map(({ header, field }): WrittenColumn<SheetLine> => {
    const width = WIDTHS[field]
    return {
      title: header ?? t(`reorderOrders.papers.field.${field}`),
      ...(width === undefined ? {} : { width }),
      cell: (line) => sheetValue(field, line, order.currency),
    }
  })
  return sheetResponse(format, name, columns, lines)
}

export function paperName({ order, supplier }: OrderDetail): string {
  return [orderName(order.number), supplier.name].filter(Boolean).join(' ')
}

/** A file that a browser saves and never shows. */
export function savedAs(name: string, type: string, bytes: Uint8Array<ArrayBuffer>): Response {
  const ascii = name.replace(/[^\w.()-]+/g, '-')
  return new Response(bytes, {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(name)}`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  })
}

function paperOf(shop: Shop, detail: OrderDetail, t: TFunction, locale: string, at: Date): Paper {
  const { order, supplier, place, lines } = detail
  const format = createFormat(locale, shop)
  const say = (key: string, values: Record<string, string> = {}): string => t(`reorderOrders.papers.pdf.${key}`, values)
  const money = (minor: number): string => `${format.money(minor, order.currency)} ${order.currency}`
  const [contact] = supplier.card.contacts
  const facts: [string, string | null | undefined][] = [
    [say('to'), supplier.name],
    [say('deliverTo'), `${shop.name}, ${place.name}`],
    [say('contact'), contact && [contact.name, contact.email].filter(Boolean).join(', ')],
    [say('date'), format.day(dayIn(shop.timezone, order.sentAt ?? at))],
    [say('reference'), order.reference],
    [say('expectedOn'), order.expectedOn && format.day(order.expectedOn)],
    [say('payment'), order.document.paymentTerms],
    [say('delivery'), order.document.deliveryTerms],
    [say('lane'), order.document.lane],
  ]
  const units = lines.map((line) => line.orderedUnits - line.givenUpUnits)
  const priced = lines.flatMap(({ unitPriceMinor }, index) =>
    unitPriceMinor === null ? [] : [unitPriceMinor * (units[index] ?? 0)],
  )
  const field = (name: string): string => t(`reorderOrders.papers.field.${name}`)
  return {
    title: say('title', { number: orderName(order.number) }),
    stamp: order.state === 'draft' ? say('draft') : order.state === 'cancelled' ? say('cancelled') : null,
    from: shop.name,
    facts: facts.flatMap(([label, value]) => (value ? [{ label, value }] : [])),
    columns: [
      { title: field('position'), share: 0.6, align: 'left' },
      { title: field('supplierSku'), share: 1.5, align: 'left' },
      { title: field('sku'), share: 1.5, align: 'left' },
      { title: field('title'), share: 3.6, align: 'left' },
      { title: field('units'), share: 1, align: 'right' },
      { title: field('unitPrice'), share: 1.3, align: 'right' },
      { title: field('lineTotal'), share: 1.5, align: 'right' },
    ],
    rows: lines.map((line, index) => {
      const count = units[index] ?? 0
      const { unitPriceMinor } = line
      return [
        String(line.position),
        line.supplierSku ?? '',
        line.sku ?? '',
        line.title,
        format.number(count),
        unitPriceMinor === null ? say('noPrice') : format.money(unitPriceMinor, order.currency),
        unitPriceMinor === null ? '' : format.money(unitPriceMinor * count, order.currency),
      ]
    }),
    totals: [
      { label: say('units'), value: format.number(units.reduce((sum, count) => sum + count, 0)) },
      {
        label: say(priced.length < lines.length ? 'totalOpen' : 'total'),
        value: money(priced.reduce((sum, minor) => sum + minor, 0)),
      },
    ],
    note: order.document.note === '' ? null : { label: say('note'), value: order.document.note },
    pageOf: (page, pages) => say('page', { page: String(page), pages: String(pages) }),
    at,
  }
}
