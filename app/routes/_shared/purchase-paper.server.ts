/** A purchase order in the words of its paper. In: the order, a language. Out: what the PDF says. Invariant: a price that is open is said to be. */
import type { TFunction } from 'i18next'
import { dayIn } from '#app/kernel/calendar.ts'
import type { Shop } from '#app/mirror/types.ts'
import { orderName } from '#app/tools/reorder/purchase-orders/schema.ts'
import type { OrderDetail, Paper } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { createFormat } from '#app/ui/format.tsx'

export function paperOf(shop: Shop, detail: OrderDetail, t: TFunction, locale: string, at: Date): Paper {
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
