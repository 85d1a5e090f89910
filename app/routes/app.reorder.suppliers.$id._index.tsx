/** One supplier's card: terms, lanes, closures, contacts, the columns of its order sheets. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData, useSubmit } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { comingClosures, supplierCard } from '#app/tools/reorder/suppliers/service.server.ts'
import { answer, runIdParam } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { supplierAction } from './_shared/supplier-action.server.ts'
import { SupplierFrame } from './_shared/supplier-frame.tsx'
import { SupplierPage } from './_shared/supplier-page.tsx'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  return answer(async () => ({
    supplier: await supplierCard(shop, id),
    currency: shop.currency,
    closures: comingClosures(shop, new Date()),
  }))
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return supplierAction(shop, runIdParam(params['id']), await request.formData())
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function SupplierCardPage() {
  const { supplier, currency, closures } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const submit = useSubmit()
  return (
    <SupplierFrame
      supplier={supplier}
      current="card"
      {...(supplier.archivedAt === null
        ? {
            secondaryActions: [
              {
                content: t('reorderSuppliers.archive'),
                destructive: true,
                onAction: () => submit({ intent: 'archive' }, { method: 'post' }),
              },
            ],
          }
        : {})}
    >
      <SupplierPage
        key={`${supplier.id} ${supplier.currency}`}
        supplier={supplier}
        currency={currency}
        closures={closures}
      />
    </SupplierFrame>
  )
}
