/** The FAQ's work as the admin asks for it: values of markets, checks with corrections, questions of shoppers and answers by mail. */
import { randomUUID } from 'node:crypto'
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { prisma } from '#app/db/client.server.ts'
import { inShopSql } from '#app/db/tenant.server.ts'
import { countLookups } from '#app/facts/lookup-gaps.server.ts'
import { dayIn } from '#app/kernel/calendar.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import * as check from '#app/routes/app.faq.check.tsx'
import * as exported from '#app/routes/app.faq.questions_.export.$format.ts'
import * as questions from '#app/routes/app.faq.questions.tsx'
import * as values from '#app/routes/app.faq.values.tsx'
import { askQuestion } from '#app/tools/faq/asking/service.server.ts'
import { AskForm } from '#app/tools/faq/questions/schema.ts'
import { getEntry } from '#app/tools/faq/entries/service.server.ts'
import { beginRun } from '#app/tools/faq/publishing/progress/store.server.ts'
import { carryReply } from '#app/tools/faq/replies/service.server.ts'
import { tidyQuestions } from '#app/tools/faq/questions/store.server.ts'
import { saveMailSettings } from '#app/mail/service.server.ts'
import { insertRows } from '#test/builders/rows.ts'
import { aShop } from '#test/builders/shop.ts'
import { aMailServer, installMail, type MailServer } from '#test/mail/mail-server.ts'
import { aCategory, aPublishedEntry, entryForm } from '#test/tools/faq/faq-shop.ts'
import { storeToken, stranger, visit } from './admin-visit.ts'

const { signal } = new AbortController()
let shop: Shop
let server: MailServer
let category: Id
let client = 0

beforeAll(async () => {
  server = await aMailServer()
  installMail(server.port)
  const { id } = await aShop({ name: 'Lumen' })
  await prisma().shop.update({ where: { id }, data: { scopes: ['write_metaobjects'] } })
  shop = await getShopById(id)
  await storeToken(shop)
  await insertRows(shop, 'mirror_market', [
    {
      id: '31',
      name: 'Europe',
      handle: 'eu',
      status: 'ACTIVE',
      base_currency: 'EUR',
      local_currencies: false,
      countries: ['DE', 'FR'],
      fetched_at: new Date(),
    },
  ])
  await saveMailSettings(shop, { use: 'installation', replyTo: 'help@lumen.example' })
  await inShopSql(shop.id, (sql) => beginRun(sql, shop, 0, true))
  category = await aCategory(shop, { en: 'Orders' })
})
afterAll(() => server.close())

const load = async <Loaded>(
  route: (sent: LoaderFunctionArgs) => Promise<Loaded>,
  path: string,
  params = {},
): Promise<Loaded> => route({ request: visit(shop, path), params, context: {} })
const act = async <Answer extends object>(
  route: (sent: ActionFunctionArgs) => Promise<{ data: Answer; init: ResponseInit | null }>,
  path: string,
  form: Record<string, string>,
) => {
  const { data, init } = await route({ request: visit(shop, path, form), params: {}, context: {} })
  return { status: init?.status ?? 200, ...data }
}

describe('values of markets', () => {
  const form = (changes: Record<string, string> = {}) => ({
    marketId: '0',
    version: '0',
    currency: 'GBP',
    returns: 'days',
    returnDays: '30',
    duty: 'shop_pays',
    shipping: 'over',
    threshold: '49,90',
    ...changes,
  })
  const facts = async () =>
    (await load(values.loader, '/app/faq/values')).markets.map(({ id, facts: known }) => [id, known] as const)

  it('are saved for all and for one, each as a version; a stale form overwrites nothing; undo puts back', async () => {
    expect(await act(values.action, '/app/faq/values', form())).toMatchObject({ ok: true, version: 1 })
    expect(await act(values.action, '/app/faq/values', form())).toMatchObject({ ok: false, status: 409 })
    const eu = form({
      marketId: '31',
      returns: 'days',
      returnDays: '14',
      duty: '',
      shipping: 'not_offered',
      threshold: '',
    })
    expect(await act(values.action, '/app/faq/values', eu)).toMatchObject({ ok: true, version: 1, marketId: '31' })
    expect(await facts()).toMatchObject([
      ['0', { returnWindowDays: 30, dutyMode: 'shop_pays', freeShippingThreshold: { minor: 4_990, currency: 'GBP' } }],
      ['31', { returnWindowDays: 14, dutyMode: 'shop_pays', freeShippingThreshold: 'not_offered', deliveryDays: null }],
    ])
    const undo = { intent: 'undo', marketId: '31', version: '1' }
    expect(await act(values.action, '/app/faq/values', undo)).toMatchObject({ ok: true, version: 2 })
    expect((await facts())[1]).toMatchObject(['31', { returnWindowDays: 30 }])
  })

  it.each([
    ['returnDays', { returnDays: '0' }],
    ['returnDays', { returnDays: 'soon' }],
    ['threshold', { threshold: '-5' }],
    ['threshold', { threshold: '1.234' }],
  ])('are refused at the field: %s %j', async (field, changes) => {
    const refused = await act(values.action, '/app/faq/values', form({ version: '1', ...changes }))
    expect(refused).toMatchObject({ status: 422, ok: false, fields: [{ path: [field] }] })
  })
})

