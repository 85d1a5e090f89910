import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { pool, prisma } from '#app/db/client.server.ts'
import { inShopSql } from '#app/db/tenant.server.ts'
import { getShop, registerShop } from '#app/mirror/shops.server.ts'
import { dropStaging } from '#app/mirror/staging.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import type { BulkOperation } from '#app/shopify/bulk.server.ts'
import { shopifyClient } from '#app/shopify/client.server.ts'
import { ORDERS } from '#app/sync/backfill.server.ts'
import { carryFile } from '#app/sync/bulk-phase.server.ts'
import type { PhaseRecord } from '#app/sync/run-records.ts'
import { insertRun, listPhases, savePhase } from '#app/sync/run-store.server.ts'

let file = ''
const server = createServer((request, response) => {
  const bytes = Buffer.from(file)
  const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
  response.writeHead(from > 0 ? 206 : 200)
  response.end(bytes.subarray(from))
})
let shop: Shop

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  await registerShop({ domain: 'lines.myshopify.com', scopes: ['read_all_orders'] })
  await prisma().shop.update({
    where: { domain: 'lines.myshopify.com' },
    data: { currency: 'JPY', timezone: 'Asia/Tokyo' },
  })
  shop = await getShop('lines.myshopify.com')
})
afterAll(() => void server.close())
beforeEach(async () => {
  const tables = await pool().query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' and (tablename like 'mirror\\_%' or tablename like 'sync\\_%')`,
  )
  await pool().query(`truncate ${tables.rows.map(({ name }) => name).join(', ')}`)
  await inShopSql(shop.id, (sql) => dropStaging(sql, shop))
})

type Line = Record<string, unknown> & { id: string }
const yen = (amount: string) => ({ shopMoney: { amount, currencyCode: 'JPY' } })

function order(id: number, override: Record<string, unknown> = {}): Line {
  return {
    id: `gid://shopify/Order/${id}`,
    name: `#${id}`,
    createdAt: '2026-05-01T10:00:00Z',
    processedAt: '2026-05-01T16:00:00Z',
    updatedAt: '2026-05-02T10:00:00Z',
    test: false,
    tags: [],
    currencyCode: 'JPY',
    presentmentCurrencyCode: 'JPY',
    displayFulfillmentStatus: 'FULFILLED',
    returnStatus: 'NO_RETURN',
    subtotalLineItemsQuantity: 3,
    totalPriceSet: yen('300'),
    totalShippingPriceSet: yen('0'),
    totalTaxSet: yen('0'),
    totalRefundedSet: yen('0'),
    refunds: [],
    fulfillments: [],
    ...override,
  }
}

function line(id: number, orderId: number, override: Record<string, unknown> = {}): Line {
  return {
    id: `gid://shopify/LineItem/${id}`,
    title: '湯呑み',
    quantity: 3,
    currentQuantity: 3,
    requiresShipping: true,
    originalUnitPriceSet: yen('100'),
    discountAllocations: [],
    __parentId: `gid://shopify/Order/${orderId}`,
    ...override,
  }
}

const RETURN: Line[] = [
  {
    id: 'gid://shopify/Return/81',
    name: '#2-R1',
    status: 'OPEN',
    createdAt: '2026-05-03T10:00:00Z',
    totalQuantity: 1,
    __parentId: 'gid://shopify/Order/2',
  },
  {
    id: 'gid://shopify/ReturnLineItem/811',
    quantity: 1,
    returnReasonDefinition: { handle: 'size_too_small' },
    fulfillmentLineItem: { lineItem: { id: 'gid://shopify/LineItem/21' } },
    __parentId: 'gid://shopify/Return/81',
  },
  { id: 'gid://shopify/UnverifiedReturnLineItem/812', quantity: 1, __parentId: 'gid://shopify/Return/81' },
]
const REFUNDED = {
  refunds: [
    {
      id: 'gid://shopify/Refund/71',
      createdAt: '2026-05-04T16:00:00Z',
      processedAt: '2026-05-04T16:00:00Z',
      totalRefundedSet: yen('100'),
    },
  ],
}
const FILE: Line[] = [
  order(1),
  line(11, 1),
  line(12, 1),
  order(2, { returnStatus: 'IN_PROGRESS', ...REFUNDED }),
  line(21, 2),
  ...RETURN,
  order(3),
  line(31, 3),
]

