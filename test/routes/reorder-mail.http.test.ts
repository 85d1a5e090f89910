/** The purchase order's way out and in, as the admin asks for it: mail with its papers, files, settings of mail, alerts, imports. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { prisma } from '#app/db/client.server.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import * as home from '#app/routes/app._index.tsx'
import * as alerts from '#app/routes/app.reorder.alerts.tsx'
import * as page from '#app/routes/app.reorder.orders.$id._index.tsx'
import * as files from '#app/routes/app.reorder.orders.$id.files.ts'
import * as oneFile from '#app/routes/app.reorder.orders.$id.files_.$fileId.ts'
import * as mailFile from '#app/routes/app.reorder.orders.$id.mail-file.ts'
import * as mail from '#app/routes/app.reorder.orders.$id.mail.tsx'
import * as asSent from '#app/routes/app.reorder.orders.$id.mails.$mailId.ts'
import * as imports from '#app/routes/app.reorder.orders.import.tsx'
import * as settings from '#app/routes/app.settings_.mail.tsx'
import { MOST_BYTES } from '#app/tools/reorder/purchase-orders/attachments/schema.ts'
import { carryOrderMail } from '#app/tools/reorder/purchase-orders/mail/service.server.ts'
import { createDrafts, moveOrder } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { aLocation, aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { aMailServer, installMail, type MailServer } from '#test/mail/mail-server.ts'
import { aSupplier } from '#test/tools/reorder/purchase-orders/ordered-shop.ts'
import { sessionToken, storeToken, stranger, visit } from './admin-visit.ts'

let shop: Shop
let server: MailServer
let [orderId, locationId] = ['', '']

beforeAll(async () => {
  server = await aMailServer()
  installMail(server.port)
  shop = await shopWith('Lumen')
  locationId = (await aLocation(shop, { name: 'Leeds' })).id
  const lamp = (await aProduct(shop, { title: 'Lamp', variants: [{ sku: 'LAMP' }] })).variant.id
  const supplierId = await aSupplier(shop, {
    name: '义乌灯具',
    currency: 'CNY',
    card: {
      language: 'zh-CN',
      contacts: [{ name: '李华', email: 'li@yiwu.example' }],
      columns: [{ header: '货号', field: 'supplierSku' }],
    },
    items: { [lamp]: { supplierSku: 'YW-1', priceBreaks: [[1, 2_500]] } },
  })
  const at = new Date().toISOString()
  const [order] = await createDrafts(shop, [{ variantId: lamp, units: 30, supplierId }], { at })
  orderId = order?.id ?? ''
  await moveOrder(shop, orderId, 'approve', at)
})
afterAll(() => server.close())

async function shopWith(name: string): Promise<Shop> {
  const made = await aShop({ name })
  await prisma().shop.update({ where: { id: made.id }, data: { scopes: ['write_inventory'] } })
  const found = await getShopById(made.id)
  await storeToken(found, ['write_inventory'])
  return found
}

const args = (request: Request, params: Record<string, string> = {}) => ({ request, params, context: {} })
type Form = Record<string, string>

interface Answered {
  status: number
  body: unknown
  to: string | null
}

async function answered(work: Promise<{ data: unknown; init: ResponseInit | null }>): Promise<Answered> {
  try {
    const { data, init } = await work
    return { status: init?.status ?? 200, body: data, to: null }
  } catch (thrown) {
    if (!(thrown instanceof Response)) throw thrown
    return { status: thrown.status, body: null, to: thrown.headers.get('location') }
  }
}

/** A form with a file, as a page sends it. */
function upload(path: string, fields: Record<string, string | File>, headers: Form = {}): Request {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  const { headers: own } = visit(shop, path)
  const request = new Request(`https://app.example.com${path}`, { method: 'POST', body: form })
  for (const [name, value] of own) request.headers.set(name, value)
  for (const [name, value] of Object.entries(headers)) request.headers.set(name, value)
  return request
}

const configure = (form: Form) => answered(settings.action(args(visit(shop, '/app/settings/mail', form))))
const mailPage = () => mail.loader(args(visit(shop, `/app/reorder/orders/${orderId}/mail`), { id: orderId }))
const ask = (form: Form) =>
  answered(mail.action(args(visit(shop, `/app/reorder/orders/${orderId}/mail`, form), { id: orderId })))
