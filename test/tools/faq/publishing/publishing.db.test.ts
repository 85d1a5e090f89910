import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import type { Id } from '#app/mirror/types.ts'
import { checkPublication } from '#app/tools/faq/publishing/checking/service.server.ts'
import { publish } from '#app/tools/faq/publishing/running/service.server.ts'
import { entryPublications, publicationView, retryPublication } from '#app/tools/faq/publishing/service.server.ts'
import { setFaults } from '#test/devstore/http/faults.ts'
import {
  aCategory,
  appData,
  aPublishedEntry,
  entryForm,
  faqShop,
  publishAll,
  republish,
  show,
  standing,
  type FaqShop,
} from '../faq-shop.ts'

const { signal } = new AbortController()
let made: FaqShop
let category: Id
let returns: Id

const RETURNS = {
  en: { question: 'Can I return it?', answer: '<p>Within {{return_window}}, {"json": 1}.</p>', aliases: ['send back'] },
  fr: { question: 'Puis-je le renvoyer ?', answer: '<p>Sous {{return_window}}.</p>' },
}

beforeAll(async () => {
  made = await faqShop()
  category = await aCategory(made.shop, { en: 'Returns', fr: 'Retours' })
  returns = await aPublishedEntry(made.shop, entryForm(category, RETURNS))
}, 60_000)
afterAll(() => made.close())

const stateOf = async (id: Id) => (await inShopSql(made.shop.id, (sql) => entryPublications(sql, made.shop))).get(id)
const recordOf = (handle: string) => {
  const found = [...made.state.metaobjects.values()].find((one) => one.handle === handle)
  if (!found) throw new Error(`no ${handle}`)
  return found
}

describe('what is published', () => {
  it('stands at Shopify in every language, its category after it, and the blocks are switched on', async () => {
    expect(appData(made.state, 'faq', 'on')).toBeNull()
    await publishAll(made.shop)
    expect(standing(made.state)).toEqual([
      {
        handle: `c-${category}`,
        status: 'ACTIVE',
        values: {
          title: 'Returns',
          position: '1',
          entries: JSON.stringify([`gid://shopify/Metaobject/${recordOf(`e-${returns}`).id}`]),
        },
        translations: { 'fr/title': 'Retours' },
      },
      {
        handle: `e-${returns}`,
        status: 'ACTIVE',
        values: {
          question: 'Can I return it?',
          answer: '<p>Within [[return_window]], &#123;"json": 1&#125;.</p>',
          needs: '["return_window"]',
          target: expect.stringContaining('"markets":null') as string,
          words: 'send back',
        },
        translations: { 'fr/question': 'Puis-je le renvoyer ?', 'fr/answer': '<p>Sous [[return_window]].</p>' },
      },
    ])
    expect(appData(made.state, 'faq', 'on')).toBe(true)
    expect(await stateOf(returns)).toMatchObject({ state: 'written', failure: null })
    expect(await publicationView(made.shop)).toMatchObject({ progress: null, standing: 2, troubles: [], failure: null })
  })

  it('is not written again when nothing changed', async () => {
    const before = recordOf(`e-${returns}`).updatedAt
    const translations = [...made.state.translations.values()]
    await publishAll(made.shop)
    expect(recordOf(`e-${returns}`).updatedAt).toBe(before)
    expect([...made.state.translations.values()]).toEqual(translations)
    expect(await ledgerKinds()).toEqual(['metaobject.write', 'metaobject.write'])
  })

  it('loses a translation that was taken away, and a field that became empty', async () => {
    await republish(made.shop, returns, entryForm(category, { en: { ...RETURNS.en, aliases: [] } }))
    await publishAll(made.shop)
    const [, entry] = standing(made.state)
    expect(entry?.translations).toEqual({})
    expect(entry?.values).not.toHaveProperty('words')
  })

  it('goes when it is taken back, its category with the last of it, and the blocks are switched off', async () => {
    await show(made.shop, returns, null)
    await publishAll(made.shop)
    expect(standing(made.state)).toEqual([])
    expect(appData(made.state, 'faq', 'on')).toBe(false)
    await show(made.shop, returns, 1)
    await publishAll(made.shop)
    expect(standing(made.state)).toHaveLength(2)
  })
})

