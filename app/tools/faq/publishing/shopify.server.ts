/**
 * Metaobjects of the FAQ at Shopify and their translations. In: a client, documents. Out: what stands there, what became of a write.
 * Invariant: a refusal is a value with Shopify's own words; everything else the client throws goes through. Every write may be repeated.
 */
import { isAppError, type FieldError } from '#app/kernel/errors.ts'
import { gidId, toGid } from '#app/kernel/gid.ts'
import type { Id } from '#app/mirror/types.ts'
import type { ShopifyClient } from '#app/shopify/client.server.ts'
import {
  FaqDeleteMetaobjectDocument,
  FaqFindMetaobjectDocument,
  FaqListDigestsDocument,
  FaqListMetaobjectsDocument,
  FaqListTranslationsDocument,
  FaqRegisterTranslationsDocument,
  FaqRemoveTranslationsDocument,
  FaqUpsertMetaobjectDocument,
} from '#app/shopify/generated/documents.ts'
import { typeOf, type DocumentType } from './document.ts'
import { canonicalFields } from './plan.ts'

/** How many are read in one query. */
export const READ_AT_ONCE = 50
const MOST_TRANSLATIONS = 100

export interface Refusal {
  kind: 'refused'
  code: string
  /** Shopify's */
  words: string
}

interface StoredFields {
  key: string
  value: string | null
}

/** What stands there as `canonicalFields`, by id; those that are gone are not in it. @param ids at most READ_AT_ONCE */
export async function readMetaobjects(
  client: ShopifyClient,
  ids: readonly Id[],
  signal: AbortSignal,
): Promise<Map<Id, string>> {
  if (ids.length === 0) return new Map()
  const { nodes } = await client.query(FaqListMetaobjectsDocument, { ids: ids.map(gidOf) }, { signal })
  return new Map(
    nodes.flatMap((node) => (node && 'fields' in node ? [[gidId(node.id), canonicalOf(node.fields)]] : [])),
  )
}

/** The id of the metaobject with this handle; null: there is none. */
export async function findMetaobject(
  client: ShopifyClient,
  type: DocumentType,
  handle: string,
  signal: AbortSignal,
): Promise<Id | null> {
  const { metaobjectByHandle: found } = await client.query(
    FaqFindMetaobjectDocument,
    { handle: { type: typeOf(type), handle } },
    { signal },
  )
  return found ? gidId(found.id) : null
}

export async function writeMetaobject(
  client: ShopifyClient,
  { type, handle, fields }: { type: DocumentType; handle: string; fields: { key: string; value: string }[] },
  signal: AbortSignal,
): Promise<{ kind: 'written'; id: Id } | Refusal> {
  return refusable(async () => {
    const { metaobjectUpsert } = await client.mutate(
      FaqUpsertMetaobjectDocument,
      {
        handle: { type: typeOf(type), handle },
        metaobject: { fields, capabilities: { publishable: { status: 'ACTIVE' } } },
      },
      { signal, idempotent: true },
    )
    const id = metaobjectUpsert?.metaobject?.id
    if (id === undefined) throw new Error(`Shopify took the metaobject ${handle} and names none`)
    return { kind: 'written' as const, id: gidId(id) }
  })
}

/** One that is not there any more is deleted. */
export async function deleteMetaobject(
  client: ShopifyClient,
  id: Id,
  signal: AbortSignal,
): Promise<{ kind: 'deleted' } | Refusal> {
  const deleted = await refusable(async () => {
    await client.mutate(FaqDeleteMetaobjectDocument, { id: gidOf(id) }, { signal, idempotent: true })
    return { kind: 'deleted' as const }
  })
  return deleted.kind === 'refused' && deleted.code === 'RECORD_NOT_FOUND' ? { kind: 'deleted' } : deleted
}

/** What a translation must name of the text it translates: id -> key -> digest. @param ids at most READ_AT_ONCE */
export async function readDigests(
  client: ShopifyClient,
  ids: readonly Id[],
  signal: AbortSignal,
): Promise<Map<Id, Map<string, string>>> {
  if (ids.length === 0) return new Map()
  const { translatableResourcesByIds: found } = await client.query(
    FaqListDigestsDocument,
    { ids: ids.map(gidOf), first: ids.length },
    { signal },
  )
  return new Map(
    found.nodes.map(({ resourceId, translatableContent }) => [
      gidId(resourceId),
      new Map(translatableContent.flatMap(({ key, digest }) => (digest === null ? [] : [[key, digest]]))),
    ]),
  )
}

/** id -> key -> text in that language. @param ids at most READ_AT_ONCE */
export async function readTranslations(
  client: ShopifyClient,
  ids: readonly Id[],
  locale: string,
  signal: AbortSignal,
): Promise<Map<Id, Record<string, string>>> {
  if (ids.length === 0) return new Map()
  const { translatableResourcesByIds: found } = await client.query(
    FaqListTranslationsDocument,
    { ids: ids.map(gidOf), first: ids.length, locale },
    { signal },
  )
  return new Map(
    found.nodes.map(({ resourceId, translations }) => [
      gidId(resourceId),
      Object.fromEntries(translations.flatMap(({ key, value }) => (value === null ? [] : [[key, value]]))),
    ]),
  )
}

export interface NewTranslation {
  locale: string
  key: string
  value: string
  digest: string
}

export async function registerTranslations(
  client: ShopifyClient,
  id: Id,
  translations: readonly NewTranslation[],
  signal: AbortSignal,
): Promise<{ kind: 'done' } | Refusal> {
  return refusable(async () => {
    for (let at = 0; at < translations.length; at += MOST_TRANSLATIONS)
      await client.mutate(
        FaqRegisterTranslationsDocument,
        {
          id: gidOf(id),
          translations: translations
            .slice(at, at + MOST_TRANSLATIONS)
            .map(({ digest, ...rest }) => ({ ...rest, translatableContentDigest: digest })),
        },
        { signal, idempotent: true },
      )
    return { kind: 'done' as const }
  })
}

export async function removeTranslations(
  client: ShopifyClient,
  id: Id,
  { key, locales }: { key: string; locales: readonly string[] },
  signal: AbortSignal,
): Promise<{ kind: 'done' } | Refusal> {
  return refusable(async () => {
    await client.mutate(
      FaqRemoveTranslationsDocument,
      { id: gidOf(id), keys: [key], locales: [...locales] },
      { signal, idempotent: true },
    )
    return { kind: 'done' as const }
  })
}

async function refusable<Done>(call: () => Promise<Done>): Promise<Done | Refusal> {
  try {
    return await call()
  } catch (error) {
    if (!isAppError(error, 'shopify_rejected')) throw error
    const [first] = error.fields
    return { kind: 'refused', code: first?.code ?? '', words: wordsOf(error.fields) || error.message }
  }
}

function wordsOf(fields: readonly FieldError[]): string {
  return [...new Set(fields.map(({ message }) => message))].join(' ')
}

function canonicalOf(fields: readonly StoredFields[]): string {
  return canonicalFields(Object.fromEntries(fields.map(({ key, value }) => [key, value])))
}

function gidOf(id: Id): string {
  return toGid('Metaobject', id)
}
