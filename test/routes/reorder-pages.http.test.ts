/** Every page of reordering: only for who is signed in, and of one shop only. What each shows is tested with its part. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Shop } from '#app/mirror/types.ts'
import * as overview from '#app/routes/app.reorder._index.tsx'
import * as accuracy from '#app/routes/app.reorder.accuracy.tsx'
import * as alerts from '#app/routes/app.reorder.alerts.tsx'
import * as order from '#app/routes/app.reorder.orders.$id._index.tsx'
import * as orderFile from '#app/routes/app.reorder.orders.$id.export.$format.ts'
import * as orderFiles from '#app/routes/app.reorder.orders.$id.files.ts'
import * as orderAttachment from '#app/routes/app.reorder.orders.$id.files_.$fileId.ts'
import * as orderGoods from '#app/routes/app.reorder.orders.$id.goods.ts'
import * as orderMailFile from '#app/routes/app.reorder.orders.$id.mail-file.ts'
import * as orderMail from '#app/routes/app.reorder.orders.$id.mail.tsx'
import * as orderMailSent from '#app/routes/app.reorder.orders.$id.mails.$mailId.ts'
import * as orders from '#app/routes/app.reorder.orders._index.tsx'
import * as orderImport from '#app/routes/app.reorder.orders.import.tsx'
import * as newOrder from '#app/routes/app.reorder.orders.new.tsx'
import * as policy from '#app/routes/app.reorder.policy.tsx'
import * as suggestion from '#app/routes/app.reorder.suggestions.$variantId.tsx'
import * as suggestions from '#app/routes/app.reorder.suggestions._index.tsx'
import * as supplier from '#app/routes/app.reorder.suppliers.$id._index.tsx'
import * as supplierFile from '#app/routes/app.reorder.suppliers.$id.export.$format.ts'
import * as supplierImport from '#app/routes/app.reorder.suppliers.$id.import.tsx'
import * as supplierItem from '#app/routes/app.reorder.suppliers.$id.items.$variantId.tsx'
import * as supplierItems from '#app/routes/app.reorder.suppliers.$id.items._index.tsx'
import * as supplierNewItem from '#app/routes/app.reorder.suppliers.$id.items.new.tsx'
import * as supplierOrder from '#app/routes/app.reorder.suppliers.$id.order.tsx'
import * as supplierScore from '#app/routes/app.reorder.suppliers.$id.score.tsx'
import * as suppliers from '#app/routes/app.reorder.suppliers._index.tsx'
import * as newSupplier from '#app/routes/app.reorder.suppliers.new.tsx'
import * as vendors from '#app/routes/app.reorder.suppliers.vendors.ts'
import * as transfers from '#app/routes/app.reorder.transfers._index.tsx'
import * as transferWay from '#app/routes/app.reorder.transfers.way.tsx'
import { createDraft } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { aLocation, aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { aSupplier } from '#test/tools/reorder/purchase-orders/ordered-shop.ts'
import { forger, storeToken, stranger, visit } from './admin-visit.ts'

let ours: Shop
const their = { orderId: '', supplierId: '', variantId: '' }

beforeAll(async () => {
  ours = await aShop()
  const theirs = await aShop()
  for (const shop of [ours, theirs]) await storeToken(shop)
  const { id: locationId } = await aLocation(theirs)
  their.variantId = (await aProduct(theirs)).variant.id
  their.supplierId = await aSupplier(theirs, { items: { [their.variantId]: { priceBreaks: [[1, 100]] } } })
  their.orderId = (await createDraft(theirs, { supplierId: their.supplierId, locationId }, '2026-11-20T12:00:00Z')).id
})

type Loader = (args: { request: Request; params: Record<string, string>; context: object }) => Promise<unknown>

const SOME_ID = '5f0c2f3e-8a54-4c1f-9c55-0c6f0b7d3f10'

const pages: [path: string, module: object][] = [
  ['', overview],
  ['/accuracy', accuracy],
  ['/alerts', alerts],
  ['/orders', orders],
  ['/orders/import', orderImport],
  ['/orders/new', newOrder],
  ['/policy', policy],
  ['/suggestions', suggestions],
  ['/suppliers', suppliers],
  ['/suppliers/new', newSupplier],
  ['/suppliers/vendors', vendors],
  ['/transfers', transfers],
  ['/transfers/way', transferWay],
]
const details: [path: string, module: object, params: () => Record<string, string>][] = [
  ['/orders/:id', order, () => ({ id: their.orderId })],
  ['/orders/:id/goods', orderGoods, () => ({ id: their.orderId })],
  ['/orders/:id/export/csv', orderFile, () => ({ id: their.orderId, format: 'csv' })],
  ['/orders/:id/mail', orderMail, () => ({ id: their.orderId })],
  ['/orders/:id/mails/:mailId', orderMailSent, () => ({ id: their.orderId, mailId: SOME_ID })],
  ['/orders/:id/files/:fileId', orderAttachment, () => ({ id: their.orderId, fileId: SOME_ID })],
  ['/suggestions/:variantId', suggestion, () => ({ variantId: their.variantId })],
  ['/suppliers/:id', supplier, () => ({ id: their.supplierId })],
  ['/suppliers/:id/export/csv', supplierFile, () => ({ id: their.supplierId, format: 'csv' })],
  ['/suppliers/:id/import', supplierImport, () => ({ id: their.supplierId })],
  ['/suppliers/:id/items', supplierItems, () => ({ id: their.supplierId })],
  ['/suppliers/:id/items/new', supplierNewItem, () => ({ id: their.supplierId })],
  ['/suppliers/:id/items/:variantId', supplierItem, () => ({ id: their.supplierId, variantId: their.variantId })],
  ['/suppliers/:id/order', supplierOrder, () => ({ id: their.supplierId })],
  ['/suppliers/:id/score', supplierScore, () => ({ id: their.supplierId })],
]

/** They show nothing and only take a form. */
const forms: [path: string, module: object, form: Record<string, string>][] = [
  ['/orders/:id/files', orderFiles, { intent: 'remove', fileId: SOME_ID }],
  [
    '/orders/:id/mail-file',
    orderMailFile,
    {
      mailId: SOME_ID,
      to: 'a@b.example',
      cc: '',
      language: 'en',
      subject: 'Order',
      text: 'Hello',
      files: '',
      attachments: '',
      markSent: 'false',
    },
  ],
]

