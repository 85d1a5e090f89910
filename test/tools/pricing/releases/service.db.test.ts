/** What a merchant may ask of releases before a price is written; on mirror rows, without Shopify. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pool, prisma } from '#app/db/client.server.ts'
import { inTransactionSql } from '#app/db/tenant.server.ts'
import { loadRatesSnapshot } from '#app/facts/fx-load.server.ts'
import { closeQueue } from '#app/jobs/queue.server.ts'
import { getShopById } from '#app/mirror/shops.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import {
  answerGuard,
  applyRelease,
  approveRelease,
  cancelRelease,
  changeRelease,
  createRelease,
  discardRelease,
  explainRow,
  exportReleaseRows,
  getRelease,
  guardSettings,
  listReleaseRows,
  listReleases,
  previewRelease,
  saveGuardSettings,
  scheduleRelease,
  unscheduleRelease,
} from '#app/tools/pricing/releases/service.server.ts'
import { startAtTime } from '#app/tools/pricing/releases/running/service.server.ts'
import {
  NewRelease,
  ReleaseQuery,
  RowQuery,
  type Release,
  type ReleaseRow,
} from '#app/tools/pricing/releases/schema.ts'
import type { RuleSet } from '#app/tools/pricing/rules/schema.ts'
import { createRuleSet, getRuleSet, saveDraft } from '#app/tools/pricing/rules/service.server.ts'
import { BASE_BOOK } from '#app/tools/pricing/terms.ts'
import { fillLargeShop } from '#test/builders/large-shop.ts'
import { aShop } from '#test/builders/shop.ts'
import { AS_OF, markdown } from './released-shop.ts'

const VARIANTS = 90
const EURO_LIST = '701'
let shop: Shop
let other: Shop

beforeAll(async () => {
  await loadRatesSnapshot()
  shop = await sellingShop()
  other = await sellingShop()
})
afterAll(closeQueue)

/** 90 variants at home and in a euro list 5 % dearer, one in three with a fixed price; it may write products. */
async function sellingShop(): Promise<Shop> {
  const made = await aShop()
  await inTransactionSql(async (sql) => {
    await fillLargeShop(sql, made.id, {
      orders: 20,
      linesPerOrder: 3,
      variants: VARIANTS,
      customers: 5,
      days: 60,
      until: '2026-11-20',
    })
    await sql.query(
      `insert into mirror_market (shop_id, id, name, handle, status, base_currency, local_currencies, countries, fetched_at)
       values ($1, 1, 'Home', 'home', 'ACTIVE', 'GBP', false, '{GB}', now()), ($1, 2, 'Euro', 'eu', 'ACTIVE', 'EUR', false, '{DE,FR}', now())`,
      [made.id],
    )
    await sql.query(
      `insert into mirror_price_list (shop_id, id, name, currency, catalog_id, catalog_status, market_ids, adjustment_bps, fetched_at)
       values ($1, $2, 'Euro list', 'EUR', 9, 'ACTIVE', '{2}', 500, now())`,
      [made.id, EURO_LIST],
    )
    await sql.query(
      `insert into mirror_fixed_price (shop_id, price_list_id, variant_id, currency, price_minor, fetched_at)
       select shop_id, $2, id, 'EUR', price_minor + 100, now() from mirror_variant where shop_id = $1 and id % 3 = 0`,
      [made.id, EURO_LIST],
    )
  })
  await prisma().shop.update({ where: { id: made.id }, data: { scopes: ['read_products', 'write_products'] } })
  return getShopById(made.id)
}

async function previewed(
  of: Shop,
  wish: Partial<NewRelease> & ({ ruleSet: RuleSet } | { ruleSetId: string }),
): Promise<Release> {
  const { id } = await createRelease(of, NewRelease.parse({ name: 'Test', ...wish }))
  return previewRelease(of, id, AS_OF)
}

async function goAhead(of: Shop, release: Release): Promise<void> {
  for (const { guard } of release.guards) await answerGuard(of, release.id, { guard, answer: 'go_ahead' })
}