describe('the check', () => {
  it('finds what the settings deny, corrects it with one click as a version, and takes that back', async () => {
    const answer = '<p>Return it within 60 days of delivery.</p>'
    const id = await aPublishedEntry(shop, entryForm(category, { en: { question: 'How long?', answer } }))
    const page = await load(check.loader, '/app/faq/check')
    const finding = page.findings.find(({ entryId }) => entryId === id)
    expect(finding).toMatchObject({ code: 'contradicts', quote: '60 days', fix: 'return_window' })
    expect(page.counts.contradicts).toBe(1)
    const fix = {
      id: randomUUID(),
      entryId: id,
      number: '1',
      language: 'en',
      start: String(finding?.start),
      end: String(finding?.end),
      placeholder: 'return_window',
    }
    expect(await act(check.action, '/app/faq/check', fix)).toMatchObject({ ok: true, fixId: fix.id })
    expect(await act(check.action, '/app/faq/check', fix)).toMatchObject({ ok: true })
    const fixed = await getEntry(shop, id)
    expect(fixed.content.texts['en']?.answer).toBe('<p>Return it within {{return_window}} of delivery.</p>')
    expect(fixed).toMatchObject({ number: 2, publishedNumber: 2 })
    expect((await load(check.loader, '/app/faq/check')).counts.contradicts).toBe(0)
    const stale = { ...fix, id: randomUUID() }
    expect(await act(check.action, '/app/faq/check', stale)).toMatchObject({ ok: false, status: 409 })
    const undo = { intent: 'undo', id: fix.id }
    expect(await act(check.action, '/app/faq/check', undo)).toMatchObject({ ok: true })
    expect(await act(check.action, '/app/faq/check', undo)).toMatchObject({ ok: true })
    expect((await getEntry(shop, id)).content.texts['en']?.answer).toBe(answer)
    expect(await getEntry(shop, id)).toMatchObject({ number: 3, publishedNumber: 3 })
  })

  it('asks for a comparison and for another try', async () => {
    expect(await act(check.action, '/app/faq/check', { intent: 'checkPublication' })).toMatchObject({ ok: true })
    const again = { intent: 'retryPublication', handle: '' }
    expect(await act(check.action, '/app/faq/check', again)).toMatchObject({ ok: true })
    const wrong = { intent: 'retryPublication', handle: "'; drop table" }
    expect(await act(check.action, '/app/faq/check', wrong)).toMatchObject({ status: 422 })
  })
})

