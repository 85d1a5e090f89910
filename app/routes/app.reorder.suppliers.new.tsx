/** A new supplier. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { comingClosures } from '#app/tools/reorder/suppliers/service.server.ts'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { ReorderNav } from '#app/ui/reorder-nav.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { supplierAction } from './_shared/supplier-action.server.ts'
import { SUPPLIERS } from './_shared/supplier-frame.tsx'
import { SupplierPage } from './_shared/supplier-page.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return { currency: shop.currency, closures: comingClosures(shop, new Date()) }
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return supplierAction(shop, null, await request.formData())
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function NewSupplier() {
  const { currency, closures } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  return (
    <PageFrame
      title={t('reorderSuppliers.newTitle')}
      back={{ content: t('reorderSuppliers.title'), url: SUPPLIERS }}
      fullWidth
    >
      <ReorderNav current="suppliers" />
      <SupplierPage supplier={null} currency={currency} closures={closures} />
    </PageFrame>
  )
}
