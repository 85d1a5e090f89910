/** Shopify's own addresses under /auth (session-token page, leaving the frame): the guard answers all of them. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { PolarisFrame } from '#app/ui/polaris-frame.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  await requireAdmin(request)
  return null
}

export const headers = pageHeaders

export function ErrorBoundary() {
  return (
    <PolarisFrame>
      <PageBoundary />
    </PolarisFrame>
  )
}
