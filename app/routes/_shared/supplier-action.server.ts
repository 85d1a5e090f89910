/** What the two pages of a card do with a form: save it, archive it, restore it. In: the request's shop and form. Out: what the page shows. */
import { data } from '@remix-run/node'
import type { Shop } from '#app/mirror/types.ts'
import { SupplierDraft } from '#app/tools/reorder/suppliers/schema.ts'
import { archive, restore, saveCard } from '#app/tools/reorder/suppliers/service.server.ts'
import { act, readJson } from './answer.server.ts'
import type { SupplierAnswer } from './supplier-page.tsx'

/** @param id of the supplier that is edited; null: a new one */
export async function supplierAction(
  shop: Shop,
  id: string | null,
  form: FormData,
): Promise<ReturnType<typeof data<SupplierAnswer>>> {
  const more: Pick<SupplierAnswer, 'id'> = {}
  const answered = await act(async () => {
    const intent = form.get('intent')
    if (id !== null && intent === 'archive') {
      await archive(shop, id, new Date())
      return 'reorderSuppliers.said.archived'
    }
    if (id !== null && intent === 'restore') {
      await restore(shop, id)
      return 'reorderSuppliers.said.restored'
    }
    more.id = await saveCard(shop, id, SupplierDraft.parse(readJson(form.get('supplier'))))
    return 'reorderSuppliers.said.saved'
  })
  const init = answered.init?.status === undefined ? {} : { status: answered.init.status }
  return data<SupplierAnswer>({ ...answered.data, ...more }, init)
}
