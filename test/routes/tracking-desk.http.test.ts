/** Pages of tracking for staff, as the admin asks for them: only for who is signed in, of one shop only, and forms that lose nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pool } from '#app/db/client.server.ts'
import { closeQueue, openQueue } from '#app/jobs/queue.server.ts'
import type { Shop } from '#app/mirror/types.ts'
import * as home from '#app/routes/app._index.tsx'
import * as worklist from '#app/routes/app.tracking._index.tsx'
import * as exported from '#app/routes/app.tracking.export.$format.ts'
import * as forwarders from '#app/routes/app.tracking.forwarders.tsx'
import * as lanes from '#app/routes/app.tracking.lanes.tsx'
import * as settings from '#app/routes/app.tracking.settings._index.tsx'
import * as mails from '#app/routes/app.tracking.settings.mails.tsx'
import { followParcels } from '#app/tools/tracking/parcels/service.server.ts'
import { followDesk } from '#app/tools/tracking/worklist/following/service.server.ts'
import { anOrder } from '#test/builders/order.ts'
import { aShop } from '#test/builders/shop.ts'
import { forger, storeToken, stranger, visit } from './admin-visit.ts'

let ours: Shop
let theirs: Shop
let [waiting, secret] = ['', '']
const DAY_MS = 86_400_000
const ago = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString()
const args = (request: Request, params: Record<string, string> = {}) => ({ request, params, context: {} })
const pages = [
  ['/app/tracking', worklist.loader],
  ['/app/tracking/lanes', lanes.loader],
  ['/app/tracking/forwarders', forwarders.loader],
  ['/app/tracking/settings', settings.loader],
  ['/app/tracking/settings/mails', mails.loader],
] as const

beforeAll(async () => {
  await openQueue()
  ours = await aShop()
  theirs = await aShop()
  for (const shop of [ours, theirs]) await storeToken(shop)
  waiting = (await anOrder(ours, { name: '#OURS', processedAt: ago(20) })).id
  secret = (await anOrder(theirs, { name: '#SECRET', processedAt: ago(20) })).id
  await anOrder(ours, {
    name: '#SENT',
    processedAt: ago(12),
    fulfillmentStatus: 'FULFILLED',
    fulfillments: [
      {
        createdAt: ago(10),
        inTransitAt: ago(9),
        deliveredAt: ago(4),
        tracking: [{ company: 'DHL', number: 'N1', url: null }],
      },
    ],
  })
  for (const shop of [ours, theirs]) {
    await followParcels(shop.id)
    await followDesk(shop, new Date(), new AbortController().signal)
  }
})
afterAll(closeQueue)

async function refusal(work: Promise<unknown>): Promise<Response> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof Response)) throw error ?? new Error('answered instead of refusing')
  return error
}

describe('every page', () => {
  it.each(pages)('%s is for who is signed in', async (path, loader) => {
    expect((await refusal(loader(args(stranger(path))))).status).not.toBe(200)
    expect((await refusal(loader(args(forger(ours, path))))).status).toBeGreaterThanOrEqual(300)
  })

  it.each(pages)(
    '%s shows nothing of another shop, and survives an address that makes no sense',
    async (path, loader) => {
      const shown = await loader(
        args(visit(ours, `${path}?page=-1&flag=nonsense&country=%00&months=99&depth=x&sort=1;drop`)),
      )
      expect(JSON.stringify(shown)).not.toContain('SECRET')
    },
  )
})

describe('the work list', () => {
  const act = async (form: Record<string, string>, search = '') => {
    const answered = await worklist.action(args(visit(ours, `/app/tracking${search}`, form)))
    return { status: answered.init?.status ?? 200, body: answered.data }
  }
  const names = async () =>
    (await worklist.loader(args(visit(ours, '/app/tracking')))).rows.map(({ orderName }) => orderName)

  it('is put away and brought back, and only of this shop', async () => {
    expect(await names()).toEqual(['#OURS'])
    const { body } = await act({ intent: 'putAway', orders: `${waiting},${secret}`, until: 'tomorrow' })
    expect(body).toMatchObject({ ok: true, count: 1, said: 'trackingWorklist.said.tomorrow' })
    expect(await names()).toEqual([])
    const theirList = await worklist.loader(args(visit(theirs, '/app/tracking')))
    expect(theirList.rows.map(({ orderName }) => orderName)).toEqual(['#SECRET'])
    expect((await act({ intent: 'undo', batch: body.batch ?? '' })).body).toMatchObject({ ok: true, count: 1 })
    expect(await names()).toEqual(['#OURS'])
  })

  it('keeps a note, and refuses one that is too long or of another shop', async () => {
    expect((await act({ intent: 'note', orderId: waiting, text: 'called' })).body).toMatchObject({ ok: true })
    expect((await worklist.loader(args(visit(ours, '/app/tracking')))).rows[0]?.note).toBe('called')
    expect(await act({ intent: 'note', orderId: waiting, text: 'x'.repeat(1_001) })).toMatchObject({
      status: 422,
      body: { fields: [{ path: ['text'], message: 'too_long' }] },
    })
    expect((await act({ intent: 'note', orderId: secret, text: 'x' })).status).toBe(404)
  })

  it('refuses forms that make no sense', async () => {
    const forms: Record<string, string>[] = [
      { intent: 'putAway', orders: '', until: 'done' },
      { intent: 'putAway', orders: "1' or 1=1", until: 'done' },
      { intent: 'putAway', orders: waiting, until: 'never' },
      { intent: 'undo', batch: 'x' },
    ]
    for (const form of forms) expect((await act(form)).status).toBe(422)
  })

  it('is a file, with the formulas of others made harmless', async () => {
    await act({ intent: 'note', orderId: waiting, text: '=HYPERLINK("http://evil")' })
    const file = await exported.loader(
      args(visit(ours, '/app/tracking/export/csv?flag=unfulfilled'), { format: 'csv' }),
    )
    const text = await file.text()
    expect(text).toContain('#OURS')
    expect(text).not.toMatch(/,"?=HYPERLINK/)
    expect(
      (await refusal(exported.loader(args(visit(ours, '/app/tracking/export/exe'), { format: 'exe' })))).status,
    ).toBe(404)
  })

  it('is counted on Home', async () => {
    expect((await home.loader(args(visit(ours, '/app')))).toLookAfter).toEqual({ unfulfilled: 1 })
  })
})

describe('settings', () => {
  const load = () => settings.loader(args(visit(ours, '/app/tracking/settings')))
  const save = async (change: object, version?: number) => {
    const { fields, version: stored } = await load()
    const answered = await settings.action(
      args(
        visit(ours, '/app/tracking/settings', {
          intent: 'save',
          version: String(version ?? stored),
          settings: JSON.stringify({ ...fields, ...change }),
        }),
      ),
    )
    return { status: answered.init?.status ?? 200, body: answered.data }
  }

  it('are saved whole, and the work list follows', async () => {
    const change = {
      cutOff: '14:30',
      holidays: '2026-12-26\n2026-12-25',
      unfulfilledDays: '30',
      moments: ['delivered'],
      supportEmail: 'help@shop.example',
    }
    expect(await save(change)).toMatchObject({ status: 200, body: { ok: true } })
    expect((await load()).fields).toMatchObject({ ...change, holidays: '2026-12-25\n2026-12-26' })
    await followDesk(ours, new Date(), new AbortController().signal)
    expect((await worklist.loader(args(visit(ours, '/app/tracking')))).rows).toEqual([])
    await save({ unfulfilledDays: '3' })
  })

  it('name every field that makes no sense', async () => {
    const { status, body } = await save({
      cutOff: '25:00',
      weekdays: [],
      timezone: 'Mars/Olympus',
      holidays: '2026-02-30',
      stuckDays: '7.5',
      watchDays: '',
      supportUrl: 'javascript:alert(1)',
      supportEmail: 'nobody',
    })
    expect(status).toBe(422)
    expect(body.ok === false && Object.fromEntries(body.fields.map(({ path, message }) => [path[0], message]))).toEqual(
      {
        cutOff: 'clock',
        weekdays: 'weekdays',
        timezone: 'timezone',
        holidays: 'day',
        stuckDays: 'days',
        watchDays: 'days',
        supportUrl: 'url',
        supportEmail: 'email',
      },
    )
  })

  it('that somebody else saved meanwhile are not overwritten; a broken form is refused', async () => {
    const { version } = await load()
    await save({ flow: false })
    expect((await save({ flow: true }, version)).status).toBe(409)
    const broken = await settings.action(args(visit(ours, '/app/tracking/settings', { version: '1', settings: '{' })))
    expect(broken.init?.status).toBe(422)
  })
})

describe('the words of mails', () => {
  const act = async (form: Record<string, string>) => {
    const answered = await mails.action(args(visit(ours, '/app/tracking/settings/mails', form)))
    return { status: answered.init?.status ?? 200, body: answered.data }
  }
  const form = { moment: 'late', language: 'ja', subject: '{{order}}', body: '遅れています {{link}}' }

  it('are saved by moment and language, and given back to the app’s own', async () => {
    expect((await act({ intent: 'save', ...form })).body).toMatchObject({ ok: true })
    const own = async () => (await mails.loader(args(visit(ours, '/app/tracking/settings/mails')))).own
    expect(await own()).toMatchObject([{ moment: 'late', language: 'ja', body: form.body }])
    await act({ intent: 'reset', ...form })
    expect(await own()).toEqual([])
  })

  it('with a placeholder that does not exist are refused; a test without a mail server says so', async () => {
    expect(await act({ intent: 'save', ...form, body: '{{name}}' })).toMatchObject({
      status: 422,
      body: { fields: [{ path: ['body'], message: 'unknown_placeholder' }] },
    })
    expect(await act({ intent: 'test', ...form })).toMatchObject({
      status: 409,
      body: { fields: [{ code: 'mail.failure.no_account' }] },
    })
  })
})

it('a forwarder is scored by what became of its parcels', async () => {
  const shown = await forwarders.loader(args(visit(ours, '/app/tracking/forwarders?months=3')))
  expect(shown.scores).toMatchObject([
    { carrier: 'dhl', parcels: 1, exceptionBps: 0, labelToFirstScanDays: { p50: 1 } },
  ])
  expect(shown.months).toHaveLength(1)
})

it('learning is asked for by a job, not in the request', async () => {
  const answered = await lanes.action(args(visit(ours, '/app/tracking/lanes', {})))
  expect(answered.data).toMatchObject({ ok: true })
  const { rowCount } = await pool().query(
    `select 1 from pgboss.job where name = 'tracking.lanes' and (data ->> 'shopId')::int = $1`,
    [ours.id],
  )
  expect(rowCount).toBe(1)
})
