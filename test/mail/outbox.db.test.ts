/** Mail against a real SMTP server: taken once, put off, refused, cut off, unclear; and who may not send at all. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { isAppError, type AppError } from '#app/kernel/errors.ts'
import { carryMail } from '#app/mail/carrying.server.ts'
import { listMails, planMail, retryMail, settleMail, type NewMail } from '#app/mail/outbox.server.ts'
import { MailForm, type Mail } from '#app/mail/schema.ts'
import { saveMailSettings } from '#app/mail/service.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { aShop } from '#test/builders/shop.ts'
import { aMailServer, installMail, type MailServer } from './mail-server.ts'

let shop: Shop
let server: MailServer
const sent: string[] = []

beforeAll(async () => {
  server = await aMailServer()
  installMail(server.port)
  shop = await aShop({ name: 'Lüster & 灯' })
  await saveMailSettings(shop, MailForm.parse({ use: 'installation', replyTo: 'owner@shop.example' }))
})
afterAll(() => server.close())
beforeEach(() => {
  server.behaviour = {}
  server.taken.length = 0
  server.arrived = 0
  sent.length = 0
})

const KIND = 'test.letter'
const NOW = new Date('2026-11-20T12:00:00.000Z')

async function written(change: Partial<NewMail> = {}): Promise<string> {
  const id = randomUUID()
  await inShopSql(shop.id, (sql) => planMail(sql, shop, { ...letter(id), ...change }, NOW))
  return id
}

function letter(id: string): NewMail {
  return {
    id,
    kind: KIND,
    about: 'order-1',
    to: ['factory@supplier.example'],
    cc: ['boss@supplier.example'],
    subject: '采购单 PO-7',
    text: 'Hello,\n.\nthe dot stands alone.',
    files: [{ name: '采购单 PO-7.pdf', type: 'application/pdf', bytes: new TextEncoder().encode('%PDF-1.7') }],
    detail: { markSent: true },
  }
}

const carry = (id: string): Promise<void> =>
  carryMail(shop, id, {
    signal: new AbortController().signal,
    onSent: async (_sql, { mail }) => {
      sent.push(mail.id)
    },
  })

/** The error of a job that is to come again. */
async function putOff(id: string): Promise<AppError> {
  try {
    await carry(id)
  } catch (error) {
    if (isAppError(error)) return error
    throw error
  }
  throw new Error('the job ended')
}

async function mail(id: string): Promise<Mail> {
  const found = await inShopSql(shop.id, (sql) => listMails(sql, shop, KIND, 'order-1'))
  const one = found.find((each) => each.id === id)
  if (!one) throw new Error(`no mail ${id}`)
  return one
}

const set = (id: string, columns: string): Promise<unknown> =>
  inShopSql(shop.id, (sql) =>
    sql.query(`update mail_message set ${columns} where shop_id = $1 and id = $2`, [shop.id, id]),
  )

describe('a message', () => {
  it('goes out once, in any language, with its files; running the job again sends nothing', async () => {
    const id = await written()
    await carry(id)
    await carry(id)
    expect(server.taken).toHaveLength(1)
    expect(sent).toEqual([id])
    const [taken] = server.taken
    expect([taken?.from, taken?.to]).toEqual([
      'mail@tradewind.example',
      ['factory@supplier.example', 'boss@supplier.example'],
    ])
    const raw = taken?.raw ?? ''
    expect(raw).toContain(`Message-ID: <${id}@app.example.com>`)
    expect(raw).toMatch(/^Reply-To: owner@shop\.example/m)
    expect(raw).toMatch(/^From: =\?UTF-8\?.* <mail@tradewind\.example>/m)
    expect(raw).toMatch(/^Subject: =\?UTF-8\?/m)
    expect(raw).toContain(Buffer.from('%PDF-1.7').toString('base64'))
    expect(raw).toContain('\n.\r\nthe dot stands alone.')
    expect(await mail(id)).toMatchObject({ state: 'sent', attempts: 1, failure: null, files: ['采购单 PO-7.pdf'] })
  })

  it('that two workers take at once goes out once', async () => {
    const id = await written()
    server.behaviour = { message: 'late' }
    const ends = await Promise.allSettled([carry(id), carry(id), carry(id)])
    expect(server.taken).toHaveLength(1)
    expect(sent).toEqual([id])
    // Who came late waits for the answer, or found it sent.
    for (const end of ends) if (end.status === 'rejected') expect(isAppError(end.reason, 'unavailable')).toBe(true)
    expect((await mail(id)).state).toBe('sent')
  })

  it('that is written twice under one id is one message', async () => {
    const id = await written()
    expect(await inShopSql(shop.id, (sql) => planMail(sql, shop, { ...letter(id), subject: 'another' }, NOW))).toBe(
      false,
    )
    expect((await mail(id)).subject).toBe('采购单 PO-7')
  })

  it('cannot smuggle a header in by its subject', async () => {
    const id = await written({ subject: 'Order\r\nBcc: everyone@example.com' })
    await carry(id)
    expect(server.taken[0]?.to).toHaveLength(2)
    expect(server.taken[0]?.raw).not.toMatch(/^Bcc:/m)
  })
})

