/**
 * The check of all answers: what contradicts the settings, has gone stale, leads nowhere; and corrections with one click. In: a shop. Out: findings; a
 * corrected entry. Invariant: a correction is made to the version it was proposed for or not at all; taking it back restores that version, word for word.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { knownHandles } from '#app/mirror/handles.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { loadMarketFacts } from '../bound-settings/facts/service.server.ts'
import { ALL_MARKETS } from '../bound-settings/schema.ts'
import type { EntryContent, EntryForm, StoredEntry } from '../entries/schema.ts'
import { listEntries, restoreEntry, writeVersion } from '../entries/service.server.ts'
import { getStoredEntry, listPlaces, lockFaq, savePlaces } from '../entries/store.server.ts'
import { knownLanguages } from '../languages/service.server.ts'
import { FaqPublishJob, publicationKey } from '../publishing/jobs.ts'
import { entryHelpfulness } from '../votes/service.server.ts'
import type { Helpfulness } from '../votes/wilson.ts'
import {
  FINDING_CODES,
  findProblems,
  withPlaceholder,
  type CheckedMarket,
  type Finding,
  type FindingCode,
} from './engine.ts'
import { linksOf, targetOf } from './links.ts'
import { FINDINGS_PER_PAGE, type CheckQuery, type FixForm } from './schema.ts'
import { getFix, hasFix, insertFix, markUndone } from './store.server.ts'

export interface CheckPage {
  findings: Finding[]
  counts: Record<FindingCode, number>
  /** after filters */
  count: number
  page: number
  pages: number
  /** entries that were looked at */
  entries: number
  /** answers with votes, those that help least first */
  leastHelpful: ({ entryId: Id; question: string } & Helpfulness)[]
  /** whether any market says anything: without it there is nothing to compare with */
  knowsSettings: boolean
}

/** Worst first: what shoppers read wrongly now, then what they miss, then what will go wrong. */
export async function checkPage(shop: Shop, query: CheckQuery, now: Date): Promise<CheckPage> {
  const markets = await marketsToCheck(shop, now)
  const { entries, languages, broken, votes } = await inShopSql(shop.id, async (sql) => {
    const entries = await listEntries(sql, shop)
    const { languages } = await knownLanguages(sql, shop)
    return {
      entries,
      languages: languages.filter(({ published }) => published).map(({ locale }) => locale),
      broken: await brokenPaths(sql, shop, entries),
      votes: await entryHelpfulness(sql, shop),
    }
  })
  const all = entries.flatMap((entry) => findProblems(entry, markets, languages, broken))
  const counts = Object.fromEntries(FINDING_CODES.map((code) => [code, 0])) as Record<FindingCode, number>
  for (const { code } of all) counts[code] += 1
  const rank = (finding: Finding): number => FINDING_CODES.indexOf(finding.code) - (finding.isPublished ? 100 : 0)
  const filtered = all
    .filter(({ code }) => query.code === undefined || code === query.code)
    .sort((a, b) => rank(a) - rank(b))
  const pages = Math.max(1, Math.ceil(filtered.length / FINDINGS_PER_PAGE))
  const page = Math.min(query.page, pages)
  return {
    findings: filtered.slice((page - 1) * FINDINGS_PER_PAGE, page * FINDINGS_PER_PAGE),
    counts,
    count: filtered.length,
    page,
    pages,
    entries: entries.length,
    leastHelpful: leastHelpful(entries, votes),
    knowsSettings: markets.some(({ facts }) => Object.values(facts).some((value) => value !== null)),
  }
}

const MOST_LISTED = 5

/** By the upper bound of the interval: two votes against make no answer the worst. */
function leastHelpful(
  entries: readonly StoredEntry[],
  votes: ReadonlyMap<Id, Helpfulness>,
): ({ entryId: Id; question: string } & Helpfulness)[] {
  return entries
    .flatMap(({ id, content }) => {
      const own = votes.get(id)
      return own ? [{ entryId: id, question: content.texts[content.source]?.question ?? '', ...own }] : []
    })
    .sort((a, b) => a.high - b.high)
    .slice(0, MOST_LISTED)
}

/** The shop's markets; where it has none, what is said of all. */
async function marketsToCheck(shop: Shop, now: Date): Promise<CheckedMarket[]> {
  const known = await loadMarketFacts(shop, now)
  const own = known.filter(({ id }) => id !== ALL_MARKETS)
  return (own.length > 0 ? own : known).map(({ handle, name, facts, changes }) => ({ handle, name, facts, changes }))
}

