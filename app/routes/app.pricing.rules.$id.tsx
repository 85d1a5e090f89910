/**
 * One version of the pricing rules: a draft is edited, saved, tried and published; a published or older one is read, copied or published again.
 */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import {
  archiveRuleSet,
  createRuleSet,
  duplicateRuleSet,
  getRuleSet,
  publishRuleSet,
  restoreRuleSet,
  ruleChoices,
  saveDraft,
} from '#app/tools/pricing/rules/service.server.ts'
import { DraftForm, RuleSetName } from '#app/tools/pricing/rules/versions.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { act, answer, runIdParam } from './_shared/answer.server.ts'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'
import { RuleEditor } from './_shared/rule-editor.tsx'

const Wish = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('save'), draft: z.string() }),
  /** after a conflict: what is on the page becomes a draft of its own */
  z.object({ intent: z.literal('keep'), draft: z.string() }),
  z.object({ intent: z.literal('publish') }),
  z.object({ intent: z.literal('restore') }),
  z.object({ intent: z.literal('archive') }),
  z.object({ intent: z.literal('duplicate'), name: RuleSetName }),
])

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  return answer(async () => {
    const stored = await getRuleSet(shop, id)
    return { stored, choices: await ruleChoices(shop, stored.document), asOf: new Date().toISOString() }
  })
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, redirect } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const form = Object.fromEntries(await request.formData())
  const page = (to: { id: string }): string => `/app/pricing/rules/${to.id}`
  return act(async () => {
    const wish = Wish.parse(form)
    switch (wish.intent) {
      case 'save':
        await saveDraft(shop, id, parseDraft(wish.draft))
        return 'pricingRules.done.saved'
      case 'keep': {
        const { name, ruleSet } = parseDraft(wish.draft)
        throw redirect(page(await createRuleSet(shop, name, ruleSet)))
      }
      case 'publish':
        await publishRuleSet(shop, id)
        return 'pricingRules.done.published'
      case 'restore':
        throw redirect(page(await restoreRuleSet(shop, id)))
      case 'archive':
        await archiveRuleSet(shop, id)
        return 'pricingRules.done.archived'
      case 'duplicate':
        throw redirect(page(await duplicateRuleSet(shop, id, wish.name)))
    }
  })
}

/** The editor sends its document as JSON; what is none is refused as a whole. */
function parseDraft(text: string): DraftForm {
  try {
    return DraftForm.parse(JSON.parse(text))
  } catch (error) {
    if (error instanceof SyntaxError) return DraftForm.parse(null)
    throw error
  }
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function RuleSetPage() {
  const { stored, choices, asOf } = useLoaderData<typeof loader>()
  const said = useActionData<ActionAnswer>()
  return <RuleEditor key={stored.id} stored={stored} choices={choices} asOf={asOf} said={said} />
}
