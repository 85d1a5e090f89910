import { beforeAll, describe, expect, it } from 'vitest'
import { pool } from '#app/db/client.server.ts'
import { inShopSql } from '#app/db/tenant.server.ts'
import { listDemandWeeks } from '#app/facts/demand.server.ts'
import { addDays, dayIn, type Day } from '#app/kernel/calendar.ts'
import type { Shop } from '#app/mirror/types.ts'
import { carryPlan } from '#app/tools/reorder/planning/running/service.server.ts'
import { PlanQuery, type PlanItem } from '#app/tools/reorder/planning/schema.ts'
import {
  eachPlanRow,
  getPlanned,
  listPlan,
  orderSuggested,
  planState,
  removeOverride,
  replan,
  setKeeping,
  setOverride,
  startDailyPlan,
  startPlan,
} from '#app/tools/reorder/planning/service.server.ts'
import { moveOrder } from '#app/tools/reorder/purchase-orders/service.server.ts'
import { PolicyDocument } from '#app/tools/reorder/policy/schema.ts'
import { reorderPolicy, savePolicy } from '#app/tools/reorder/policy/service.server.ts'
import { anOrder } from '#test/builders/order.ts'
import { aLocation, aProduct, type BuiltProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { aSupplier } from '#test/builders/supplier.ts'

const NOW = new Date('2026-11-20T12:00:00Z')
const TODAY = dayIn('Europe/London', NOW)
const ago = (days: number): Day => addDays(TODAY, -days)
const at = (day: Day): string => `${day}T12:00:00.000Z`
const run = { signal: new AbortController().signal, last: true }
const query = (values: Record<string, string> = {}): PlanQuery => PlanQuery.parse(values)

let shop: Shop
let lamp: BuiltProduct
let candle: BuiltProduct
let idle: BuiltProduct
let untracked: BuiltProduct
let supplierId: string

/** A lamp sold twice a day for half a year, a candle sold once a week and never restocked, something nobody wants. */
beforeAll(async () => {
  shop = await aShop({ timezone: 'Europe/London' })
  const place = await aLocation(shop, { name: 'Leeds' })
  lamp = await aProduct(shop, { title: 'Lamp', variants: [{ sku: 'LAMP', stock: { [place.id]: 20 } }] })
  candle = await aProduct(shop, { title: 'Candle', variants: [{ sku: 'CANDLE', stock: { [place.id]: 500 } }] })
  idle = await aProduct(shop, { title: 'Idle', variants: [{ sku: 'IDLE', stock: { [place.id]: 7 } }] })
  untracked = await aProduct(shop, { title: 'Voucher', variants: [{ sku: 'VOUCHER', item: { tracked: false } }] })
  for (let day = 1; day <= 182; day++) {
    await anOrder(shop, {
      processedAt: at(ago(day)),
      lines: [
        { variantId: lamp.variant.id, productId: lamp.id, quantity: 2, unitPriceMinor: 1500 },
        ...(day % 7 === 0
          ? [{ variantId: candle.variant.id, productId: candle.id, quantity: 1, unitPriceMinor: 300 }]
          : []),
      ],
    })
  }
  supplierId = await aSupplier(
    shop,
    { name: 'Yiwu Lights', lanes: [{ id: 'sea', name: 'Sea', quotedDays: 21, spreadBps: null }] },
    {
      [lamp.variant.id]: { minimumUnits: 50, packUnits: 12, priceBreaks: [{ fromUnits: 1, unitPriceMinor: 350 }] },
      [candle.variant.id]: {},
    },
  )
}, 60_000)

async function planNow(): Promise<void> {
  const id = await startPlan(shop, NOW)
  await carryPlan(shop, id, run)
}

const itemOf = async (product: BuiltProduct): Promise<PlanItem> => (await getPlanned(shop, product.variant.id)).item

describe('demand', () => {
  it('leaves out tests, cancelled orders and units never shipped, and tells unusually large lines apart', async () => {
    const own = await aShop({ timezone: 'Europe/London' })
    const mug = await aProduct(own)
    const line = (quantity: number) => [{ variantId: mug.variant.id, productId: mug.id, quantity, unitPriceMinor: 100 }]
    for (let day = 1; day <= 20; day++)
      await anOrder(own, { processedAt: at(ago(day)), lines: line(day % 2 === 0 ? 2 : 3) })
    await anOrder(own, { processedAt: at(ago(1)), lines: line(400) })
    await anOrder(own, { processedAt: at(ago(1)), lines: line(9), test: true })
    await anOrder(own, { processedAt: at(ago(1)), lines: line(9), cancelledAt: at(ago(1)) })
    const cut = await anOrder(own, { processedAt: at(ago(2)), lines: line(5) })
    const [cutLine] = cut.lines
    await inShopSql(own.id, (sql) =>
      sql.query(
        `insert into mirror_refund_line (shop_id, order_id, refund_id, line_id, quantity, restock_type, subtotal_minor)
         values ($1, $2, 1, $3, 2, 'CANCEL', 200), ($1, $2, 2, $3, 1, 'RETURN', 100)`,
        [own.id, cut.id, cutLine?.id],
      ),
    )
    const weeks = await inShopSql(own.id, (sql) => listDemandWeeks(sql, own, { from: ago(21), to: ago(1) }, null))
    // 10 x 2 + 10 x 3, the large one, and 5 - 2 that were cancelled before they were shipped; the one that came back stays.
    expect(weeks.reduce((sum, { units }) => sum + units, 0)).toBe(50 + 400 + 3)
    expect(weeks.reduce((sum, { beyondZUnits }) => sum + beyondZUnits, 0)).toBe(400)
    expect(weeks.reduce((sum, { beyondFenceUnits }) => sum + beyondFenceUnits, 0)).toBe(400)
    expect(weeks.map(({ week }) => week).toSorted()).toEqual([0, 1, 2])
  })
})

describe('a plan', () => {
  it('says for every counted variant what to order, from whom, and why', async () => {
    await planNow()
    const { newest, shown } = await planState(shop)
    expect(newest).toMatchObject({ state: 'done', done: 3, total: 3, asOf: TODAY })
    expect(shown?.summary).toMatchObject({ variants: 3, orders: 1, covered: 1 })
    const item = await itemOf(lamp)
    expect(item).toMatchObject({ decision: 'order', supplierId, currency: 'USD', health: 'at_risk' })
    const { decision } = item.document
    if (decision.kind !== 'order') throw new Error('no order')
    expect(decision.terms.reduce((sum, { units }) => sum + units, 0)).toBe(decision.quantity)
    expect(decision.quantity % 12).toBe(0)
    expect(decision.quantity).toBeGreaterThanOrEqual(50)
    // 2 a day over 21 days of lead time and 28 to last are 98, with 20 on the shelf.
    expect(decision.quantity).toBeGreaterThan(78)
    expect(decision.quantity).toBeLessThan(140)
    expect(item.costMinor).toBe(decision.quantity * 350)
    expect(item.document.supply).toMatchObject({ supplierName: 'Yiwu Lights', reason: 'only_one', laneName: 'Sea' })
    expect((await itemOf(candle)).health).toBe('overstock')
    await expect(getPlanned(shop, untracked.variant.id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('refuses with its reason what has no lead time, until the policy assumes one', async () => {
    expect((await itemOf(idle)).document.decision).toMatchObject({ kind: 'refused', refusal: { code: 'no_lead_time' } })
    const { version, document } = await reorderPolicy(shop)
    await savePolicy(shop, PolicyDocument.parse({ ...document, defaultLeadTimeDays: 14 }), version)
    await expect(savePolicy(shop, document, version)).rejects.toMatchObject({ code: 'conflict' })
    await replan(shop, [idle.variant.id], NOW)
    const item = await itemOf(idle)
    expect(item.decision).toBe('covered')
    expect(item.document.supply.leadTime).toMatchObject({ source: 'assumed' })
  })

  it('is listed, filtered, searched and walked to its end', async () => {
    expect((await listPlan(shop, query())).rows.map(({ name }) => name?.sku)).toEqual(['LAMP'])
    expect((await listPlan(shop, query({ view: 'all', search: 'can' }))).rows.map(({ name }) => name?.title)).toEqual([
      'Candle',
    ])
    expect((await listPlan(shop, query({ view: 'all', health: 'overstock' }))).rows).toHaveLength(2)
    expect((await listPlan(shop, query({ view: 'all', supplier: supplierId }))).total).toBe(2)
    const all: string[] = []
    for await (const row of eachPlanRow(shop, query({ view: 'all', sort: 'cover', direction: 'asc' }))) all.push(row.id)
    expect(all).toHaveLength(3)
    expect(all[0]).toBe(lamp.variant.id)
  })

  it('takes a person’s own forecast with its reason, and gives the forecast back', async () => {
    const before = await itemOf(lamp)
    await setOverride(
      shop,
      lamp.variant.id,
      { perWeek: 70, reason: 'A shop window in Paris', expiresOn: ago(-30) },
      NOW,
    )
    const more = await itemOf(lamp)
    expect(more.quantity).toBeGreaterThan(3 * before.quantity)
    expect(more.document.override).toMatchObject({ perWeek: 70, reason: 'A shop window in Paris' })
    await removeOverride(shop, lamp.variant.id, NOW)
    expect((await itemOf(lamp)).quantity).toBe(before.quantity)
    await expect(
      setOverride(shop, lamp.variant.id, { perWeek: 1, reason: 'late', expiresOn: ago(1) }, NOW),
    ).rejects.toMatchObject({ code: 'invalid_input', fields: [{ path: ['expiresOn'] }] })
  })

  it('orders no more than sells before it spoils, and nothing that comes after its season', async () => {
    const before = (await itemOf(lamp)).document.decision
    await setKeeping(shop, lamp.variant.id, { shelfLifeDays: 30, seasonEndsOn: null }, NOW)
    const short = await itemOf(lamp)
    expect(short.document.keeping).toEqual({ shelfLifeDays: 30, seasonEndsOn: null })
    expect(short.quantity).toBeLessThan(before.kind === 'order' ? before.quantity : 0)
    await setKeeping(shop, lamp.variant.id, { shelfLifeDays: null, seasonEndsOn: addDays(TODAY, 10) }, NOW)
    expect((await itemOf(lamp)).document.decision).toMatchObject({
      kind: 'refused',
      refusal: { code: 'arrives_after_season' },
    })
    await expect(
      setKeeping(shop, lamp.variant.id, { shelfLifeDays: null, seasonEndsOn: ago(1) }, NOW),
    ).rejects.toMatchObject({ code: 'invalid_input' })
    await setKeeping(shop, lamp.variant.id, { shelfLifeDays: null, seasonEndsOn: null }, NOW)
    expect((await itemOf(lamp)).document.decision).toEqual(before)
  })

  it('suggests nothing again that is on a draft', async () => {
    const { quantity } = await itemOf(lamp)
    const drafts = await orderSuggested(
      shop,
      { lines: [{ variantId: lamp.variant.id, units: quantity }] },
      NOW.toISOString(),
    )
    expect(drafts).toHaveLength(1)
    const covered = await itemOf(lamp)
    expect(covered).toMatchObject({ decision: 'covered', quantity: 0 })
    expect(covered.document.decision).toMatchObject({ reason: 'by_stock_and_on_order' })
    expect(covered.document.decision.position?.onOrder.byKind.draft).toBe(quantity)
    await planNow()
    expect((await itemOf(lamp)).decision).toBe('covered')
  })

  it('decides again what is on an order that changes', async () => {
    const waiting = async (): Promise<unknown[]> =>
      (
        await pool().query(
          `select data from pgboss.job where name = 'reorder.replan' and state = 'created' and (data ->> 'shopId')::int = $1`,
          [shop.id],
        )
      ).rows
    expect(await waiting()).toEqual([])
    const { rows } = await inShopSql(shop.id, (sql) =>
      sql.query<{ id: string }>(`select id::text from reorder_order where shop_id = $1`, [shop.id]),
    )
    await moveOrder(shop, rows[0]?.id ?? '', 'cancel', NOW.toISOString())
    expect(await waiting()).toEqual([{ data: { shopId: shop.id, variantIds: [lamp.variant.id] } }])
    // As the job does.
    await replan(shop, [lamp.variant.id], NOW)
    expect((await itemOf(lamp)).decision).toBe('order')
  })

  it('refuses to order what nobody sells, and says which', async () => {
    await expect(
      orderSuggested(shop, { lines: [{ variantId: idle.variant.id, units: 3 }] }, NOW.toISOString()),
    ).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ path: ['lines', idle.variant.id], message: 'no_supplier' }],
    })
  })

  it('is one at a time, and each day anew for a shop that has made one', async () => {
    const [a, b] = await Promise.all([startPlan(shop, NOW), startPlan(shop, NOW)])
    expect(a).toBe(b)
    expect(await startDailyPlan(shop, NOW)).toBe(false)
    await carryPlan(shop, a, run)
    // Again, as a queue does: it is over, and stays.
    await carryPlan(shop, a, run)
    expect((await planState(shop)).newest).toMatchObject({ id: a, state: 'done' })
    expect(await startDailyPlan(shop, NOW)).toBe(false)
    expect(await startDailyPlan(shop, new Date('2026-11-21T12:00:00Z'))).toBe(true)
    expect(await startDailyPlan(await aShop(), NOW)).toBe(false)
  })

  it('stops when it is told to, and another try ends it', async () => {
    const id = await startPlan(shop, NOW)
    const stopping = new AbortController()
    stopping.abort(new Error('the process stops'))
    await expect(carryPlan(shop, id, { signal: stopping.signal, last: false })).rejects.toThrow('the process stops')
    expect((await planState(shop)).newest?.state).toBe('running')
    await carryPlan(shop, id, run)
    expect((await planState(shop)).newest?.state).toBe('done')
  })

  it('that lost its job does not stand in the way of the next for ever', async () => {
    const own = await aShop()
    const now = new Date()
    const lost = await startPlan(own, now)
    const later = new Date(now.getTime() + 7 * 3_600_000)
    expect(await startPlan(own, new Date(now.getTime() + 3_600_000))).toBe(lost)
    const next = await startPlan(own, later)
    expect(next).not.toBe(lost)
    await carryPlan(own, lost, run)
    expect((await planState(own)).newest).toMatchObject({ id: next, state: 'waiting' })
  })

  it('of a shop without products is empty, not an error', async () => {
    const empty = await aShop()
    await carryPlan(empty, await startPlan(empty, NOW), run)
    expect((await planState(empty)).shown?.summary).toMatchObject({ variants: 0, orders: 0, accuracy: null })
  })
})