async function brokenPaths(sql: ShopSql, shop: Shop, entries: readonly StoredEntry[]): Promise<Set<string>> {
  const paths = new Map<string, NonNullable<ReturnType<typeof targetOf>>>()
  for (const { content } of entries)
    for (const { answer } of Object.values(content.texts))
      for (const { path } of linksOf(answer)) {
        const target = targetOf(path)
        if (target) paths.set(path, target)
      }
  const handlesOf = (kind: 'product' | 'collection'): string[] => [
    ...new Set([...paths.values()].filter((target) => target.kind === kind).map(({ handle }) => handle)),
  ]
  const known = {
    product: await knownHandles(sql, shop, 'product', handlesOf('product')),
    collection: await knownHandles(sql, shop, 'collection', handlesOf('collection')),
  }
  return new Set([...paths].filter(([, { kind, handle }]) => !known[kind].has(handle)).map(([path]) => path))
}

/**
 * Puts a placeholder where a figure was written by hand. What shoppers see follows at once where they see the newest version; else it stays a draft.
 * Throws `conflict` when the entry was saved since, or the finding is not there any more; `not_found`. Done twice it is done once.
 */
export async function applyFix(shop: Shop, form: FixForm, now: Date): Promise<void> {
  const markets = await marketsToCheck(shop, now)
  await inShopSql(shop.id, async (sql) => {
    await lockFaq(sql, shop)
    if (await hasFix(sql, shop, form.id)) return
    const entry = await getStoredEntry(sql, shop, form.entryId)
    const isProposed = findProblems(entry, markets, [], new Set()).some(
      ({ language, start, end, fix }) =>
        language === form.language && start === form.start && end === form.end && fix === form.placeholder,
    )
    if (entry.number !== form.number || !isProposed)
      throw new AppError('conflict', `entry ${entry.id} was changed since the correction was proposed`, {
        retry: 'never',
        fields: [{ path: ['fix'], message: 'changed_meanwhile', code: 'changed_meanwhile' }],
      })
    const versionAfter = await writeVersion(sql, shop, entry, corrected(entry, form), now.toISOString())
    if (entry.publishedNumber === entry.number) await showVersion(sql, shop, entry.id, versionAfter, now)
    await insertFix(sql, shop, {
      id: form.id,
      entryId: entry.id,
      language: form.language,
      placeholder: form.placeholder,
      versionBefore: entry.number,
      versionAfter,
    })
  })
}

/** Throws `not_found`, and `conflict` when the entry was saved since. Done twice it is done once. */
export async function undoFix(shop: Shop, id: string, now: Date): Promise<void> {
  const { fix, wasShown } = await inShopSql(shop.id, async (sql) => {
    const fix = await getFix(sql, shop, id)
    const entry = await getStoredEntry(sql, shop, fix.entryId)
    return { fix, wasShown: entry.publishedNumber === fix.versionAfter }
  })
  if (fix.isUndone) return
  const number = await restoreEntry(shop, fix.entryId, fix.versionBefore, fix.versionAfter, now)
  await inShopSql(shop.id, async (sql) => {
    await lockFaq(sql, shop)
    if (wasShown) await showVersion(sql, shop, fix.entryId, number, now)
    await markUndone(sql, shop, id)
  })
}

async function showVersion(sql: ShopSql, shop: Shop, id: Id, number: number, now: Date): Promise<void> {
  const places = await listPlaces(sql, shop, [id])
  await savePlaces(
    sql,
    shop,
    places.map((place) => ({ ...place, publishedNumber: number })),
    now.toISOString(),
  )
  await enqueue(sql, FaqPublishJob, { shopId: shop.id }, { oneWaiting: publicationKey(shop.id) })
}

/** A figure that becomes a placeholder changes nothing that another language says: those that were up to date stay so. */
function corrected({ categoryId, content }: StoredEntry, form: FixForm): EntryForm {
  const { source, texts, target, startsAt, endsAt } = content
  return {
    categoryId,
    source,
    texts: Object.fromEntries(
      Object.entries(texts).map(([language, { question, answer, aliases }]) => [
        language,
        {
          question,
          answer: language === form.language ? withPlaceholder(answer, form, form.placeholder) : answer,
          aliases,
        },
      ]),
    ),
    confirmed: upToDate(content),
    target,
    startsAt,
    endsAt,
  }
}

function upToDate({ source, texts }: EntryContent): string[] {
  const current = texts[source]?.sourceVersion ?? 0
  return Object.keys(texts).filter(
    (language) => language !== source && (texts[language]?.sourceVersion ?? 0) >= current,
  )
}
