/**
 * Where Shopify's library sends a visit without a shop. In: maybe `?shop=`. Out: Shopify's install page for it, or the landing page.
 * Invariant: nobody is asked to type a shop's address (App Store rule 2.3.1).
 */
import { redirect, type LoaderFunctionArgs } from '@remix-run/node'
import { shopify } from '#app/shopify/app.server.ts'

export async function loader({ request }: LoaderFunctionArgs) {
  if (!new URL(request.url).searchParams.has('shop')) return redirect('/')
  // Redirects by throwing when the shop is one; otherwise it answers what is wrong with it.
  await shopify.login(request)
  return redirect('/')
}
