/**
 * Sources of events as the merchant asks for them: connect, look, ask now, disconnect and take that back. In: a shop, a form. Out: what is connected and how
 * it does. Invariants: a key is tried before it is stored and never shown again; disconnecting keeps what is known of every parcel.
 */
import { inShopSql, type ShopSql } from '#app/db/tenant.server.ts'
import { env } from '#app/env.server.ts'
import { AppError } from '#app/kernel/errors.ts'
import { enqueue } from '#app/jobs/queue.server.ts'
import { listInstalledShops } from '#app/mirror/shops.server.ts'
import type { Instant, Shop } from '#app/mirror/types.ts'
import { listOpenParcels } from '../parcels/store.server.ts'
import { ADAPTERS } from './adapters.server.ts'
import { askEndpoint } from './endpoint/adapter.server.ts'
import { TrackingSourceJob, workKey } from './jobs.ts'
import {
  countByState,
  countRegisteredSince,
  forgetNumbers,
  forgetSource,
  listRefusals,
  replanRefused,
} from './registrations/store.server.ts'
import { quotaWarning } from './schedule.ts'
import {
  REGISTRATION_STATES,
  SourceOptions,
  type ConnectForm,
  type OptionsForm,
  type RegistrationState,
  type SourceSecrets,
  type SourceView,
} from './schema.ts'
import type { AskedSource, SentNumber, Trouble } from './source.ts'
import {
  accountHashOf,
  dropOldSecrets,
  findSource,
  listSources,
  openSecrets,
  recordQuota,
  reencrypt,
  renewPushToken,
  saveConnection,
  saveOptions,
  setDisconnected,
  type SourceRow,
} from './store.server.ts'

/** How long a disconnected source can be taken back with its key. */
const UNDO_MS = 3_600_000

export interface SourcesPage {
  sources: SourceView[]
  /** where services reach the app */
  origin: string
  openParcels: boolean
}

export async function sourcesPage(shop: Shop, asOf: Date): Promise<SourcesPage> {
  return inShopSql(shop.id, async (sql) => {
    const rows = await listSources(sql, shop)
    const counts = await countByState(sql, shop)
    const refusals = await listRefusals(sql, shop)
    const sources: SourceView[] = []
    for (const row of rows) {
      sources.push({
        ...shown(row),
        hasPushSecret: row.source === '17track' || openSecrets(shop, row)?.pushSecret != null,
        quota: await quotaOf(sql, shop, row, asOf),
        counts: counts.get(row.source) ?? NO_COUNTS,
        refusals: refusals.filter(({ source }) => source === row.source),
        pushPath: ADAPTERS[row.source].push === null ? null : pushPath(shop, row),
        undoUntil:
          row.disconnectedAt !== null && row.secretBox !== null
            ? new Date(Date.parse(row.disconnectedAt) + UNDO_MS).toISOString()
            : null,
      })
    }
    const open = await listOpenParcels(sql, shop, new Date(0).toISOString(), { after: '0', limit: 1 })
    return { sources, origin: new URL(env().SHOPIFY_APP_URL).origin, openParcels: open.length > 0 }
  })
}

const NO_COUNTS = Object.fromEntries(REGISTRATION_STATES.map((state) => [state, 0])) as Record<
  RegistrationState,
  number
>

function shown(
  row: SourceRow,
): Omit<SourceView, 'hasPushSecret' | 'quota' | 'counts' | 'refusals' | 'pushPath' | 'undoUntil'> {
  const { source, state, hint, options, connectedAt, disconnectedAt, failures, blockedUntil, trouble } = row
  const { askedAt, answeredAt, pushedAt, ignored, forged } = row
  return {
    source,
    state,
    hint,
    options,
    connectedAt,
    disconnectedAt,
    failures,
    blockedUntil,
    trouble,
    askedAt,
    answeredAt,
    pushedAt,
    ignored,
    forged,
  }
}

function pushPath(shop: Shop, { source, pushToken }: SourceRow): string {
  return `/api/tracking/${source}?to=${shop.id}.${pushToken}`
}

