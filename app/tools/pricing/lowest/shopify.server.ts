/**
 * The lowest prices at Shopify. In: variants and the values that are to be there. Out: what was written, what was refused and why.
 * Invariant: a value is only written where another one stands, and only if that still is the one that was read (compareDigest).
 */
import { isAppError } from '#app/kernel/errors.ts'
import { gidId, toGid } from '#app/kernel/gid.ts'
import type { Id } from '#app/mirror/types.ts'
import type { ShopifyClient } from '#app/shopify/client.server.ts'
import {
  PricingDefineLowestPriceDocument,
  PricingReadLowestPricesDocument,
  PricingSetLowestPricesDocument,
} from '#app/shopify/generated/documents.ts'
import { NO_MARKETS } from './engine.ts'
import { KEY, NAMESPACE } from './schema.ts'

const READ_AT_ONCE = 250
const SET_AT_ONCE = 25

/** Makes the metafield readable by themes. That it is there already is as good. */
export async function defineLowest(client: ShopifyClient, signal?: AbortSignal): Promise<void> {
  const definition = {
    name: 'Lowest price of 30 days',
    namespace: NAMESPACE,
    key: KEY,
    ownerType: 'PRODUCTVARIANT' as const,
    type: 'json',
    access: { storefront: 'PUBLIC_READ' as const },
  }
  try {
    await client.mutate(PricingDefineLowestPriceDocument, { definition }, signal ? { signal } : {})
  } catch (error) {
    const isThere = isAppError(error, 'shopify_rejected') && error.fields.every((field) => field.code === 'TAKEN')
    if (!isThere) throw error
  }
}

export interface Setting {
  variantId: Id
  before: string | null
  after: string
}

export interface SetResult {
  written: Setting[]
  refused: number
  /** Shopify's own words for the first refusal */
  said: string
}

/** Batch after batch, so that what was written can be recorded before the next is. A variant that is gone is passed over. */
export async function* setLowest(
  client: ShopifyClient,
  wanted: ReadonlyMap<Id, string>,
  signal?: AbortSignal,
): AsyncGenerator<SetResult> {
  const options = signal ? { signal } : {}
  const ids = [...wanted.keys()]
  for (let start = 0; start < ids.length; start += READ_AT_ONCE) {
    const chunk = ids.slice(start, start + READ_AT_ONCE)
    const gids = chunk.map((id) => toGid('ProductVariant', id))
    const { nodes } = await client.query(
      PricingReadLowestPricesDocument,
      { ids: gids, namespace: NAMESPACE, key: KEY },
      options,
    )
    const differing = nodes.flatMap((node) => {
      if (!node || !('metafield' in node)) return []
      const variantId = gidId(node.id)
      const after = wanted.get(variantId) ?? NO_MARKETS
      const before = node.metafield?.value ?? null
      const isSame = before === null ? after === NO_MARKETS : sameJson(before, after)
      return isSame ? [] : [{ variantId, before, after, digest: node.metafield?.compareDigest ?? null }]
    })
    for (let from = 0; from < differing.length; from += SET_AT_ONCE)
      yield await setBatch(client, differing.slice(from, from + SET_AT_ONCE), options)
  }
}

async function setBatch(
  client: ShopifyClient,
  batch: (Setting & { digest: string | null })[],
  options: { signal?: AbortSignal },
): Promise<SetResult> {
  const metafields = batch.map(({ variantId, after, digest }) => ({
    ownerId: toGid('ProductVariant', variantId),
    namespace: NAMESPACE,
    key: KEY,
    type: 'json',
    value: after,
    compareDigest: digest,
  }))
  try {
    const { metafieldsSet } = await client.mutate(PricingSetLowestPricesDocument, { metafields }, options)
    const stored = metafieldsSet?.metafields ?? []
    const written = batch.filter(({ after }, index) => sameJson(stored[index]?.value ?? 'null', after))
    return { written, refused: batch.length - written.length, said: '' }
  } catch (error) {
    if (!isAppError(error, 'shopify_rejected')) throw error
    // A set is all or nothing: the others of the batch go on without the refused ones.
    const named = new Set(error.fields.map((field) => Number(field.path[1])))
    const others = batch.filter((_, index) => !named.has(index))
    const said = error.fields[0]?.message ?? error.message
    if (others.length === 0 || others.length === batch.length) return { written: [], refused: batch.length, said }
    const rest = await setBatch(client, others, options)
    return { written: rest.written, refused: rest.refused + batch.length - others.length, said }
  }
}

/** Shopify may write JSON with other spaces and order than it was given. */
function sameJson(one: string, other: string): boolean {
  return one === other || canonical(JSON.parse(one)) === canonical(JSON.parse(other))
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
