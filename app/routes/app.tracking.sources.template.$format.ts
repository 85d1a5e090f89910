/** A file to fill in with tracking events: the columns, and two lines as an example. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { uploadTemplate } from '#app/tools/tracking/event-upload/service.server.ts'
import { answer, notFound } from './_shared/answer.server.ts'

export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const { shop } = await requireAdmin(request)
  const format = params['format']
  if (format !== 'csv' && format !== 'xlsx') throw notFound()
  return answer(() => uploadTemplate(shop, format, new Date().toISOString()))
}
