/** Several entries at once, in a real database: published, taken back, moved, deleted, ordered, and all of it undone. */
import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { listActions } from '#app/facts/actions.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import {
  createCategory,
  listCategories,
  moveCategory,
  removeCategory,
  restoreCategory,
  saveCategory,
} from '#app/tools/faq/categories/service.server.ts'
import { saveEntry } from '#app/tools/faq/entries/service.server.ts'
import { EntryQuery, type ChangeKind } from '#app/tools/faq/listing/schema.ts'
import { changeEntries, entryPage, moveEntry, undoChange } from '#app/tools/faq/listing/service.server.ts'
import { aCategory, anEntry, anEntryForm } from '#test/builders/faq.ts'
import { aShop } from '#test/builders/shop.ts'

let shop: Shop
let first: Id
let second: Id

beforeEach(async () => {
  shop = await aShop()
  first = await aCategory(shop, 'Delivery')
  second = await aCategory(shop, 'Returns')
})

const page = (query: Partial<EntryQuery> = {}, languages = ['en']) =>
  entryPage(shop, EntryQuery.parse(query), languages, new Date())
const ids = async (query: Partial<EntryQuery> = {}) => (await page(query)).rows.map(({ id }) => id)
const states = async () => Object.fromEntries((await page()).rows.map(({ id, state }) => [id, state]))
const change = (kind: ChangeKind, chosen: Id[], operation: string = randomUUID(), categoryId: Id | null = null) =>
  changeEntries(shop, { kind, operation, ids: chosen, categoryId }, new Date())

