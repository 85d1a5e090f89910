/** The comparison as a file, filtered and sorted as the page shows it. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { ComparisonQuery } from '#app/tools/pricing/competitors/schema.ts'
import { exportComparison } from '#app/tools/pricing/competitors/service.server.ts'
import { answer, notFound, parseQuery } from './_shared/answer.server.ts'

export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const { shop } = await requireAdmin(request)
  const format = params['format']
  if (format !== 'csv' && format !== 'xlsx') throw notFound()
  return answer(() => exportComparison(shop, parseQuery(ComparisonQuery, request), format, new Date().toISOString()))
}
