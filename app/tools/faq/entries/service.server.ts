/**
 * One entry as a merchant works on it: made, saved, its history, an old version taken up again; and what of all entries shoppers are to see.
 * In: a shop and a wish. Out: plain values, or an AppError that says what to do.
 * Invariant: every answer is sanitised before it is stored; who saves what somebody else saved meanwhile is told, and nothing is overwritten.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import type { Category } from '../categories/schema.ts'
import { getStoredCategory, listStoredCategories } from '../categories/store.server.ts'
import { FaqPublishJob, publicationKey } from '../publishing/jobs.ts'
import { restoreVersion, saveVersion } from '../targeting/history.ts'
import { applyForm, translationState } from './content.ts'
import { compareContents, type ContentChange } from './difference.ts'
import { sanitiseAnswer } from './sanitise.server.ts'
import { MOST_ENTRIES, type EntryContent, type EntryForm, type PublishedEntry, type StoredEntry } from './schema.ts'
import {
  addVersion,
  countEntries,
  findVersion,
  getStoredEntry,
  insertEntry,
  listPlaces,
  listPublishedEntries,
  listStoredEntries,
  listVersions,
  lockFaq,
  savePlaces,
  type StoredVersion,
} from './store.server.ts'

const MOST_VERSIONS = 100

export interface PublishedFaq {
  /** in the merchant's order, those without a published entry included */
  categories: Category[]
  entries: PublishedEntry[]
}

/** What shoppers are to see, for those who bring it to Shopify. Answers are sanitised again: a row is never trusted. */
export async function listPublished(sql: ShopSql, shop: Shop): Promise<PublishedFaq> {
  const entries = await listPublishedEntries(sql, shop)
  return {
    categories: await listStoredCategories(sql, shop),
    entries: entries.map((entry) => ({ ...entry, content: withSafeAnswers(entry.content) })),
  }
}

/** Every entry with its newest version, drafts included, in the merchant's order. */
export async function listEntries(sql: ShopSql, shop: Shop): Promise<StoredEntry[]> {
  return listStoredEntries(sql, shop)
}

export interface EditedEntry {
  entry: StoredEntry
  /** by language of a translation that is out of date: what the source said when it was made */
  madeFrom: Record<string, { question: string; answer: string }>
}

/** An entry with what a translator needs to see. Throws `not_found`. */
export async function editEntry(shop: Shop, id: Id): Promise<EditedEntry> {
  return inShopSql(shop.id, async (sql) => {
    const stored = await getStoredEntry(sql, shop, id)
    const { content } = stored
    const madeFrom: EditedEntry['madeFrom'] = {}
    for (const [language, text] of Object.entries(content.texts)) {
      if (translationState(content, language) !== 'stale') continue
      const version = await findVersion(sql, shop, id, text.sourceVersion)
      const source = version?.content.texts[content.source]
      if (source) madeFrom[language] = { question: source.question, answer: source.answer }
    }
    return { entry: { ...stored, content: withSafeAnswers(content) }, madeFrom }
  })
}

/** Throws `not_found`. */
export async function getEntry(shop: Shop, id: Id): Promise<StoredEntry> {
  const stored = await inShopSql(shop.id, (sql) => getStoredEntry(sql, shop, id))
  return { ...stored, content: withSafeAnswers(stored.content) }
}

/** The texts of all entries, so that a question that is there already is noticed while it is typed. */
export async function listQuestions(shop: Shop): Promise<{ id: Id; questions: Record<string, string[]> }[]> {
  const entries = await inShopSql(shop.id, (sql) => listStoredEntries(sql, shop))
  return entries.map(({ id, content }) => ({
    id,
    questions: Object.fromEntries(
      Object.entries(content.texts).map(([language, { question, aliases }]) => [language, [question, ...aliases]]),
    ),
  }))
}

/** A draft at the end of its category. Throws `invalid_input` when there are as many as can be, `not_found` without the category. Returns its id. */
export async function createEntry(shop: Shop, form: EntryForm, asOf: Date): Promise<Id> {
  return inShopSql(shop.id, async (sql) => {
    await lockFaq(sql, shop)
    return writeNewEntry(sql, shop, form, asOf.toISOString())
  })
}

/** The same inside a transaction that holds the lock. */
export async function writeNewEntry(sql: ShopSql, shop: Shop, form: EntryForm, at: Instant): Promise<Id> {
  await getStoredCategory(sql, shop, form.categoryId)
  if ((await countEntries(sql, shop)) >= MOST_ENTRIES)
    throw new AppError('invalid_input', `more than ${MOST_ENTRIES} entries`, {
      fields: [{ path: ['texts', form.source, 'question'], message: 'too_many_entries' }],
    })
  const content = applyForm(null, withCleanAnswers(form), 1, at)
  return insertEntry(sql, shop, { categoryId: form.categoryId, content, at })
}

/**
 * Saves what the editor holds as a new version, if it says anything new; what is published stays published. Throws `not_found`, and `conflict` when
 * the newest version is not `basedOn` any more: then nothing is written. Returns the number of the newest version.
 */
