/**
 * How fast a bulk file of orders becomes rows, against two other ways in the same run on the same machine and database.
 * In: `--orders N` (default all of the retail year), `--rounds N`. Out: ratio_pipeline, ratio_single_row, ratio_single_row_kinder (the same
 * peer with prepared statements and no waiting), peak_rss_mb, rss_ratio_5x, second_sync_rows_written. Method: PostgreSQL with fsync as in production; the file comes over loopback HTTP from a process of its
 * own; every way runs in a process of its own, in turns; each ratio is the median over the rounds.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { startEmbedded } from '#app/db/embedded.server.ts'
import { migrate } from '#app/db/migrate.server.ts'
import { startFlags } from '#test/start-flags.ts'

const { values } = parseArgs({
  options: { orders: { type: 'string' }, rounds: { type: 'string', default: '3' }, only: { type: 'string' } },
})
const rounds = Number(values.rounds)
const here = join(import.meta.dirname, 'sync')
const dir = await mkdtemp(join(tmpdir(), 'tradewind-bench-sync-'))
const say = (text: string): void => void process.stderr.write(`${text}\n`)
const tell = (name: string, value: number, unit: string): void =>
  void process.stdout.write(`${name} ${value} ${unit}\n`)

interface Measured {
  lines: number
  seconds: number
  peakRssMb: number
  rowsWritten: number
}

const children = new Set<ChildProcess>()

/** Runs one script of the bench to its end; its one message is the result. */
async function inProcess<Result>(
  script: string,
  args: Record<string, string | number | boolean>,
  env: Record<string, string> = {},
): Promise<Result> {
  const child = fork(join(here, script), [JSON.stringify(args)], {
    // Ours runs as production starts it; the others as they would be started.
    execArgv: script === 'ours.ts' ? startFlags() : [],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  children.add(child)
  return new Promise<Result>((done, fail) => {
    let result: Result | undefined
    child.on('message', (message) => {
      result = message as Result
    })
    child.once('exit', (code) => {
      children.delete(child)
      if (code === 0 && result !== undefined) done(result)
      else fail(new Error(`${script} ended with ${code}`))
    })
  })
}

function median(list: number[]): number {
  const sorted = [...list].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

const rounded = (value: number): number => Math.round(value * 100) / 100

const database = await startEmbedded(dir)
const db = new pg.Client({ connectionString: database.url })
try {
  await migrate(database.url)
  await db.connect()
  say('writing the bulk file (once)')
  const file = join(dir, 'orders.jsonl')
  const made = await inProcess<{ lines: number; bytes: number }>('export.ts', {
    file,
    ...(values.orders ? { orders: values.orders } : {}),
  })
  say(`  ${made.lines} lines, ${Math.round(made.bytes / 1e6)} MB`)
  const server = fork(join(here, 'serve.ts'), [file], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  children.add(server)
  const origin = await new Promise<string>((done) => server.once('message', (message) => done(String(message))))
  const env = { DATABASE_URL: database.url }
  const url = `${origin}/1x.jsonl`

  const ours = async (address: string, empty: boolean): Promise<Measured> => {
    if (empty) await db.query(`truncate ${(await mirrorTables()).join(', ')}`)
    await db.query('checkpoint')
    return inProcess<Measured>('ours.ts', { url: address, bytes: address === url ? made.bytes : 0 }, env)
  }
  const bare = async (): Promise<Measured> => {
    await db.query('drop table if exists bare_line')
    await db.query('checkpoint')
    return inProcess<Measured>('bare.ts', { url }, env)
  }
  const single = async (kinder: boolean): Promise<Measured> => {
    await db.query('drop table if exists single_line')
    await db.query('checkpoint')
    return inProcess<Measured>('single.ts', { url, sample: 20_000, kinder }, env)
  }
  const mirrorTables = async (): Promise<string[]> => {
    const result = await db.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public' and (tablename like 'mirror\\_%' or tablename like 'sync\\_%')`,
    )
    return result.rows.map(({ name }) => name)
  }

  const pipeline: number[] = []
  const singleRow: number[] = []
  const singleRowKinder: number[] = []
  const rss: number[] = []
  for (let round = 1; round <= rounds; round++) {
    const b = await bare()
    const o = await ours(url, true)
    const again = await bare()
    const s = await single(false)
    const k = await single(true)
    const rate = ({ lines, seconds }: Measured): number => lines / seconds
    const bareRate = (rate(b) + rate(again)) / 2
    pipeline.push(rate(o) / bareRate)
    singleRow.push(rate(o) / rate(s))
    singleRowKinder.push(rate(o) / rate(k))
    rss.push(o.peakRssMb)
    say(
      `round ${round}: ours ${Math.round(rate(o))} lines/s (${o.seconds.toFixed(1)} s, ${o.peakRssMb} MB), bare ${Math.round(bareRate)}, five single rows at once ${Math.round(rate(s))}, prepared ${Math.round(rate(k))}`,
    )
  }
  tell('ratio_pipeline', rounded(median(pipeline)), 'x')
  tell('ratio_single_row', rounded(median(singleRow)), 'x')
  tell('ratio_single_row_kinder', rounded(median(singleRowKinder)), 'x')
  tell('peak_rss_mb', Math.max(...rss), 'MB')
  if (values.only !== 'speed') {
    say('a second sync of the unchanged file')
    const second = await ours(url, false)
    say(`  ${Math.round(second.lines / second.seconds)} lines/s`)
    say('a file five times as long')
    const five = await ours(`${origin}/5x.jsonl`, true)
    say(`  ${five.lines} lines, ${Math.round(five.lines / five.seconds)} lines/s, ${five.peakRssMb} MB`)
    tell('rss_ratio_5x', rounded(five.peakRssMb / median(rss)), 'x')
    tell('second_sync_rows_written', second.rowsWritten, 'rows')
  }
} finally {
  for (const child of children) child.kill()
  await db.end()
  await database.stop()
  await rm(dir, { recursive: true, force: true })
}
