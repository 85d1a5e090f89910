import { readFile } from 'node:fs/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import { parseAppConfig } from '../http/app-config.ts'
import type { ShopState } from '../model.ts'
import { at, createAdminClient, type AdminClient, type Json } from './admin-client.ts'
import { MOST_LIST_ITEMS } from './field-values.ts'
import { createSmallShop } from './small-shop.ts'

const { metaobjects: definitions } = parseAppConfig(
  await readFile(new URL('../../../shopify.app.toml', import.meta.url), 'utf8'),
)

let state: ShopState
let client: AdminClient
beforeEach(() => {
  state = createSmallShop()
  for (const definition of definitions) state.metaobjectDefinitions.set(definition.type, definition)
  client = createAdminClient(state)
})

const UPSERT = `mutation ($handle: MetaobjectHandleInput!, $metaobject: MetaobjectUpsertInput, $values: JSON) {
  metaobjectUpsert(handle: $handle, metaobject: $metaobject, values: $values) {
    metaobject { id type handle displayName capabilities { publishable { status } } fields { key type value } values }
    userErrors { code field message elementKey } } }`

const ENTRY = { type: '$app:faq_entry', handle: 'e-1' }
const fields = (given: Json) => Object.entries(given).map(([key, value]) => ({ key, value }))

async function upsert(handle: Json, metaobject: Json): Promise<{ id: string; errors: unknown; made: unknown }> {
  const done = await client.data(UPSERT, { handle, metaobject })
  return {
    id: String(at(done, 'metaobjectUpsert.metaobject.id')),
    errors: at(done, 'metaobjectUpsert.userErrors'),
    made: at(done, 'metaobjectUpsert.metaobject'),
  }
}

describe('metaobjectUpsert', () => {
  test('makes a draft of the app’s own type, then changes only the fields that are given', async () => {
    const first = await upsert(ENTRY, { fields: fields({ question: 'Where?', needs: '["return_window"]' }) })
    expect(first.made).toMatchObject({
      type: 'app--290000000001--faq_entry',
      handle: 'e-1',
      displayName: 'Where?',
      capabilities: { publishable: { status: 'DRAFT' } },
      values: { question: 'Where?', needs: ['return_window'], answer: null, starts_at: null },
    })
    const second = await upsert(ENTRY, {
      fields: fields({ answer: '<p>Here</p>', starts_at: '1800000000' }),
      capabilities: { publishable: { status: 'ACTIVE' } },
    })
    expect(second.id).toBe(first.id)
    expect(second.made).toMatchObject({
      capabilities: { publishable: { status: 'ACTIVE' } },
      values: { question: 'Where?', answer: '<p>Here</p>', starts_at: 1_800_000_000 },
    })
  })

  test('with values replaces the whole object', async () => {
    await upsert(ENTRY, { fields: fields({ question: 'Where?', answer: 'Here' }) })
    const values = { question: 'When?', target: { markets: ['eu'] }, ends_at: 5 }
    const done = await client.data(UPSERT, { handle: ENTRY, values })
    expect(at(done, 'metaobjectUpsert.metaobject.values')).toEqual({
      answer: null,
      needs: null,
      starts_at: null,
      words: null,
      ...values,
    })
  })

  test('refuses unknown fields, a missing question, two lines in one line, JSON that is none, and writes nothing', async () => {
    const cases: [Json, string, string][] = [
      [{ question: 'a', nonsense: '1' }, 'UNDEFINED_OBJECT_FIELD', 'nonsense'],
      [{ answer: 'a' }, 'OBJECT_FIELD_REQUIRED', 'question'],
      [{ question: 'a\nb' }, 'INVALID_VALUE', 'question'],
      [{ question: 'a', needs: '{' }, 'INVALID_VALUE', 'needs'],
      [{ question: 'a', ends_at: '1.5' }, 'INVALID_VALUE', 'ends_at'],
    ]
    for (const [given, code, elementKey] of cases)
      expect((await upsert(ENTRY, { fields: fields(given) })).errors).toMatchObject([{ code, elementKey }])
    const type = { type: '$app:nothing', handle: 'x' }
    expect((await upsert(type, { fields: [] })).errors).toMatchObject([{ code: 'UNDEFINED_OBJECT_TYPE' }])
    expect(state.metaobjects.size).toBe(0)
  })

  test('refers to existing entries only, and to no more than a list holds', async () => {
    const category = { type: '$app:faq_category', handle: 'c-1' }
    const { id } = await upsert(ENTRY, { fields: fields({ question: 'a' }) })
    const put = (ids: string[]) => upsert(category, { fields: fields({ title: 'T', entries: JSON.stringify(ids) }) })
    expect((await put(['gid://shopify/Metaobject/1'])).errors).toMatchObject([{ elementKey: 'entries' }])
    expect((await put(Array.from({ length: MOST_LIST_ITEMS + 1 }, () => id))).errors).toMatchObject([
      { message: 'Value cannot have more than 128 elements.' },
    ])
    await put([id])
    const read = `{ metaobjectByHandle(handle: { type: "$app:faq_category", handle: "c-1" }) {
      field(key: "entries") { jsonValue references(first: 5) { nodes { ... on Metaobject { handle } } } } } }`
    expect(at(await client.data(read), 'metaobjectByHandle.field')).toEqual({
      jsonValue: [id],
      references: { nodes: [{ handle: 'e-1' }] },
    })
  })

  test('needs write_metaobjects', async () => {
    const { errors } = await client.body(UPSERT, { handle: ENTRY, metaobject: { fields: [] } }, ['read_metaobjects'])
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'ACCESS_DENIED' } })
  })
})

