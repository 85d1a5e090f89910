/** A purchase order as a file for its supplier, in the supplier's columns and a language of choice. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { z } from 'zod'
import { pickLocale } from '#app/i18n/locales.ts'
import { MESSAGES } from '#app/i18n/messages.server.ts'
import { createI18n } from '#app/i18n/setup.ts'
import { sheetResponse, type WrittenColumn } from '#app/sheets/write.server.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import {
  PAPER_FORMATS,
  sheetColumns,
  sheetValue,
  type SheetLine,
} from '#app/tools/reorder/purchase-orders/papers/sheet.ts'
import { orderName } from '#app/tools/reorder/purchase-orders/schema.ts'
import { getOrderDetail } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { answer, notFound, runIdParam } from './_shared/answer.server.ts'

const Format = z.enum(PAPER_FORMATS)
const WIDTHS: Partial<Record<string, number>> = { title: 44, supplierSku: 18, sku: 18 }

export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const format = Format.safeParse(params['format'])
  if (!format.success) throw notFound()
  const asked = new URL(request.url).searchParams.get('locale')
  return answer(async () => {
    const { order, supplier, lines } = await getOrderDetail(shop, id, new Date())
    const locale = pickLocale(asked ?? supplier.card.language)
    const { t } = await createI18n(locale, MESSAGES[locale])
    const columns = sheetColumns(supplier.card).map(({ header, field }): WrittenColumn<SheetLine> => {
      const width = WIDTHS[field]
      return {
        title: header ?? t(`reorderOrders.papers.field.${field}`),
        ...(width === undefined ? {} : { width }),
        cell: (line) => sheetValue(field, line, order.currency),
      }
    })
    const name = [orderName(order.number), supplier.name].filter(Boolean).join(' ')
    return sheetResponse(format.data, name, columns, lines)
  })
}
