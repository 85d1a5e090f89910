/** The work list: which order needs somebody today, and why. */
import { type LoaderFunctionArgs } from '@remix-run/node'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { TrackingNav } from '#app/ui/tracking-nav.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  await requireAdmin(request)
  return null
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function WorkList() {
  const { t } = useTranslation()
  return (
    <PageFrame title={t('tracking.nav.worklist')} fullWidth>
      <TrackingNav current="worklist" />
    </PageFrame>
  )
}
