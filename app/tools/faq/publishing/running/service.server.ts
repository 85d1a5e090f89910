/**
 * Bringing Shopify up to what is published: plan, record, apply, confirm. In: a shop. Out: metaobjects and translations as the entries say; what could not
 * be written says so on its row. Invariant: dying anywhere and running again, or running twice, changes nothing more; only what differs is written;
 * categories come after their entries, deletions last.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { recordActions } from '#app/facts/actions.server.ts'
import { AppError, isAppError } from '#app/kernel/errors.ts'
import { toGid } from '#app/kernel/gid.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { setAppData } from '#app/shopify/app-data.server.ts'
import { shopifyClient, type ShopifyClient } from '#app/shopify/client.server.ts'
import { listPublished } from '../../entries/service.server.ts'
import { lockFaq } from '../../entries/store.server.ts'
import { primaryOf } from '../../languages/schema.ts'
import { shopLanguages } from '../../languages/service.server.ts'
import { documentsOf, type DocumentType } from '../document.ts'
import { hashText } from '../hash.server.ts'
import { FaqPublishJob } from '../jobs.ts'
import {
  canonicalFields,
  canonicalTranslations,
  fieldsToSend,
  meet,
  planPublication,
  translationNames,
  translationsToRemove,
} from '../plan.ts'
import { beginRun, endRun, noteTrouble } from '../progress/store.server.ts'
import {
  deleteMetaobject,
  findMetaobject,
  readDigests,
  readMetaobjects,
  registerTranslations,
  removeTranslations,
  writeMetaobject,
  type NewTranslation,
  type Refusal,
} from '../shopify.server.ts'
import type { PublicationFailure } from '../schema.ts'
import * as store from '../store.server.ts'

const SLICE_MS = 45_000
const AT_ONCE = 25
/** Calls under way at the same time: Shopify's bucket, not the network, is to set the pace. */
const PARALLEL = 4

/** What publishing needs beside reading. */
export const PUBLISHING_SCOPES = ['write_metaobjects', 'write_translations', 'read_locales'] as const

export function missingScopes({ scopes }: Shop): string[] {
  return PUBLISHING_SCOPES.filter((scope) => !scopes.includes(scope))
}

type Wanted = store.PublicationRow & { wanted: NonNullable<store.PublicationRow['wanted']>; wantedHash: string }

interface Work {
  shop: Shop
  client: ShopifyClient
  signal: AbortSignal
}

/** Works for a slice of time. `again`: there is more. Throws when Shopify cannot be asked now; the run says why. */
export async function publish(shop: Shop, { signal }: { signal: AbortSignal }): Promise<{ again: boolean }> {
  const missing = missingScopes(shop)
  if (missing.length > 0) {
    await inShopSql(shop.id, (sql) => noteTrouble(sql, shop, trouble('missing_scope', missing.join(', '))))
    return { again: false }
  }
  const work: Work = { shop, client: shopifyClient(shop), signal }
  const endAt = performance.now() + SLICE_MS
  try {
    await plan(shop)
    const done =
      (await writeEntries(work, endAt)) && (await writeCategories(work, endAt)) && (await removeGone(work, endAt))
    if (!done) return { again: true }
    const standing = await inShopSql(shop.id, (sql) => store.idsOfHandles(sql, shop))
    const on = [...standing.keys()].some((handle) => handle.startsWith('c-'))
    await setAppData(shop, [{ namespace: 'faq', key: 'on', type: 'boolean', value: String(on) }], { signal })
    await inShopSql(shop.id, (sql) => endRun(sql, shop))
    return { again: false }
  } catch (error) {
    signal.throwIfAborted()
    const code = isAppError(error) ? error.code : 'bug'
    const words = error instanceof Error ? error.message : String(error)
    await inShopSql(shop.id, (sql) => noteTrouble(sql, shop, trouble(code, words)))
    throw error
  }
}

function trouble(code: string, words: string): { code: string; words: string; at: string } {
  return { code, words, at: new Date().toISOString() }
}

