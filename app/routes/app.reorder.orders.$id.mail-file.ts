/** The mail of an order's form as an .eml file: a mail program opens it, ready to send. */
import type { ActionFunctionArgs } from '@remix-run/node'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { OrderMailForm } from '#app/tools/reorder/purchase-orders/mail/schema.ts'
import { orderName } from '#app/tools/reorder/purchase-orders/schema.ts'
import { draftOrderMail, getOrderDetail } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { answer, invalidForm, runIdParam } from './_shared/answer.server.ts'
import { mailFiles } from './_shared/order-mail.server.ts'
import { savedAs } from './_shared/purchase-paper.server.ts'

export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const form = OrderMailForm.safeParse(Object.fromEntries(await request.formData()))
  if (!form.success) throw invalidForm(form.error)
  return answer(async () => {
    const now = new Date()
    const detail = await getOrderDetail(shop, id, now)
    const files = await mailFiles(shop, detail, form.data.language, form.data.files, now)
    const message = await draftOrderMail(shop, id, form.data, files, now)
    return savedAs(`${orderName(detail.order.number)}.eml`, 'message/rfc822', new Uint8Array(message))
  })
}
