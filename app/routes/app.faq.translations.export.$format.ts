/** All answers in all languages as a file, or what of one language is still to do. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { ExportQuery } from '#app/tools/faq/translations/schema.ts'
import { exportFaq } from '#app/tools/faq/translations/service.server.ts'
import { answer, notFound, parseQuery } from './_shared/answer.server.ts'

export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const { shop } = await requireAdmin(request)
  const format = params['format']
  if (format !== 'csv' && format !== 'xlsx') throw notFound()
  return answer(() => exportFaq(shop, parseQuery(ExportQuery, request), format, new Date()))
}
