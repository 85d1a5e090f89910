import { describe, expect, it } from 'vitest'
import { pool } from '#app/db/client.server.ts'
import { askShop } from '#app/db/shop-questions.server.ts'
import { inShop } from '#app/db/tenant.server.ts'
import { aShop } from '#test/builders/shop.ts'

const [one, two] = [await aShop(), await aShop()]
await inShop(one.id, (tx) => tx.setting.create({ data: { shopId: one.id, key: 'a', value: 1 } }))
await inShop(two.id, (tx) => tx.setting.create({ data: { shopId: two.id, key: 'a', value: 2 } }))

describe('one question in one trip', () => {
  const question = {
    name: 'test-settings',
    types: ['int', 'text', 'text[]'],
    text: 'select shop_id, value, $3::text[] as list from setting where key = $2',
  } as const

  it('sees only the own shop, also when the question forgets it', async () => {
    expect(await askShop(one.id, question, ['a', []])).toEqual([{ shop_id: one.id, value: 1, list: [] }])
    expect(await askShop(two.id, question, ['a', []])).toEqual([{ shop_id: two.id, value: 2, list: [] }])
  })

  it('takes any text for a text', async () => {
    const nasty = ["'; drop table setting; --", '\\', '"', '{a,b}', '訂單 🦊', '$1']
    expect(await askShop(one.id, question, ['a', nasty])).toEqual([{ shop_id: one.id, value: 1, list: nasty }])
    for (const text of nasty) expect(await askShop(one.id, question, [text, []])).toEqual([])
    expect(await askShop(one.id, question, [null, []])).toEqual([])
  })

  it('that fails leaves a connection that others can use, without the shop', async () => {
    const broken = {
      name: 'test-broken',
      types: ['int', 'text'],
      text: 'select 1 / length($2) as one where $1 > 0',
    } as const
    await expect(askShop(one.id, broken, [''])).rejects.toThrow(/division by zero/)
    expect(await askShop(one.id, broken, ['x'])).toEqual([{ one: 1 }])
    const all = await Promise.all(
      Array.from(
        { length: 20 },
        async () => (await pool().query('select current_user as me')).rows[0] as { me: string },
      ),
    )
    expect(all.map(({ me }) => me)).not.toContain('tradewind_app')
  })
})

describe('many questions at once', () => {
  const echo = {
    name: 'test-echo',
    types: ['int', 'text'],
    text: `select (select min(shop_id) from setting) as shop, $2 as said, 1 / length($2) as one, pg_current_xact_id()::text as xact where $1 > 0`,
  } as const
  const other = { name: 'test-other', types: ['int'], text: `select 'other' as said where $1 > 0` } as const
  type Echo = { shop: number; said: string; xact: string }

  it('each get their own answer in their own shop, together in few transactions', async () => {
    const asked = Array.from({ length: 60 }, (_, index) => ({ shop: index % 2 === 0 ? one : two, said: `n ${index}` }))
    const answers = await Promise.all(asked.map(({ shop, said }) => askShop<Echo>(shop.id, echo, [said])))
    expect(answers.map(([row]) => [row?.shop, row?.said])).toEqual(asked.map(({ shop, said }) => [shop.id, said]))
    expect(new Set(answers.map(([row]) => row?.xact)).size).toBeLessThan(20)
  })

  it('fail alone', async () => {
    const asked = Array.from({ length: 30 }, (_, index) => (index % 7 === 3 ? '' : `n ${index}`))
    const [said, others] = await Promise.all([
      Promise.allSettled(asked.map((text) => askShop<Echo>(one.id, echo, [text]))),
      Promise.all(asked.map(() => askShop(one.id, other, []))),
    ])
    expect(said.map((one) => (one.status === 'fulfilled' ? one.value[0]?.said : 'failed'))).toEqual(
      asked.map((text) => (text === '' ? 'failed' : text)),
    )
    expect(others.flat()).toEqual(asked.map(() => ({ said: 'other' })))
  })

  it('refuse what is no shop', async () => {
    await expect(askShop(Number('1.5'), other, [])).rejects.toThrow(/not a shop id/)
  })
})