async function plan(shop: Shop): Promise<void> {
  const languages = await shopLanguages(shop, new Date())
  await inShopSql(shop.id, async (sql) => {
    await lockFaq(sql, shop)
    await store.forgetEarlier(sql, shop)
    const { categories, entries } = await listPublished(sql, shop)
    const documents = documentsOf(categories, entries, {
      primary: primaryOf(languages),
      all: languages.languages.map(({ locale }) => locale),
    })
    const wanted = new Map(
      [...documents].map(([handle, document]) => [handle, { document, hash: hashText(JSON.stringify(document)) }]),
    )
    const { upserts, removals } = planPublication(wanted, await store.listRows(sql, shop))
    await store.savePlan(sql, shop, upserts, removals)
    const rows = await store.listRows(sql, shop)
    const waiting = rows.filter(({ state }) => state === 'waiting').length
    await beginRun(sql, shop, waiting, upserts.length + removals.length > 0)
  })
}

async function writeEntries(work: Work, endAt: number): Promise<boolean> {
  const { shop } = work
  for (;;) {
    const rows = await inShopSql(shop.id, (sql) => store.listWaiting(sql, shop, 'e', AT_ONCE))
    if (rows.length === 0) return true
    if (performance.now() > endAt) return false
    await writeChunk(
      work,
      rows.filter(isWanted).map((row) => ({ row, fields: row.wanted.fields })),
    )
  }
}

/** Those that wait, and those of which an entry has been written or lost since: the list of ids is then another. */
async function writeCategories(work: Work, endAt: number): Promise<boolean> {
  const { shop } = work
  const { rows, ids } = await inShopSql(shop.id, async (sql) => ({
    rows: await store.listRows(sql, shop),
    ids: await store.idsOfHandles(sql, shop),
  }))
  const resolved = rows
    .filter(isWanted)
    .filter(({ wanted, state }) => wanted.type === 'faq_category' && (state === 'waiting' || state === 'written'))
    .map((row) => ({ row, fields: { ...row.wanted.fields, entries: gidsOf(row.wanted.entries, ids) } }))
    .filter(({ row, fields }) => row.state === 'waiting' || hashOf(fields) !== row.writtenHash?.split('.')[0])
  for (let at = 0; at < resolved.length; at += AT_ONCE) {
    if (performance.now() > endAt) return false
    await writeChunk(work, resolved.slice(at, at + AT_ONCE))
  }
  return true
}

function gidsOf(handles: readonly string[], ids: ReadonlyMap<string, Id>): string {
  return JSON.stringify(
    handles.flatMap((handle) => {
      const id = ids.get(handle)
      return id === undefined ? [] : [toGid('Metaobject', id)]
    }),
  )
}

interface Job {
  row: Wanted
  fields: Readonly<Record<string, string>>
}

async function writeChunk(work: Work, jobs: readonly Job[]): Promise<void> {
  const { shop, client, signal } = work
  const found = await readMetaobjects(
    client,
    jobs.flatMap(({ row }) => row.shopifyId ?? []),
    signal,
  )
  const written = new Map<Job, Id>()
  await inParallel(jobs, signal, async (job) => {
    const id = await writeFields(work, job, job.row.shopifyId === null ? null : (found.get(job.row.shopifyId) ?? null))
    if (id !== null) written.set(job, id)
  })
  const digests = await readDigests(client, [...written.values()], signal)
  const confirmed: { job: Job; id: Id }[] = []
  await inParallel([...written], signal, async ([job, id]) => {
    const refused = await writeTranslations(work, job.row, id, digests.get(id) ?? new Map())
    if (refused === null) confirmed.push({ job, id })
    else await fail(shop, job.row, 'failed', 'translation_refused', refused.words)
  })
  await inShopSql(shop.id, async (sql) => {
    await store.confirm(
      sql,
      shop,
      confirmed.map(({ job: { row, fields } }) => ({
        handle: row.handle,
        wantedHash: row.wantedHash,
        writtenHash: `${hashOf(fields)}.${hashText(canonicalTranslations(row.wanted.translations))}`,
        translations: translationNames(row.wanted.translations),
      })),
    )
    await recordActions(
      sql,
      shop,
      confirmed.map(({ job: { row, fields }, id }) => ({
        tool: 'faq',
        kind: 'metaobject.write',
        key: `faq.write:${row.handle}:${row.wantedHash}:${hashOf(fields)}:${row.writtenHash ?? ''}:${id}`,
        target: toGid('Metaobject', id),
        before: asFields(row.shopifyId === null ? null : (found.get(row.shopifyId) ?? null)),
        after: { handle: row.handle, fields, languages: Object.keys(row.wanted.translations) },
        actor: `job:${FaqPublishJob.name}`,
      })),
    )
  })
}

