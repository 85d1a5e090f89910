/** Files of an order: put on, taken off, put back. */
import { data, type ActionFunctionArgs } from '@remix-run/node'
import { z } from 'zod'
import { AppError } from '#app/kernel/errors.ts'
import { requireAdmin } from '#app/shopify/guard.server.ts'
import { MOST_BYTES } from '#app/tools/reorder/purchase-orders/attachments/schema.ts'
import { attachFile, fileRefusal, putFileBack, takeFileOff } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { act, runIdParam } from './_shared/answer.server.ts'
import type { ActionAnswer } from './_shared/action-answer.ts'
import { readUpload } from './_shared/upload.server.ts'

const FileId = z.uuid()

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop } = await requireAdmin(request)
  const id = runIdParam(params['id'])
  const answered = await act(async () => {
    const form = await readUpload(request, { bytes: MOST_BYTES, refuse: () => fileRefusal('file_too_large') })
    const fileId = FileId.parse(form.get('fileId'))
    const at = new Date().toISOString()
    switch (form.get('intent')) {
      case 'add':
        await attachFile(shop, id, { id: fileId, file: form.get('file') }, at)
        return 'reorderFiles.added'
      case 'remove':
        await takeFileOff(shop, id, fileId, at)
        return 'reorderFiles.removed'
      case 'restore':
        await putFileBack(shop, id, fileId, at)
        return 'reorderFiles.restored'
      default:
        throw new AppError('invalid_input', 'the form asks for nothing known')
    }
  })
  return data<ActionAnswer>(answered.data, answered.init ?? {})
}
