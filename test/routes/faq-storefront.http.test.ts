import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { beginRun } from '#app/tools/faq/publishing/progress/store.server.ts'
import { saveWrittenFacts } from '#app/tools/faq/bound-settings/store.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { action as ask, loader as askLoader } from '#app/routes/proxy.faq.ask.ts'
import { action as sendVote, loader as voteLoader } from '#app/routes/proxy.faq.vote.ts'
import { forgetPeople } from '#app/tools/faq/questions/store.server.ts'
import { entryHelpfulness } from '#app/tools/faq/votes/service.server.ts'
import { foldVotes } from '#app/tools/faq/votes/store.server.ts'
import { lookupHash } from '#app/shopify/secrets.server.ts'
import { aShop } from '#test/builders/shop.ts'
import { signedProxyUrl } from '#test/devstore/http/app-proxy.ts'
import { aCategory, aPublishedEntry, entryForm, show } from '#test/tools/faq/faq-shop.ts'

let shop: Shop
let returns: Id
let duty: Id
/** Every test comes from another address, so that limits of one do not meet another. */
let address = 0

beforeAll(async () => {
  shop = await aShop()
  const category = await aCategory(shop, { en: 'Orders' })
  returns = await aPublishedEntry(
    shop,
    entryForm(category, {
      en: {
        question: 'Can I return an item?',
        answer: '<p>Yes, within {{return_window}}. {% raw %}</p>',
        aliases: ['send it back'],
      },
      'zh-CN': { question: '可以退货吗？', answer: '<p>可以，{{return_window}}内。</p>' },
    }),
  )
  duty = await aPublishedEntry(
    shop,
    entryForm(category, { en: { question: 'Do I have to pay customs duty?', answer: '<p>{{duty_mode}}</p>' } }),
  )
  await aPublishedEntry(
    shop,
    entryForm(category, { en: { question: 'How do I track my order?', answer: '<p>On the tracking page.</p>' } }),
  )
  await inShopSql(shop.id, async (sql) => {
    await beginRun(sql, shop, 0, true)
    await saveWrittenFacts(sql, shop, {
      '*': { en: { return_window: '30 days', duty_mode: 'We pay.' }, 'zh-CN': { return_window: '30天' } },
      eu: { en: { return_window: '14 days' }, 'zh-CN': { return_window: '14天' } },
    })
  })
})
beforeEach(async () => {
  address += 1
  await inShopSql(shop.id, (sql) => sql.query('delete from faq_question'))
})

function request(path: string, body: BodyInit | null, headers: Record<string, string> = {}, from = address): Request {
  const url = signedProxyUrl(new URL(`https://${shop.domain}/apps/tradewind${path}`), {
    proxy: { url: '/proxy', prefix: 'apps', subpath: 'tradewind' },
    appUrl: 'https://app.example.com',
    apiSecret: 'test-api-secret',
    shopDomain: shop.domain,
  })
  return new Request(url, {
    method: body === null ? 'GET' : 'POST',
    headers: { 'x-forwarded-for': `203.0.113.${from}, 10.0.0.1`, ...headers },
    ...(body === null ? {} : { body }),
  })
}

const call = (route: typeof ask, sent: Request): Promise<Response> => route({ request: sent, params: {}, context: {} })
const askForm = async (fields: Record<string, string>, headers: Record<string, string> = {}, from = address) =>
  call(ask, request('/faq/ask', new URLSearchParams(fields), headers, from))