async function mirror(statement: string, ...values: unknown[]): Promise<void> {
  await pool().query(statement, [shop.id, ...values])
}

async function everyRow(id: string, query: Partial<Record<keyof RowQuery, unknown>> = {}): Promise<ReleaseRow[]> {
  const rows: ReleaseRow[] = []
  for await (const row of exportReleaseRows(shop, id, RowQuery.parse(query))) rows.push(row)
  return rows
}

describe('a preview', () => {
  it('plans every price of every book, and its totals are the sums of its rows', async () => {
    const release = await previewed(shop, { ruleSet: markdown(1000) })
    const { totals } = release
    const rows = await everyRow(release.id)
    expect(release).toMatchObject({ number: 1, state: 'previewed', previewedAt: AS_OF })
    expect(release.plan.books.map(({ id, currency, adjustmentBps }) => [id, currency, adjustmentBps])).toEqual([
      [BASE_BOOK, 'GBP', 0],
      [EURO_LIST, 'EUR', 500],
    ])
    expect(totals).toMatchObject({ variants: VARIANTS, prices: 2 * VARIANTS, rises: 0 })
    expect(totals?.outcomes.change).toBe(rows.filter((row) => row.state === 'planned').length)
    expect(totals?.histogram.reduce((sum, bar) => sum + bar.count, 0)).toBe(totals?.outcomes.change)
    for (const book of totals?.books ?? []) {
      const own = rows.filter((row) => row.bookId === book.bookId && row.state === 'planned')
      expect(book.changes).toBe(own.length)
      expect(book.shownBeforeMinor).toBe(own.reduce((sum, row) => sum + row.oldShownMinor, 0))
      expect(book.shownAfterMinor).toBe(own.reduce((sum, row) => sum + row.newMinor, 0))
    }
    // A price without a fixed one is what follows from the base: pounds at the day's rate, 5 % dearer.
    const [followed] = rows.filter((row) => row.bookId === EURO_LIST && row.oldMinor === null)
    const [fixed] = rows.filter((row) => row.bookId === EURO_LIST && row.oldMinor !== null)
    expect(followed?.oldShownMinor).toBeGreaterThan(0)
    expect(fixed?.oldShownMinor).toBe(fixed?.oldMinor)
  })

  it('plans only the variants that the filter names, and only the chosen books', async () => {
    const release = await previewed(shop, {
      ruleSet: markdown(1000),
      bookIds: [EURO_LIST],
      filter: {
        ...NewRelease.parse({ name: 'x', ruleSet: markdown(1) }).filter,
        productTypes: ['tYPE 3'],
        statuses: ['ACTIVE'],
      },
    })
    const rows = await everyRow(release.id)
    const expected = await pool().query<{ n: number }>(
      `select count(*)::int as n from mirror_variant v join mirror_product p on p.shop_id = v.shop_id and p.id = v.product_id
       where v.shop_id = $1 and p.product_type = 'Type 3' and p.status = 'ACTIVE'`,
      [shop.id],
    )
    expect(release.totals?.variants).toBe(expected.rows[0]?.n)
    expect(new Set(rows.map((row) => row.bookId))).toEqual(new Set([EURO_LIST]))
  })

  it('made again replaces its rows and forgets the answers', async () => {
    const first = await previewed(shop, { ruleSet: markdown(3000) })
    await goAhead(shop, first)
    const again = await previewRelease(shop, first.id, AS_OF)
    expect(again.guards.map(({ guard, answer }) => [guard, answer])).toEqual([
      ['blast_radius', null],
      ['no_floor', null],
    ])
    expect((await everyRow(first.id)).filter((row) => row.state === 'planned')).toHaveLength(
      again.totals?.outcomes.change ?? -1,
    )
  })

  it('of a book that is gone says so at the books', async () => {
    const { id } = await createRelease(
      shop,
      NewRelease.parse({ name: 'Gone', ruleSet: markdown(1000), bookIds: ['999'] }),
    )
    await expect(previewRelease(shop, id, AS_OF)).rejects.toMatchObject({
      code: 'conflict',
      fields: [{ path: ['bookIds'], code: 'book_gone' }],
    })
    expect((await getRelease(shop, id)).state).toBe('draft')
  })
})

