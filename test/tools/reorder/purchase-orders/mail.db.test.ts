/** An order by mail: sent once, in the history and the ledger; the order is sent with it, and what was not is not. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isAppError } from '#app/kernel/errors.ts'
import { MailForm } from '#app/mail/schema.ts'
import { saveMailSettings } from '#app/mail/service.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { OrderMailForm } from '#app/tools/reorder/purchase-orders/mail/schema.ts'
import { carryOrderMail } from '#app/tools/reorder/purchase-orders/mail/service.server.ts'
import {
  attachFile,
  createDrafts,
  draftOrderMail,
  getOrderDetail,
  listFiles,
  listOrderMails,
  mailAsSent,
  moveOrder,
  planOrderMail,
  settleOrderMail,
  takeFileOff,
} from '#app/tools/reorder/purchase-orders/service.server.ts'
import { aLocation, aProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { aMailServer, installMail, type MailServer } from '#test/mail/mail-server.ts'
import { aSupplier, AT, ledger, NOW } from './ordered-shop.ts'

let shop: Shop
let server: MailServer
let supplierId = ''
let mug = ''

beforeAll(async () => {
  server = await aMailServer()
  installMail(server.port)
  shop = await aShop()
  await aLocation(shop, { name: 'Leeds' })
  mug = (await aProduct(shop, { title: 'Mug', variants: [{ sku: 'MUG' }] })).variant.id
  supplierId = await aSupplier(shop, {
    card: { lanes: [{ id: 'sea', name: 'Sea', quotedDays: 30, spreadBps: null }] },
    items: { [mug]: { priceBreaks: [[1, 300]] } },
  })
  await saveMailSettings(shop, MailForm.parse({ use: 'installation', replyTo: 'owner@shop.example' }))
})
afterAll(() => server.close())
beforeEach(() => {
  server.behaviour = {}
  server.taken.length = 0
})

async function anOrder(approved = true): Promise<string> {
  const [order] = await createDrafts(shop, [{ variantId: mug, units: 40, supplierId }], { at: AT })
  if (!order) throw new Error('no draft was made')
  if (approved) await moveOrder(shop, order.id, 'approve', AT)
  return order.id
}

const form = (change: Record<string, string> = {}): OrderMailForm =>
  OrderMailForm.parse({
    mailId: randomUUID(),
    to: 'factory@supplier.example',
    cc: '',
    language: 'en',
    subject: 'Purchase order PO-1',
    text: 'Please see the attached order.',
    files: 'pdf',
    attachments: '',
    markSent: 'true',
    ...change,
  })
const FILES = [{ name: 'PO-1.pdf', type: 'application/pdf', bytes: new TextEncoder().encode('%PDF-1.7') }]
const carry = (orderId: string, mailId: string): Promise<void> =>
  carryOrderMail(shop, orderId, mailId, new AbortController().signal)
const detailOf = (id: string) => getOrderDetail(shop, id, NOW)

describe('an order by mail', () => {
  it('is sent with it: once, in its history, with the day it was promised for, and in the ledger without an address', async () => {
    const id = await anOrder()
    const mail = form()
    for (let times = 0; times < 2; times++) await planOrderMail(shop, id, mail, FILES, NOW)
    for (let times = 0; times < 2; times++) await carry(id, mail.mailId)
    expect(server.taken).toHaveLength(1)
    const { order, events } = await detailOf(id)
    expect([order.state, order.expectedOn !== null]).toEqual(['sent', true])
    expect(events.filter(({ kind }) => kind === 'sent_mail').map(({ detail }) => detail)).toEqual([
      { recipients: ['factory@supplier.example'], files: ['PO-1.pdf'] },
    ])
    expect((await listOrderMails(shop, id)).map(({ state }) => state)).toEqual(['sent'])
    const rows = (await ledger(shop)).filter(({ key }) => key === `reorder.mail:${mail.mailId}`)
    expect(rows).toMatchObject([{ before: { state: 'approved' }, after: { state: 'sent', recipients: 1 } }])
    expect(JSON.stringify(rows)).not.toContain('@')
    const { message } = await mailAsSent(shop, id, mail.mailId)
    expect(message.toString()).toContain('Please see the attached order.')
  })

  it('stays approved when that was not wanted, and when the mail was refused', async () => {
    const [unmarked, refused] = [await anOrder(), await anOrder()]
    const first = form({ markSent: 'false' })
    await planOrderMail(shop, unmarked, first, [], NOW)
    await carry(unmarked, first.mailId)
    server.behaviour = { recipient: 550 }
    const second = form()
    await planOrderMail(shop, refused, second, [], NOW)
    await carry(refused, second.mailId)
    expect((await detailOf(unmarked)).order.state).toBe('approved')
    const { order, events } = await detailOf(refused)
    expect([order.state, events.some(({ kind }) => kind === 'sent_mail')]).toEqual(['approved', false])
  })

  it('that is unclear moves nothing until a person has found out', async () => {
    const id = await anOrder()
    const mail = form()
    server.behaviour = { message: 'cut' }
    await planOrderMail(shop, id, mail, [], NOW)
    await carry(id, mail.mailId)
    expect((await detailOf(id)).order.state).toBe('approved')
    await settleOrderMail(shop, id, mail.mailId, true, NOW)
    expect((await detailOf(id)).order.state).toBe('sent')
    expect((await listOrderMails(shop, id))[0]?.state).toBe('sent')
  })

  it('that a person moved on meanwhile stays where it is; the mail still counts', async () => {
    const id = await anOrder()
    const mail = form()
    await planOrderMail(shop, id, mail, [], NOW)
    await moveOrder(shop, id, 'send', AT)
    await moveOrder(shop, id, 'confirm', AT)
    await carry(id, mail.mailId)
    const { order, events } = await detailOf(id)
    expect([order.state, events.some(({ kind }) => kind === 'sent_mail')]).toEqual(['confirmed', true])
  })

  it('takes the files along that were chosen, and is refused when one of them is gone meanwhile', async () => {
    const id = await anOrder()
    for (const name of ['drawing.txt', 'photo notes.txt'])
      await attachFile(shop, id, { id: randomUUID(), file: new File([`about ${name}`], name) }, AT)
    const drawing = (await listFiles(shop, id)).find(({ name }) => name === 'drawing.txt')
    const mail = form({ attachments: drawing?.id ?? '' })
    await planOrderMail(shop, id, mail, FILES, NOW)
    await carry(id, mail.mailId)
    expect((await listOrderMails(shop, id))[0]?.files).toEqual(['PO-1.pdf', 'drawing.txt'])
    expect(server.taken).toHaveLength(1)
    await takeFileOff(shop, id, drawing?.id ?? '', AT)
    const late = form({ attachments: drawing?.id ?? '' })
    await expect(planOrderMail(shop, id, late, FILES, NOW)).rejects.toSatisfy(
      (error) => isAppError(error, 'invalid_input') && error.fields[0]?.message === 'file_gone',
    )
    expect(await listOrderMails(shop, id)).toHaveLength(1)
  })

  it('refuses files that mail servers would refuse, before anything is written', async () => {
    const id = await anOrder()
    const large = 'x'.repeat(8 * 1024 * 1024)
    for (const name of ['one.txt', 'two.txt'])
      await attachFile(shop, id, { id: randomUUID(), file: new File([large], name) }, AT)
    const attachments = (await listFiles(shop, id)).map((file) => file.id).join(',')
    await expect(planOrderMail(shop, id, form({ attachments }), [], NOW)).rejects.toSatisfy(
      (error) => isAppError(error, 'invalid_input') && error.fields[0]?.message === 'files_too_large',
    )
    expect(await listOrderMails(shop, id)).toEqual([])
  })

  it('is refused while it is a draft; the same message as a file is not', async () => {
    const id = await anOrder(false)
    await expect(planOrderMail(shop, id, form(), [], NOW)).rejects.toSatisfy(
      (error) => isAppError(error, 'conflict') && error.fields[0]?.code === 'wrong_state',
    )
    const file = (await draftOrderMail(shop, id, form(), FILES, NOW)).toString()
    expect(file).toContain('X-Unsent: 1')
    expect(file).toContain('Reply-To: owner@shop.example')
  })

  it('as a file needs no mail server, and then names no sender', async () => {
    const id = await anOrder()
    installMail(null)
    const file = (await draftOrderMail(shop, id, form(), FILES, NOW)).toString()
    installMail(server.port)
    expect(file).not.toMatch(/^From:/m)
    expect(file).toContain('To: factory@supplier.example')
  })
})
