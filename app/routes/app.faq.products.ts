/** For the editor of answers: finds products by what a merchant remembers of them. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { searchProductNames } from '#app/mirror/product-names.server.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { answer } from './_shared/answer.server.ts'
import { searchText } from './_shared/search-answer.ts'

export { neverAgain as shouldRevalidate } from './_shared/search-answer.ts'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(async () => ({ found: await searchProductNames(shop, searchText(request)) }))
}
