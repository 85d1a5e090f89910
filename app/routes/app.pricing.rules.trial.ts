/** For the rule editor: finds variants by what a merchant remembers of them, and tries the rules on one. Nothing is saved. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { z } from 'zod'
import { HTTP_STATUS, isAppError } from '#app/kernel/errors.ts'
import { searchVariants } from '#app/mirror/variant-search.server.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { TrialForm } from '#app/tools/pricing/trial/schema.ts'
import { tryRuleSet } from '#app/tools/pricing/trial/service.server.ts'
import { answer, readJson } from './_shared/answer.server.ts'
import { searchText } from './_shared/search-answer.ts'
import type { TrialAnswer } from './_shared/rule-trial.tsx'

export { neverAgain as shouldRevalidate } from './_shared/search-answer.ts'

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  return answer(async () => ({ found: await searchVariants(shop, searchText(request)) }))
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const form = await request.formData()
  try {
    const { ruleSet, variantId } = TrialForm.parse(readJson(form.get('trial')))
    const tried = await tryRuleSet(shop, ruleSet, variantId, new Date().toISOString())
    return Response.json({ ok: true, tried } satisfies TrialAnswer)
  } catch (error) {
    const code = error instanceof z.ZodError ? 'invalid_input' : isAppError(error) ? error.code : null
    if (code === null) throw error
    return Response.json({ ok: false, code } satisfies TrialAnswer, { status: HTTP_STATUS[code] })
  }
}
