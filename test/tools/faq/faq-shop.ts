/**
 * A small shop at the dev store with an FAQ. In: scopes. Out: the shop, and words to write, publish and look at what stands at Shopify.
 * Invariant: what stands there is read out of the dev store's memory, never out of our own tables.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { closeQueue } from '#app/jobs/queue.server.ts'
import { getShop } from '#app/mirror/shops.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { refetchShop } from '#app/sync/small-sets.server.ts'
import { createCategory } from '#app/tools/faq/categories/service.server.ts'
import type { EntryForm, TextForm } from '#app/tools/faq/entries/schema.ts'
import { createEntry, getEntry, saveEntry } from '#app/tools/faq/entries/service.server.ts'
import { listPlaces, savePlaces } from '#app/tools/faq/entries/store.server.ts'
import { publish } from '#app/tools/faq/publishing/running/service.server.ts'
import { EVERYWHERE } from '#app/tools/faq/targeting/targeting.ts'
import { createSmallShop } from '#test/devstore/graphql/small-shop.ts'
import type { ShopState } from '#test/devstore/model.ts'
import { installShop, SCOPES, type SyncedShop } from '#test/sync/synced-shop.ts'

export const FAQ_SCOPES = [...SCOPES, 'write_metaobjects', 'write_translations', 'read_locales']
const { signal } = new AbortController()

export interface FaqShop extends SyncedShop {
  state: ShopState
  close: () => Promise<void>
}

export async function faqShop(scopes: string[] = FAQ_SCOPES): Promise<FaqShop> {
  const state = createSmallShop()
  const synced = await installShop(state, { scopes })
  await refetchShop(synced.shop)
  return {
    ...synced,
    shop: await getShop(synced.shop.domain),
    state,
    close: async () => {
      await closeQueue()
      await synced.stop()
    },
  }
}

export async function aCategory(shop: Shop, titles: Record<string, string>): Promise<Id> {
  const [source = 'en'] = Object.keys(titles)
  return createCategory(shop, { source, titles, confirmed: [] }, new Date())
}

/** Texts by language, the source first. */
export function entryForm(
  categoryId: Id,
  texts: Record<string, Partial<TextForm>>,
  changes: Partial<EntryForm> = {},
): EntryForm {
  const [source = 'en'] = Object.keys(texts)
  return {
    categoryId,
    source,
    texts: Object.fromEntries(
      Object.entries(texts).map(([language, text]) => [language, { question: '', answer: '', aliases: [], ...text }]),
    ),
    confirmed: [],
    target: EVERYWHERE as EntryForm['target'],
    startsAt: null,
    endsAt: null,
    ...changes,
  }
}

/** Written and shown to shoppers. */
export async function aPublishedEntry(shop: Shop, form: EntryForm): Promise<Id> {
  const id = await createEntry(shop, form, new Date())
  await show(shop, id, 1)
  return id
}

/** A new version, shown to shoppers. */
export async function republish(shop: Shop, id: Id, form: EntryForm): Promise<void> {
  const { number } = await getEntry(shop, id)
  await show(shop, id, await saveEntry(shop, id, number, form, new Date()))
}

/** @param number of the version shoppers see; null: none */
export async function show(shop: Shop, id: Id, number: number | null): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    const places = await listPlaces(sql, shop, [id])
    await savePlaces(
      sql,
      shop,
      places.map((place) => ({ ...place, publishedNumber: number })),
      new Date().toISOString(),
    )
  })
}

/** Publishes until nothing is left. */
export async function publishAll(shop: Shop): Promise<void> {
  while ((await publish(shop, { signal })).again);
}

export interface Standing {
  handle: string
  values: Record<string, string>
  status: string
  /** by `<language>/<key>` */
  translations: Record<string, string>
}

/** By handle, in order. */
export function standing(state: ShopState): Standing[] {
  return [...state.metaobjects.values()]
    .map(({ id, handle, values, status }) => ({
      handle,
      values: Object.fromEntries(values),
      status,
      translations: Object.fromEntries(
        [...state.translations.values()]
          .filter(({ resourceId }) => resourceId === `gid://shopify/Metaobject/${id}`)
          .map(({ locale, key, value }) => [`${locale}/${key}`, value]),
      ),
    }))
    .sort((a, b) => (a.handle < b.handle ? -1 : 1))
}

/** A value of the app's own data as the theme reads it; null: it was never written. */
export function appData(state: ShopState, namespace: string, key: string): unknown {
  const found = [...state.metafields.values()].find(
    (metafield) =>
      metafield.ownerId.includes('AppInstallation') && metafield.namespace === namespace && metafield.key === key,
  )
  return found ? JSON.parse(found.value) : null
}
