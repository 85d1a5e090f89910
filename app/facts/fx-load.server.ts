/**
 * Brings reference rates into the table: from the snapshot that ships with the project, and every working day from the ECB.
 * In: files of the ECB. Out: rows. Invariant: a failed fetch leaves every rate as it was; the snapshot never overwrites a fetched rate.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { inTransactionSql } from '#app/db/tenant.server.ts'
import { daysBetween } from '#app/kernel/calendar.ts'
import { AppError, isAppError } from '#app/kernel/errors.ts'
import { parseEcbCsv, parseEcbXml, type PublishedRate } from './ecb.ts'
import { lastRateDay } from './fx.server.ts'

const ECB = 'https://www.ecb.europa.eu/stats/eurofxref/'
const SNAPSHOT = join('app', 'facts', 'data', 'eurofxref-hist.csv.gz')
const ROWS_AT_ONCE = 25_000
const FETCH_SECONDS = 30

/** Loads the shipped history where the table has no rate yet. Takes a few seconds the first time, writes nothing the second. */
export async function loadRatesSnapshot(): Promise<{ written: number }> {
  const text = (await promisify(gunzip)(await readFile(findSnapshot()))).toString('utf8')
  return { written: await saveRates(parseEcbCsv(text), 'ECB eurofxref-hist.csv (snapshot)', 'keep') }
}

/** Loads the snapshot only into an empty table. */
export async function ensureRates(): Promise<{ written: number }> {
  return (await lastRateDay()) === null ? loadRatesSnapshot() : { written: 0 }
}

/** The bundle lies elsewhere than the sources, the data beside the sources. */
function findSnapshot(): string {
  for (let dir = import.meta.dirname; ; dir = dirname(dir)) {
    const file = join(dir, SNAPSHOT)
    if (existsSync(file)) return file
    if (dir === dirname(dir)) throw new Error(`${SNAPSHOT} is missing: it ships with the project`)
  }
}

/**
 * Fetches what the ECB published since our last rate: the daily file when only a day is missing, else 90 days or the whole history.
 * Throws `upstream_down` (to be tried again) when it cannot be reached or sends something else; nothing is written then.
 */
export async function refreshRates(
  options: { from?: string; signal?: AbortSignal; now?: Date } = {},
): Promise<{ file: string; written: number }> {
  const lastDay = await lastRateDay()
  const today = (options.now ?? new Date()).toISOString().slice(0, 10)
  const missing = lastDay === null ? Infinity : daysBetween(lastDay, today)
  const file = missing <= 1 ? 'eurofxref-daily.xml' : missing <= 80 ? 'eurofxref-hist-90d.xml' : 'eurofxref-hist.xml'
  const address = new URL(file, options.from ?? ECB).href
  const text = await download(address, lastDay, options.signal)
  return { file, written: await saveRates(parseEcbXml(text), `ECB ${file}`, 'replace') }
}

async function download(address: string, lastDay: string | null, signal: AbortSignal | undefined): Promise<string> {
  const timeout = AbortSignal.timeout(FETCH_SECONDS * 1000)
  const kept = lastDay === null ? 'There are no rates yet' : `The rates up to ${lastDay} stay in use`
  try {
    const response = await fetch(address, { signal: signal ? AbortSignal.any([signal, timeout]) : timeout })
    if (!response.ok) throw new AppError('upstream_down', `${address} answered ${response.status}. ${kept}.`)
    return await response.text()
  } catch (cause) {
    signal?.throwIfAborted()
    if (isAppError(cause)) throw cause
    throw new AppError('upstream_down', `${address} could not be reached. ${kept}.`, { cause })
  }
}

/** Returns how many rows were new or different. */
async function saveRates(rates: PublishedRate[], source: string, existing: 'keep' | 'replace'): Promise<number> {
  const conflict =
    existing === 'keep'
      ? 'do nothing'
      : 'do update set per_eur = excluded.per_eur, source = excluded.source, loaded_at = excluded.loaded_at where fact_fx_rate.per_eur <> excluded.per_eur'
  return inTransactionSql(async (sql) => {
    let written = 0
    for (let start = 0; start < rates.length; start += ROWS_AT_ONCE) {
      const chunk = rates.slice(start, start + ROWS_AT_ONCE)
      const result = await sql.query(
        `insert into fact_fx_rate (currency, day, per_eur, source)
         select currency, day, per_eur, $4 from unnest($1::text[], $2::date[], $3::numeric[]) as r (currency, day, per_eur)
         on conflict (currency, day) ${conflict}`,
        [chunk.map((rate) => rate.currency), chunk.map((rate) => rate.day), chunk.map((rate) => rate.perEur), source],
      )
      written += result.rowCount ?? 0
    }
    return written
  })
}
