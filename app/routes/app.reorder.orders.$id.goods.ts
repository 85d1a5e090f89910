/** For the lines of a purchase order: finds goods by what a merchant remembers of them, with the supplier's terms. Nothing is saved. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { findGoods } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { answer, runIdParam } from './_shared/answer.server.ts'
import { searchText } from './_shared/search-answer.ts'

export { neverAgain as shouldRevalidate } from './_shared/search-answer.ts'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  return answer(async () => ({ found: await findGoods(shop, id, searchText(request)) }))
}