/** The id of what stands there now; null: it was refused or left alone, and its row says why. */
async function writeFields(
  { shop, client, signal }: Work,
  { row, fields }: Job,
  there: string | null,
): Promise<Id | null> {
  const writing = hashOf(fields)
  const meeting = meet(there === null ? null : hashText(there), {
    written: row.writtenHash?.split('.')[0] ?? null,
    writing,
    isForced: row.isForced,
  })
  if (meeting !== 'write') {
    await fail(shop, row, 'foreign', meeting === 'deleted' ? 'deleted_elsewhere' : 'changed_elsewhere', '')
    return null
  }
  if (row.shopifyId !== null && there !== null && hashText(there) === writing) return row.shopifyId
  const { type } = row.wanted
  const sent = fieldsToSend(type, fields, there !== null)
  const answer = await writeMetaobject(client, { type, handle: row.handle, fields: sent }, signal)
  if (answer.kind === 'refused') {
    await fail(shop, row, 'failed', 'refused', answer.words)
    return null
  }
  await inShopSql(shop.id, (sql) => store.rememberId(sql, shop, row.handle, answer.id))
  return answer.id
}

async function writeTranslations(
  { client, signal }: Work,
  row: Wanted,
  id: Id,
  digests: ReadonlyMap<string, string>,
): Promise<Refusal | null> {
  const { translations } = row.wanted
  const wanted = Object.entries(translations).flatMap(([locale, keys]) =>
    Object.entries(keys).flatMap(([key, value]): NewTranslation[] => {
      const digest = digests.get(key)
      if (digest === undefined)
        throw new AppError('unavailable', `Shopify does not know the text ${key} of ${row.handle} yet`)
      return [{ locale, key, value, digest }]
    }),
  )
  for (const removal of translationsToRemove(row.translations, translations)) {
    const removed = await removeTranslations(client, id, removal, signal)
    if (removed.kind === 'refused') return removed
  }
  const registered = await registerTranslations(client, id, wanted, signal)
  return registered.kind === 'refused' ? registered : null
}

async function removeGone(work: Work, endAt: number): Promise<boolean> {
  const { shop, client, signal } = work
  for (;;) {
    const rows = await inShopSql(shop.id, (sql) => store.listRemovals(sql, shop, AT_ONCE))
    if (rows.length === 0) return true
    if (performance.now() > endAt) return false
    await inParallel(rows, signal, async (row) => {
      const type: DocumentType = row.handle.startsWith('c-') ? 'faq_category' : 'faq_entry'
      // Killed between a call and its answer, it may stand there under an id that nobody wrote down.
      const id = row.shopifyId ?? (await findMetaobject(client, type, row.handle, signal))
      const answer = id === null ? null : await deleteMetaobject(client, id, signal)
      if (answer?.kind === 'refused') return fail(shop, row, 'failed', 'refused', answer.words)
      await inShopSql(shop.id, async (sql) => {
        await store.dropRow(sql, shop, row.handle)
        if (id === null) return
        await recordActions(sql, shop, [
          {
            tool: 'faq',
            kind: 'metaobject.delete',
            key: `faq.delete:${row.handle}:${id}`,
            target: toGid('Metaobject', id),
            before: { handle: row.handle },
            after: null,
            actor: `job:${FaqPublishJob.name}`,
          },
        ])
      })
    })
  }
}

async function fail(
  shop: Shop,
  row: store.PublicationRow,
  state: 'failed' | 'foreign',
  code: PublicationFailure['code'],
  words: string,
): Promise<void> {
  const failure = { code, words, at: new Date().toISOString() }
  await inShopSql(shop.id, (sql) => store.markFailed(sql, shop, row.handle, row.wantedHash, state, failure))
}

function isWanted(row: store.PublicationRow): row is Wanted {
  return row.wanted !== null && row.wantedHash !== null
}

function hashOf(fields: Readonly<Record<string, string>>): string {
  return hashText(canonicalFields(fields))
}

/** Canonical fields as the ledger keeps them. */
function asFields(canonical: string | null): unknown {
  return canonical === null ? null : Object.fromEntries(JSON.parse(canonical) as [string, string][])
}

/** All of them, a few at once; the first that throws ends it once those under way are done. */
async function inParallel<Item>(
  items: readonly Item[],
  signal: AbortSignal,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = [...items]
  const lanes = Array.from({ length: PARALLEL }, async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      signal.throwIfAborted()
      await work(item).catch((error: unknown) => {
        queue.length = 0
        throw error
      })
    }
  })
  const results = await Promise.allSettled(lanes)
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}
