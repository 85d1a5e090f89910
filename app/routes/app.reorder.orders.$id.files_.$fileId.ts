/** A file of an order, to be saved: a browser never shows it, whatever it is. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { readFile } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { answer, runIdParam } from './_shared/answer.server.ts'
import { savedAs } from './_shared/purchase-paper.server.ts'

export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const { shop } = await requireAdmin(request)
  const [id, fileId] = [runIdParam(params['id']), runIdParam(params['fileId'])]
  return answer(async () => {
    const { name, type, bytes } = await readFile(shop, id, fileId)
    return savedAs(name, type, new Uint8Array(bytes))
  })
}
