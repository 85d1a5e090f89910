/** Files on an order: put on once, taken off, put back, gone after a day; all of it in the history. */
import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { isAppError } from '#app/kernel/errors.ts'
import type { Shop } from '#app/mirror/types.ts'
import { MOST_FILES } from '#app/tools/reorder/purchase-orders/attachments/schema.ts'
import {
  attachFile,
  createDraft,
  getOrderDetail,
  listFiles,
  putFileBack,
  readFile,
  takeFileOff,
} from '#app/tools/reorder/purchase-orders/service.server.ts'
import { aLocation } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { aSupplier, AT, NOW } from './ordered-shop.ts'

let shop: Shop
let orderId = ''

beforeAll(async () => {
  shop = await aShop()
  const locationId = (await aLocation(shop, { name: 'Leeds' })).id
  const supplierId = await aSupplier(shop)
  orderId = (await createDraft(shop, { supplierId, locationId }, AT)).id
})

const pdf = (name: string) => new File(['%PDF-1.7 invoice'], name)
const codeOf = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => (isAppError(error) ? (error.fields[0]?.code ?? error.code) : Promise.reject(error)),
  )
const history = async (): Promise<unknown[]> =>
  (await getOrderDetail(shop, orderId, NOW)).events.map(({ kind, detail }) => [kind, detail.what, detail.files])

it('a file that is sent twice is on the order once, as it was', async () => {
  const id = randomUUID()
  for (let times = 0; times < 2; times++) await attachFile(shop, orderId, { id, file: pdf('发票.pdf') }, AT)
  expect(await listFiles(shop, orderId)).toEqual([
    { id, name: '发票.pdf', type: 'application/pdf', sizeBytes: 16, at: AT },
  ])
  const { bytes } = await readFile(shop, orderId, id)
  expect(bytes.toString()).toBe('%PDF-1.7 invoice')
  expect((await history()).filter((one) => (one as unknown[])[0] === 'attached')).toHaveLength(1)
})

it('taken off it cannot be read; put back it is there; both are in the history once', async () => {
  const id = randomUUID()
  await attachFile(shop, orderId, { id, file: pdf('packing.pdf') }, AT)
  for (let times = 0; times < 2; times++) await takeFileOff(shop, orderId, id, NOW.toISOString())
  expect((await listFiles(shop, orderId)).map(({ name }) => name)).toEqual(['发票.pdf'])
  expect(await codeOf(readFile(shop, orderId, id))).toBe('not_found')
  await putFileBack(shop, orderId, id, AT)
  expect((await listFiles(shop, orderId)).map(({ name }) => name).sort()).toEqual(['packing.pdf', '发票.pdf'])
  expect((await history()).filter((one) => JSON.stringify(one).includes('packing'))).toHaveLength(3)
})

it('a day after it was taken off it is gone for good', async () => {
  const [kept, old] = [randomUUID(), randomUUID()]
  for (const id of [kept, old]) {
    await attachFile(shop, orderId, { id, file: pdf(`${id}.pdf`) }, AT)
    await takeFileOff(shop, orderId, id, new Date(Date.now() - (id === old ? 25 : 1) * 3_600_000).toISOString())
  }
  await attachFile(shop, orderId, { id: randomUUID(), file: pdf('another.pdf') }, AT)
  expect(await codeOf(putFileBack(shop, orderId, old, AT))).toBe('not_found')
  expect(await codeOf(putFileBack(shop, orderId, kept, AT))).toBeUndefined()
})

it('what is no file, of another kind, or one too many is refused', async () => {
  const refused = (file: FormDataEntryValue | null) => codeOf(attachFile(shop, orderId, { id: randomUUID(), file }, AT))
  expect(await refused(null)).toBe('file_missing')
  expect(await refused(new File(['<html>'], 'page.html'))).toBe('file_kind')
  const { length } = await listFiles(shop, orderId)
  for (let more = length; more < MOST_FILES; more++) expect(await refused(pdf(`${more}.pdf`))).toBeUndefined()
  expect(await refused(pdf('one too many.pdf'))).toBe('too_many_files')
})

it("another shop's file is not there", async () => {
  const [file] = await listFiles(shop, orderId)
  const stranger = await aShop()
  expect(await listFiles(stranger, orderId)).toEqual([])
  expect(await codeOf(readFile(stranger, orderId, file?.id ?? ''))).toBe('not_found')
  const rows = await inShopSql(stranger.id, (sql) => sql.query('select id from reorder_attachment'))
  expect(rows.rows).toEqual([])
})