const askJson = async (fields: Record<string, string>, from = address) => {
  const response = await askForm(fields, { accept: 'application/json' }, from)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
const voteJson = async (fields: Record<string, string>, from = address) => {
  const sent = request('/faq/vote', new URLSearchParams(fields), { accept: 'application/json' }, from)
  const response = await call(sendVote, sent)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
const kept = async () =>
  (
    await inShopSql(shop.id, (sql) =>
      sql.query<{ text: string; email_box: string | null; client: string; outcome: string; locale: string }>(
        'select text, email_box, client, outcome, locale from faq_question order by id',
      ),
    )
  ).rows

describe('a question', () => {
  it('is answered at once when one entry clearly answers it, with the values of the shopper’s market', async () => {
    expect(await askJson({ question: 'Can I return an item?', locale: 'en', market: 'eu' })).toEqual({
      status: 200,
      body: {
        outcome: 'answer',
        stored: false,
        entries: [
          {
            id: `e-${returns}`,
            question: 'Can I return an item?',
            answerHtml: '<p>Yes, within 14 days. &#123;% raw &#37;&#125;</p>',
            language: 'en',
          },
        ],
      },
    })
    expect((await askJson({ question: '可以退货吗', locale: 'zh-CN' })).body).toMatchObject({
      outcome: 'answer',
      entries: [{ question: '可以退货吗？', answerHtml: '<p>可以，30天内。</p>', language: 'zh-CN' }],
    })
    expect(await kept()).toEqual([])
  })

  it('is not answered with an entry that has a hole in this market: it is passed on', async () => {
    const here = await askJson({ question: 'Do I have to pay customs duty?', locale: 'en', market: 'eu', consent: '1' })
    expect(JSON.stringify(here.body)).not.toContain(`e-${duty}`)
    expect(here.body['outcome']).not.toBe('answer')
    const elsewhere = await askJson({ question: 'Do I have to pay customs duty?', locale: 'en', market: 'us' })
    expect(elsewhere.body).toMatchObject({ outcome: 'answer', entries: [{ answerHtml: '<p>We pay.</p>' }] })
  })

  it('out of scope is handed on, and kept only with consent', async () => {
    const question = 'Who won the football match yesterday?'
    expect((await askJson({ question })).body).toEqual({ outcome: 'handed_on', entries: [], stored: false })
    expect(await kept()).toEqual([])
    expect((await askJson({ question, consent: '1', locale: 'en' })).body).toMatchObject({ stored: true })
    expect(await kept()).toMatchObject([{ text: question, email_box: null, outcome: 'handed_on' }])
  })

  it('asked twice by the same client counts once; an address is encrypted, and an erasure finds it', async () => {
    const question = 'Who won the football match yesterday?'
    await askJson({ question, consent: '1' })
    await askJson({ question: `  ${question.toUpperCase()} `, consent: '1', email: 'Ann@Example.com ' })
    await askJson({ question, consent: '1' }, address + 100)
    const rows = await kept()
    expect(rows).toHaveLength(2)
    expect(rows[0]?.email_box).toMatch(/^v1\./)
    expect(JSON.stringify(rows)).not.toContain('example.com')
    expect(JSON.stringify(rows)).not.toContain('203.0.113')
    const hash = lookupHash('ann@example.com', 'email') ?? ''
    expect(await inShopSql(shop.id, (sql) => forgetPeople(sql, shop, [hash]))).toBe(1)
    expect(await kept()).toHaveLength(1)
  })

  it.each([
    ['', { question: '   ' }, 'question'],
    ['too long', { question: 'x'.repeat(1_001) }, 'question'],
    ['no address', { question: 'Hm?', email: 'ann@', consent: '1' }, 'email'],
    ['no consent', { question: 'Hm?', email: 'ann@example.com' }, 'consent'],
  ])('is refused with words at the field: %s', async (_name, fields, field) => {
    const { status, body } = await askJson({ ...fields, locale: 'de' })
    expect(status).toBe(422)
    expect(Object.keys((body['error'] as { fields: object }).fields)).toEqual([field])
    const page = await (await askForm({ ...fields, locale: 'de' })).text()
    expect(page).toContain('role="alert"')
    expect(page).toContain(`ask-${field}-error`)
    expect(await kept()).toEqual([])
  })

  it('of more than 10 kB is not read', async () => {
    const response = await askForm({ question: 'x'.repeat(11_000), consent: '1' })
    expect(response.status).toBe(413)
    expect(await response.text()).toContain('too long')
    expect(await kept()).toEqual([])
  })

  it.each([
    '<script>alert(1)</script>',
    '{{ shop.email }}',
    '{% render "x" %}',
    '"><img src=x onerror=1>',
    '𐍈 سؤال 질문 \u0000\u202e',
  ])('can say anything, and stays text: %s', async (question) => {
    const response = await askForm({
      question,
      email: question,
      consent: '1',
      market: question,
      page: question,
      product: question,
      locale: question,
    })
    const page = await response.text()
    expect(response.headers.get('content-type')).toContain('application/liquid')
    expect(page).not.toMatch(/[{}]/)
    expect(page).not.toContain('<script')
    expect(page).not.toContain('<img')
    await askForm({ question, consent: '1' })
    expect((await kept()).length).toBeLessThanOrEqual(1)
  })

  it('works without JavaScript: the form comes back with what was typed, then it is passed on', async () => {
    const first = await (
      await askForm({ question: 'Do you sell "cars" & bikes?', locale: 'fr', page: '/pages/faq' })
    ).text()
    expect(first).toContain('Do you sell &#34;cars&#34; &#38; bikes?')
    expect(first).toContain('name="send" value="1"')
    expect(first).toContain('action="/apps/tradewind/faq/ask"')
    const sent = await (
      await askForm({ question: 'Do you sell "cars"?', locale: 'fr', send: '1', consent: '1' })
    ).text()
    expect(sent).toContain('transmise à la boutique')
    expect(await kept()).toMatchObject([{ locale: 'fr' }])
    const empty = await askLoader({ request: request('/faq/ask?locale=ja', null), params: {}, context: {} })
    expect(await empty.text()).toContain('質問する')
  })

  it('is limited by client, and others go on', async () => {
    const from = 250
    for (let each = 0; each < 12; each += 1) await askJson({ question: 'Where is it?' }, from)
    const response = await askForm({ question: 'Where is it?' }, { accept: 'application/json' }, from)
    expect(response.status).toBe(429)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await askJson({ question: 'Where is it?' })).status).toBe(200)
  })

  it('without Shopify’s signature is not heard', async () => {
    const unsigned = new Request('https://app.example.com/proxy/faq/ask?shop=x', { method: 'POST', body: 'question=1' })
    await expect(call(ask, unsigned)).rejects.toMatchObject({ status: 400 })
    const tampered = new URL(request('/faq/ask', null).url)
    tampered.searchParams.set('market', 'eu')
    await expect(call(ask, new Request(tampered, { method: 'POST', body: '' }))).rejects.toMatchObject({ status: 400 })
  })
})

