/**
 * The app's own data at Shopify: metafields of its installation, which the theme's blocks read as `app.metafields.<namespace>.<key>`.
 * In: values. Out: which of them were written. Invariant: what stands there already is not written again, and of two writers at once the
 * later one reads the other's value before it decides.
 */
import { AppError, isAppError } from '#app/kernel/errors.ts'
import { shopifyClient, type RequestOptions } from './client.server.ts'
import { AppDataListValuesDocument, AppDataSetValuesDocument } from './generated/documents.ts'

export interface AppData {
  namespace: string
  key: string
  type: 'boolean' | 'json' | 'single_line_text_field' | 'number_integer'
  /** as Shopify stores it: 'true', or JSON */
  value: string
}

/** Shopify takes so many in one call, or none of them. */
const MOST_PER_CALL = 25
/** Two writers that meet read again; more than this and something else is wrong. */
const MOST_TRIES = 3

/**
 * Writes what differs from what stands there; the returned ones were written. JSON is compared as values, so that another order of keys is no change.
 * Throws what the client throws; `conflict` (to be tried again) when others kept writing the same keys.
 */
export async function setAppData(
  shop: { domain: string },
  wanted: readonly AppData[],
  options: RequestOptions = {},
): Promise<AppData[]> {
  const client = shopifyClient(shop)
  for (let tries = 1; ; tries += 1) {
    const stored = new Map<string, { type: string; value: string; compareDigest: string }>()
    let ownerId = ''
    for (const namespace of new Set(wanted.map((one) => one.namespace))) {
      const { currentAppInstallation } = await client.query(AppDataListValuesDocument, { namespace }, options)
      ownerId = currentAppInstallation.id
      for (const { key, ...rest } of currentAppInstallation.metafields.nodes) stored.set(`${namespace} ${key}`, rest)
    }
    const changed = wanted.filter((one) => {
      const there = stored.get(`${one.namespace} ${one.key}`)
      return there === undefined || there.type !== one.type || !isSame(there.value, one)
    })
    try {
      for (let at = 0; at < changed.length; at += MOST_PER_CALL) {
        const metafields = changed.slice(at, at + MOST_PER_CALL).map((one) => ({
          ownerId,
          ...one,
          compareDigest: stored.get(`${one.namespace} ${one.key}`)?.compareDigest ?? null,
        }))
        // With its digest a second run of the same call changes nothing.
        await client.mutate(AppDataSetValuesDocument, { metafields }, { ...options, idempotent: true })
      }
      return changed
    } catch (error) {
      if (!isAppError(error, 'shopify_rejected') || !error.fields.some(({ code }) => code === 'STALE_OBJECT'))
        throw error
      if (tries >= MOST_TRIES)
        throw new AppError('conflict', `the app's data of ${shop.domain} kept changing while it was written`, {
          cause: error,
        })
    }
  }
}

function isSame(stored: string, { type, value }: AppData): boolean {
  if (stored === value) return true
  if (type !== 'json') return false
  return canonical(JSON.parse(stored)) === canonical(JSON.parse(value))
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
