/** For the editor of answers: finds products by what a merchant remembers of them. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { searchProductNames } from '#app/mirror/product-names.server.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { answer } from './_shared/answer.server.ts'

const MOST_LETTERS = 100

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const text = (new URL(request.url).searchParams.get('q') ?? '').replaceAll('\0', '').slice(0, MOST_LETTERS)
  return answer(async () => ({ found: await searchProductNames(shop, text) }))
}