describe('what somebody else did at Shopify', () => {
  it('is found by the check, said at the entry, and not written over until a person says so', async () => {
    const handle = `e-${returns}`
    recordOf(handle).values.set('answer', '<p>Never.</p>')
    expect(await checkPublication(made.shop, { signal })).toBe(1)
    expect(await stateOf(returns)).toMatchObject({ state: 'foreign', failure: { code: 'changed_elsewhere' } })
    await republish(made.shop, returns, entryForm(category, { en: { question: 'Returns?', answer: '<p>Yes.</p>' } }))
    await publishAll(made.shop)
    expect(recordOf(handle).values.get('answer')).toBe('<p>Never.</p>')
    expect((await publicationView(made.shop)).troubles).toMatchObject([{ handle, entryId: returns }])

    expect(await retryPublication(made.shop, [handle])).toBe(1)
    await publishAll(made.shop)
    expect(recordOf(handle).values.get('answer')).toBe('<p>Yes.</p>')
    expect(await stateOf(returns)).toMatchObject({ state: 'written', failure: null })
    expect(await checkPublication(made.shop, { signal })).toBe(0)
  })

  it('a deleted one is put back when a person says so, and its category lists it again', async () => {
    const { id } = recordOf(`e-${returns}`)
    made.state.metaobjects.delete(id)
    expect(await checkPublication(made.shop, { signal })).toBeGreaterThanOrEqual(1)
    expect(await stateOf(returns)).toMatchObject({ state: 'foreign', failure: { code: 'deleted_elsewhere' } })
    await retryPublication(made.shop, null)
    await publishAll(made.shop)
    const back = recordOf(`e-${returns}`)
    expect(back.id).not.toBe(id)
    expect(recordOf(`c-${category}`).values.get('entries')).toBe(`["gid://shopify/Metaobject/${back.id}"]`)
  })

  it('a translation that others added is theirs', async () => {
    const id = `gid://shopify/Metaobject/${recordOf(`e-${returns}`).id}`
    const at = new Date().toISOString()
    const theirs = { resourceId: id, key: 'question', locale: 'fr', value: 'À eux', digest: 'x', updatedAt: at }
    made.state.translations.set(`${id} fr question`, theirs)
    expect(await checkPublication(made.shop, { signal })).toBe(0)
  })
})

describe('what Shopify refuses', () => {
  it('is said in its words at the entry, and does not keep the others back', async () => {
    const long = await aPublishedEntry(
      made.shop,
      entryForm(category, { en: { question: 'Too long', answer: `<p>${'x'.repeat(10)}</p>` } }),
    )
    const other = await aPublishedEntry(
      made.shop,
      entryForm(category, { en: { question: 'Duty?', answer: '<p>No.</p>' } }),
    )
    made.state.shop.locales = ['en']
    await republish(
      made.shop,
      long,
      entryForm(category, { en: { question: 'A', answer: '<p>a</p>' }, fr: { question: 'B', answer: '<p>b</p>' } }),
    )
    await publishAll(made.shop)
    expect(await stateOf(long)).toMatchObject({ state: 'failed', failure: { code: 'translation_refused' } })
    expect((await stateOf(long))?.failure?.words).toContain('fr')
    expect(await stateOf(other)).toMatchObject({ state: 'written' })
    made.state.shop.locales = ['en', 'fr']
    await retryPublication(made.shop, null)
    await publishAll(made.shop)
    expect(await stateOf(long)).toMatchObject({ state: 'written', failure: null })
  })

  it('waits and goes on when Shopify is down or busy', async () => {
    await republish(made.shop, returns, entryForm(category, { en: { question: 'Down?', answer: '<p>Up.</p>' } }))
    setFaults(made.devStore.faults, { throttleNext: 3 })
    await publishAll(made.shop)
    expect(recordOf(`e-${returns}`).values.get('question')).toBe('Down?')
    await republish(made.shop, returns, entryForm(category, { en: { question: 'Gone?', answer: '<p>Up.</p>' } }))
    setFaults(made.devStore.faults, { failNext: 50, failStatus: 500 })
    await expect(publish(made.shop, { signal })).rejects.toMatchObject({ code: 'upstream_down' })
    expect(await publicationView(made.shop)).toMatchObject({
      failure: { code: 'upstream_down' },
      progress: { done: 0 },
    })
    setFaults(made.devStore.faults, { failNext: 0 })
    await publishAll(made.shop)
    expect(await publicationView(made.shop)).toMatchObject({ failure: null, progress: null })
  })

  it('names the permission that is missing', async () => {
    await publish({ ...made.shop, scopes: ['read_locales'] }, { signal })
    expect((await publicationView(made.shop)).failure).toMatchObject({
      code: 'missing_scope',
      words: 'write_metaobjects, write_translations',
    })
  })
})

async function ledgerKinds(): Promise<string[]> {
  const found = await inShopSql(made.shop.id, (sql) =>
    sql.query<{ kind: string }>(
      `select kind from fact_action where shop_id = $1 and kind like 'metaobject.%' order by at, kind`,
      [made.shop.id],
    ),
  )
  return found.rows.map(({ kind }) => kind)
}
