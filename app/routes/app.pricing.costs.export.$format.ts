/** The table of costs as a file, as the import reads it. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { exportCosts } from '#app/tools/pricing/cost-import/service.server.ts'
import { answer, notFound } from './_shared/answer.server.ts'

export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const { shop } = await requireAdmin(request)
  const format = params['format']
  if (format !== 'csv' && format !== 'xlsx') throw notFound()
  return answer(() => exportCosts(shop, format))
}
