import { beforeAll, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { lookupHash } from '#app/shopify/secrets.server.ts'
import { keepsPeople } from '#app/sync/people.server.ts'
import { carryPrivacyRequest, getPrivacyExport } from '#app/sync/privacy.server.ts'
import { askQuestion } from '#app/tools/faq/asking/service.server.ts'
import { questionKeeper } from '#app/tools/faq/questions/service.server.ts'
import { AskForm } from '#app/tools/faq/questions/schema.ts'
import { anOrder } from '#test/builders/order.ts'
import { insertRows } from '#test/builders/rows.ts'
import { aShop } from '#test/builders/shop.ts'

let shop: Shop

beforeAll(async () => {
  shop = await aShop()
  keepsPeople(questionKeeper)
  const { id } = await anOrder(shop)
  await inShopSql(shop.id, (sql) =>
    sql.query('update mirror_order set customer_id = 61, email_hash = $2 where shop_id = $1 and id = $3', [
      shop.id,
      lookupHash('ann@example.com', 'email'),
      id,
    ]),
  )
  for (const [email, address] of [
    ['ann@example.com', '192.0.2.1'],
    ['bob@example.com', '192.0.2.2'],
  ] as const) {
    const form = AskForm.parse({ question: 'Do you have giraffes?', email, consent: '1' })
    await askQuestion(shop, form, { address, locale: 'en' }, new Date())
  }
})

const request = async (kind: string): Promise<string> => {
  const id = `request-${kind}`
  await insertRows(shop, 'privacy_request', [{ id, kind, customerId: '61', orderIds: [], dueAt: new Date() }])
  await carryPrivacyRequest(shop.id, id)
  return id
}
const left = async () =>
  (await inShopSql(shop.id, (sql) => sql.query('select text from faq_question order by id'))).rows.length

it('a customer’s questions are in the export of what is held about them, without the address', async () => {
  const found = await getPrivacyExport(shop, await request('data_request'))
  expect(found.kept).toMatchObject({ questions: [{ text: 'Do you have giraffes?', state: 'open' }] })
  expect(JSON.stringify(found)).not.toContain('@')
  expect(found.kept?.['questions']).toHaveLength(1)
})

it('and go when the customer is to be forgotten; those of others stay', async () => {
  expect(await left()).toBe(2)
  await request('customer_redact')
  expect(await left()).toBe(1)
})