describe('what is done to several entries', () => {
  it('is published, and taken back by its own operation, once', async () => {
    const [a, b] = [await anEntry(shop, first), await anEntry(shop, first)]
    const operation = randomUUID()
    expect(await change('publish', [a, b], operation)).toMatchObject({ changed: 2, refused: [] })
    expect(await states()).toEqual({ [a]: 'published', [b]: 'published' })
    // The same form sent twice is the same change.
    await change('publish', [a, b], operation)
    expect((await listActions(shop, { tool: 'faq' })).actions).toHaveLength(1)
    expect(await undoChange(shop, operation, new Date())).toEqual({ restored: 2, left: 0 })
    await undoChange(shop, operation, new Date())
    expect(await states()).toEqual({ [a]: 'draft', [b]: 'draft' })
    expect((await listActions(shop, { tool: 'faq' })).actions).toHaveLength(2)
  })

  it('leaves out what cannot be published and says why', async () => {
    const whole = await anEntry(shop, first)
    const empty = await anEntry(shop, first, { en: { question: 'Nothing yet?', answer: '<p></p>' } })
    expect(await change('publish', [whole, empty])).toMatchObject({
      changed: 1,
      refused: [{ id: empty, question: 'Nothing yet?', code: 'answer_missing' }],
    })
    expect(await states()).toEqual({ [whole]: 'published', [empty]: 'draft' })
  })

  it('is deleted from every list and comes back to its place', async () => {
    const [a, b, c] = [await anEntry(shop, first), await anEntry(shop, first), await anEntry(shop, first)]
    await change('publish', [b])
    const operation = randomUUID()
    await change('delete', [b], operation)
    expect(await ids()).toEqual([a, c])
    await undoChange(shop, operation, new Date())
    expect(await ids()).toEqual([a, b, c])
    expect((await states())[b]).toBe('published')
  })

  it('leaves alone, when it is taken back, what somebody changed since', async () => {
    const [a, b] = [await anEntry(shop, first), await anEntry(shop, first)]
    const operation = randomUUID()
    await change('publish', [a, b], operation)
    await change('unpublish', [a])
    expect(await undoChange(shop, operation, new Date())).toEqual({ restored: 1, left: 1 })
  })

  it('moves to the end of another category in the order it had', async () => {
    const [a, b] = [await anEntry(shop, first), await anEntry(shop, first)]
    const there = await anEntry(shop, second)
    await change('move', [b, a], randomUUID(), second)
    expect(await ids()).toEqual([there, a, b])
    await expect(change('move', [a], randomUUID(), '999999')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('does nothing to another shop’s entries', async () => {
    const a = await anEntry(shop, first)
    const other = await aShop()
    const wish = { kind: 'delete' as const, operation: randomUUID(), ids: [a], categoryId: null }
    expect(await changeEntries(other, wish, new Date())).toMatchObject({ changed: 0 })
    await expect(undoChange(other, wish.operation, new Date())).rejects.toMatchObject({ code: 'not_found' })
    expect(await ids()).toEqual([a])
  })
})

describe('the list', () => {
  it('is in the merchant’s order, and an entry goes up and down in its category only', async () => {
    const [a, b] = [await anEntry(shop, first), await anEntry(shop, first)]
    const c = await anEntry(shop, second)
    await moveEntry(shop, b, -1, new Date())
    expect(await ids()).toEqual([b, a, c])
    await moveEntry(shop, b, -1, new Date())
    await moveEntry(shop, c, 1, new Date())
    expect(await ids()).toEqual([b, a, c])
    await moveCategory(shop, second, -1)
    expect(await ids()).toEqual([c, b, a])
  })

  it('finds words of any language, and filters by state and by what is wrong with a translation', async () => {
    const customs = await anEntry(shop, first, {
      en: { question: 'Who pays duty?', answer: '<p>We <strong>pay</strong> it</p>' },
      'zh-CN': { question: '谁付关税？', answer: '<p>我们承担</p>' },
    })
    const plain = await anEntry(shop, second)
    expect(await ids({ search: '关税' })).toEqual([customs])
    expect(await ids({ search: 'PAY duty' })).toEqual([customs])
    expect(await ids({ search: 'strong' })).toEqual([])
    await change('publish', [customs])
    expect(await ids({ state: 'published' })).toEqual([customs])
    const inTwo = await page({ translation: 'missing', language: 'zh-CN' }, ['en', 'zh-CN'])
    expect(inTwo.rows.map(({ id }) => id)).toEqual([plain])
    expect(inTwo.states).toEqual({ draft: 1, published: 1, changed: 0 })
    const form = anEntryForm(first, {
      en: { question: 'Who pays duty?', answer: '<p>You do</p>' },
      'zh-CN': { question: '谁付关税？', answer: '<p>我们承担</p>' },
    })
    await saveEntry(shop, customs, 1, form, new Date())
    expect((await page({ translation: 'stale' }, ['en', 'zh-CN'])).rows.map(({ state }) => state)).toEqual(['changed'])
  })

  it('notices a question that is there twice', async () => {
    const a = await anEntry(shop, first, { en: { question: 'Where is my order?' } })
    const b = await anEntry(shop, second, { en: { aliases: ['where is my order'] } })
    const rows = (await page()).rows
    expect(rows.find(({ id }) => id === a)?.twin?.id).toBe(b)
    expect(rows.find(({ id }) => id === b)?.twin?.id).toBe(a)
  })
})

describe('a category', () => {
  const titles = (title: string) => ({ source: 'en', titles: { en: title }, confirmed: [] })

  it('goes only when its entries go somewhere, and comes back with them', async () => {
    const a = await anEntry(shop, first)
    const operation = randomUUID()
    await expect(removeCategory(shop, first, null, operation, new Date())).rejects.toMatchObject({
      fields: [{ path: ['moveTo'], message: 'has_entries' }],
    })
    await removeCategory(shop, first, second, operation, new Date())
    expect((await listCategories(shop)).map(({ id, entries }) => [id, entries])).toEqual([[second, 1]])
    await restoreCategory(shop, operation, new Date())
    await restoreCategory(shop, operation, new Date())
    expect((await listCategories(shop)).map(({ id, entries }) => [id, entries])).toEqual([
      [first, 1],
      [second, 0],
    ])
    expect(await ids({ category: first })).toEqual([a])
  })

  it('is renamed from the version somebody saw, and never has the name of another', async () => {
    await saveCategory(shop, first, 1, titles('Shipping'), new Date())
    await expect(saveCategory(shop, first, 1, titles('Post'), new Date())).rejects.toMatchObject({ code: 'conflict' })
    await expect(createCategory(shop, titles('shipping'), new Date())).rejects.toMatchObject({
      fields: [{ message: 'title_taken' }],
    })
    await saveCategory(
      shop,
      first,
      2,
      { source: 'en', titles: { en: 'Shipping', de: 'Versand' }, confirmed: [] },
      new Date(),
    )
    await saveCategory(
      shop,
      first,
      3,
      { source: 'en', titles: { en: 'Parcels', de: 'Versand' }, confirmed: [] },
      new Date(),
    )
    const category = (await listCategories(shop)).find(({ id }) => id === first)
    expect(category?.titles).toEqual({
      en: { title: 'Parcels', sourceVersion: 4 },
      de: { title: 'Versand', sourceVersion: 2 },
    })
  })
})
