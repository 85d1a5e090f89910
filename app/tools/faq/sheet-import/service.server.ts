/**
 * A file of answers as a merchant or translator reads it in. In: a file. Out: what it would change and what is wrong in it, line by line; the import;
 * its way back. Invariant: a file is applied in one transaction and once under the id of its page; what shoppers see changes only by publishing.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { recordActions, recordUndos } from '#app/facts/actions.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import type { Id, Instant, Shop } from '#app/mirror/types.ts'
import { adviseColumns } from '#app/sheets/columns.ts'
import { readUploadedSheet } from '#app/sheets/read.server.ts'
import type { Sheet } from '#app/sheets/types.ts'
import { insertCategory, listStoredCategories } from '../categories/store.server.ts'
import { titleIn } from '../categories/titles.ts'
import { sanitiseAnswer } from '../entries/sanitise.server.ts'
import { EntryTarget, type StoredEntry } from '../entries/schema.ts'
import { writeNewEntry, writeVersion } from '../entries/service.server.ts'
import {
  addVersion,
  findVersion,
  getStoredEntry,
  listPlaces,
  listStoredEntries,
  lockFaq,
  savePlaces,
} from '../entries/store.server.ts'
import { primaryOf } from '../languages/schema.ts'
import { knownLanguages } from '../languages/service.server.ts'
import { EVERYWHERE } from '../targeting/targeting.ts'
import { FAQ_COLUMNS } from './columns.ts'
import { changedLanguages, mergedTexts, planImport, type ImportPlan, type PlannedEntry } from './plan.ts'
import type { FaqImportPreview, ImportedEntries, PastImport, UndoneImport } from './schema.ts'
import { hasImport, insertImport, listImports, takeImport } from './store.server.ts'

const MOST_SHOWN = 100
const LONGEST_FILE_NAME = 120

export async function pastImports(shop: Shop): Promise<PastImport[]> {
  return inShopSql(shop.id, (sql) => listImports(sql, shop))
}

/** What an import of this file would change; nothing is written. Throws `invalid_input` for a file that is no table. */
export async function previewFaqImport(shop: Shop, file: FormDataEntryValue | null): Promise<FaqImportPreview> {
  const sheet = await readUploadedSheet(file)
  return inShopSql(shop.id, async (sql) => (await prepare(sql, shop, sheet, nameOf(file))).preview)
}

/**
 * Applies a file under an id that the page made: the same id again changes nothing. With `leaveOut`, lines with problems are left out; without, one
 * problem refuses the file (`invalid_input`, the reason as the field's code).
 */
export async function importFaq(
  shop: Shop,
  wanted: { id: string; file: FormDataEntryValue | null; leaveOut: boolean },
  asOf: Date,
): Promise<FaqImportPreview> {
  const sheet = await readUploadedSheet(wanted.file)
  const at = asOf.toISOString()
  return inShopSql(shop.id, async (sql) => {
    await lockFaq(sql, shop)
    const fileName = nameOf(wanted.file)
    const { preview, plan, primary } = await prepare(sql, shop, sheet, fileName)
    if (await hasImport(sql, shop, wanted.id)) return preview
    if (preview.missing.length > 0 || preview.twice.length > 0) throw refusal('columnsWrong')
    if (preview.problems.length > 0 && !wanted.leaveOut) throw refusal('hasProblems')
    if (preview.counts.added + preview.counts.changed === 0) throw refusal('nothingToImport')
    const categories = new Map<string, Id>()
    for (const title of plan.newCategories) {
      const titles = { [primary]: { title, sourceVersion: 1 } }
      categories.set(title.toLowerCase(), await insertCategory(sql, shop, { source: primary, titles, at }))
    }
    const entries: ImportedEntries = []
    for (const planned of plan.planned) {
      const done = await apply(sql, shop, planned, categories, at)
      if (done) entries.push(done)
    }
    await insertImport(sql, shop, { id: wanted.id, fileName, counts: preview.counts, entries, at })
    await recordActions(sql, shop, [
      {
        tool: 'faq',
        kind: 'entries.import',
        key: `faq-import:${wanted.id}`,
        target: 'faq-entries',
        before: null,
        after: { fileName, ...preview.counts },
        actor: 'merchant',
      },
    ])
    return preview
  })
}

