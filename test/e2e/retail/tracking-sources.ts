/**
 * Sources of tracking events in a browser: a merchant connects a service, a wrong key first, sees what it heard, disconnects and takes that back, reads in a
 * file, says what a carrier's name means. The pages as they begin are walked in tracking.ts.
 */
import type { Frame } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { unexpected, type Harness } from '../harness.ts'
import { walkPages } from '../page-walk.ts'

export function walkTrackingSources(harness: () => Harness): void {
  describe('sources of tracking', () => {
    const one = async (query: string): Promise<string> => {
      const { rows } = await harness().demo.db.query<{ value: string }>(query)
      return rows[0]?.value ?? ''
    }

    describe('a merchant', () => {
      it('connects 17TRACK: a wrong key is refused and stays typed, a right one begins to work', async () => {
        const visit = await harness().visit('/app/tracking/sources')
        const frame = await visit.app()
        await frame.getByRole('button', { name: 'Connect' }).first().click()
        await frame.getByLabel('API key').fill('wrong')
        await frame.getByRole('button', { name: 'Check and save' }).click()
        await frame.getByText('The key was refused').waitFor()
        await visit.screenshot('tracking-source-refused-en-desktop')
        await frame.getByLabel('API key').fill(harness().demo.carriers.seventeen.key)
        await frame.getByRole('button', { name: 'Check and save' }).click()
        await frame.getByText('numbers used').waitFor({ timeout: 60_000 })
        await numbersRegistered(frame)
        expect(await visit.axe()).toEqual([])
        expect(unexpected(visit.problems)).toEqual([])
        await visit.close()
        const repeats = [...harness().demo.carriers.charged.values()].filter((times) => times > 1)
        expect(repeats).toEqual([])
      })

      it('disconnects, and takes it back', async () => {
        const visit = await harness().visit('/app/tracking/sources', { width: 'phone' })
        const frame = await visit.app()
        await frame.getByRole('button', { name: 'Disconnect' }).click()
        await frame.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click()
        await frame.getByRole('button', { name: 'Connect again' }).click()
        await frame.getByRole('button', { name: 'Ask now' }).waitFor()
        expect(unexpected(visit.problems)).toEqual([])
        await visit.close()
      })

      it('reads in a file, after seeing what it would change, and takes it back', async () => {
        const number = await one(
          `select number as value from tracking_parcel where number <> '' order by fulfilled_at desc limit 1`,
        )
        const visit = await harness().visit('/app/tracking/sources/upload')
        const frame = await visit.app()
        await frame.locator('input[type=file]').setInputFiles({
          name: 'events.csv',
          mimeType: 'text/csv',
          buffer: Buffer.from(`Tracking number,Time,Status\n${number},${new Date().toISOString()},held_at_customs`),
        })
        await frame.getByRole('heading', { name: 'Parcels that would change' }).waitFor()
        await visit.screenshot('tracking-upload-preview-en-desktop')
        expect(await visit.axe()).toEqual([])
        await frame.getByRole('button', { name: 'Import 1 new event' }).click()
        await frame.getByRole('button', { name: 'Undo the import of events.csv' }).click()
        await frame.getByText('Import taken back').waitFor()
        await visit.screenshot('tracking-upload-undone-en-desktop')
        expect(unexpected(visit.problems)).toEqual([])
        await visit.close()
      })

      it('says what a typed name means, and undoes it', async () => {
        const visit = await harness().visit('/app/tracking/carriers')
        const frame = await visit.app()
        await frame
          .getByRole('button', { name: /^Change the carrier of/ })
          .first()
          .click()
        await frame.getByRole('dialog').getByLabel('Carrier').selectOption('yunexpress')
        await visit.screenshot('tracking-carrier-choice-en-desktop')
        await frame.getByRole('dialog').getByRole('button', { name: 'Apply' }).click()
        await frame.getByText('Your choice').waitFor()
        await frame.getByRole('button', { name: 'Undo' }).click()
        await frame.getByText('Your choice').waitFor({ state: 'detached' })
        expect(await visit.axe()).toEqual([])
        expect(unexpected(visit.problems)).toEqual([])
        await visit.close()
      })
    })

    /** The page asks again by itself while the first numbers are registered. */
    async function numbersRegistered(frame: Frame): Promise<void> {
      for (const end = Date.now() + 60_000; Date.now() < end;) {
        if (Number(await one(`select count(*)::text as value from tracking_registration where state <> 'planned'`)) > 0)
          break
        await new Promise((next) => setTimeout(next, 500))
      }
      await frame.getByRole('button', { name: 'Ask now' }).click()
      await frame.getByText('Last answer').waitFor()
    }

    walkPages(harness, [{ name: 'tracking-source-connected', path: () => '/app/tracking/sources' }])
  })
}
