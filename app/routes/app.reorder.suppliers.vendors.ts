/** What vendors could become suppliers: asked for by the list once it stands, because counting a large catalogue takes longer than showing suppliers. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { vendorProposals } from '#app/tools/reorder/vendors/service.server.ts'
import { answer } from './_shared/answer.server.ts'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(() => vendorProposals(shop))
}
