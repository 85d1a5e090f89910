/** The shop's questions and answers. */
import type { LoaderFunctionArgs } from '@remix-run/node'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { FaqNav } from '#app/ui/faq-nav.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  await requireAdmin(request)
  return null
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Faq() {
  const { t } = useTranslation()
  return (
    <PageFrame title={t('faq.title')} fullWidth>
      <FaqNav current="entries" />
    </PageFrame>
  )
}
