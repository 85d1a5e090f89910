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
import { getOrderDetail, writePdf } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { answer, notFound, runIdParam } from './_shared/answer.server.ts'
import { paperOf } from './_shared/purchase-paper.server.ts'

const Format = z.enum(PAPER_FORMATS)
const WIDTHS: Partial<Record<string, number>> = { title: 44, supplierSku: 18, sku: 18 }

export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const format = Format.safeParse(params['format'])
  if (!format.success) throw notFound()
  const asked = new URL(request.url).searchParams.get('locale')
  return answer(async () => {
    const now = new Date()
    const detail = await getOrderDetail(shop, id, now)
    const { order, supplier, lines } = detail
    const locale = pickLocale(asked ?? supplier.card.language)
    const { t } = await createI18n(locale, MESSAGES[locale])
    const name = [orderName(order.number), supplier.name].filter(Boolean).join(' ')
    if (format.data === 'pdf') return pdfResponse(name, await writePdf(paperOf(shop, detail, t, locale, now)))
    const columns = sheetColumns(supplier.card).map(({ header, field }): WrittenColumn<SheetLine> => {
      const width = WIDTHS[field]
      return {
        title: header ?? t(`reorderOrders.papers.field.${field}`),
        ...(width === undefined ? {} : { width }),
        cell: (line) => sheetValue(field, line, order.currency),
      }
    })
    return sheetResponse(format.data, name, columns, lines)
  })
}

function pdfResponse(name: string, file: Uint8Array<ArrayBuffer>): Response {
  const ascii = `${name}.pdf`.replace(/[^\w.()-]+/g, '-')
  return new Response(file, {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(`${name}.pdf`)}`,
      'cache-control': 'no-store',
    },
  })
}