export async function saveEntry(shop: Shop, id: Id, basedOn: number, form: EntryForm, asOf: Date): Promise<number> {
  return inShopSql(shop.id, async (sql) => {
    await lockFaq(sql, shop)
    const stored = await getStoredEntry(sql, shop, id)
    if (stored.number !== basedOn)
      throw new AppError('conflict', `entry ${id} is at version ${stored.number}, the change began from ${basedOn}`, {
        retry: 'never',
      })
    if (stored.categoryId !== form.categoryId) {
      await moveToCategory(sql, shop, id, form.categoryId, asOf.toISOString())
      await enqueue(sql, FaqPublishJob, { shopId: shop.id }, { oneWaiting: publicationKey(shop.id) })
    }
    return writeVersion(sql, shop, stored, withCleanAnswers(form), asOf.toISOString())
  })
}

/**
 * A new version of what is stored, inside a transaction that holds the lock. `outdated`: languages whose new text was made from an older source.
 * Returns the number of the newest version.
 */
export async function writeVersion(
  sql: ShopSql,
  shop: Shop,
  stored: StoredEntry,
  form: EntryForm,
  at: Instant,
  outdated: ReadonlySet<string> = new Set(),
): Promise<number> {
  const content = applyForm(stored.content, withCleanAnswers(form), stored.number + 1, at, outdated)
  const decision = saveVersion(historyOf(stored), content, at)
  if (decision.outcome !== 'changed') return stored.number
  const number = stored.number + 1
  await addVersion(sql, shop, stored.id, { number, content, savedAt: at, restoredFrom: null })
  return number
}

async function moveToCategory(sql: ShopSql, shop: Shop, id: Id, categoryId: Id, at: Instant): Promise<void> {
  await getStoredCategory(sql, shop, categoryId)
  const others = await listStoredEntries(sql, shop)
  const last = Math.max(0, ...others.filter((entry) => entry.categoryId === categoryId).map(({ position }) => position))
  const places = await listPlaces(sql, shop, [id])
  await savePlaces(
    sql,
    shop,
    places.map((place) => ({ ...place, categoryId, position: last + 1 })),
    at,
  )
}

export interface VersionSummary {
  number: number
  savedAt: Instant
  restoredFrom: number | null
  /** against the version before it; null: it is the first, or the one before is not listed any more */
  changes: ContentChange[] | null
}

export interface EntryHistoryPage {
  entry: StoredEntry
  /** newest first */
  versions: VersionSummary[]
}

/** The newest hundred versions, each with what separates it from the one before. Throws `not_found`. */
export async function entryHistory(shop: Shop, id: Id): Promise<EntryHistoryPage> {
  return inShopSql(shop.id, async (sql) => {
    const entry = await getStoredEntry(sql, shop, id)
    const versions = await listVersions(sql, shop, id, MOST_VERSIONS)
    return {
      entry,
      versions: versions.map(({ content, ...version }, index) => {
        const before = versions[index + 1]
        return { ...version, changes: before ? compareContents(before.content, content) : null }
      }),
    }
  })
}

/**
 * An old version as the newest draft. Throws `not_found` for a version that is not there, `conflict` when somebody saved since `basedOn`. Returns
 * the number of the newest version, which stays what it was when it says the same already.
 */
export async function restoreEntry(shop: Shop, id: Id, number: number, basedOn: number, asOf: Date): Promise<number> {
  return inShopSql(shop.id, async (sql) => {
    await lockFaq(sql, shop)
    const stored = await getStoredEntry(sql, shop, id)
    if (stored.number !== basedOn)
      throw new AppError('conflict', `entry ${id} is at version ${stored.number}, not ${basedOn}`, { retry: 'never' })
    const old = await findVersion(sql, shop, id, number)
    const savedAt = asOf.toISOString()
    const history = historyOf(stored, ...(old && old.number !== stored.number ? [old] : []))
    const decision = restoreVersion(history, number, savedAt)
    if (decision.outcome === 'refused') throw new AppError('not_found', `no version ${number} of entry ${id}`)
    const made = decision.outcome === 'changed' ? decision.history.versions.at(-1) : undefined
    if (!made) return stored.number
    await addVersion(sql, shop, id, { ...made, content: withSafeAnswers(made.content) })
    return made.number
  })
}

/** The engine of histories decides on the newest version and those it is asked about; the others stay in their table. */
function historyOf(stored: StoredEntry, ...older: StoredVersion[]): Parameters<typeof saveVersion<EntryContent>>[0] {
  return {
    versions: [
      ...older,
      { number: stored.number, content: stored.content, savedAt: stored.updatedAt, restoredFrom: null },
    ],
    publishedNumber: stored.publishedNumber,
  }
}

function withCleanAnswers(form: EntryForm): EntryForm {
  const texts = Object.entries(form.texts).map(([language, text]) => [
    language,
    { ...text, answer: sanitiseAnswer(text.answer) },
  ])
  return { ...form, texts: Object.fromEntries(texts) as EntryForm['texts'] }
}

function withSafeAnswers(content: EntryContent): EntryContent {
  const texts = Object.entries(content.texts).map(([language, text]) => [
    language,
    { ...text, answer: sanitiseAnswer(text.answer) },
  ])
  return { ...content, texts: Object.fromEntries(texts) as EntryContent['texts'] }
}