test('metaobjects are listed by type and deleted alone or together', async () => {
  const ids: string[] = []
  for (const handle of ['e-1', 'e-2', 'e-3'])
    ids.push((await upsert({ ...ENTRY, handle }, { fields: fields({ question: handle }) })).id)
  const LIST = '{ metaobjects(type: "$app:faq_entry", first: 9) { nodes { handle } } }'
  expect(at(await client.data(LIST), 'metaobjects.nodes')).toHaveLength(3)
  const DELETE = 'mutation ($id: ID!) { metaobjectDelete(id: $id) { deletedId userErrors { code } } }'
  expect(at(await client.data(DELETE, { id: ids[0] }), 'metaobjectDelete.deletedId')).toBe(ids[0])
  const again = await client.data(DELETE, { id: ids[0] })
  expect(at(again, 'metaobjectDelete.userErrors.0.code')).toBe('RECORD_NOT_FOUND')
  const MANY =
    'mutation ($where: MetaobjectBulkDeleteWhereCondition!) { metaobjectBulkDelete(where: $where) { job { id done } userErrors { code } } }'
  await client.data(MANY, { where: { ids: [ids[1]] } })
  expect(at(await client.data(LIST), 'metaobjects.nodes')).toEqual([{ handle: 'e-3' }])
  await client.data(MANY, { where: { type: '$app:faq_entry' } })
  expect(state.metaobjects.size).toBe(0)
})

