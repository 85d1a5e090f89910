/**
 * Privacy by not having, seen from outside: after a whole life of the app (install, backfill, webhooks, refetch, reconcile, pages,
 * privacy requests) every table of every schema and the log are read as text, and nothing of any customer is in them.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemo, type Demo } from '#test/devstore/demo/start.ts'
import { syncState, untilSynced } from '#test/devstore/demo/totals.ts'
import type { ShopState } from '#test/devstore/model.ts'
import { importUci } from '#test/devstore/shop/uci.ts'

let demo: Demo
let state: ShopState

beforeAll(async () => {
  state = (await importUci({ asOf: new Date('2026-11-21T12:00:00Z'), orders: 150, clock: 'running' })).state
  demo = await startDemo({ state, dir: join(import.meta.dirname, '../.tmp/privacy'), env: { LOG_LEVEL: 'trace' } })
  await demo.devStore.install()
  await untilSynced(demo)
  await control('place', { count: 20 })
  await control('mix', { count: 60 })
  const customer = [...state.orders.values()].find((order) => order.customerId !== null)?.customerId ?? null
  demo.devStore.sendCompliance('customers/data_request', customer)
  demo.devStore.sendCompliance('customers/redact', customer)
  await demo.devStore.webhooks.drain()
  await settled()
})

afterAll(() => demo?.stop())

async function control(operation: string, body: Record<string, unknown>): Promise<void> {
  const response = await fetch(`${demo.devStore.url}/control/api/${operation}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${operation}: ${response.status} ${await response.text()}`)
}

/** Nothing waits any more: deliveries applied, requests carried out, facts caught up. */
async function settled(): Promise<void> {
  for (let tries = 0; tries < 240; tries++) {
    const waiting = await demo.db.query<{ n: number }>(
      `select ((select count(*) from sync_delivery where state = 'received') + (select count(*) from privacy_request where completed_at is null))::int as n`,
    )
    if (waiting.rows[0]?.n === 0 && ((await syncState(demo))?.factsBehind ?? 1) <= 0) return
    await sleep(250)
  }
  throw new Error('the app did not come to rest')
}

/** Every table of every schema of ours, as text. Temporary tables are another session's and go with it. */
async function everyTable(): Promise<{ name: string; text: string }[]> {
  const tables = await demo.db.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname <> 'information_schema' and schemaname not like 'pg\\_%'`,
  )
  const dumps: { name: string; text: string }[] = []
  for (const { name } of tables.rows) {
    const rows = await demo.db.query<{ text: string | null }>(
      `select string_agg(t::text, E'\\n') as text from ${name} t`,
    )
    dumps.push({ name, text: rows.rows[0]?.text ?? '' })
  }
  return dumps
}

/** What must not be found, by kind. Names as first and last together: "Rose" alone is also a product. */
function personalData(): { kind: string; value: string }[] {
  const found: { kind: string; value: string | null }[] = []
  for (const customer of state.customers.values()) {
    found.push({ kind: 'e-mail', value: customer.email }, { kind: 'phone', value: customer.phone })
    if (customer.firstName && customer.lastName)
      found.push({ kind: 'name', value: `${customer.firstName} ${customer.lastName}` })
  }
  for (const order of state.orders.values()) {
    found.push({ kind: 'e-mail', value: order.email }, { kind: 'phone', value: order.phone })
    const address = order.shippingAddress
    found.push({ kind: 'name', value: address?.name ?? null }, { kind: 'street', value: address?.address1 ?? null })
    // Short postcodes (Hong Kong has none, Iceland three digits) would be found in any number.
    if (address?.zip && /[A-Z].*\d|\d.*[A-Z]/.test(address.zip)) found.push({ kind: 'postcode', value: address.zip })
  }
  const unique = new Map<string, { kind: string; value: string }>()
  for (const { kind, value } of found) if (value) unique.set(value.toLowerCase(), { kind, value: value.toLowerCase() })
  return [...unique.values()]
}

const ANY_EMAIL = /[a-z0-9._%+-]+@[a-z0-9-]+\.[a-z]{2,}/gi

describe('after a whole life of the app', () => {
  it('the shop had personal data to lose', () => {
    const kinds = Object.groupBy(personalData(), ({ kind }) => kind)
    expect(Object.keys(kinds).sort()).toEqual(['e-mail', 'name', 'phone', 'postcode', 'street'])
    for (const values of Object.values(kinds)) expect(values?.length).toBeGreaterThan(20)
  })

  it('no table holds an e-mail, phone, street, postcode or name of a person', async () => {
    const tables = await everyTable()
    expect(tables.length).toBeGreaterThan(25)
    expect(tables.find(({ name }) => name.endsWith('mirror_order'))?.text.length).toBeGreaterThan(10_000)
    const needles = personalData()
    const leaks = tables.flatMap(({ name, text }) => {
      const low = text.toLowerCase()
      return needles.filter(({ value }) => low.includes(value)).map(({ kind, value }) => `${name}: ${kind} ${value}`)
    })
    expect(leaks).toEqual([])
    const emails = tables.flatMap(({ name, text }) => (text.match(ANY_EMAIL) ?? []).map((email) => `${name}: ${email}`))
    expect(emails).toEqual([])
  })

  it('no line of the log holds one either, at the most talkative level', async () => {
    const log = (await readFile(demo.logFile, 'utf8')).toLowerCase()
    expect(log.length).toBeGreaterThan(1_000)
    expect(personalData().filter(({ value }) => log.includes(value))).toEqual([])
    expect(log.match(ANY_EMAIL) ?? []).toEqual([])
  })

  it('no access token is readable', async () => {
    const sessions = await demo.db.query<{ accessToken: string; refreshToken: string | null }>(
      'select "accessToken", "refreshToken" from session',
    )
    expect(sessions.rowCount).toBeGreaterThan(0)
    for (const session of sessions.rows) {
      expect(session.accessToken).toMatch(/^v1\./)
      expect(session.refreshToken).toMatch(/^v1\./)
    }
  })
})
