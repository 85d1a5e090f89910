/**
 * Categories as a merchant asks for them: made, named, ordered, taken away and put back. In: a shop and a wish. Out: plain values.
 * Invariant: no entry is ever without a category: one that has entries goes only when they go to another; what was taken away can be put back.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { findActionByKey, recordActions, recordUndos } from '#app/facts/actions.server.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { z } from 'zod'
import { EntryId } from '../entries/schema.ts'
import { listCategoryEntries, listPlaces, lockFaq, savePlaces } from '../entries/store.server.ts'
import { FaqPublishJob, publicationKey } from '../publishing/jobs.ts'
import { MOST_CATEGORIES, type Category, type CategoryForm, type CategoryWithEntries } from './schema.ts'
import {
  countByCategory,
  getStoredCategory,
  insertCategory,
  listStoredCategories,
  orderCategories,
  setCategoryRemoved,
  updateCategory,
} from './store.server.ts'
import { applyTitles } from './titles.ts'

/** In the merchant's order. */
export async function listCategories(shop: Shop): Promise<CategoryWithEntries[]> {
  return inShopSql(shop.id, async (sql) => {
    const categories = await listStoredCategories(sql, shop)
    const counts = await countByCategory(sql, shop)
    return categories.map((category) => ({ ...category, ...(counts.get(category.id) ?? { entries: 0, published: 0 }) }))
  })
}

/** At the end of the list. Throws `invalid_input` when there are as many as can be, or one of that name. Returns its id. */
export async function createCategory(shop: Shop, form: CategoryForm, asOf: Date): Promise<Id> {
  return inShopSql(shop.id, async (sql) => {
    await lockFaq(sql, shop)
    const others = await listStoredCategories(sql, shop)
    if (others.length >= MOST_CATEGORIES) throw refusedTitle(form.source, 'too_many_categories')
    refuseSameTitle(others, form)
    const id = await insertCategory(sql, shop, {
      source: form.source,
      titles: applyTitles(null, form, 1),
      at: asOf.toISOString(),
    })
    await enqueuePublication(sql, shop)
    return id
  })
}

/** Throws `conflict` when somebody saved it since version `basedOn`: nothing is overwritten. */
export async function saveCategory(shop: Shop, id: Id, basedOn: number, form: CategoryForm, asOf: Date): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    await lockFaq(sql, shop)
    const stored = await getStoredCategory(sql, shop, id)
    if (stored.version !== basedOn)
      throw new AppError(
        'conflict',
        `category ${id} is at version ${stored.version}, the change began from ${basedOn}`,
        {
          retry: 'never',
        },
      )
    refuseSameTitle(
      (await listStoredCategories(sql, shop)).filter((other) => other.id !== id),
      form,
    )
    const titles = applyTitles(stored, form, stored.version + 1)
    await updateCategory(sql, shop, id, { source: form.source, titles, at: asOf.toISOString() })
    await enqueuePublication(sql, shop)
  })
}

/** One place up or down; at the end of the list nothing happens. */
export async function moveCategory(shop: Shop, id: Id, by: -1 | 1): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    await lockFaq(sql, shop)
    const ids = (await listStoredCategories(sql, shop)).map((category) => category.id)
    const from = ids.indexOf(id)
    if (from < 0) throw new AppError('not_found', `no category ${id}`)
    const to = from + by
    if (to < 0 || to >= ids.length) return
    await orderCategories(sql, shop, ids.toSpliced(from, 1).toSpliced(to, 0, id))
    await enqueuePublication(sql, shop)
  })
}

/** What a removal noted in the action ledger. */
const Removal = z.object({
  categoryId: EntryId,
  /** the entries that went to another category, and which one */
  movedTo: EntryId.nullable(),
  entries: z.array(z.object({ id: EntryId, position: z.number().int() })),
})

const removalKey = (operation: string): string => `faq-category:${operation}`

/**
 * Takes a category away; its entries go to the end of `moveTo`. Throws `invalid_input` when it has entries and no other category is named.
 * @param operation a uuid of the page: sent twice it is done once, and it is what takes it back
 */
export async function removeCategory(
  shop: Shop,
  id: Id,
  moveTo: Id | null,
  operation: string,
  asOf: Date,
): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    await lockFaq(sql, shop)
    if (await findActionByKey(sql, shop, removalKey(operation))) return
    await getStoredCategory(sql, shop, id)
    const entries = await listCategoryEntries(sql, shop, id)
    if (entries.length > 0) {
      if (moveTo === null || moveTo === id)
        throw new AppError('invalid_input', `category ${id} has entries`, {
          fields: [{ path: ['moveTo'], message: 'has_entries' }],
        })
      await getStoredCategory(sql, shop, moveTo)
      const last = (await listCategoryEntries(sql, shop, moveTo)).at(-1)?.position ?? 0
      const moved = entries.map((entry, index) => ({ ...entry, categoryId: moveTo, position: last + 1 + index }))
      await savePlaces(sql, shop, moved, asOf.toISOString())
    }
    await setCategoryRemoved(sql, shop, id, asOf.toISOString())
    const before: z.infer<typeof Removal> = {
      categoryId: id,
      movedTo: entries.length > 0 ? moveTo : null,
      entries: entries.map((entry) => ({ id: entry.id, position: entry.position })),
    }
    await recordActions(sql, shop, [
      {
        tool: 'faq',
        kind: 'category.remove',
        key: removalKey(operation),
        target: `faq-category:${id}`,
        before,
        after: null,
        actor: 'merchant',
      },
    ])
    await enqueuePublication(sql, shop)
  })
}

/** Puts a category back with those of its entries that still are where the removal put them. Doing it twice changes nothing. Throws `not_found`. */
export async function restoreCategory(shop: Shop, operation: string, asOf: Date): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    await lockFaq(sql, shop)
    const action = await findActionByKey(sql, shop, removalKey(operation))
    if (!action) throw new AppError('not_found', `no removal ${operation}`)
    if ((await recordUndos(sql, shop, { keys: [action.key], actor: 'merchant' })) === 0) return
    const { categoryId, movedTo, entries } = Removal.parse(action.before)
    await setCategoryRemoved(sql, shop, categoryId, null)
    const positions = new Map(entries.map(({ id, position }) => [id, position]))
    const places = await listPlaces(sql, shop, [...positions.keys()])
    await savePlaces(
      sql,
      shop,
      places
        .filter((place) => place.categoryId === movedTo)
        .map((place) => ({ ...place, categoryId, position: positions.get(place.id) ?? place.position })),
      asOf.toISOString(),
    )
    await enqueuePublication(sql, shop)
  })
}

function refuseSameTitle(others: readonly Category[], form: CategoryForm): void {
  const wanted = (form.titles[form.source] ?? '').toLowerCase()
  if (others.some(({ titles }) => titles[form.source]?.title.toLowerCase() === wanted))
    throw refusedTitle(form.source, 'title_taken')
}

function refusedTitle(source: string, code: string): AppError {
  return new AppError('invalid_input', `the category was refused: ${code}`, {
    fields: [{ path: ['titles', source], message: code }],
  })
}

async function enqueuePublication(sql: ShopSql, shop: Shop): Promise<void> {
  await enqueue(sql, FaqPublishJob, { shopId: shop.id }, { oneWaiting: publicationKey(shop.id) })
}