describe('the guards', () => {
  it('ask by name when too many variants fall too far, and only then; approval needs an answer that says go ahead', async () => {
    // Costs are known in the home book; the limit is 10 % for a fifth of the variants.
    const mild = await previewed(shop, { ruleSet: markdown(900) })
    expect(mild.guards.map(({ guard }) => guard)).not.toContain('blast_radius')
    const hard = await previewed(shop, { ruleSet: markdown(1500) })
    const [blast] = hard.guards
    expect(blast).toMatchObject({
      guard: 'blast_radius',
      of: VARIANTS,
      limits: { blastShareBps: 2000, blastFallBps: 1000 },
    })
    expect(blast?.count).toBeGreaterThan(VARIANTS / 5)
    await expect(approveRelease(shop, hard.id, AS_OF)).rejects.toMatchObject({
      code: 'conflict',
      fields: [{ path: ['blast_radius'], code: 'guard_unanswered' }],
    })
    await goAhead(shop, hard)
    await answerGuard(shop, hard.id, { guard: 'blast_radius', answer: 'stop' })
    await expect(approveRelease(shop, hard.id, AS_OF)).rejects.toMatchObject({ fields: [{ code: 'guard_stopped' }] })
    await answerGuard(shop, hard.id, { guard: 'blast_radius', answer: 'go_ahead' })
    expect((await approveRelease(shop, hard.id, AS_OF)).state).toBe('approved')
    await expect(answerGuard(shop, mild.id, { guard: 'below_floor', answer: 'stop' })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('measure by the limits the merchant set', async () => {
    expect(await guardSettings(shop)).toEqual({ blastShareBps: 2000, blastFallBps: 1000 })
    await saveGuardSettings(shop, { blastShareBps: 2000, blastFallBps: 300 })
    const mild = await previewed(shop, { ruleSet: markdown(500) })
    expect(mild.guards.map(({ guard }) => guard)).toContain('blast_radius')
    await saveGuardSettings(shop, { blastShareBps: 2000, blastFallBps: 1000 })
    expect(await guardSettings(other)).toEqual({ blastShareBps: 2000, blastFallBps: 1000 })
  })
})

describe('an approval', () => {
  async function refusedAfter(change: () => Promise<void>, undo: () => Promise<void>, wish?: { ruleSetId: string }) {
    const release = await previewed(shop, wish ?? { ruleSet: markdown(700) })
    await goAhead(shop, release)
    await change()
    try {
      return await approveRelease(shop, release.id, AS_OF).catch((error: unknown) => error)
    } finally {
      await undo()
    }
  }

  it('is refused when a price was changed since the preview, at home or in a list', async () => {
    for (const [table, where] of [
      ['mirror_variant', 'id % 7 = 0'],
      ['mirror_fixed_price', 'variant_id % 3 = 0'],
    ] as const) {
      const by = (minor: number) =>
        mirror(`update ${table} set price_minor = price_minor + $2 where shop_id = $1 and ${where}`, minor)
      expect(
        await refusedAfter(
          () => by(7),
          () => by(-7),
        ),
      ).toMatchObject({ code: 'conflict', fields: [{ code: 'prices_changed' }] })
    }
  })

  it('is refused when a market sells in another currency than the draft was made in, and names the market', async () => {
    const to = (currency: string) => mirror(`update mirror_price_list set currency = $2 where shop_id = $1`, currency)
    expect(
      await refusedAfter(
        () => to('CHF'),
        () => to('EUR'),
      ),
    ).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('Euro sells in CHF now') as string,
      fields: [{ path: ['books', EURO_LIST], code: 'book_currency_changed' }],
    })
  })

  it('is refused when a book is gone, or the list adjusts otherwise', async () => {
    expect(
      await refusedAfter(
        () => mirror(`update mirror_price_list set deleted_at = now() where shop_id = $1`),
        () => mirror(`update mirror_price_list set deleted_at = null where shop_id = $1`),
      ),
    ).toMatchObject({ fields: [{ code: 'book_gone' }] })
    expect(
      await refusedAfter(
        () => mirror(`update mirror_price_list set adjustment_bps = 600 where shop_id = $1`),
        () => mirror(`update mirror_price_list set adjustment_bps = 500 where shop_id = $1`),
      ),
    ).toMatchObject({ fields: [{ code: 'prices_changed' }] })
  })

  it('is refused when the rule set was saved again since the preview, and given after another preview', async () => {
    const draft = await createRuleSet(shop, 'Autumn')
    await saveDraft(shop, draft.id, { name: 'Autumn', ruleSet: markdown(700), updatedAt: draft.updatedAt })
    const release = await previewed(shop, { ruleSetId: draft.id })
    expect(release.plan).toMatchObject({ ruleSetId: draft.id, ruleSetVersion: draft.version })
    await goAhead(shop, release)
    const { updatedAt } = await getRuleSet(shop, draft.id)
    await saveDraft(shop, draft.id, { name: 'Autumn', ruleSet: markdown(800), updatedAt })
    await expect(approveRelease(shop, release.id, AS_OF)).rejects.toMatchObject({ fields: [{ code: 'rules_changed' }] })
    await goAhead(shop, await previewRelease(shop, release.id, AS_OF))
    expect((await approveRelease(shop, release.id, AS_OF)).approvedAt).toBe(AS_OF)
  })

  it('is refused when nothing would change', async () => {
    const release = await previewed(shop, { ruleSet: { ...markdown(700), rules: [] } })
    await expect(approveRelease(shop, release.id, AS_OF)).rejects.toMatchObject({
      fields: [{ code: 'nothing_to_change' }],
    })
  })
})

describe('the rows of a release', () => {
  it.each(['change', 'margin', 'sku'] as const)(
    'come page by page by %s, forwards and backwards, none twice and none left out',
    async (sort) => {
      const release = await previewed(shop, { ruleSet: markdown(700) })
      for (const order of ['asc', 'desc'] as const) {
        const all = (await everyRow(release.id, { sort, order })).map(keyOf)
        const seen: string[] = []
        let page = await listReleaseRows(shop, release.id, RowQuery.parse({ sort, order, limit: 17 }))
        for (;;) {
          seen.push(...page.rows.map(keyOf))
          if (page.next === null) break
          page = await listReleaseRows(shop, release.id, RowQuery.parse({ sort, order, limit: 17, after: page.next }))
        }
        expect(seen).toEqual(all)
        expect(new Set(seen).size).toBe(page.total)
        const before = await listReleaseRows(
          shop,
          release.id,
          RowQuery.parse({ sort, order, limit: 17, before: page.previous }),
        )
        expect(before.rows.map(keyOf)).toEqual(all.slice(-17 - page.rows.length, -page.rows.length))
      }
    },
  )

  it('are narrowed by book, outcome, direction and words; a cursor of another list is refused', async () => {
    const release = await previewed(shop, { ruleSet: markdown(700) })
    const [row] = await everyRow(release.id, { book: EURO_LIST, outcome: 'change', direction: 'fall' })
    expect(row).toMatchObject({ bookId: EURO_LIST, bookName: 'Euro', state: 'planned' })
    const found = await everyRow(release.id, { search: row?.sku ?? '' })
    expect(found.map(({ sku }) => sku)).toContain(row?.sku)
    expect(await everyRow(release.id, { search: '100%_' })).toEqual([])
    expect(await everyRow(release.id, { direction: 'rise' })).toEqual([])
    await expect(listReleaseRows(shop, release.id, RowQuery.parse({ after: 'nonsense' }))).rejects.toMatchObject({
      code: 'invalid_input',
    })
  })

  it('tell how each price was made', async () => {
    const release = await previewed(shop, { ruleSet: markdown(700) })
    const [row] = await everyRow(release.id, { outcome: 'change' })
    const explained = await explainRow(shop, release.id, { bookId: row?.bookId ?? '', variantId: row?.variantId ?? '' })
    expect(explained).toMatchObject(row ?? {})
    expect(explained.trace.length).toBeGreaterThan(0)
    await expect(explainRow(shop, release.id, { bookId: '0', variantId: '1' })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

describe('a release', () => {
  it('is changed back to a draft, cancelled, discarded; in the wrong state it says so', async () => {
    const release = await previewed(shop, { ruleSet: markdown(700) })
    const changed = await changeRelease(shop, release.id, NewRelease.parse({ name: 'Renamed', ruleSet: markdown(800) }))
    expect(changed).toMatchObject({ name: 'Renamed', state: 'draft', totals: null, guards: [] })
    expect(await everyRow(release.id)).toEqual([])
    await expect(approveRelease(shop, release.id, AS_OF)).rejects.toMatchObject({
      code: 'conflict',
      fields: [{ code: 'wrong_state' }],
    })
    await expect(applyRelease(shop, release.id, AS_OF)).rejects.toMatchObject({ fields: [{ code: 'wrong_state' }] })
    expect((await cancelRelease(shop, release.id)).state).toBe('cancelled')
    await discardRelease(shop, release.id)
    await expect(getRelease(shop, release.id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('of another shop is not there', async () => {
    const foreign = await previewed(other, { ruleSet: markdown(700) })
    await expect(getRelease(shop, foreign.id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(listReleaseRows(shop, foreign.id, RowQuery.parse({}))).rejects.toMatchObject({ code: 'not_found' })
    await expect(previewRelease(shop, foreign.id, AS_OF)).rejects.toMatchObject({ code: 'not_found' })
    const own = await listReleases(shop, ReleaseQuery.parse({ limit: 100 }))
    expect(own.releases.map(({ id }) => id)).not.toContain(foreign.id)
  })

  it('is listed newest first, page by page, with how its rows stand', async () => {
    const { releases, next } = await listReleases(shop, ReleaseQuery.parse({ limit: 2 }))
    const rest = await listReleases(shop, ReleaseQuery.parse({ limit: 100, after: next ?? undefined }))
    const numbers = [...releases, ...rest.releases].map(({ number }) => number)
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a))
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(releases[0]?.rows.planned).toBeGreaterThan(0)
  })

  it('is scheduled by the clock of the shop, which is said back; refusals are at the field', async () => {
    const release = await previewed(shop, { ruleSet: markdown(700) })
    await goAhead(shop, release)
    await approveRelease(shop, release.id, AS_OF)
    const schedule = (startsAt: string, endsAt = '') => scheduleRelease(shop, release.id, { startsAt, endsAt }, AS_OF)
    for (const [start, end, path, code] of [
      ['2026-11-20T11:00', '', 'startsAt', 'starts_in_past'],
      ['2026-02-30T11:00', '', 'startsAt', 'time_invalid'],
      ['2026-12-02T11:00', '2026-12-01T11:00', 'endsAt', 'ends_before_start'],
      ['', '', 'startsAt', 'time_missing'],
    ] as const) {
      await expect(schedule(start, end)).rejects.toMatchObject({
        code: 'invalid_input',
        fields: [{ path: [path], code }],
      })
    }
    // London, 28 March 2027: 01:30 is skipped.
    const { release: scheduled, ...said } = await schedule('2027-03-28T01:30', '2027-06-01T00:00')
    expect(said).toEqual({
      startsAt: { at: '2027-03-28T01:00:00.000Z', clockChange: 'skipped' },
      endsAt: { at: '2027-05-31T23:00:00.000Z', clockChange: null },
    })
    expect(scheduled).toMatchObject({ state: 'scheduled', startsAt: said.startsAt?.at, endsAt: said.endsAt?.at })
    // The job of a time that was changed since does nothing.
    await startAtTime(shop, release.id, '2026-11-21T00:00:00.000Z')
    expect((await getRelease(shop, release.id)).state).toBe('scheduled')
    expect(await unscheduleRelease(shop, release.id)).toMatchObject({ state: 'approved', startsAt: null, endsAt: null })
  })
})

function keyOf(row: ReleaseRow): string {
  return `${row.bookId} ${row.variantId}`
}
