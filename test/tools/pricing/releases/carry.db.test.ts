/** From preview to the shop and back, with the dev store as Shopify. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { pool } from '#app/db/client.server.ts'
import { inShopSql } from '#app/db/tenant.server.ts'
import { getShop } from '#app/mirror/shops.server.ts'
import { carryRelease } from '#app/tools/pricing/releases/running/service.server.ts'
import {
  applyRelease,
  countRows,
  exportReleaseRows,
  getRelease,
  pauseRelease,
  releaseProgress,
  repeatRelease,
  resumeRelease,
  retryRelease,
  rollbackRelease,
  stopRelease,
} from '#app/tools/pricing/releases/service.server.ts'
import { RowQuery, type ReleaseRow } from '#app/tools/pricing/releases/schema.ts'
import { BASE_BOOK } from '#app/tools/pricing/terms.ts'
import { NO_FAULTS } from '#test/devstore/http/faults.ts'
import { storeSession } from '#test/shopify/stored-session.ts'
import {
  applied,
  approved,
  AS_OF,
  bookIdsOf,
  carryToEnd,
  differences,
  markdown,
  pricesAtStore,
  pricesPlanned,
  releasedShop,
  restorePrices,
  syncAll,
  type ReleasedShop,
  type StorePrice,
} from './released-shop.ts'

let released: ReleasedShop
let before: Map<string, StorePrice>

beforeAll(async () => {
  released = await releasedShop({ orders: 12 })
  before = pricesAtStore(released.state)
})
beforeEach(() => {
  Object.assign(released.devStore.faults, NO_FAULTS)
  // The mirror holds the prices of the beginning, so the shop has to as well.
  restorePrices(released.state, before)
})
afterAll(() => released.close())

async function rowsOf(id: string, query: Partial<RowQuery>): Promise<ReleaseRow[]> {
  const rows: ReleaseRow[] = []
  for await (const row of exportReleaseRows(released.shop, id, RowQuery.parse(query))) rows.push(row)
  return rows
}

async function waitingJobs(id: string): Promise<string[]> {
  const { rows } = await pool().query<{ key: string }>(
    `select singleton_key as key from pgboss.job where name = 'pricing.release' and state = 'created' and data ->> 'releaseId' = $1`,
    [id],
  )
  return rows.map(({ key }) => key)
}

async function actions(): Promise<{ actions: number; undos: number }> {
  const found = await inShopSql(released.shop.id, (sql) =>
    sql.query<{ actions: number; undos: number }>(
      `select count(*) filter (where undo_of is null)::int as actions, count(undo_of)::int as undos from fact_action where shop_id = $1`,
      [released.shop.id],
    ),
  )
  return found.rows[0] ?? { actions: 0, undos: 0 }
}

const now = (): Map<string, StorePrice> => pricesAtStore(released.state)

describe('a release', () => {
  it('writes what was planned in every book, and nothing else; each price is an action in the ledger', async () => {
    const { shop } = released
    const ledger = await actions()
    const release = await applied(shop, { ruleSet: markdown(700) })
    const rows = await countRows(shop, release.id)
    expect(await bookIdsOf(shop)).toHaveLength(3)
    expect(release.state).toBe('applied')
    expect(rows.applied).toBe(release.totals?.outcomes.change)
    expect(rows.applied).toBeGreaterThan(2 * released.state.variants.size)
    expect(differences(now(), await pricesPlanned(shop, release.id, before))).toEqual([])
    expect((await actions()).actions - ledger.actions).toBe(rows.applied)
  })

  it('carried again changes nothing: no price, no row, no action', async () => {
    const { shop } = released
    const release = await applied(shop, { ruleSet: markdown(800) })
    const [prices, ledger, rows] = [now(), await actions(), await countRows(shop, release.id)]
    // A second copy of the job, as after a lost lease: it sees rows that are planned still, which are written already.
    await inShopSql(shop.id, (sql) =>
      sql.query(
        `update pricing_release_row set state = 'planned', applied_at = null where shop_id = $1 and release_id = $2`,
        [shop.id, release.id],
      ),
    )
    await inShopSql(shop.id, (sql) =>
      sql.query(`update pricing_release set state = 'applying' where shop_id = $1 and id = $2`, [shop.id, release.id]),
    )
    await Promise.all([carryToEnd(shop, release.id), carryToEnd(shop, release.id)])
    expect((await getRelease(shop, release.id)).state).toBe('applied')
    expect(differences(now(), prices)).toEqual([])
    expect(await countRows(shop, release.id)).toEqual(rows)
    expect(await actions()).toEqual(ledger)
  })

  it('applied, rolled back and applied again is the identity; fixed prices that were not there are gone again in between', async () => {
    const { shop } = released
    const release = await applied(shop, { ruleSet: markdown(900) })
    const first = now()
    await rollbackRelease(shop, release.id)
    expect((await carryToEnd(shop, release.id)).state).toBe('rolled_back')
    expect(differences(now(), before)).toEqual([])
    const ledger = await actions()
    await repeatRelease(shop, release.id)
    await applyRelease(shop, release.id, AS_OF)
    expect((await carryToEnd(shop, release.id)).state).toBe('applied')
    expect(differences(now(), first)).toEqual([])
    const again = await actions()
    expect(again.actions - ledger.actions).toBe((await countRows(shop, release.id)).applied)
    await rollbackRelease(shop, release.id)
    await carryToEnd(shop, release.id)
    expect(differences(now(), before)).toEqual([])
    expect((await actions()).undos - ledger.undos).toBe(again.actions - ledger.actions)
  })

  it('keeps on rollback the 25 prices edited by hand meanwhile, and lists them with what was found', async () => {
    const { shop, state } = released
    const release = await applied(shop, { ruleSet: markdown(1000) })
    const edited = editByHand(25)
    await rollbackRelease(shop, release.id)
    const after = await carryToEnd(shop, release.id)
    expect(after.state).toBe('rolled_back')
    const expected = new Map(before)
    for (const [key, price] of edited) expected.set(key, price)
    expect(differences(now(), expected)).toEqual([])
    const kept = await rowsOf(release.id, { state: 'kept_on_rollback' })
    expect(kept.map((row) => `${row.bookId} ${row.variantId}`).sort()).toEqual([...edited.keys()].sort())
    for (const row of kept) {
      expect(row.note).toEqual({ code: 'edited', found: edited.get(`${row.bookId} ${row.variantId}`) })
    }
    expect(state.variants.size).toBeGreaterThan(25)
  })

  it('does not overwrite a price that was edited between preview and writing, nor one of a variant or list that is gone', async () => {
    const { shop, state } = released
    const { id } = await approved(shop, { ruleSet: markdown(1100) })
    const edited = editByHand(6)
    const [lost] = [...state.variants.values()].filter(
      (variant) => ![...edited.keys()].some((key) => key.endsWith(` ${variant.id}`)),
    )
    if (!lost) throw new Error('the shop is too small')
    state.variants.delete(lost.id)
    try {
      await applyRelease(shop, id, AS_OF)
      const release = await carryToEnd(shop, id)
      expect(release.state).toBe('partly_applied')
      const kept = await rowsOf(id, { state: 'kept' })
      expect(kept.filter((row) => row.note?.code === 'edited')).toHaveLength(6)
      expect(kept.filter((row) => row.variantId === lost.id).map((row) => row.note?.code)).toEqual([
        'gone',
        'gone',
        'gone',
      ])
      for (const [key, price] of edited) expect(now().get(key)).toEqual(price)
    } finally {
      state.variants.set(lost.id, lost)
    }
  })

  it('maps what Shopify refuses to the row it is about; the others of the call are written; retrying writes the rest', async () => {
    const { shop } = released
    const { id } = await approved(shop, { ruleSet: markdown(1200) })
    const rows = await rowsOf(id, { state: 'planned' })
    const several = [...Map.groupBy(rows, (row) => `${row.bookId} ${row.productId}`).values()].find(
      ([first, ...others]) => first?.bookId === BASE_BOOK && others.length > 1,
    )
    const base = several?.[1]
    if (!base) throw new Error('no product with several variants is planned')
    // A price that Shopify takes from nobody, in the middle of a call.
    await setNewPrice(id, base, -5)
    await applyRelease(shop, id, AS_OF)
    const release = await carryToEnd(shop, id)
    expect(release.state).toBe('partly_applied')
    const failed = await rowsOf(id, { state: 'failed' })
    expect(failed.map((row) => row.variantId)).toEqual([base.variantId])
    expect(failed[0]?.note).toEqual({ code: 'rejected', said: 'Price must be greater than or equal to 0' })
    expect((await countRows(shop, id)).applied).toBe(rows.length - 1)
    await setNewPrice(id, base, base.newMinor)
    await retryRelease(shop, id)
    expect((await carryToEnd(shop, id)).state).toBe('applied')
    expect(differences(now(), await pricesPlanned(shop, id, before))).toEqual([])
  })

  it('does nothing without the permission to write, and says so; goes on when it is granted', async () => {
    const { shop, devStore } = released
    const { id } = await approved(shop, { ruleSet: markdown(1300) })
    const without = { ...shop, scopes: shop.scopes.filter((scope) => scope !== 'write_products') }
    await expect(applyRelease(without, id, AS_OF)).rejects.toMatchObject({ code: 'missing_scope' })
    expect((await getRelease(shop, id)).state).toBe('approved')
    await applyRelease(shop, id, AS_OF)
    // Taken away at Shopify while we still believe to have it.
    const granted = devStore.shop().scopes
    devStore.shop().grant(granted.filter((scope) => scope !== 'write_products'))
    await expect(carryRelease(shop, id, { signal: new AbortController().signal })).rejects.toMatchObject({
      code: 'missing_scope',
    })
    expect(await getRelease(shop, id)).toMatchObject({
      paused: true,
      failure: { code: 'missing_scope', waiting: false },
    })
    expect(differences(now(), before)).toEqual([])
    devStore.shop().grant(granted)
    await resumeRelease(shop, id)
    expect(await carryToEnd(shop, id)).toMatchObject({ state: 'applied', failure: null, paused: false })
  })

  it('waits while Shopify fails or refuses the token, and goes on by itself', async () => {
    const { shop, devStore } = released
    const { id } = await approved(shop, { ruleSet: markdown(1400) })
    await applyRelease(shop, id, AS_OF)
    devStore.faults.failNext = 1_000_000
    const { signal } = new AbortController()
    await expect(carryRelease(shop, id, { signal })).rejects.toMatchObject({
      code: 'upstream_down',
      retry: { afterSeconds: 30 },
    })
    expect(await getRelease(shop, id)).toMatchObject({ state: 'applying', paused: false, failure: { waiting: true } })
    devStore.faults.failNext = 0
    // An hour without a token: the access token ended, and so did the one to renew it with.
    devStore.tokens.revoke(shop.domain)
    for (let minute = 0; minute < 3; minute++) {
      await expect(carryRelease(shop, id, { signal })).rejects.toMatchObject({
        code: 'shop_unauthorized',
        retry: { afterSeconds: 30 },
      })
    }
    expect(await getRelease(shop, id)).toMatchObject({ state: 'applying', failure: { code: 'shop_unauthorized' } })
    const { accessToken, refreshToken } = devStore.tokens.issue(shop.domain, 'offline')
    await storeSession(shop.domain, { accessToken, refreshToken: refreshToken ?? '', scope: shop.scopes.join(',') })
    // This one only ends, in the middle: the client renews it.
    const ending = setTimeout(() => devStore.tokens.expireAccess(shop.domain), 100)
    expect(await carryToEnd(shop, id)).toMatchObject({ state: 'applied', failure: null })
    clearTimeout(ending)
    expect(differences(now(), await pricesPlanned(shop, id, before))).toEqual([])
  })

  it('stands still when paused, goes on when resumed, and stops for good when told', async () => {
    const { shop } = released
    const { id } = await approved(shop, { ruleSet: markdown(1500) })
    await applyRelease(shop, id, AS_OF)
    await pauseRelease(shop, id)
    expect(await carryRelease(shop, id, { signal: new AbortController().signal })).toEqual({ again: null })
    expect(differences(now(), before)).toEqual([])
    expect(await releaseProgress(shop, id, new Date().toISOString())).toMatchObject({
      paused: true,
      done: 0,
      pricesPerSecond: null,
    })
    await resumeRelease(shop, id)
    const carrying = carryRelease(shop, id, { signal: new AbortController().signal })
    await waitUntilSomethingIsWritten()
    await stopRelease(shop, id)
    await carrying
    const stopped = await getRelease(shop, id)
    const rows = await countRows(shop, id)
    expect(stopped.state).toBe('partly_applied')
    expect(rows.planned).toBeGreaterThan(0)
    expect(rows.applied).toBeGreaterThan(0)
    await rollbackRelease(shop, id)
    // The job of the way there may have been put off for a minute by Shopify's rate limit: the way back has one of its own.
    expect((await waitingJobs(id)).toSorted()).toEqual([`applying-${id}`, `rolling_back-${id}`])
    expect((await carryToEnd(shop, id)).state).toBe('rolled_back')
    expect(differences(now(), before)).toEqual([])
  })

  it('is throttled as Shopify throttles, and still writes everything', async () => {
    const { shop, devStore } = released
    const { id } = await approved(shop, { ruleSet: markdown(1600) })
    devStore.faults.throttleNext = 40
    await applyRelease(shop, id, AS_OF)
    expect((await carryToEnd(shop, id)).state).toBe('applied')
    expect(differences(now(), await pricesPlanned(shop, id, before))).toEqual([])
  })

  it('finds the mirror equal to the shop after the next sync, and then nothing to change', async () => {
    const { shop } = released
    await applied(shop, { ruleSet: markdown(1700) })
    await syncAll(shop)
    const again = await approved(shop, { ruleSet: markdown(1700) }).catch((error: unknown) => error)
    expect(again).toMatchObject({ code: 'conflict', fields: [{ code: 'nothing_to_change' }] })
    restorePrices(released.state, before)
    await syncAll(await getShop(shop.domain))
  })
})

async function setNewPrice(releaseId: string, row: ReleaseRow, minor: number): Promise<void> {
  const { shop } = released
  await inShopSql(shop.id, (sql) =>
    sql.query(
      `update pricing_release_row set new_minor = $5 where shop_id = $1 and release_id = $2 and book_id = $3 and variant_id = $4`,
      [shop.id, releaseId, row.bookId, row.variantId, minor],
    ),
  )
}

/** Until the first price has reached the shop. */
async function waitUntilSomethingIsWritten(): Promise<void> {
  const touched = (): boolean =>
    [...released.state.variants.values()].some(
      ({ id, priceMinor }) => before.get(`${BASE_BOOK} ${id}`)?.priceMinor !== priceMinor,
    )
  while (!touched()) await new Promise((done) => setImmediate(done))
}

/** Sets `count` prices at the dev store, spread over the books, to amounts nobody planned. */
function editByHand(count: number): Map<string, StorePrice> {
  const { state } = released
  const edited = new Map<string, StorePrice>()
  const lists = [...state.priceLists.values()].filter((list) => list.currency !== state.shop.currency)
  for (const variant of state.variants.values()) {
    if (edited.size === count) break
    const list = edited.size % 3 === 0 ? undefined : lists[edited.size % lists.length]
    const price = { priceMinor: 77_700 + edited.size, compareAtMinor: null }
    if (list) list.fixed.set(variant.id, price)
    else Object.assign(variant, price)
    edited.set(`${list?.id ?? BASE_BOOK} ${variant.id}`, price)
  }
  return edited
}