async function take(lines: readonly Line[], options: { failed?: boolean } = {}): Promise<PhaseRecord> {
  file = lines.map((each) => `${JSON.stringify(each)}\n`).join('')
  const runId = randomUUID()
  const phase = await inShopSql(shop.id, async (sql) => {
    await sql.query("update sync_run set state = 'done'")
    await insertRun(sql, shop, { id: runId, kind: 'backfill', reason: 'manual', phases: ['orders'] })
    await savePhase(sql, shop, runId, 'orders', {
      state: 'requested',
      bulkId: '1',
      cursor: { requestedAt: new Date().toISOString() },
    })
    return (await listPhases(sql, shop, runId))[0]
  })
  if (!phase) throw new Error('no phase')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file.jsonl`
  const at = '2026-05-05T10:00:00Z'
  const operation: BulkOperation = {
    id: '1',
    status: options.failed ? 'FAILED' : 'COMPLETED',
    errorCode: options.failed ? 'TIMEOUT' : null,
    createdAt: at,
    completedAt: at,
    objectCount: lines.length,
    rootObjectCount: 0,
    fileSize: options.failed ? null : Buffer.byteLength(file),
    url: options.failed ? null : url,
    partialDataUrl: options.failed ? url : null,
  }
  const context = {
    shop,
    runId,
    reason: 'manual',
    startedAt: at,
    client: shopifyClient(shop),
    signal: new AbortController().signal,
  } as const
  await carryFile(context, ORDERS, phase, operation)
  const after = await inShopSql(shop.id, (sql) => listPhases(sql, shop, runId))
  if (!after[0]) throw new Error('no phase')
  return after[0]
}

async function mirrored(): Promise<unknown> {
  return inShopSql(shop.id, async (sql) => {
    const tables: Record<string, unknown> = {}
    for (const table of ['order', 'order_line', 'refund', 'fulfillment', 'return', 'return_line']) {
      const result = await sql.query(`select * from mirror_${table} order by 1, 2, 3`)
      tables[table] = result.rows.map(({ synced_at: _, ...row }: Record<string, unknown>) => row)
    }
    return tables
  })
}

describe('a file of orders', () => {
  it('gives the same rows whatever order its lines come in', async () => {
    await take(FILE)
    const expected = await mirrored()
    expect(
      await inShopSql(
        shop.id,
        async (sql) =>
          (await sql.query('select id, units, gross_minor, processed_on::text from mirror_order order by id')).rows,
      ),
    ).toEqual([
      // 16:00 UTC is one o'clock the next day in Tokyo
      { id: '1', units: 6, gross_minor: '600', processed_on: '2026-05-02' },
      { id: '2', units: 3, gross_minor: '300', processed_on: '2026-05-02' },
      { id: '3', units: 3, gross_minor: '300', processed_on: '2026-05-02' },
    ])
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(FILE, { minLength: FILE.length, maxLength: FILE.length }),
        async (shuffled) => {
          await pool().query(
            'truncate mirror_order, mirror_order_line, mirror_refund, mirror_fulfillment, mirror_return, mirror_return_line',
          )
          await take(shuffled)
          expect(await mirrored()).toEqual(expected)
        },
      ),
      { numRuns: 8 },
    )
  })

  it('that lists an order or a line twice counts it once', async () => {
    await take(FILE)
    const expected = await mirrored()
    await pool().query(
      'truncate mirror_order, mirror_order_line, mirror_refund, mirror_fulfillment, mirror_return, mirror_return_line',
    )
    await take([...FILE, order(1, { updatedAt: '2026-05-01T10:00:00Z', name: 'older copy' }), line(11, 1), ...RETURN])
    expect(await mirrored()).toEqual(expected)
  })

  it('never writes a child whose order is not in it, and says how many there were', async () => {
    const phase = await take([
      ...FILE,
      line(91, 9),
      { ...RETURN[0], id: 'gid://shopify/Return/82', __parentId: 'gid://shopify/Order/9' },
    ])
    expect(phase.state).toBe('done')
    expect(phase.cursor).toMatchObject({ note: expect.stringContaining('2 children without their order') })
    expect(
      await inShopSql(
        shop.id,
        async (sql) => (await sql.query('select id from mirror_order_line where order_id = 9')).rows,
      ),
    ).toEqual([])
  })

  it('that broke off gives only the orders whose lines add up, and fails the phase with Shopify’s reason', async () => {
    // order 1 lacks a line, order 2 has a return that may lack lines, order 3 is whole
    const phase = await take(
      [
        order(1, { subtotalLineItemsQuantity: 6 }),
        line(11, 1),
        order(2, { returnStatus: 'IN_PROGRESS' }),
        line(21, 2),
        order(3),
        line(31, 3),
      ],
      { failed: true },
    )
    expect([phase.state, phase.errorCode]).toEqual(['failed', 'upstream_down'])
    expect(
      await inShopSql(shop.id, async (sql) =>
        (await sql.query<{ id: string }>('select id from mirror_order')).rows.map((row) => row.id),
      ),
    ).toEqual(['3'])
  })

  it('that is older than what a webhook brought meanwhile changes nothing of it', async () => {
    await take([order(1, { updatedAt: '2026-05-06T10:00:00Z', name: 'newer' }), line(12, 1)])
    const before = await mirrored()
    const phase = await take([order(1), line(11, 1)])
    expect([phase.rowsWritten, phase.rowsUnchanged]).toEqual([0, 1])
    expect(await mirrored()).toEqual(before)
  })

  it('keeps a refund’s lines that are here already, and forgets them when the refund is another', async () => {
    await take([order(2, REFUNDED), line(21, 2)])
    await inShopSql(shop.id, async (sql) => {
      await sql.query("insert into mirror_refund_line values ($1, 2, 71, 21, 1, 'RETURN', null, 100)", [shop.id])
      await sql.query('update mirror_refund set detailed = true')
    })
    const lines = async (): Promise<unknown> =>
      inShopSql(
        shop.id,
        async (sql) =>
          (
            await sql.query(
              'select r.detailed, count(l.*)::int as lines from mirror_refund r left join mirror_refund_line l on l.refund_id = r.id group by 1',
            )
          ).rows,
      )
    await take([order(2, { updatedAt: '2026-05-06T10:00:00Z', ...REFUNDED }), line(21, 2)])
    expect(await lines()).toEqual([{ detailed: true, lines: 1 }])
    const [refund] = REFUNDED.refunds
    await take([
      order(2, { updatedAt: '2026-05-07T10:00:00Z', refunds: [{ ...refund, totalRefundedSet: yen('150') }] }),
      line(21, 2),
    ])
    expect(await lines()).toEqual([{ detailed: false, lines: 0 }])
  })

  it('of a kind that was not asked for is an error', async () => {
    await expect(take([{ id: 'gid://shopify/Metafield/1', __parentId: 'gid://shopify/Order/1' }])).rejects.toThrow(
      /Metafield that was not asked for/,
    )
  })

  it('leaves nothing staged', async () => {
    await take(FILE)
    expect(await inShopSql(shop.id, (sql) => dropStaging(sql, shop))).toBe(0)
  })
})