const shown = () => page.loader(args(visit(shop, `/app/reorder/orders/${orderId}?index`), { id: orderId }))

async function aLetter(change: Form = {}): Promise<Form> {
  const { words, to, mailId } = await mailPage()
  return {
    intent: 'send',
    mailId,
    to: to.join(', '),
    cc: '',
    language: 'zh-CN',
    ...words['zh-CN'],
    files: 'pdf,xlsx',
    attachments: '',
    markSent: 'true',
    ...change,
  }
}

describe('settings of mail', () => {
  it('say what is missing, and then from whom and to whom', async () => {
    const before = await settings.loader(args(visit(shop, '/app/settings/mail')))
    expect(before.settings).toMatchObject({
      ready: null,
      missing: 'no_reply_to',
      installation: 'mail@tradewind.example',
    })
    expect(await configure({ intent: 'save', use: 'installation', replyTo: 'owner@lumen.example' })).toMatchObject({
      status: 200,
      body: { ok: true, said: 'mail.settings.saved' },
    })
    const { settings: after } = await settings.loader(args(visit(shop, '/app/settings/mail')))
    expect(after.ready).toEqual({ from: 'mail@tradewind.example', answersTo: 'owner@lumen.example' })
  })

  it('send a test to the shop itself, in the language of the page', async () => {
    expect(await configure({ intent: 'test', locale: 'zh-CN' })).toMatchObject({
      body: { said: 'mail.settings.tested' },
    })
    expect(server.taken.at(-1)?.to).toEqual(['owner@lumen.example'])
    server.behaviour = { recipient: 550 }
    const { status, body } = await configure({ intent: 'test', locale: 'en' })
    server.behaviour = {}
    expect([status, body]).toMatchObject([
      409,
      { fields: [{ path: ['test'], code: 'mail.failure.recipient_refused' }] },
    ])
  })

  it('are refused at their fields', async () => {
    const form = {
      intent: 'save',
      use: 'own',
      replyTo: 'x',
      host: '',
      port: '0',
      security: 'tls',
      user: '',
      password: '',
    }
    const { status, body } = await configure({ ...form, fromAddress: 'nobody', fromName: '' })
    expect(status).toBe(422)
    const paths = (body as { fields: { path: string[] }[] }).fields.map((field) => field.path[0])
    expect(new Set(paths)).toEqual(new Set(['replyTo', 'host', 'port', 'fromAddress']))
  })
})

