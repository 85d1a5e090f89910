/**
 * The list of entries and what is done to several of them: published, taken back, moved, taken away, ordered. In: a shop and a wish. Out: what
 * became of each. Invariant: every change is one row of the action ledger that can take it back once; what somebody changed since stays theirs.
 */
import { z } from 'zod'
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { findActionByKey, recordActions, recordUndos } from '#app/facts/actions.server.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { getStoredCategory, listStoredCategories } from '../categories/store.server.ts'
import { publishProblems } from '../entries/content.ts'
import { EntryId, type StoredEntry } from '../entries/schema.ts'
import {
  listCategoryEntries,
  listPlaces,
  listStoredEntries,
  lockFaq,
  savePlaces,
  type EntryPlace,
} from '../entries/store.server.ts'
import { FaqPublishJob, publicationKey } from '../publishing/jobs.ts'
import { entryPublications } from '../publishing/service.server.ts'
import { pageOfEntries, questionIn } from './rows.ts'
import { changeKey, type ChangeForm, type ChangeResult, type EntryPage, type EntryQuery } from './schema.ts'

/** @param languages of the shop, the primary first */
export async function entryPage(
  shop: Shop,
  query: EntryQuery,
  languages: readonly string[],
  asOf: Date,
): Promise<EntryPage> {
  return inShopSql(shop.id, async (sql) => {
    const entries = await listStoredEntries(sql, shop)
    return pageOfEntries(entries, languages, await entryPublications(sql, shop), query, asOf)
  })
}

/** What a change noted in the action ledger: where each entry was, and where it is. */
const Places = z.array(
  z.object({
    id: EntryId,
    categoryId: EntryId,
    position: z.number().int(),
    publishedNumber: z.number().int().nullable(),
    removed: z.boolean(),
  }),
)

/** Entries that are gone meanwhile are left out. Throws `not_found` when the category to move to is. The same operation again changes nothing. */
export async function changeEntries(shop: Shop, form: ChangeForm, asOf: Date): Promise<ChangeResult> {
  return inShopSql(shop.id, async (sql) => {
    await lockFaq(sql, shop)
    const { kind, operation } = form
    const entries = (await listStoredEntries(sql, shop)).filter(({ id }) => form.ids.includes(id))
    const refused = kind === 'publish' ? entries.flatMap(refusalOf) : []
    const refusedIds = new Set(refused.map(({ id }) => id))
    const result: ChangeResult = { kind, operation, changed: 0, unchanged: 0, refused }
    if (await findActionByKey(sql, shop, changeKey(operation))) return { ...result, changed: entries.length }
    const before = (await listPlaces(sql, shop, form.ids)).filter(({ id, removed }) => !removed && !refusedIds.has(id))
    const after = await placesAfter(sql, shop, form, before, entries)
    const changed = after.filter(
      (place) =>
        !isSamePlace(
          place,
          before.find(({ id }) => id === place.id),
        ),
    )
    result.changed = changed.length
    result.unchanged = before.length - changed.length
    if (changed.length === 0) return result
    await savePlaces(sql, shop, changed, asOf.toISOString())
    const changedIds = new Set(changed.map(({ id }) => id))
    await recordActions(sql, shop, [
      {
        tool: 'faq',
        kind: `entries.${kind}`,
        key: changeKey(operation),
        target: changed.length === 1 && changed[0] ? `faq-entry:${changed[0].id}` : 'faq-entries',
        before: before.filter(({ id }) => changedIds.has(id)),
        after: changed,
        actor: 'merchant',
      },
    ])
    await enqueuePublication(sql, shop)
    return result
  })
}

async function placesAfter(
  sql: ShopSql,
  shop: Shop,
  { kind, categoryId }: ChangeForm,
  places: readonly EntryPlace[],
  entries: readonly StoredEntry[],
): Promise<EntryPlace[]> {
  switch (kind) {
    case 'publish': {
      const numbers = new Map(entries.map(({ id, number }) => [id, number]))
      return places.map((place) => ({ ...place, publishedNumber: numbers.get(place.id) ?? place.publishedNumber }))
    }
    case 'unpublish':
      return places.map((place) => ({ ...place, publishedNumber: null }))
    case 'delete':
      return places.map((place) => ({ ...place, removed: true }))
    case 'move': {
      const to = await getStoredCategory(sql, shop, categoryId ?? '0')
      const last = (await listCategoryEntries(sql, shop, to.id)).at(-1)?.position ?? 0
      const order = entries.map(({ id }) => id)
      const coming = places
        .filter((place) => place.categoryId !== to.id)
        .sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id))
      return coming.map((place, index) => ({ ...place, categoryId: to.id, position: last + 1 + index }))
    }
  }
}

export interface UndoneChange {
  restored: number
  /** changed by somebody since, and left as they are */
  left: number
}

/** Takes a change back. Doing it twice changes nothing. Throws `not_found` for an operation that is not this shop's. */
export async function undoChange(shop: Shop, operation: string, asOf: Date): Promise<UndoneChange> {
  return inShopSql(shop.id, async (sql) => {
    await lockFaq(sql, shop)
    const action = await findActionByKey(sql, shop, changeKey(operation))
    if (!action) throw new AppError('not_found', `no change ${operation}`)
    const before = Places.parse(action.before)
    const after = new Map(Places.parse(action.after).map((place) => [place.id, place]))
    if ((await recordUndos(sql, shop, { keys: [action.key], actor: 'merchant' })) === 0)
      return { restored: before.length, left: 0 }
    const now = new Map((await listPlaces(sql, shop, [...after.keys()])).map((place) => [place.id, place]))
    const categories = new Set((await listStoredCategories(sql, shop)).map(({ id }) => id))
    const back = before.filter(
      (place) => isSamePlace(after.get(place.id), now.get(place.id)) && categories.has(place.categoryId),
    )
    await savePlaces(sql, shop, back, asOf.toISOString())
    await enqueuePublication(sql, shop)
    return { restored: back.length, left: before.length - back.length }
  })
}

/** One place up or down within its category; at the end of it nothing happens. Throws `not_found`. */
export async function moveEntry(shop: Shop, id: Id, by: -1 | 1, asOf: Date): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    await lockFaq(sql, shop)
    const [place] = await listPlaces(sql, shop, [id])
    if (!place || place.removed) throw new AppError('not_found', `no entry ${id}`)
    const siblings = await listCategoryEntries(sql, shop, place.categoryId)
    const from = siblings.findIndex((sibling) => sibling.id === id)
    const to = from + by
    const moved = siblings[from]
    if (!moved || to < 0 || to >= siblings.length) return
    const ordered = siblings.toSpliced(from, 1).toSpliced(to, 0, moved)
    await savePlaces(
      sql,
      shop,
      ordered.map((sibling, index) => ({ ...sibling, position: index + 1 })),
      asOf.toISOString(),
    )
    await enqueuePublication(sql, shop)
  })
}

function refusalOf({ id, content }: StoredEntry): ChangeResult['refused'] {
  const [problem] = publishProblems(content)
  return problem ? [{ id, question: questionIn(content, content.source), code: problem.code }] : []
}

function isSamePlace(a: EntryPlace | undefined, b: EntryPlace | undefined): boolean {
  return (
    a !== undefined &&
    b !== undefined &&
    a.categoryId === b.categoryId &&
    a.publishedNumber === b.publishedNumber &&
    a.removed === b.removed
  )
}

async function enqueuePublication(sql: ShopSql, shop: Shop): Promise<void> {
  await enqueue(sql, FaqPublishJob, { shopId: shop.id }, { oneWaiting: publicationKey(shop.id) })
}
