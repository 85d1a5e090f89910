/** A mail of an order as it went out, as a file. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { mailAsSent } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { answer, runIdParam } from './_shared/answer.server.ts'
import { savedAs } from './_shared/purchase-paper.server.ts'

export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const { shop } = await requireAdmin(request)
  const [id, mailId] = [runIdParam(params['id']), runIdParam(params['mailId'])]
  return answer(async () => {
    const { subject, message } = await mailAsSent(shop, id, mailId)
    return savedAs(`${subject}.eml`, 'message/rfc822', new Uint8Array(message))
  })
}