describe('a mail to a supplier', () => {
  it('begins in the supplier’s language with the order’s own words', async () => {
    const { words, to, hasColumns, ready } = await mailPage()
    expect([to, hasColumns, ready !== null]).toEqual([['li@yiwu.example'], true, true])
    expect(words['zh-CN'].subject).toMatch(/^Lumen 采购单 PO-\d+$/)
    expect(words['zh-CN'].text).toContain('李华，您好：')
    expect(words['en'].text).toContain('Items: 1, units: 30, total')
  })

  it('is refused at its fields, and nothing is written', async () => {
    const refused = await ask(await aLetter({ to: 'li at yiwu', subject: ' ', text: '' }))
    expect(refused.status).toBe(422)
    expect(refused.body).toMatchObject({
      fields: [{ path: ['to', '0'], message: 'email_invalid' }, {}, {}, { path: ['subject'] }, { path: ['text'] }],
    })
    expect((await shown()).mails).toEqual([])
  })

  it('is saved as a file with both papers, whether it can be sent or not', async () => {
    const form = await aLetter()
    const path = `/app/reorder/orders/${orderId}/mail-file`
    const response = await mailFile.action(args(visit(shop, path, form), { id: orderId }))
    expect(response.headers.get('content-type')).toBe('message/rfc822')
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="PO-\d+\.eml"/)
    const text = await response.text()
    expect(text).toContain('X-Unsent: 1')
    expect(text.match(/^Content-Disposition: attachment/gm)).toHaveLength(2)
    expect(text).toContain('application/pdf')
  })

  it('is sent, and the order with it; its page tells, and gives the message as it went out', async () => {
    server.taken.length = 0
    const form = await aLetter()
    const { status, to } = await ask(form)
    expect([status, to?.endsWith(`/app/reorder/orders/${orderId}`)]).toEqual([302, true])
    expect((await shown()).mails).toMatchObject([{ state: 'planned', recipients: ['li@yiwu.example'] }])
    await carryOrderMail(shop, orderId, form['mailId'] ?? '', new AbortController().signal)
    const { mails, detail } = await shown()
    expect(mails).toMatchObject([
      { state: 'sent', files: [expect.stringMatching(/pdf$/), expect.stringMatching(/xlsx$/)] },
    ])
    expect(detail.order.state).toBe('sent')
    expect(server.taken[0]?.raw).toContain(`Message-ID: <${form['mailId']}@app.example.com>`)
    const params = { id: orderId, mailId: form['mailId'] ?? '' }
    const response = await asSent.loader(args(visit(shop, `/app/reorder/orders/${orderId}/mails/x`), params))
    expect(await response.text()).toContain(`Message-ID: <${form['mailId']}@app.example.com>`)
  })

  it('that is sent already cannot be sent again by its buttons', async () => {
    const [sent] = (await shown()).mails
    const { status, body } = await ask({ intent: 'retry', mailId: sent?.id ?? '' })
    expect([status, body]).toMatchObject([409, { fields: [{ code: 'mail_moved' }] }])
  })

  it('of another shop is not there, and a stranger gets nothing', async () => {
    const other = await shopWith('Other')
    const params = { id: orderId, mailId: (await shown()).mails[0]?.id ?? '' }
    await expect(asSent.loader(args(visit(other, '/x'), params))).rejects.toMatchObject({ status: 404 })
    const outside = await asSent.loader(args(stranger('/x'), params)).catch((thrown: unknown) => thrown)
    expect(outside).toBeInstanceOf(Response)
    expect((outside as Response).status).not.toBe(200)
  })
})

describe('files of an order', () => {
  const path = () => `/app/reorder/orders/${orderId}/files`
  const change = (fields: Record<string, string | File>, headers: Form = {}) =>
    answered(files.action(args(upload(path(), fields, headers), { id: orderId })))

  it('are added, saved as they were and never shown by the browser, taken off and put back', async () => {
    const fileId = randomUUID()
    const file = new File(['%PDF-1.7 invoice'], '发票.pdf')
    expect(await change({ intent: 'add', fileId, file })).toMatchObject({ body: { said: 'reorderFiles.added' } })
    expect((await shown()).files).toMatchObject([{ id: fileId, name: '发票.pdf', sizeBytes: 16 }])
    const response = await oneFile.loader(args(visit(shop, `${path()}/${fileId}`), { id: orderId, fileId }))
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': expect.stringMatching(/^attachment; .*filename\*=UTF-8''%E5%8F%91/) as string,
      'x-content-type-options': 'nosniff',
    })
    expect(await response.text()).toBe('%PDF-1.7 invoice')
    await change({ intent: 'remove', fileId })
    expect((await shown()).files).toEqual([])
    await change({ intent: 'restore', fileId })
    expect((await shown()).files).toHaveLength(1)
  })

  it('that are too large are refused before they are read, said beforehand or not', async () => {
    const fields = { intent: 'add', fileId: randomUUID(), file: new File(['x'], 'a.txt') }
    const announced = await change(fields, { 'content-length': String(MOST_BYTES + 1_000_000) })
    expect(announced).toMatchObject({ status: 422, body: { fields: [{ code: 'file_too_large' }] } })
    let asked = 0
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        asked += 1
        controller.enqueue(new Uint8Array(1_000_000))
      },
    })
    const request = new Request(`https://app.example.com${path()}`, {
      method: 'POST',
      body: endless,
      duplex: 'half',
      headers: {
        authorization: `Bearer ${sessionToken(shop)}`,
        'user-agent': visit(shop, '/').headers.get('user-agent') ?? '',
        'content-type': 'multipart/form-data; boundary=x',
      },
    } as RequestInit)
    expect(await answered(files.action(args(request, { id: orderId })))).toMatchObject({
      status: 422,
      body: { fields: [{ code: 'file_too_large' }] },
    })
    expect(asked).toBeLessThan(20)
  })

  it('of a kind that a browser would run are refused', async () => {
    const file = new File(['<script>'], 'page.html')
    const refused = await change({ intent: 'add', fileId: randomUUID(), file })
    expect(refused).toMatchObject({ status: 422, body: { fields: [{ path: ['file'], code: 'file_kind' }] } })
  })
})