describe('a server that says no', () => {
  it.each([
    ['for now to the recipient (450)', { recipient: 450 }, 450],
    ['for now to the message (451)', { message: 451 }, 451],
  ] as const)('%s is asked again later, and then the message goes out once', async (_what, behaviour, number) => {
    const id = await written()
    server.behaviour = behaviour
    const error = await putOff(id)
    expect([error.code, error.retry]).toEqual(['unavailable', { afterSeconds: 30 }])
    // What is logged names no address.
    expect(error.message).not.toContain('@supplier')
    expect(await mail(id)).toMatchObject({ state: 'planned', failure: { code: 'busy', number } })
    server.behaviour = {}
    await carry(id)
    expect(server.taken).toHaveLength(1)
    expect(await mail(id)).toMatchObject({ state: 'sent', attempts: 2, failure: null })
  })

  it.each([
    ['to the recipient (550)', { recipient: 550 }, 'recipient_refused'],
    ['to the message (554)', { message: 554 }, 'refused'],
    ['because it is too large (552)', { message: 552 }, 'too_large'],
  ] as const)('for good %s is not asked again, until a person wants it', async (_what, behaviour, code) => {
    const id = await written()
    server.behaviour = behaviour
    await carry(id)
    await carry(id)
    expect([server.taken.length, sent.length]).toEqual([0, 0])
    const failed = await mail(id)
    expect(failed).toMatchObject({ state: 'failed', attempts: 1, failure: { code } })
    expect(failed.failure?.words).toContain('says the test')
    server.behaviour = {}
    await inShopSql(shop.id, (sql) => retryMail(sql, shop, KIND, 'order-1', id))
    await carry(id)
    expect((await mail(id)).state).toBe('sent')
  })

  it('for now too often is given up, and says so', async () => {
    const id = await written()
    server.behaviour = { recipient: 421 }
    await set(id, 'attempts = 5')
    await carry(id)
    expect(await mail(id)).toMatchObject({ state: 'failed', attempts: 6, failure: { code: 'busy', number: 421 } })
  })
})

describe('a connection that is cut', () => {
  it('before the message left: it is tried again', async () => {
    const id = await written()
    server.behaviour = { cutEarly: true }
    expect((await putOff(id)).retry).toEqual({ afterSeconds: 30 })
    expect(await mail(id)).toMatchObject({ state: 'planned', failure: { code: 'unreachable' } })
    server.behaviour = {}
    await carry(id)
    expect(server.taken).toHaveLength(1)
  })

  it('after the server had all of it: nobody sends it again by itself, and the page says that nobody knows', async () => {
    const id = await written()
    server.behaviour = { message: 'cut' }
    await carry(id)
    expect(server.arrived).toBe(1)
    expect(await mail(id)).toMatchObject({ state: 'unclear', failure: { code: 'no_answer' } })
    server.behaviour = {}
    await carry(id)
    expect([server.arrived, sent.length]).toEqual([1, 0])
  })

  it('and a person found that it arrived: it is sent', async () => {
    const id = await written()
    server.behaviour = { message: 'cut' }
    await carry(id)
    await inShopSql(shop.id, (sql) => settleMail(sql, shop, { kind: KIND, about: 'order-1', id }, true, NOW))
    expect(await mail(id)).toMatchObject({ state: 'sent', failure: null })
  })

  it('and a person wants it sent again: it goes out under the same id', async () => {
    const id = await written()
    server.behaviour = { message: 'cut' }
    await carry(id)
    server.behaviour = {}
    await inShopSql(shop.id, (sql) => retryMail(sql, shop, KIND, 'order-1', id))
    await carry(id)
    expect(server.taken[0]?.raw).toContain(`Message-ID: <${id}@app.example.com>`)
    expect((await mail(id)).state).toBe('sent')
  })

  it('by a worker that died while it handed over: waited for first, then unclear', async () => {
    const id = await written()
    await set(id, `state = 'handing_over', handed_over_at = now() - interval '10 seconds'`)
    expect((await putOff(id)).retry).toEqual({ afterSeconds: expect.any(Number) as number })
    expect((await mail(id)).state).toBe('handing_over')
    await set(id, `handed_over_at = now() - interval '10 minutes'`)
    await carry(id)
    expect([(await mail(id)).state, server.arrived]).toEqual(['unclear', 0])
  })
})

describe('who may not send', () => {
  const refused = async (of: Shop): Promise<string | undefined> => {
    try {
      await inShopSql(of.id, (sql) => planMail(sql, of, letter(randomUUID()), NOW))
    } catch (error) {
      if (isAppError(error, 'conflict')) return error.fields[0]?.code
      throw error
    }
    return undefined
  }

  it('a shop that has not said where answers go', async () => {
    expect(await refused(await aShop())).toBe('mail.failure.no_reply_to')
  })

  it('a shop without any server', async () => {
    installMail(null)
    expect(await refused(await aShop())).toBe('mail.failure.no_account')
    installMail(server.port)
  })

  it('a shop that has written three hundred messages today', async () => {
    const busy = await aShop()
    await saveMailSettings(busy, MailForm.parse({ use: 'installation', replyTo: 'a@b.example' }))
    await inShopSql(busy.id, (sql) =>
      sql.query(
        `insert into mail_message (shop_id, id, kind, about, state, recipients, subject, files, message, created_at)
         select $1, gen_random_uuid(), 'x', 'y', 'sent', '{}', '', '{}', '', $2::timestamptz from generate_series(1, 300)`,
        [busy.id, NOW.toISOString()],
      ),
    )
    expect(await refused(busy)).toBe('mail.failure.too_many')
  })

  it('a message whose sender is another one by now', async () => {
    const id = await written()
    await set(id, `detail = jsonb_set(detail, '{from}', '"old@shop.example"')`)
    await carry(id)
    expect(await mail(id)).toMatchObject({ state: 'failed', failure: { code: 'sender_changed' } })
  })
})
