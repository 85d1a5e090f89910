/** The work list as a file, filtered as the page shows it. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { WorklistQuery } from '#app/tools/tracking/worklist/schema.ts'
import { exportWorklist } from '#app/tools/tracking/worklist/service.server.ts'
import { answer, notFound, parseQuery } from './_shared/answer.server.ts'

export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const { shop } = await requireAdmin(request)
  const format = params['format']
  if (format !== 'csv' && format !== 'xlsx') throw notFound()
  return answer(() => exportWorklist(shop, parseQuery(WorklistQuery, request), format, new Date()))
}
