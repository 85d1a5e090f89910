/** A new answer; where there is no category yet, one is made first. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { Card } from '@shopify/polaris'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { EntryId } from '#app/tools/faq/entries/schema.ts'
import { FaqNav } from '#app/ui/faq-nav.tsx'
import { ListEmpty } from '#app/ui/list-empty.tsx'
import { PageFrame } from '#app/ui/page-frame.tsx'
import { answer, parseQuery } from './_shared/answer.server.ts'
import { editorAction, loadEditor } from './_shared/faq-editor.server.ts'
import { FaqEditor, type EditorAnswer } from './_shared/faq-editor.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

/** `question`: a shopper's, that has no answer yet. */
const Begun = z.object({ category: EntryId.optional(), question: z.string().trim().max(250).optional() })

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const { category, question } = parseQuery(Begun, request)
  return answer(() => loadEditor(shop, null, { categoryId: category ?? null, question: question ?? '' }))
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, redirect } = await requireAdmin(request)
  return editorAction(shop, null, await request.formData(), redirect)
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function NewFaqEntry() {
  const stored = useLoaderData<typeof loader>()
  const said = useActionData<EditorAnswer>()
  const { t } = useTranslation()
  if (stored.categories.length > 0) return <FaqEditor stored={stored} said={said} />
  return (
    <PageFrame title={t('faqEditor.newTitle')} back={{ content: t('faq.title'), url: '/app/faq' }}>
      <FaqNav current="entries" />
      <Card>
        <ListEmpty
          title={t('faqEditor.noCategory.title')}
          advice={t('faqEditor.noCategory.what')}
          action={{ content: t('faqEditor.noCategory.make'), url: '/app/faq/categories' }}
        />
      </Card>
    </PageFrame>
  )
}
