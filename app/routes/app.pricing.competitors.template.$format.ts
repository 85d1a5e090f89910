/** A file to fill in with competitor prices: the columns, and two lines as an example. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { importTemplate } from '#app/tools/pricing/observations/service.server.ts'
import { answer, notFound } from './_shared/answer.server.ts'

export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const { shop } = await requireAdmin(request)
  const format = params['format']
  if (format !== 'csv' && format !== 'xlsx') throw notFound()
  return answer(() => importTemplate(shop, format, new Date().toISOString()))
}
