/** What staff say of a typed name holds for parcels of the past and the future, and can be taken back. */
import { afterAll, beforeEach, expect, it } from 'vitest'
import { closeQueue } from '#app/jobs/queue.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import { CarrierChoiceForm } from '#app/tools/tracking/carriers/schema.ts'
import { carriersPage, chooseCarrier } from '#app/tools/tracking/carriers/service.server.ts'
import { followParcels } from '#app/tools/tracking/parcels/service.server.ts'
import { aShop } from '#test/builders/shop.ts'
import { inside, NOW, ship } from '../sources/service-world.ts'

let shop: Shop
beforeEach(async () => {
  shop = await aShop({ country: 'CN', timezone: 'Asia/Shanghai' })
})
afterAll(closeQueue)

const choose = async (typed: string, carrier: string) => {
  const before = await chooseCarrier(shop, CarrierChoiceForm.parse({ typed, carrier }), NOW.toISOString())
  await followParcels(shop.id)
  return before
}
const carriers = async (): Promise<Record<string, string | null>> => {
  const found = await inside(shop, (sql) =>
    sql.query<{ number: string; carrier: string | null }>(
      'select number, carrier from tracking_parcel where shop_id = $1',
      [shop.id],
    ),
  )
  return Object.fromEntries(found.rows.map(({ number, carrier }) => [number, carrier]))
}

it('a choice moves past parcels and takes future ones, and what it replaced takes it back', async () => {
  await ship(shop, [
    { number: 'AB1', company: 'Haus-Kurier' },
    { number: 'AB2', company: 'haus kurier' },
  ])
  expect(await carriers()).toEqual({ AB1: null, AB2: null })
  expect(await choose('Haus-Kurier', 'yunexpress')).toEqual({ typed: 'Haus-Kurier', carrier: 'auto' })
  expect(await carriers()).toEqual({ AB1: 'yunexpress', AB2: 'yunexpress' })
  await ship(shop, [{ number: 'AB3', company: 'HAUS KURIER' }])
  expect((await carriers())['AB3']).toBe('yunexpress')
  const before = await choose('Haus-Kurier', 'none')
  expect(before).toEqual({ typed: 'Haus-Kurier', carrier: 'yunexpress' })
  expect(await carriers()).toEqual({ AB1: null, AB2: null, AB3: null })
  await choose(before.typed, before.carrier)
  expect((await carriers())['AB1']).toBe('yunexpress')
  await choose('Haus-Kurier', 'auto')
  expect((await carriers())['AB1']).toBeNull()
})

it('the page shows names with their parcels, and numbers that look wrong', async () => {
  await ship(shop, [
    { number: '1Z5R89390357567127', company: 'DHL' },
    { number: 'strange!', company: 'Haus-Kurier' },
    { number: 'RR123456785CN', company: 'China Post' },
  ])
  const page = await carriersPage(shop)
  expect(page.names.map(({ typed, carrier, by, parcels, open }) => [typed, carrier, by, parcels, open])).toEqual([
    ['China Post', 'china_post', 'name', 1, 1],
    ['DHL', 'dhl', 'name', 1, 1],
    ['Haus-Kurier', null, 'nothing', 1, 1],
  ])
  expect(page.odd.map(({ number, why, likely }) => [number, why, likely]).sort()).toEqual([
    ['1Z5R89390357567127', 'other_carrier', 'UPS'],
    ['strange!', 'fits_nothing', null],
  ])
})

it('a carrier that is none, and a name without letters, are refused', async () => {
  expect(CarrierChoiceForm.safeParse({ typed: 'x', carrier: 'nobody' }).success).toBe(false)
  await expect(choose('—', 'dhl')).rejects.toMatchObject({ code: 'invalid_input' })
})