/** As the service tells it; where it does not, what was registered this month against the merchant's word. */
async function quotaOf(sql: ShopSql, shop: Shop, row: SourceRow, asOf: Date): Promise<SourceView['quota']> {
  if (row.source === 'endpoint') return null
  if (row.quotaUsed !== null && row.quotaSeenAt !== null) {
    const total = row.quotaTotal
    return { total, used: row.quotaUsed, seenAt: row.quotaSeenAt, warn: quotaWarning(row.quotaUsed, total) }
  }
  if (row.source === '17track') return null
  const month = new Date(Date.UTC(asOf.getUTCFullYear(), asOf.getUTCMonth())).toISOString()
  const used = await countRegisteredSince(sql, shop, row.source, month)
  const total = row.options.planQuota
  return { total, used, seenAt: asOf.toISOString(), warn: quotaWarning(used, total) }
}

/**
 * Tries the key, then stores it and begins to work. The same account again costs nothing twice: what was registered with it stays registered.
 * Throws `invalid_input` with the trouble as the field's code (`trackingSources.trouble.<code>`) and the source's words as its message.
 */
export async function connectSource(
  shop: Shop,
  form: ConnectForm,
  { signal, at }: { signal: AbortSignal; at: Instant },
): Promise<void> {
  const { source } = form
  const secrets: SourceSecrets = {
    key: form.key,
    pushSecret: form.source === 'aftership' && form.pushSecret !== '' ? form.pushSecret : null,
  }
  const endpoint = form.source === 'endpoint' ? { url: form.url, method: form.method } : null
  const options = SourceOptions.parse({
    registerWhen: form.registerWhen,
    waitDays: form.waitDays,
    planQuota: form.source === 'aftership' ? form.planQuota : null,
    endpoint,
  })
  const tried = await ADAPTERS[source].check({ ...secrets, endpoint }, signal)
  // Used up, or asked too often a moment ago: the key is right.
  if (!tried.ok && tried.trouble.code !== 'quota' && tried.trouble.code !== 'rate_limited')
    throw refused(form.source === 'endpoint' ? 'url' : 'key', tried.trouble)
  await inShopSql(shop.id, async (sql) => {
    const before = await findSource(sql, shop, source)
    if (before !== null && before.accountHash !== accountHashOf(source, secrets, options))
      await forgetSource(sql, shop, source)
    await saveConnection(sql, shop, { source, secrets, options, hint: hintOf(form), at })
    if (tried.ok && tried.value !== null) await recordQuota(sql, shop, source, tried.value, at)
    await enqueueWork(shop, source, { sql, now: true })
  })
}

function hintOf(form: ConnectForm): string {
  return form.source === 'endpoint' ? form.url : `…${form.key.slice(-4)}`
}

function refused(field: string, { code, words }: Trouble): AppError {
  return new AppError('invalid_input', `the source did not take it: ${code}`, {
    fields: [{ path: [field], message: words, code: `trackingSources.trouble.${code}` }],
  })
}

/** What is registered when, and the plan's numbers. Throws `not_found`. */
export async function changeOptions(shop: Shop, form: OptionsForm): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    const row = await getConnected(sql, shop, form.source)
    const { registerWhen, waitDays, planQuota } = form
    await saveOptions(sql, shop, form.source, { ...row.options, registerWhen, waitDays, planQuota })
    await enqueueWork(shop, form.source, { sql })
  })
}

async function getConnected(sql: ShopSql, shop: Shop, source: AskedSource): Promise<SourceRow> {
  const row = await findSource(sql, shop, source)
  if (row === null || row.state !== 'connected') throw new AppError('not_found', `${source} is not connected`)
  return row
}

/** Everything is due now, and refused numbers are tried once more. Throws `not_found`. */
export async function askNow(shop: Shop, source: AskedSource): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    await getConnected(sql, shop, source)
    await replanRefused(sql, shop, source)
    await enqueueWork(shop, source, { sql, now: true })
  })
}

/** The old address stops to work. Throws `not_found`. */
export async function renewPushAddress(shop: Shop, source: AskedSource): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    await getConnected(sql, shop, source)
    await renewPushToken(sql, shop, source)
  })
}

