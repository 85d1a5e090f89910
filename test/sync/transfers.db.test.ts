import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inShopSql } from '#app/db/tenant.server.ts'
import { getShop } from '#app/mirror/shops.server.ts'
import { listTransferBundles, listTransferSupplies } from '#app/mirror/transfers.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { saveTransfers } from '#app/mirror/upsert-transfers.server.ts'
import { refetchShop } from '#app/sync/small-sets.server.ts'
import { readHint } from '#app/sync/topics.ts'
import { refetchOpenTransfers, refetchTransfers } from '#app/sync/transfers.server.ts'
import { createSmallShop } from '#test/devstore/graphql/small-shop.ts'
import type { InventoryTransfer, ShopState } from '#test/devstore/model.ts'
import {
  cancelTransfer,
  createTransfer,
  readyTransfer,
  receiveShipment,
  shipTransfer,
} from '#test/devstore/shop/transfer-operations.ts'
import { webhookPayload } from '#test/devstore/shop/webhook-payload.ts'
import { syncAll } from '#test/tools/pricing/releases/released-shop.ts'
import { installShop, SCOPES, type SyncedShop } from './synced-shop.ts'

const { signal } = new AbortController()
const [LEEDS, ROTTERDAM] = ['21', '22']
const [RED, RED_ITEM, MUG_ITEM] = ['111', '1119', '1219']

let state: ShopState
let synced: SyncedShop
let shop: Shop

beforeAll(async () => {
  state = createSmallShop()
  synced = await installShop(state)
  await refetchShop(synced.shop)
  shop = await getShop(synced.shop.domain)
  await syncAll(shop)
}, 60_000)

afterAll(async () => synced.stop())

function aTransfer(lines: [item: string, units: number][]): InventoryTransfer {
  const made = createTransfer(state, {
    originLocationId: LEEDS,
    destinationLocationId: ROTTERDAM,
    referenceName: null,
    note: 'for Anna, 07700 900123',
    tags: [],
    lines: lines.map(([inventoryItemId, quantity]) => ({ inventoryItemId, quantity })),
  })
  if ('refused' in made) throw new Error(made.refused.message)
  return made.transfer
}

const noTracking = { company: null, trackingNumber: null, trackingUrl: null, arrivesAt: '2026-12-01T00:00:00Z' }
const supplies = () => inShopSql(shop.id, (sql) => listTransferSupplies(sql, shop, [RED]))
const rows = async (): Promise<number> =>
  (
    await inShopSql(shop.id, (sql) =>
      sql.query('select from mirror_transfer where shop_id = $1 and deleted_at is null', [shop.id]),
    )
  ).rowCount ?? 0