describe('a vote', () => {
  const shares = async () => (await inShopSql(shop.id, (sql) => entryHelpfulness(sql, shop))).get(returns)

  it('counts once a day for each client, can be changed, and leaves only counts', async () => {
    expect(await voteJson({ entry: `e-${returns}`, helpful: '1', locale: 'en' })).toMatchObject({ status: 200 })
    await voteJson({ entry: `e-${returns}`, helpful: '1', locale: 'en' })
    expect(await shares()).toMatchObject({ helpful: 1, votes: 1 })
    await voteJson({ entry: `e-${returns}`, helpful: '0', locale: 'en' })
    await voteJson({ entry: `e-${returns}`, helpful: '1', locale: 'en' }, address + 100)
    expect(await shares()).toMatchObject({ helpful: 1, votes: 2, share: 0.5 })
    await inShopSql(shop.id, (sql) => foldVotes(sql, shop, '2999-01-01'))
    expect(await shares()).toMatchObject({ helpful: 1, votes: 2 })
    const left = await inShopSql(shop.id, (sql) => sql.query('select from faq_vote'))
    expect(left.rowCount).toBe(0)
  })

  it('for an entry that is not there, or makes no sense, counts nothing and says so', async () => {
    expect((await voteJson({ entry: 'e-999999', helpful: '1' })).status).toBe(404)
    expect((await voteJson({ entry: 'c-1', helpful: '1' })).status).toBe(422)
    expect((await voteJson({ entry: `e-${returns}`, helpful: 'maybe' })).status).toBe(422)
    const draft = duty
    await show(shop, draft, null)
    expect((await voteJson({ entry: `e-${draft}`, helpful: '1' })).status).toBe(404)
    await show(shop, draft, 1)
  })

  it('without JavaScript is thanked for in the shopper’s language', async () => {
    const sent = request('/faq/vote', new URLSearchParams({ entry: `e-${returns}`, helpful: '1', locale: 'de-AT' }))
    expect(await (await call(sendVote, sent)).text()).toContain('Danke für Ihre Rückmeldung.')
    const opened = await voteLoader({ request: request('/faq/vote', null), params: {}, context: {} })
    expect(opened.status).toBe(405)
  })
})
