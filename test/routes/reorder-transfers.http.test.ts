/** Transfers and fitted orders as the admin asks for them: refusals at their fields, a transfer once, nothing of another shop. */
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Location, Shop } from '#app/mirror/types.ts'
import * as order from '#app/routes/app.reorder.suppliers.$id.order.tsx'
import * as transfers from '#app/routes/app.reorder.transfers._index.tsx'
import * as way from '#app/routes/app.reorder.transfers.way.tsx'
import { transferOverview } from '#app/tools/reorder/transfers/service.server.ts'
import { aLocation, aProduct, type BuiltProduct } from '#test/builders/product.ts'
import { aShop } from '#test/builders/shop.ts'
import { aSupplier } from '#test/builders/supplier.ts'
import { storeToken, visit } from './admin-visit.ts'

let shop: Shop
let leeds: Location
let rotterdam: Location
let lamp: BuiltProduct
let supplierId: string

beforeAll(async () => {
  shop = await aShop()
  await storeToken(shop)
  leeds = await aLocation(shop, { name: 'Leeds' })
  rotterdam = await aLocation(shop, { name: 'Rotterdam' })
  lamp = await aProduct(shop, { variants: [{ stock: { [leeds.id]: 40 } }] })
  supplierId = await aSupplier(shop, { name: 'Yiwu', orderMinimumMinor: 5_000 })
})

interface Answered {
  data: { ok: boolean; said?: string; code?: string; fields?: { path: string[]; message: string }[] }
  init: { status?: number } | null
}

async function post(module: object, path: string, form: Record<string, string>, params = {}): Promise<Answered> {
  const { action } = module as { action: (args: object) => Promise<Answered> }
  return action({ request: visit(shop, path, form), params, context: {} })
}

const wish = (changes: object = {}) => ({
  id: randomUUID(),
  originLocationId: leeds.id,
  destinationLocationId: rotterdam.id,
  lines: [{ variantId: lamp.variant.id, units: 4 }],
  ...changes,
})
const ask = (transfer: object): Promise<Answered> =>
  post(transfers, '/app/reorder/transfers', { intent: 'create', transfer: JSON.stringify(transfer) })

describe('a transfer', () => {
  it('is planned once, however often the page sends it', async () => {
    const transfer = wish()
    for (let times = 0; times < 2; times++)
      expect((await ask(transfer)).data).toEqual({ ok: true, said: 'reorderTransfers.said.created' })
    expect((await transferOverview(shop)).transfers).toMatchObject([{ id: transfer.id, state: 'planned', units: 4 }])
  })

  it('is refused at its line, and says nothing was done', async () => {
    const { data, init } = await ask(wish({ lines: [{ variantId: lamp.variant.id, units: 400 }] }))
    expect(init?.status).toBe(422)
    expect(data.fields).toMatchObject([{ path: ['lines', lamp.variant.id], message: 'not_enough' }])
    expect((await ask(wish({ lines: [] }))).data.fields?.[0]?.message).toBe('nothing_to_move')
    expect((await transferOverview(shop)).transfers).toHaveLength(1)
  })

  it('that did not fail is neither tried again nor given up; one of nowhere is not found', async () => {
    const id = (await transferOverview(shop)).transfers[0]?.id ?? ''
    for (const intent of ['retry', 'giveUp'])
      expect((await post(transfers, '/app/reorder/transfers', { intent, id })).init?.status).toBe(409)
    const unknown = { intent: 'retry', id: randomUUID() }
    expect((await post(transfers, '/app/reorder/transfers', unknown)).init?.status).toBe(404)
  })

  it('has a way whose card is refused field by field, and saved', async () => {
    const path = `/app/reorder/transfers/way?from=${leeds.id}&to=${rotterdam.id}`
    const places = { originLocationId: leeds.id, destinationLocationId: rotterdam.id }
    const refused = await post(way, path, { ...places, days: 'soon', costPerKg: '-1' })
    expect(refused.init?.status).toBe(422)
    expect(refused.data.fields).toMatchObject([
      { path: ['days'], message: 'days_invalid' },
      { path: ['costPerKg'], message: 'amount_invalid' },
    ])
    expect((await post(way, path, { ...places, days: '4' })).data.ok).toBe(true)
    const { loader } = way as unknown as { loader: (args: object) => Promise<{ route: { days: number | null } }> }
    expect((await loader({ request: visit(shop, path), params: {}, context: {} })).route.days).toBe(4)
  })
})

describe('everything from one supplier', () => {
  it('says at its field what is no limit, and that there is nothing to order', async () => {
    const path = `/app/reorder/suppliers/${supplierId}/order`
    const refused = await post(order, path, { intent: 'fit', budget: 'all of it' }, { id: supplierId })
    expect(refused.init?.status).toBe(422)
    expect(refused.data.fields).toMatchObject([{ path: ['budget'], message: 'amount_invalid' }])
    const none = await post(order, path, { intent: 'draft', order: '{"lines":[],"orderId":null}' }, { id: supplierId })
    expect(none.data.fields).toMatchObject([{ path: ['lines'], message: 'nothing_to_order' }])
    const { loader } = order as unknown as { loader: (args: object) => Promise<{ fit: { outcome: object } }> }
    const start = await loader({ request: visit(shop, path), params: { id: supplierId }, context: {} })
    expect(start.fit.outcome).toEqual({ kind: 'fits', lines: [] })
  })
})
