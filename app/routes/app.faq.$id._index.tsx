/** One answer: its texts side by side in two languages, where and when it shows, what it says in each market. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { answer, idParam } from './_shared/answer.server.ts'
import { editorAction, loadEditor } from './_shared/faq-editor.server.ts'
import { FaqEditor, type EditorAnswer } from './_shared/faq-editor.tsx'
import { PageBoundary, pageHeaders } from './_shared/page-boundary.tsx'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = idParam(params['id'])
  return answer(() => loadEditor(shop, id, { categoryId: null, question: '' }))
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, redirect } = await requireAdmin(request)
  return editorAction(shop, idParam(params['id']), await request.formData(), redirect)
}

export const headers = pageHeaders
export const ErrorBoundary = PageBoundary

export default function FaqEntry() {
  const stored = useLoaderData<typeof loader>()
  const said = useActionData<EditorAnswer>()
  return <FaqEditor key={stored.id} stored={stored} said={said} />
}
