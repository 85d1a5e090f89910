/** A purchase order as a file for its supplier, in the supplier's columns and a language of choice. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { z } from 'zod'
import { pickLocale } from '#app/i18n/locales.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { PAPER_FORMATS } from '#app/tools/reorder/purchase-orders/papers/sheet.ts'
import { getOrderDetail } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { answer, notFound, runIdParam } from './_shared/answer.server.ts'
import { paperResponse } from './_shared/purchase-paper.server.ts'

const Format = z.enum(PAPER_FORMATS)

export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const format = Format.safeParse(params['format'])
  if (!format.success) throw notFound()
  const asked = new URL(request.url).searchParams.get('locale')
  return answer(async () => {
    const now = new Date()
    const detail = await getOrderDetail(shop, id, now)
    return paperResponse(shop, detail, pickLocale(asked ?? detail.supplier.card.language), format.data, now)
  })
}
