/** A new plan, empty or from a festival of the calendar. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { promotionChoices, proposePlan } from '#app/tools/pricing/promotions/service.server.ts'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { answer } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { promotionAction } from './_shared/promotion-action.server.ts'
import { PromotionPage, promotionRevalidates } from './_shared/promotion-page.tsx'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const asked = new URL(request.url).searchParams
  return answer(async () => {
    const [draft, choices] = await Promise.all([
      proposePlan(
        shop,
        {
          festival: asked.get('festival') ?? undefined,
          startsOn: asked.get('day') ?? undefined,
          market: asked.get('market') ?? undefined,
        },
        new Date(),
      ),
      promotionChoices(shop),
    ])
    return { draft, choices }
  })
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return promotionAction(shop, null, await request.formData())
}

export const shouldRevalidate = promotionRevalidates
export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function NewPromotion() {
  const { draft, choices } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const festival = draft.festival === null ? null : t(`pricingPromotions.festival.${draft.festival}`)
  const named = festival === null ? draft : { ...draft, name: `${festival} ${draft.startsOn.slice(0, 4)}`.trim() }
  return (
    <PageFrame
      title={festival === null ? t('pricingPromotions.newTitle') : t('pricingPromotions.newFor', { festival })}
      back={{ content: t('pricingPromotions.title'), url: '/app/pricing/promotions' }}
      fullWidth
    >
      <PromotionPage draft={named} choices={choices} removable={false} />
    </PageFrame>
  )
}
