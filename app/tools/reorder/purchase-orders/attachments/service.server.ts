/**
 * Files on an order as a merchant asks for them: invoices, packing lists, photographs of damage. In: an order, an uploaded file. Out: the list, the
 * bytes, or an AppError that says what to do. Invariant: every file that comes or goes is in the order's history, in its transaction.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import { addEvent, getOrder } from '../store.server.ts'
import { cleanFileName, kindOfFile, MOST_FILES, type Attachment, type FileRefusal } from './schema.ts'
import { forgetAttachments, getAttachment, insertAttachment, listAttachments, setDeleted } from './store.server.ts'

export async function listFiles(shop: Shop, orderId: string): Promise<Attachment[]> {
  return inShopSql(shop.id, (sql) => listAttachments(sql, shop, orderId))
}

/** A file that cannot be taken, at the form's field. */
export function fileRefusal(code: FileRefusal): AppError {
  return new AppError('invalid_input', `the file was not attached: ${code}`, {
    fields: [{ path: ['file'], message: code, code }],
  })
}

/** Puts a file on the order under an id that the page made: the same id again changes nothing. Throws `invalid_input` (fileRefusal), `not_found`. */
export async function attachFile(
  shop: Shop,
  orderId: string,
  { id, file }: { id: string; file: FormDataEntryValue | null },
  at: Instant,
): Promise<void> {
  if (!(file instanceof File)) throw fileRefusal('file_missing')
  const name = cleanFileName(file.name)
  const bytes = new Uint8Array(await file.arrayBuffer())
  const kind = kindOfFile(name, bytes)
  if ('refused' in kind) throw fileRefusal(kind.refused)
  await inShopSql(shop.id, async (sql) => {
    await getOrder(sql, shop, orderId, { lock: true })
    await forgetAttachments(sql, shop)
    const present = await listAttachments(sql, shop, orderId)
    if (present.length >= MOST_FILES && !present.some((one) => one.id === id)) throw fileRefusal('too_many_files')
    if (await insertAttachment(sql, shop, orderId, { id, name, type: kind.type, bytes, at }))
      await addEvent(sql, shop, orderId, 'attached', { files: [name] }, at)
  })
}

/** Throws `not_found`. */
export async function readFile(
  shop: Shop,
  orderId: string,
  id: string,
): Promise<{ name: string; type: string; bytes: Buffer }> {
  return inShopSql(shop.id, (sql) => getAttachment(sql, shop, orderId, id))
}

/** Takes a file off; it can be put back for a day. Throws `not_found`. */
export async function takeFileOff(shop: Shop, orderId: string, id: string, at: Instant): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    const name = await setDeleted(sql, shop, orderId, id, at)
    if (name !== null) await addEvent(sql, shop, orderId, 'changed', { what: 'files', files: [name] }, at)
  })
}

/** Throws `not_found` when it is gone for good. */
export async function putFileBack(shop: Shop, orderId: string, id: string, at: Instant): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    const name = await setDeleted(sql, shop, orderId, id, null)
    if (name !== null) await addEvent(sql, shop, orderId, 'attached', { files: [name] }, at)
  })
}