describe('transfers', () => {
  let transfer: InventoryTransfer

  it('are read with their lines, and told apart by variant', async () => {
    transfer = aTransfer([
      [RED_ITEM, 10],
      [MUG_ITEM, 4],
    ])
    expect(await refetchOpenTransfers(shop, { all: true, signal })).toEqual({ written: 1, unchanged: 0 })
    expect(await supplies()).toEqual([
      {
        variantId: RED,
        transferId: transfer.id,
        name: '#T0001',
        originLocationId: LEEDS,
        destinationLocationId: ROTTERDAM,
        units: 10,
        shipments: [],
      },
    ])
  })

  it('that have not changed write nothing', async () => {
    expect(await refetchOpenTransfers(shop, { all: false, signal })).toEqual({ written: 0, unchanged: 1 })
  })

  it('keep no note: people write names into it', async () => {
    const { rows: columns } = await inShopSql(shop.id, (sql) =>
      sql.query<{ text: string }>('select row_to_json(t)::text as text from mirror_transfer t where shop_id = $1', [
        shop.id,
      ]),
    )
    expect(columns[0]?.text).not.toContain('Anna')
  })

  it('bring their shipments, and what came of them', async () => {
    readyTransfer(state, transfer.id)
    const shipped = shipTransfer(state, {
      transferId: transfer.id,
      tracking: noTracking,
      lines: [{ inventoryItemId: RED_ITEM, quantity: 6 }],
    })
    if ('refused' in shipped) throw new Error(shipped.refused.message)
    // The hint of a shipment names its transfer.
    const [event] = shipped.events
    if (!event) throw new Error('nobody was told')
    const hint = readHint(event.topic, webhookPayload(state, event))
    expect(hint).toEqual({ resource: 'transfer', ids: [transfer.id] })
    expect(await refetchTransfers(shop, [transfer.id], { signal })).toMatchObject({ written: 1 })
    expect((await supplies())[0]?.shipments).toMatchObject([
      { units: 6, settledUnits: 0, shipped: true, arrivesAt: '2026-12-01T00:00:00.000Z' },
    ])
    receiveShipment(state, shipped.shipment.id, [
      { lineId: shipped.shipment.lines[0]?.id ?? '', quantity: 5, reason: 'ACCEPTED' },
    ])
    await refetchTransfers(shop, [transfer.id], { signal })
    expect((await supplies())[0]?.shipments).toMatchObject([{ units: 6, settledUnits: 5 }])
  })

  it('that are over have nothing under way any more, and stay in the list', async () => {
    const other = aTransfer([[RED_ITEM, 3]])
    await refetchOpenTransfers(shop, { all: false, signal })
    expect(await supplies()).toHaveLength(2)
    cancelTransfer(state, other.id)
    await refetchOpenTransfers(shop, { all: false, signal })
    expect(await supplies()).toHaveLength(1)
    const bundles = await inShopSql(shop.id, (sql) => listTransferBundles(sql, shop, [other.id]))
    expect(bundles.get(other.id)).toMatchObject({ transfer: { status: 'CANCELED' }, lines: [] })
    expect(await rows()).toBe(2)
  })

  it('an older answer never overwrites a newer one', async () => {
    const before = await supplies()
    const bundle = (await inShopSql(shop.id, (sql) => listTransferBundles(sql, shop, [transfer.id]))).get(transfer.id)
    if (!bundle) throw new Error('no transfer')
    const saved = await inShopSql(shop.id, (sql) =>
      saveTransfers(sql, shop, [{ ...bundle, lines: [] }], '2020-01-01T00:00:00.000Z'),
    )
    expect(saved.written).toBe(0)
    expect(await supplies()).toEqual(before)
  })

  it('that Shopify no longer knows are tombstones', async () => {
    state.transfers.delete(transfer.id)
    expect(await refetchOpenTransfers(shop, { all: false, signal })).toMatchObject({ written: 1 })
    expect(await supplies()).toEqual([])
    expect(await rows()).toBe(1)
  })

  it('page through everything at the first sync', async () => {
    for (let index = 0; index < 160; index++) cancelTransfer(state, aTransfer([[MUG_ITEM, 1]]).id)
    const long = aTransfer([[RED_ITEM, 2]])
    readyTransfer(state, long.id)
    for (let index = 0; index < 2; index++)
      shipTransfer(state, {
        transferId: long.id,
        tracking: noTracking,
        lines: [{ inventoryItemId: RED_ITEM, quantity: 1 }],
      })
    await refetchOpenTransfers(shop, { all: true, signal })
    expect(await rows()).toBe(162)
    expect((await supplies())[0]?.shipments).toHaveLength(2)
  }, 30_000)

  it('are left alone where the merchant has not granted them', async () => {
    const without = { ...shop, scopes: SCOPES.filter((scope) => !/_inventory_/.test(scope)) }
    expect(await refetchOpenTransfers(without, { all: true, signal })).toEqual({ written: 0, unchanged: 0 })
    const settled: string[] = []
    await refetchTransfers(without, ['5'], { signal, settle: async (_sql, ids) => void settled.push(...ids) })
    expect(settled).toEqual(['5'])
    expect(await rows()).toBe(162)
  })
})
