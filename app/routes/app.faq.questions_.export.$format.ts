/** Questions as a file, filtered as the page shows them. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { QuestionQuery } from '#app/tools/faq/questions/page.ts'
import { exportQuestions } from '#app/tools/faq/questions/service.server.ts'
import { answer, notFound, parseQuery } from './_shared/answer.server.ts'

export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const { shop } = await requireAdmin(request)
  const format = params['format']
  if (format !== 'csv' && format !== 'xlsx') throw notFound()
  return answer(() => exportQuestions(shop, parseQuery(QuestionQuery, request), format))
}
