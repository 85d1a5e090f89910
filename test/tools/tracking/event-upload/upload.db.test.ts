/** Events from a merchant's file: previewed, applied once, taken back; and what is wrong in it, line by line. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { closeQueue } from '#app/jobs/queue.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import {
  importUpload,
  pastUploads,
  previewUpload,
  undoUpload,
  uploadTemplate,
} from '#app/tools/tracking/event-upload/service.server.ts'
import { findParcelsByNumber, recordEvents } from '#app/tools/tracking/parcels/service.server.ts'
import { aShop } from '#test/builders/shop.ts'
import { inside, ship, statuses } from '../sources/service-world.ts'

let shop: Shop
beforeEach(async () => {
  shop = await aShop({ country: 'CN', timezone: 'Asia/Shanghai' })
  await ship(shop, [{ number: 'RR 123 456 785 CN' }, { number: 'LP00512345678901' }])
})
afterAll(closeQueue)

const NOW = '2026-11-20T12:00:00.000Z'
const ID = '3f2b1c9e-9a51-4d3c-8c1a-0d0f6f4a1b2c'
const csv = (...lines: string[]): File =>
  new File([['Tracking number,Time,Status,Message,Country,City,Leg', ...lines].join('\r\n')], 'events.csv')
const GOOD = csv(
  'RR123456785CN,2026-11-12 08:00,in_transit,Departed,CN,Shenzhen,',
  'rr-123456785-cn,2026-11-18T10:00:00+01:00,,"Delivered, signed by: E. MUSTERMANN",Germany,10115 Berlin,last_mile',
  'LP00512345678901,2026-11-12 09:00,清关中,,CHN,,头程',
)
const events = async () =>
  (
    await inside(shop, (sql) =>
      sql.query<{
        source: string
        status: string
        at: string
        country: string
        city: string
        text: string
        leg: string
      }>(
        `select source, status, leg, country, city, text from tracking_event where shop_id = $1 and source <> 'shopify' order by occurred_at`,
        [shop.id],
      ),
    )
  ).rows

describe('a file', () => {
  it('says what it would change before it changes anything', async () => {
    const preview = await previewUpload(shop, GOOD, NOW)
    expect(preview).toMatchObject({ problems: [], ready: 3, fresh: 3, parcels: 2 })
    expect(
      preview.examples.map(({ number, before, after, events: fresh }) => [
        number,
        before?.status,
        after?.status,
        fresh,
      ]),
    ).toEqual([
      ['RR 123 456 785 CN', 'packed', 'delivered', 2],
      ['LP00512345678901', 'packed', 'customs', 1],
    ])
    expect(await events()).toEqual([])
  })

  it("is applied once, without people and post codes, times in the shop's zone", async () => {
    await importUpload(shop, { id: ID, file: GOOD, leaveOut: false }, NOW)
    await importUpload(shop, { id: ID, file: GOOD, leaveOut: false }, NOW)
    expect(await statuses(shop)).toEqual({ LP00512345678901: 'customs', 'RR 123 456 785 CN': 'delivered' })
    expect(await events()).toEqual([
      { source: 'csv', status: 'in_transit', leg: 'origin', country: 'CN', city: 'Shenzhen', text: 'Departed' },
      { source: 'csv', status: 'customs', leg: 'origin', country: 'CN', city: null, text: null },
      { source: 'csv', status: 'delivered', leg: 'last_mile', country: 'DE', city: 'Berlin', text: 'Delivered' },
    ])
    expect(await pastUploads(shop)).toMatchObject([
      { fileName: 'events.csv', counts: { events: 3, parcels: 2 }, undoneAt: null },
    ])
    // The same events in another file are nothing new.
    expect(await previewUpload(shop, GOOD, NOW)).toMatchObject({ ready: 3, fresh: 0, examples: [] })
  })

  it('taken back it leaves what others said, and a second time nothing', async () => {
    await inside(shop, async (sql) => {
      const [parcel] = await findParcelsByNumber(sql, shop, 'RR123456785CN')
      await recordEvents(sql, shop, parcel?.id ?? '', [
        {
          source: '17track',
          leg: 'origin',
          meaning: { status: 'handed_over', detail: null },
          occurredAt: '2026-11-11T00:00:00Z',
          place: { country: 'CN', city: null },
          text: null,
        },
      ])
    })
    await importUpload(shop, { id: ID, file: GOOD, leaveOut: false }, NOW)
    await undoUpload(shop, ID, NOW)
    await undoUpload(shop, ID, NOW)
    expect(await statuses(shop)).toEqual({ LP00512345678901: 'packed', 'RR 123 456 785 CN': 'handed_over' })
    expect((await events()).map(({ source }) => source)).toEqual(['17track'])
    await expect(undoUpload(shop, '11111111-9a51-4d3c-8c1a-0d0f6f4a1b2c', NOW)).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('with problems it is refused whole, or those lines are left out', async () => {
    const file = csv(
      'RR123456785CN,2026-11-12 08:00,in_transit,,,,',
      'XX999999999XX,2026-11-12 08:00,in_transit,,,,',
      'RR123456785CN,2026-01-12 08:00,in_transit,,,,',
      'RR123456785CN,2026-12-12 08:00,in_transit,,,,',
      'RR123456785CN,soon,in_transit,,,,',
      'RR123456785CN,2026-11-12 08:00,,,,,',
      'RR123456785CN,2026-11-12 08:00,quantum,,,,',
      'RR123456785CN,2026-11-12 08:00,in_transit,,Nowhere,,middle',
      '9.40010E+21,2026-11-12 08:00,in_transit,,,,',
    )
    const preview = await previewUpload(shop, file, NOW)
    expect(preview.problems.map(({ line, code }) => [line, code])).toEqual([
      [3, 'unknown_number'],
      [4, 'before_order'],
      [5, 'in_future'],
      [6, 'not_a_date'],
      [7, 'no_status'],
      [8, 'unknown_status'],
      [9, 'not_a_country'],
      [9, 'bad_leg'],
      [10, 'broken_code'],
    ])
    expect(preview.ready).toBe(1)
    await expect(importUpload(shop, { id: ID, file, leaveOut: false }, NOW)).rejects.toMatchObject({
      fields: [{ code: 'trackingUpload.hasProblems' }],
    })
    await importUpload(shop, { id: ID, file, leaveOut: true }, NOW)
    expect((await statuses(shop))['RR 123 456 785 CN']).toBe('in_transit')
  })

  it('without the needed columns it says which', async () => {
    expect(await previewUpload(shop, new File(['Number of parcels,Time\n1,2'], 'x.csv'), NOW)).toMatchObject({
      ready: 0,
      missing: [{ column: 'Tracking number' }, { column: 'Status' }],
    })
    await expect(
      importUpload(shop, { id: ID, file: new File(['a\n1'], 'x.csv'), leaveOut: true }, NOW),
    ).rejects.toMatchObject({
      fields: [{ code: 'trackingUpload.columnsWrong' }],
    })
  })

  it('the template reads back', async () => {
    const template = await uploadTemplate(shop, 'csv', NOW)
    const file = new File([await template.arrayBuffer()], 't.csv')
    expect(await previewUpload(shop, file, NOW)).toMatchObject({ problems: [], ready: 2 })
  })
})