describe('alerts', () => {
  const act = (form: Form) => answered(alerts.action(args(visit(shop, '/app/reorder/alerts', form))))

  it('of a shop without any say so, also on Home', async () => {
    const found = await alerts.loader(args(visit(shop, '/app/reorder/alerts')))
    expect([found.alerts, found.count, found.settings.mail]).toEqual([[], 0, false])
    expect((await home.loader(args(visit(shop, '/app?index')))).toOrder).toEqual({ alerts: [], count: 0 })
  })

  it('keep who is told and when; without a recipient it is said at the field', async () => {
    const form = { intent: 'save', mail: 'true', recipients: '', hour: '7', language: 'zh-CN', flow: 'false' }
    expect(await act(form)).toMatchObject({
      status: 422,
      body: { fields: [{ path: ['recipients'], message: 'email_missing' }] },
    })
    expect((await act({ ...form, recipients: 'a@lumen.example; b@lumen.example' })).status).toBe(200)
    const { settings: saved } = await alerts.loader(args(visit(shop, '/app/reorder/alerts')))
    expect(saved).toMatchObject({
      mail: true,
      recipients: ['a@lumen.example', 'b@lumen.example'],
      hour: 7,
      language: 'zh-CN',
      flow: false,
    })
  })

  it('are put away and brought back by the moment', async () => {
    const { body } = await act({ intent: 'dismiss', variantId: '' })
    const { dismissedAt } = body as { dismissedAt: string }
    expect(await act({ intent: 'back', dismissedAt })).toMatchObject({ status: 200 })
    expect((await act({ intent: 'back', dismissedAt: 'yesterday' })).status).toBe(422)
  })
})

describe('an import', () => {
  const path = '/app/reorder/orders/import'
  const send = (fields: Form, text: string) =>
    answered(
      imports.action(
        args(
          upload(path, {
            locationId,
            supplierId: '',
            currency: 'USD',
            ...fields,
            file: new File([text], 'stocky.csv'),
          }),
        ),
      ),
    )
  const CSV = 'PO Number,Supplier,SKU,Qty Ordered,Cost\nPO-70,Silk Road,LAMP,6,2.50'

  it('is shown, done once, and taken back', async () => {
    const id = randomUUID()
    const { body } = await send({ intent: 'preview', import: id }, CSV)
    expect(body).toMatchObject({ ok: true, preview: { kind: 'orders', orderCount: 1, newSuppliers: ['Silk Road'] } })
    for (let times = 0; times < 2; times++)
      expect(await send({ intent: 'import', import: id, leaveOut: 'false' }, CSV)).toMatchObject({
        body: { said: 'reorderImport.imported' },
      })
    const { imports: past } = await imports.loader(args(visit(shop, path)))
    expect(past).toMatchObject([{ id, counts: { orders: 1, suppliers: 1, items: 1 }, undoneAt: null }])
    const undone = await answered(imports.action(args(upload(path, { intent: 'undo', import: id }))))
    expect(undone).toMatchObject({ body: { ok: true, undone: { removed: { orders: 1, suppliers: 1, items: 1 } } } })
  })

  it('of a file that is no table, or without goods, says so', async () => {
    const empty = await send({ intent: 'preview', import: randomUUID() }, '')
    expect(empty).toMatchObject({ status: 422, body: { fields: [{ code: 'sheets.file.empty' }] } })
    const { body } = await send({ intent: 'preview', import: randomUUID() }, 'PO Number,Total\nPO-1,5')
    expect(body).toMatchObject({ preview: { missing: [{ column: 'SKU' }, { column: 'Qty Ordered' }] } })
    const refused = await send({ intent: 'import', import: randomUUID(), leaveOut: 'true' }, 'PO Number,Total\nPO-1,5')
    expect(refused).toMatchObject({ status: 422, body: { fields: [{ code: 'reorderImport.columnsWrong' }] } })
  })
})