describe('questions', () => {
  const ask = async (question: string, email = ''): Promise<void> => {
    client += 1
    const form = AskForm.parse({ question, email, consent: '1', page: '/pages/faq' })
    await askQuestion(shop, form, { address: `198.51.100.${client}`, locale: 'en' }, new Date())
  }
  const page = (search = '') => load(questions.loader, `/app/faq/questions${search}`)
  beforeEach(async () => {
    await inShopSql(shop.id, (sql) => sql.query('delete from faq_question'))
  })

  it('are grouped, the most asked first, and put away with a way back', async () => {
    await ask('Do you have giraffes?')
    await ask('do you have giraffes')
    await ask('Can I rent a submarine?')
    const { groups, counts } = await page()
    expect(groups.map(({ count }) => count)).toEqual([2, 1])
    expect(counts).toMatchObject({ open: 3, dismissed: 0 })
    const ids = groups[0]?.ids.join(',') ?? ''
    const put = await act(questions.action, '/app/faq/questions', { intent: 'dismiss', ids })
    expect(put).toMatchObject({ ok: true, moved: groups[0]?.ids })
    expect((await page('?state=dismissed')).count).toBe(2)
    await act(questions.action, '/app/faq/questions', { intent: 'reopen', ids })
    expect((await page()).count).toBe(3)
    expect((await page('?search=SUBMARINE')).count).toBe(1)
    expect((await page('?mail=yes')).groups).toEqual([])
  })

  it('become a draft with the other wordings as other ways to ask, or another way to ask of an entry', async () => {
    await ask('Do you have giraffes?')
    await ask('Any giraffes in stock, giraffes?')
    const { groups } = await page()
    const ids = groups.flatMap((group) => group.ids).join(',')
    const questionId = groups[0]?.id ?? ''
    const form = { intent: 'make', questionId, ids, categoryId: category }
    const made = await act(questions.action, '/app/faq/questions', form)
    const entry = await getEntry(shop, made.entryId ?? '')
    expect(entry).toMatchObject({
      publishedNumber: null,
      content: { texts: { en: { aliases: [expect.any(String)] } } },
    })
    expect((await page()).count).toBe(0)
    await ask('A giraffe please')
    const [group] = (await page()).groups
    const cover = { intent: 'cover', entryId: entry.id, ids: group?.ids.join(',') ?? '' }
    expect(await act(questions.action, '/app/faq/questions', cover)).toMatchObject({ ok: true })
    expect((await getEntry(shop, entry.id)).content.texts['en']?.aliases).toContain('A giraffe please')
    expect((await page('?state=covered')).count).toBe(3)
  })

  it('are answered by mail after a minute in which it can be taken back; then the address is gone', async () => {
    await ask('Do you have giraffes?', 'ann@example.com')
    const [group] = (await page()).groups
    const questionId = group?.id ?? ''
    const draft = await act(questions.action, '/app/faq/questions', { intent: 'draft', questionId, answer: 'Yes.' })
    expect(draft.draft).toMatchObject({ subject: 'Your question to Lumen' })
    expect(draft.draft?.text).toContain('> Do you have giraffes?')
    const reply = { id: randomUUID(), questionId, subject: 'Giraffes', text: 'We have two.' }
    expect(await act(questions.action, '/app/faq/questions', { intent: 'reply', ...reply })).toMatchObject({ ok: true })
    expect((await page()).count).toBe(0)
    await act(questions.action, '/app/faq/questions', { intent: 'takeBack', id: reply.id })
    expect((await page()).count).toBe(1)
    await carryReply(shop, reply.id, { signal })
    expect(server.taken).toHaveLength(0)

    const again = { ...reply, id: randomUUID() }
    await act(questions.action, '/app/faq/questions', { intent: 'reply', ...again })
    await carryReply(shop, again.id, { signal })
    await carryReply(shop, again.id, { signal })
    expect(server.taken).toHaveLength(1)
    expect(server.taken[0]).toMatchObject({ to: ['ann@example.com'] })
    const left = await inShopSql(shop.id, (sql) =>
      sql.query<{ rows: string }>(
        `select (select coalesce(json_agg(q), '[]') from faq_question q)::text || (select coalesce(json_agg(m), '[]') from mail_message m)::text
             || (select coalesce(json_agg(r), '[]') from faq_reply r)::text as rows`,
      ),
    )
    expect(left.rows[0]?.rows).not.toContain('ann@example.com')
    expect(left.rows[0]?.rows).not.toContain(Buffer.from('ann@example.com').toString('hex'))
    const late = { intent: 'takeBack', id: again.id }
    expect(await act(questions.action, '/app/faq/questions', late)).toMatchObject({ ok: false, status: 409 })
    expect((await page('?state=answered')).groups[0]?.questions[0]?.reply).toMatchObject({ state: 'sent' })
  })

  it('without an address any more say so', async () => {
    await ask('Do you have giraffes?', 'ann@example.com')
    await inShopSql(shop.id, (sql) => sql.query(`update faq_question set email_until = now() - interval '1 day'`))
    await inShopSql(shop.id, (sql) => tidyQuestions(sql, shop))
    const [group] = (await page()).groups
    expect(group?.questions[0]?.hasEmail).toBe(false)
    const form = { intent: 'reply', id: randomUUID(), questionId: group?.id ?? '', subject: 'x', text: 'y' }
    expect(await act(questions.action, '/app/faq/questions', form)).toMatchObject({
      status: 409,
      fields: [{ message: 'address_gone' }],
    })
  })

  it('are a file without addresses, and a formula in it is text', async () => {
    await ask('=HYPERLINK("x")', 'ann@example.com')
    const file = await load(exported.loader, '/app/faq/questions/export/csv', { format: 'csv' })
    const text = await file.text()
    expect(text).not.toContain('ann@')
    expect(text).not.toMatch(/(^|,)"?=HYPER/m)
  })

  it('that look-ups raise and no published answer covers are said', async () => {
    await inShopSql(shop.id, (sql) =>
      countLookups(sql, shop, dayIn(shop.timezone, new Date()), [
        { status: 'customs', lookups: 38 },
        { status: 'delivered', lookups: 900 },
      ]),
    )
    expect((await page()).gaps).toMatchObject([{ status: 'customs', lookups: 38 }])
    await aPublishedEntry(
      shop,
      entryForm(category, {
        en: { question: 'My parcel is at customs, what happens now?', answer: '<p>Customs takes some days.</p>' },
      }),
    )
    expect((await page()).gaps).toEqual([])
  })
})

it('nobody without a session reads or does anything', async () => {
  for (const route of [values, check, questions]) {
    const asked = { request: stranger('/app/faq/x'), params: {}, context: {} }
    await expect(route.loader(asked)).rejects.toBeInstanceOf(Response)
    const done = { request: stranger('/app/faq/x', { intent: 'dismiss', ids: '1' }), params: {}, context: {} }
    await expect(route.action(done)).rejects.toBeInstanceOf(Response)
  }
})