describe('translations of a metaobject', () => {
  const READ = `query ($id: ID!) { translatableResource(resourceId: $id) { resourceId
    translatableContent { key value digest type locale } translations(locale: "fr") { key value outdated } } }`
  const REGISTER = `mutation ($id: ID!, $translations: [TranslationInput!]!) { translationsRegister(resourceId: $id, translations: $translations) {
    translations { key locale value } userErrors { code field } } }`

  async function register(id: string, translations: Json[]): Promise<unknown> {
    return at(await client.data(REGISTER, { id, translations }), 'translationsRegister.userErrors')
  }

  test('are registered with the digest of the text, go out of date with it, and are removed', async () => {
    const { id } = await upsert(ENTRY, { fields: fields({ question: 'Where?', needs: '[]' }) })
    const resource = await client.data(READ, { id })
    const content = at(resource, 'translatableResource.translatableContent')
    expect(content).toMatchObject([{ key: 'question', value: 'Where?', type: 'SINGLE_LINE_TEXT_FIELD', locale: 'en' }])
    const translatableContentDigest = at(content, '0.digest')
    const translation = { key: 'question', locale: 'fr', value: 'Où ?', translatableContentDigest }
    expect(await register(id, [translation])).toEqual([])
    const translations = async () => at(await client.data(READ, { id }), 'translatableResource.translations')
    expect(await translations()).toEqual([{ key: 'question', value: 'Où ?', outdated: false }])
    await upsert(ENTRY, { fields: fields({ question: 'Where is it?' }) })
    expect(await translations()).toEqual([{ key: 'question', value: 'Où ?', outdated: true }])
    expect(await register(id, [translation])).toMatchObject([{ code: 'INVALID_TRANSLATABLE_CONTENT' }])
    await client.data(
      'mutation ($id: ID!) { translationsRemove(resourceId: $id, locales: ["fr"], translationKeys: ["question"]) { translations { key } userErrors { code } } }',
      { id },
    )
    expect(await translations()).toEqual([])
  })

  test('are refused for a language that the shop does not have, its own language, a field that is no text', async () => {
    const { id } = await upsert(ENTRY, { fields: fields({ question: 'Where?', needs: '[]' }) })
    const digest = at(await client.data(READ, { id }), 'translatableResource.translatableContent.0.digest')
    const base = { key: 'question', locale: 'fr', value: 'x', translatableContentDigest: digest }
    expect(await register(id, [{ ...base, locale: 'de' }])).toMatchObject([{ code: 'INVALID_LOCALE_FOR_SHOP' }])
    expect(await register(id, [{ ...base, locale: 'en' }])).toMatchObject([{ code: 'INVALID_LOCALE_FOR_SHOP' }])
    expect(await register(id, [{ ...base, key: 'needs' }])).toMatchObject([{ code: 'INVALID_KEY_FOR_MODEL' }])
    expect(await register(id, [base, { ...base, value: ' ' }])).toMatchObject([{ code: 'FAILS_RESOURCE_VALIDATION' }])
    expect(state.translations.size).toBe(0)
  })
})

describe('the app’s own data', () => {
  const SET = `mutation ($metafields: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $metafields) {
    metafields { namespace key type value compareDigest } userErrors { code field } } }`
  const READ = `{ currentAppInstallation { id metafield(namespace: "faq", key: "on") { value jsonValue }
    metafields(first: 9, namespace: "faq") { nodes { key } } } }`
  const ownerId = 'gid://shopify/AppInstallation/1'

  test('is set without any scope, compared before it is overwritten, and deleted', async () => {
    const on = { ownerId, namespace: 'faq', key: 'on', type: 'boolean', value: 'true' }
    const set = async (metafield: Json) => at(await client.data(SET, { metafields: [metafield] }, []), 'metafieldsSet')
    const first = await set({ ...on, compareDigest: null })
    expect(first).toMatchObject({ userErrors: [], metafields: [{ namespace: 'faq', key: 'on', value: 'true' }] })
    expect(await set({ ...on, compareDigest: null })).toMatchObject({ userErrors: [{ code: 'STALE_OBJECT' }] })
    expect(await set({ ...on, value: 'yes' })).toMatchObject({ userErrors: [{ code: 'INVALID_VALUE' }] })
    const digest = at(first, 'metafields.0.compareDigest')
    expect(await set({ ...on, value: 'false', compareDigest: digest })).toMatchObject({ userErrors: [] })
    expect(at(await client.data(READ, {}, []), 'currentAppInstallation')).toEqual({
      id: ownerId,
      metafield: { value: 'false', jsonValue: false },
      metafields: { nodes: [{ key: 'on' }] },
    })
    await client.data(
      'mutation ($metafields: [MetafieldIdentifierInput!]!) { metafieldsDelete(metafields: $metafields) { deletedMetafields { key } userErrors { message } } }',
      { metafields: [{ ownerId, namespace: 'faq', key: 'on' }] },
      [],
    )
    expect(state.metafields.size).toBe(0)
  })
})
