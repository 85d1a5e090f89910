/**
 * A shop at the dev store, mirrored, with costs, that releases are tried on. In: how many orders of the retail year (they decide how many
 * variants there are), Shopify's rate limit. Out: the shop, rule sets, and every price there is at the dev store, to compare with.
 * Invariant: prices are read out of the dev store's memory, never out of our own tables.
 */
import { inShopSql } from '#app/db/tenant.server.ts'
import { closeQueue } from '#app/jobs/queue.server.ts'
import { loadRatesSnapshot } from '#app/facts/fx-load.server.ts'
import type { Id, Shop } from '#app/mirror/types.ts'
import { getShop } from '#app/mirror/shops.server.ts'
import { refetchShop } from '#app/sync/small-sets.server.ts'
import { carryRun, findRun, startRun } from '#app/sync/runs.server.ts'
import { books } from '#app/tools/pricing/books/service.server.ts'
import { defaultRuleSet, newRule, RuleSet } from '#app/tools/pricing/rules/schema.ts'
import { carryRelease } from '#app/tools/pricing/releases/running/service.server.ts'
import {
  answerGuard,
  applyRelease,
  approveRelease,
  createRelease,
  getRelease,
  previewRelease,
} from '#app/tools/pricing/releases/service.server.ts'
import { NewRelease, type Release } from '#app/tools/pricing/releases/schema.ts'
import { BASE_BOOK } from '#app/tools/pricing/terms.ts'
import type { ShopState } from '#test/devstore/model.ts'
import { importUci } from '#test/devstore/shop/uci.ts'
import { installShop, SCOPES, type SyncedShop } from '#test/sync/synced-shop.ts'

export const AS_OF = '2026-11-20T12:00:00.000Z'
export const WRITE_SCOPES = [...SCOPES, 'write_products']

export interface ReleasedShop extends SyncedShop {
  state: ShopState
  close: () => Promise<void>
}

export async function releasedShop(
  options: { orders?: number; bucket?: { maximum: number; restorePerSecond: number }; scopes?: string[] } = {},
): Promise<ReleasedShop> {
  const { state } = await importUci({ asOf: new Date(AS_OF), ...(options.orders ? { orders: options.orders } : {}) })
  if (options.bucket) state.shop.bucket = options.bucket
  const synced = await installShop(state, { scopes: options.scopes ?? WRITE_SCOPES })
  await loadRatesSnapshot()
  await refetchShop(synced.shop)
  const shop = await getShop(synced.shop.domain)
  await syncAll(shop)
  return {
    ...synced,
    shop,
    state,
    close: async () => {
      await closeQueue()
      await synced.stop()
    },
  }
}

/** A whole sync: the mirror is the dev store's shop again. */
export async function syncAll(shop: Shop): Promise<void> {
  const { id } = await startRun(shop, 'backfill', 'manual')
  for (;;) {
    await carryRun(shop, id, { signal: new AbortController().signal, attempt: 1, jobId: 'test' })
    const run = await findRun(shop, id)
    if (run?.state === 'done') return
    if (run?.state !== 'running' && run?.state !== 'queued')
      throw new Error(`the sync ended ${run?.state}: ${JSON.stringify(run?.phases.filter((phase) => phase.errorCode))}`)
  }
}

/** Rules that move nearly every price: lists follow the base price, everything falls by a share, endings as usual. */
export function markdown(bps: number, currencies: string[] = ['GBP', 'EUR', 'USD']): RuleSet {
  const defaults = defaultRuleSet(currencies)
  return RuleSet.parse({
    ...defaults,
    guards: { ...defaults.guards, minMarginBps: 0 },
    roundings: [],
    deadBandBps: 0,
    rules: [
      {
        ...newRule('promotion', 'down', AS_OF, 'GBP'),
        name: 'Everything down',
        off: { by: 'percent', bps },
        startsAt: AS_OF,
        endsAt: '2026-12-01T00:00:00.000Z',
      },
    ],
  })
}

