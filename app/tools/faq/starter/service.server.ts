/**
 * Takes ready answers into the shop's FAQ. In: which of them. Out: drafts in their categories. Invariant: taken once per operation, and taken back as
 * one; a category of the same name is used, not made again.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { findActionByKey, recordActions } from '#app/facts/actions.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { insertCategory, listStoredCategories } from '../categories/store.server.ts'
import { writeNewEntry } from '../entries/service.server.ts'
import { EntryTarget } from '../entries/schema.ts'
import { listPlaces, listStoredEntries, lockFaq } from '../entries/store.server.ts'
import { shopLanguages } from '../languages/service.server.ts'
import { changeKey } from '../listing/schema.ts'
import { foldQuestion } from '../listing/twins.ts'
import { EVERYWHERE } from '../targeting/targeting.ts'
import { languagesTaken, STARTER, type StarterEntry, type StarterForm } from './schema.ts'

export interface StarterPage {
  /** the shop's languages that the answers come in, the one they are written in first */
  languages: string[]
  /** asked already, by key */
  known: string[]
}

export async function starterPage(shop: Shop, asOf: Date): Promise<StarterPage> {
  const { languages } = await shopLanguages(shop, asOf)
  const asked = await inShopSql(shop.id, async (sql) => {
    const entries = await listStoredEntries(sql, shop)
    return new Set(
      entries.flatMap(({ content }) => Object.values(content.texts).map((text) => foldQuestion(text.question))),
    )
  })
  return {
    languages: languagesTaken(languages.map(({ locale }) => locale)).map(({ language }) => language),
    known: STARTER.entries
      .filter(({ texts }) => Object.values(texts).some(({ question }) => asked.has(foldQuestion(question))))
      .map(({ key }) => key),
  }
}

/** Returns how many drafts were made; the same operation again makes none. Throws `invalid_input` when the shop has as many answers as can be. */
export async function takeStarter(shop: Shop, form: StarterForm, asOf: Date): Promise<number> {
  const { languages } = await shopLanguages(shop, asOf)
  const taken = languagesTaken(languages.map(({ locale }) => locale))
  const source = taken[0]?.language ?? 'en'
  const at = asOf.toISOString()
  return inShopSql(shop.id, async (sql) => {
    await lockFaq(sql, shop)
    const key = changeKey(form.operation)
    if (await findActionByKey(sql, shop, key)) return 0
    const chosen = STARTER.entries.filter((entry) => form.keys.includes(entry.key))
    const categories = new Map<string, Id>()
    const there = await listStoredCategories(sql, shop)
    for (const category of STARTER.categories) {
      if (!chosen.some((entry) => entry.category === category.key)) continue
      const names = new Set(Object.values(category.titles).map((title) => title.toLowerCase()))
      const same = there.find(({ titles }) => Object.values(titles).some(({ title }) => names.has(title.toLowerCase())))
      const titles = taken.map(({ language, from }) => [language, { title: category.titles[from], sourceVersion: 1 }])
      categories.set(
        category.key,
        same?.id ?? (await insertCategory(sql, shop, { source, titles: Object.fromEntries(titles), at })),
      )
    }
    const ids: Id[] = []
    for (const entry of chosen)
      ids.push(await writeNewEntry(sql, shop, formOf(entry, taken, source, categories.get(entry.category) ?? ''), at))
    const places = await listPlaces(sql, shop, ids)
    await recordActions(sql, shop, [
      {
        tool: 'faq',
        kind: 'entries.starter',
        key,
        target: 'faq-entries',
        before: places.map((place) => ({ ...place, removed: true })),
        after: places,
        actor: 'merchant',
      },
    ])
    return ids.length
  })
}

function formOf(
  entry: StarterEntry,
  taken: ReturnType<typeof languagesTaken>,
  source: string,
  categoryId: Id,
): Parameters<typeof writeNewEntry>[2] {
  const texts = Object.fromEntries(taken.map(({ language, from }) => [language, entry.texts[from]]))
  return {
    categoryId,
    source,
    texts,
    confirmed: [],
    target: EntryTarget.parse(EVERYWHERE),
    startsAt: null,
    endsAt: null,
  }
}
