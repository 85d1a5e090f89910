/** One plan of the merchant's, to change or remove. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { PromotionDraft } from '#app/tools/pricing/promotions/schema.ts'
import { getPlan, promotionChoices } from '#app/tools/pricing/promotions/service.server.ts'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { answer, runIdParam } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { promotionAction } from './_shared/promotion-action.server.ts'
import { PromotionPage, promotionRevalidates } from './_shared/promotion-page.tsx'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  return answer(async () => {
    const [plan, choices] = await Promise.all([getPlan(shop, id), promotionChoices(shop)])
    return { id, draft: PromotionDraft.parse(plan), choices }
  })
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return promotionAction(shop, runIdParam(params['id']), await request.formData())
}

export const shouldRevalidate = promotionRevalidates
export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function Promotion() {
  const { id, draft, choices } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  return (
    <PageFrame
      title={draft.name}
      back={{ content: t('pricingPromotions.title'), url: '/app/pricing/promotions' }}
      fullWidth
    >
      <PromotionPage key={id} draft={draft} choices={choices} removable />
    </PageFrame>
  )
}