/** Nothing is asked any more; for an hour the key is kept, so that it can be taken back. Throws `not_found`. */
export async function disconnectSource(shop: Shop, source: AskedSource, at: Instant): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    await getConnected(sql, shop, source)
    await setDisconnected(sql, shop, source, at)
  })
}

/** Takes a disconnection back. Throws `not_found` when its key is gone. */
export async function undoDisconnect(shop: Shop, source: AskedSource, asOf: Date): Promise<void> {
  await inShopSql(shop.id, async (sql) => {
    const row = await findSource(sql, shop, source)
    if (row?.state === 'connected') return
    const inTime = row?.disconnectedAt != null && asOf.getTime() - Date.parse(row.disconnectedAt) <= UNDO_MS
    if (!inTime || row.secretBox === null) throw new AppError('not_found', `the key of ${source} is gone`)
    await setDisconnected(sql, shop, source, null)
    await enqueueWork(shop, source, { sql })
  })
}

export interface EndpointTest {
  /** numbers that were asked about */
  numbers: string[]
  parcels: number
  events: number
  unreadable: { at: string; message: string }[]
}

const TESTED_NUMBERS = 3

/** Asks the endpoint about a few of the shop's parcels and says what was understood; nothing is stored. Throws as connectSource does. */
export async function testEndpoint(
  shop: Shop,
  form: Extract<ConnectForm, { source: 'endpoint' }>,
  signal: AbortSignal,
): Promise<EndpointTest> {
  const parcels = await inShopSql(shop.id, (sql) =>
    listOpenParcels(sql, shop, new Date(0).toISOString(), { after: '0', limit: TESTED_NUMBERS }),
  )
  const numbers: SentNumber[] = parcels.map(({ number, carrier, destinationCountry }) => ({
    number,
    carrier,
    destinationCountry: destinationCountry === 'ZZ' ? null : destinationCountry,
    remoteId: null,
  }))
  const account = { key: form.key, pushSecret: null, endpoint: { url: form.url, method: form.method } }
  const answer = await askEndpoint(account, numbers, signal)
  if (!answer.ok) throw refused('url', answer.trouble)
  return {
    numbers: numbers.map(({ number }) => number),
    parcels: answer.value.heard.length,
    events: answer.value.heard.reduce((sum, { events }) => sum + events.length, 0),
    unreadable: answer.value.unreadable,
  }
}

// For jobs -----------------------------------------------------------------------------------------------------------

/** One waiting job per shop and source; a person's wish does not wait behind the circuit. */
export async function enqueueWork(
  shop: Pick<Shop, 'id'>,
  source: AskedSource,
  { sql = null, now = false }: { sql?: ShopSql | null; now?: boolean } = {},
): Promise<void> {
  const key = workKey(shop.id, source)
  await enqueue(sql, TrackingSourceJob, { shopId: shop.id, source, now }, { oneWaiting: now ? `${key}-now` : key })
}

/** By the clock, for every shop; also what has run out is dropped. */
export async function enqueueWorkOfAll(asOf: Date, signal: AbortSignal): Promise<void> {
  const before = new Date(asOf.getTime() - UNDO_MS).toISOString()
  for (const shop of await listInstalledShops()) {
    signal.throwIfAborted()
    await inShopSql(shop.id, async (sql) => {
      const rows = await listSources(sql, shop)
      if (rows.length === 0) return
      await dropOldSecrets(sql, shop, before)
      await forgetNumbers(sql, shop)
      for (const { source, state } of rows) if (state === 'connected') await enqueueWork(shop, source, { sql })
    })
  }
}

/** Encrypts again, with the first key of TOKEN_KEYS, every secret that an older key encrypted. Run it as often as you like. */
export async function rotateSourceSecrets(): Promise<{ rotated: number; unreadable: number }> {
  const total = { rotated: 0, unreadable: 0 }
  for (const shop of await listInstalledShops()) {
    const { rotated, unreadable } = await inShopSql(shop.id, (sql) => reencrypt(sql, shop))
    total.rotated += rotated
    total.unreadable += unreadable
  }
  return total
}