/** Previewed and approved, every guard answered. */
export async function approved(shop: Shop, wish: Partial<NewRelease> & { ruleSet: RuleSet }): Promise<Release> {
  const { id } = await createRelease(
    shop,
    NewRelease.parse({ name: 'Test', filter: { statuses: ['ACTIVE', 'DRAFT', 'ARCHIVED'] }, ...wish }),
  )
  const { guards } = await previewRelease(shop, id, AS_OF)
  for (const { guard } of guards) await answerGuard(shop, id, { guard, answer: 'go_ahead' })
  return approveRelease(shop, id, AS_OF)
}

export async function applied(shop: Shop, wish: Partial<NewRelease> & { ruleSet: RuleSet }): Promise<Release> {
  const { id } = await approved(shop, wish)
  await applyRelease(shop, id, AS_OF)
  return carryToEnd(shop, id)
}

/** What the job does, slice after slice. */
export async function carryToEnd(shop: Shop, id: string): Promise<Release> {
  const { signal } = new AbortController()
  while ((await carryRelease(shop, id, { signal })).again);
  return getRelease(shop, id)
}

export interface StorePrice {
  priceMinor: number | null
  compareAtMinor: number | null
}

/** `<book> <variant>` -> what Shopify stores, of every variant in every book. */
export function pricesAtStore(state: ShopState): Map<string, StorePrice> {
  const prices = new Map<string, StorePrice>()
  for (const variant of state.variants.values()) {
    const { priceMinor, compareAtMinor } = variant
    prices.set(`${BASE_BOOK} ${variant.id}`, { priceMinor, compareAtMinor })
    for (const list of state.priceLists.values()) {
      const fixed = list.fixed.get(variant.id)
      prices.set(`${list.id} ${variant.id}`, fixed ? { ...fixed } : { priceMinor: null, compareAtMinor: null })
    }
  }
  return prices
}

/** Puts every price back, as nobody could over the API at once. */
export function restorePrices(state: ShopState, prices: ReadonlyMap<string, StorePrice>): void {
  for (const variant of state.variants.values()) {
    const base = prices.get(`${BASE_BOOK} ${variant.id}`)
    variant.priceMinor = base?.priceMinor ?? variant.priceMinor
    variant.compareAtMinor = base?.compareAtMinor ?? null
    for (const list of state.priceLists.values()) {
      const price = prices.get(`${list.id} ${variant.id}`)
      if (price && price.priceMinor !== null)
        list.fixed.set(variant.id, { priceMinor: price.priceMinor, compareAtMinor: price.compareAtMinor })
      else list.fixed.delete(variant.id)
    }
  }
}

/** What the rows say the shop is to have, over what it had. */
export async function pricesPlanned(
  shop: Shop,
  id: string,
  before: ReadonlyMap<string, StorePrice>,
): Promise<Map<string, StorePrice>> {
  const found = await inShopSql(shop.id, (sql) =>
    sql.query<{ bookId: Id; variantId: Id; priceMinor: number; compareAtMinor: number | null }>(
      `select book_id::text as "bookId", variant_id::text as "variantId", new_minor::float8 as "priceMinor", new_compare_at_minor::float8 as "compareAtMinor"
       from pricing_release_row where shop_id = $1 and release_id = $2 and state in ('planned', 'applied')`,
      [shop.id, id],
    ),
  )
  const planned = new Map(before)
  for (const { bookId, variantId, ...price } of found.rows) planned.set(`${bookId} ${variantId}`, price)
  return planned
}

/** Keys whose price differs, for a readable failure. */
export function differences(a: ReadonlyMap<string, StorePrice>, b: ReadonlyMap<string, StorePrice>): string[] {
  const different: string[] = []
  for (const [key, price] of a) {
    const other = b.get(key)
    if (other?.priceMinor !== price.priceMinor || other.compareAtMinor !== price.compareAtMinor)
      different.push(`${key}: ${JSON.stringify(price)} is ${JSON.stringify(other)}`)
  }
  if (a.size !== b.size) different.push(`${a.size} prices against ${b.size}`)
  return different
}

export async function bookIdsOf(shop: Shop): Promise<Id[]> {
  return (await books(shop, new Date(AS_OF))).map(({ id }) => id)
}
