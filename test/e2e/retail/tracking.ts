/**
 * Tracking in a real browser on the newest orders of the retail year: lanes learned by themselves, the work list and its undo, a carrier named anew.
 * Every page in both languages and widths.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Harness } from '../harness.ts'
import { walkPages } from '../page-walk.ts'

export function walkTracking(harness: () => Harness): void {
  describe('tracking', () => {
    const ids = { order: '' }

    async function sqlNumber(query: string): Promise<number> {
      const { rows } = await harness().demo.db.query<{ n: number }>(query)
      return rows[0]?.n ?? 0
    }

    async function until(what: string, done: () => Promise<boolean>, seconds = 120): Promise<void> {
      for (const end = Date.now() + seconds * 1_000; Date.now() < end;) {
        if (await done()) return
        await new Promise((next) => setTimeout(next, 500))
      }
      throw new Error(`${what}: not within ${seconds} s`)
    }

    beforeAll(async () => {
      await until('the lanes', async () => (await sqlNumber('select count(*)::int as n from fact_lane')) > 0)
      await until('the work list', async () => (await sqlNumber('select count(*)::int as n from tracking_flag')) > 0)
      // Lanes are learned anew as parcels come; the pages are looked at when that is over.
      await until('the last learning', async () => {
        const learned = `select count(*)::int as n from pgboss.job where name like 'tracking.%' and state in ('created', 'active', 'retry') and start_after < now()`
        return (await sqlNumber(learned)) === 0
      })
      const late = await harness().demo.db.query<{ id: string }>(
        'select order_id::text as id from tracking_parcel where delivered_at is null and first_scan_at is not null order by id limit 1',
      )
      ids.order = late.rows[0]?.id ?? ''
    }, 600_000)

    describe('staff', () => {
      it('put an order away until tomorrow, and take that back', async () => {
        const visit = await harness().visit('/app/tracking')
        const frame = await visit.app()
        const open = await sqlNumber('select count(*)::int as n from tracking_flag')
        await frame
          .getByRole('button', { name: /^Seen until tomorrow: / })
          .first()
          .click()
        await frame.getByText('1 order was put away until tomorrow.').first().waitFor()
        await frame.getByRole('button', { name: 'Undo' }).first().click()
        await frame.getByText('Back on the list.').first().waitFor()
        expect(await sqlNumber('select count(*)::int as n from tracking_flag')).toBe(open)
        expect(visit.problems).toEqual([])
        await visit.close()
      })

      it('see on an order where its parcel is, in the carrier’s own steps', async () => {
        const visit = await harness().visit(`/app/orders/${ids.order}`)
        const frame = await visit.app()
        await frame.getByText('In transit').first().waitFor()
        expect(visit.problems).toEqual([])
        await visit.close()
      })
    })

    walkPages(harness, [
      { name: 'tracking', path: () => '/app/tracking' },
      { name: 'tracking-away', path: () => '/app/tracking?view=away' },
      { name: 'tracking-lanes', path: () => '/app/tracking/lanes' },
      { name: 'tracking-carriers', path: () => '/app/tracking/carriers' },
      { name: 'tracking-forwarders', path: () => '/app/tracking/forwarders' },
      { name: 'tracking-sources', path: () => '/app/tracking/sources' },
      { name: 'tracking-upload', path: () => '/app/tracking/sources/upload' },
      { name: 'tracking-settings', path: () => '/app/tracking/settings' },
      { name: 'tracking-mails', path: () => '/app/tracking/settings/mails' },
      { name: 'order-tracking', path: () => `/app/orders/${ids.order}` },
    ])
  })
}
