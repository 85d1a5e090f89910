/** What the two pages of a plan do with a form: save it, check it, remove it. In: the request's shop and form. Out: what the page shows. */
import { data } from '@remix-run/node'
import type { Shop } from '#app/mirror/types.ts'
import { PromotionDraft } from '#app/tools/pricing/promotions/schema.ts'
import { checkFrequency, removePlan, savePlan } from '#app/tools/pricing/promotions/service.server.ts'
import { act, readJson } from './answer.server.ts'
import type { PromotionAnswer } from './promotion-page.tsx'

/** @param id of the plan that is edited; null: a new one */
export async function promotionAction(
  shop: Shop,
  id: string | null,
  form: FormData,
): Promise<ReturnType<typeof data<PromotionAnswer>>> {
  const more: Pick<PromotionAnswer, 'check' | 'removed'> = {}
  const answered = await act(async () => {
    if (form.get('intent') === 'remove' && id !== null) {
      more.removed = { id, draft: await removePlan(shop, id) }
      return 'pricingPromotions.said.removed'
    }
    const draft = PromotionDraft.parse(readJson(form.get('promotion')))
    if (form.get('intent') === 'check') {
      more.check = await checkFrequency(shop, draft, id)
      return 'pricingPromotions.check.title'
    }
    await savePlan(shop, id, draft)
    return 'pricingPromotions.said.saved'
  })
  const init = answered.init?.status === undefined ? {} : { status: answered.init.status }
  return data<PromotionAnswer>({ ...answered.data, ...more }, init)
}