/** Null when the file says what the entry says already. */
async function apply(
  sql: ShopSql,
  shop: Shop,
  planned: PlannedEntry,
  categories: ReadonlyMap<string, Id>,
  at: Instant,
): Promise<ImportedEntries[number] | null> {
  const { entry, category } = planned
  const categoryId =
    category === null
      ? entry?.categoryId
      : 'id' in category
        ? category.id
        : categories.get(category.title.toLowerCase())
  if (categoryId === undefined) throw new Error(`line ${planned.line}: a new entry without a category`)
  const texts = mergedTexts(planned)
  if (entry === null) {
    const target = EntryTarget.parse(EVERYWHERE)
    const form = { categoryId, source: planned.source, texts, confirmed: [], target, startsAt: null, endsAt: null }
    return { id: await writeNewEntry(sql, shop, form, at), before: null, after: 1 }
  }
  const { source, target, startsAt, endsAt } = entry.content
  const form = { categoryId, source, texts, confirmed: [], target, startsAt, endsAt }
  const number = await writeVersion(sql, shop, entry, form, at, planned.outdated)
  return number === entry.number ? null : { id: entry.id, before: entry.number, after: number }
}

/** Takes an import back: entries that nobody changed since. Doing it twice changes nothing. Throws `not_found`. */
export async function undoFaqImport(shop: Shop, id: string, asOf: Date): Promise<UndoneImport> {
  const at = asOf.toISOString()
  return inShopSql(shop.id, async (sql) => {
    await lockFaq(sql, shop)
    const entries = await takeImport(sql, shop, id, at)
    if (entries === null) return { restored: 0, left: 0 }
    await recordUndos(sql, shop, { keys: [`faq-import:${id}`], actor: 'merchant' })
    const places = new Map(
      (
        await listPlaces(
          sql,
          shop,
          entries.map((entry) => entry.id),
        )
      ).map((place) => [place.id, place]),
    )
    let restored = 0
    for (const { id: entryId, before, after } of entries) {
      const place = places.get(entryId)
      if (!place || place.removed) continue
      const stored = await getStoredEntry(sql, shop, entryId)
      if (stored.number !== after) continue
      if (before === null) {
        // What a person published since is theirs.
        if (place.publishedNumber !== null) continue
        await savePlaces(sql, shop, [{ ...place, removed: true }], at)
      } else if (!(await restoreBefore(sql, shop, stored, before, at))) continue
      restored += 1
    }
    return { restored, left: entries.length - restored }
  })
}

async function restoreBefore(
  sql: ShopSql,
  shop: Shop,
  stored: StoredEntry,
  before: number,
  at: Instant,
): Promise<boolean> {
  const old = await findVersion(sql, shop, stored.id, before)
  if (!old) return false
  const number = stored.number + 1
  await addVersion(sql, shop, stored.id, { number, content: old.content, savedAt: at, restoredFrom: before })
  return true
}

async function prepare(
  sql: ShopSql,
  shop: Shop,
  sheet: Sheet,
  fileName: string,
): Promise<{ preview: FaqImportPreview; plan: ImportPlan; primary: string }> {
  const entries = await listStoredEntries(sql, shop)
  const categories = await listStoredCategories(sql, shop)
  const languages = await knownLanguages(sql, shop)
  const primary = primaryOf(languages)
  const plan = planImport(sheet, {
    entries,
    categories,
    languages: languages.languages.map(({ locale }) => locale),
    clean: sanitiseAnswer,
  })
  const changes = plan.planned.map((planned) => ({ planned, languages: changedLanguages(planned) }))
  const changed = changes.filter((one) => one.languages.length > 0)
  const added = changed.filter(({ planned }) => planned.entry === null).length
  const titles = new Map(categories.map((category) => [category.id, titleIn(category, primary)]))
  const preview: FaqImportPreview = {
    fileName,
    ...adviseColumns(plan.match, FAQ_COLUMNS),
    problems: plan.problems,
    counts: {
      added,
      changed: changed.length - added,
      unchanged: changes.length - changed.length,
      categories: plan.newCategories.length,
    },
    newCategories: plan.newCategories,
    outdated: changed.reduce(
      (sum, { planned, languages: touched }) =>
        sum + touched.filter((language) => planned.outdated.has(language)).length,
      0,
    ),
    entries: changed.slice(0, MOST_SHOWN).map(({ planned, languages: touched }) => {
      const texts = mergedTexts(planned)
      const { category, entry } = planned
      return {
        question: texts[planned.source]?.question ?? '',
        category:
          category === null
            ? (titles.get(entry?.categoryId ?? '') ?? '')
            : 'id' in category
              ? (titles.get(category.id) ?? '')
              : category.title,
        languages: touched,
        isNew: entry === null,
      }
    }),
  }
  return { preview, plan, primary }
}

function refusal(code: string): AppError {
  return new AppError('invalid_input', `the file was not imported: ${code}`, {
    fields: [{ path: ['file'], message: code, code: `faqTranslations.${code}` }],
  })
}

function nameOf(file: FormDataEntryValue | null): string {
  return file instanceof File ? file.name.slice(-LONGEST_FILE_NAME) : ''
}