it('every page of reordering is in the lists above', async () => {
  const files = await readdir(join(import.meta.dirname, '../../app/routes'))
  const ofReorder = files.filter((name) => name.startsWith('app.reorder'))
  expect(ofReorder).toHaveLength(pages.length + details.length + forms.length)
  expect(ofReorder.filter((name) => name.includes('$'))).toHaveLength(details.length + forms.length)
})

function loaderOf(module: object): Loader {
  if (!('loader' in module)) throw new Error('this page shows nothing of its own')
  return module.loader as Loader
}

function actionOf(module: object): Loader {
  if (!('action' in module)) throw new Error('this page takes no form')
  return module.action as Loader
}

async function refusal(work: Promise<unknown>): Promise<number> {
  try {
    const answer = await work
    const init = typeof answer === 'object' && answer !== null && 'init' in answer ? answer.init : null
    return (init as ResponseInit | null)?.status ?? 200
  } catch (thrown) {
    if (thrown instanceof Response) return thrown.status
    throw thrown
  }
}

describe.each(details)('%s', (path, module, params) => {
  it('of another shop is not there', async () => {
    const request = visit(ours, `/app/reorder${path.replace(/:\w+/g, (name) => params()[name.slice(1)] ?? '')}`)
    expect(await refusal(loaderOf(module)({ request, params: params(), context: {} }))).toBe(404)
  })
})

const all = [...pages, ...details].map(([path, module]): [path: string, module: object] => [path, module])

describe.each(all)('%s', (path, module) => {
  it('is not shown to who is not signed in, or to a forger', async () => {
    for (const request of [stranger(`/app/reorder${path}`), forger(ours, `/app/reorder${path}`)]) {
      const params = { id: their.orderId, variantId: their.variantId, format: 'csv', mailId: SOME_ID, fileId: SOME_ID }
      expect(await refusal(loaderOf(module)({ request, params, context: {} }))).toBeGreaterThanOrEqual(300)
    }
  })
})

describe.each(forms)('%s', (path, module, form) => {
  const action = actionOf(module)
  const params = () => ({ id: their.orderId })

  it('of another shop is not there', async () => {
    expect(
      await refusal(action({ request: visit(ours, `/app/reorder${path}`, form), params: params(), context: {} })),
    ).toBe(404)
  })

  it('takes nothing from who is not signed in', async () => {
    const request = stranger(`/app/reorder${path}`, form)
    expect(await refusal(action({ request, params: params(), context: {} }))).toBeGreaterThanOrEqual(300)
  })
})
