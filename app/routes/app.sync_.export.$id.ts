/** The export of a customer data request, as a file. In: the request's id. Out: JSON, or 404 for one that is not this shop's. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { getPrivacyExport } from '#app/sync/service.server.ts'
import { answer, notFound } from './_shared/answer.server.ts'

export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const { shop } = await requireAdmin(request)
  const id = params['id']
  if (!id) throw notFound()
  const exported = await answer(() => getPrivacyExport(shop, id))
  return new Response(JSON.stringify(exported, null, 2), {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': 'attachment; filename="customer-data.json"',
      'cache-control': 'no-store',
    },
  })
}
