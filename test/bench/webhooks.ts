/**
 * How many webhooks the real Remix route keeps, while a bulk load runs, against the least that a receiver can do.
 * In: `--connections 50 --seconds 5 --rounds 3 --orders N`. Out: ratio_bare, p99_ms, lost. Method: the production build in one process
 * (ROLE=web), a second one (ROLE=worker) that carries a full sync of the retail year; a bare node:http server with signature and one
 * durable insert per request in a third; sender in a fourth; PostgreSQL with fsync. Both receivers are measured in turns during the
 * same load; the ratio is the median over the rounds, lost counts deliveries answered 200 that are not in the table afterwards.
 */
import { fork, spawn, type ChildProcess } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { freePort } from '#app/db/embedded.server.ts'
import { root } from '#test/devstore/demo/build.ts'
import { startDemo, type Demo } from '#test/devstore/demo/start.ts'
import { importUci } from '#test/devstore/shop/uci.ts'
import { startFlags } from '#test/start-flags.ts'

const { values } = parseArgs({
  options: {
    connections: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    orders: { type: 'string' },
  },
})
const connections = Number(values.connections)
const seconds = Number(values.seconds)
const rounds = Number(values.rounds)
const POOL = 12
const here = join(import.meta.dirname, 'webhooks')
const say = (text: string): void => void process.stderr.write(`${text}\n`)
const tell = (name: string, value: number, unit: string): void =>
  void process.stdout.write(`${name} ${value} ${unit}\n`)
const rounded = (value: number): number => Math.round(value * 100) / 100

interface Measured {
  answered: string[]
  others: Record<string, number>
  perSecond: number
  p50: number
  p99: number
  slowest: number
}

const children = new Set<ChildProcess>()

function start(script: string, args: object): ChildProcess {
  const child = fork(join(here, script), [JSON.stringify(args)], {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  children.add(child)
  child.once('exit', () => children.delete(child))
  return child
}

function message<Result>(child: ChildProcess): Promise<Result> {
  return new Promise((done, fail) => {
    child.once('message', (result) => done(result as Result))
    child.once('exit', (code) => fail(new Error(`a process of the bench ended with ${code}`)))
  })
}

/** A second process of the same build, as in production with ROLE=worker. */
async function startWorker(demo: Demo, dir: string): Promise<ChildProcess> {
  const secrets = JSON.parse(await readFile(join(dir, 'secrets.json'), 'utf8')) as Record<string, string>
  const worker = spawn(
    process.execPath,
    [...startFlags(), '--import', join(root, 'test/devstore/preload.ts'), join(root, 'app/main.server.ts')],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...secrets,
        NODE_ENV: 'production',
        ROLE: 'worker',
        HOST_BIND: '127.0.0.1',
        PORT: String(await freePort()),
        DATABASE_URL: demo.databaseUrl,
        SHOPIFY_APP_URL: demo.devStore.frameUrl,
        DEVSTORE_URL: demo.devStore.url,
        LOG_LEVEL: 'warn',
      },
    },
  )
  const log = createWriteStream(join(dir, 'worker.log'), { flags: 'a' })
  worker.stdout.pipe(log)
  worker.stderr.pipe(log)
  children.add(worker)
  worker.once('exit', () => children.delete(worker))
  return worker
}

/** `loading`: the worker reads the orders' file or writes what it held; Shopify's part, making the file, is over. */
async function bulkState(demo: Demo): Promise<{ loading: boolean; rowsRead: number; rowsWritten: number }> {
  const result = await demo.db.query<{ loading: boolean; read: string; written: string }>(
    `select coalesce(bool_or(key = 'orders' and state in ('reading', 'writing')), false) as loading,
            coalesce(sum(rows_read), 0) as read, coalesce(sum(rows_written), 0) as written from sync_phase`,
  )
  const row = result.rows[0]
  return { loading: row?.loading ?? false, rowsRead: Number(row?.read ?? 0), rowsWritten: Number(row?.written ?? 0) }
}

async function waitUntil(what: string, is: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1200; tries += 1) {
    if (await is()) return
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error(`waited two minutes for: ${what}`)
}

function median(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

const dir = await mkdtemp(join(tmpdir(), 'tradewind-bench-webhooks-'))
let demo: Demo | undefined
try {
  say('reading the shop')
  const { state } = await importUci({ asOf: new Date(), ...(values.orders ? { orders: Number(values.orders) } : {}) })
  // What Shopify grants is not what is measured here.
  state.shop.bucket = { maximum: 20_000, restorePerSecond: 10_000 }
  demo = await startDemo({
    state,
    dir,
    role: 'web',
    env: { LOG_LEVEL: 'warn', DATABASE_POOL: String(POOL) },
    onStep: say,
  })
  const running = demo
  const secrets = JSON.parse(await readFile(join(dir, 'secrets.json'), 'utf8')) as Record<string, string>
  const secret = secrets['SHOPIFY_API_SECRET'] ?? ''
  await running.devStore.install()
  const bare = start('bare.ts', { databaseUrl: running.databaseUrl, secret, connections: POOL })
  const bareUrl = await message<string>(bare)
  const orderIds = [...state.orders.keys()].slice(-20)
  const domain = running.devStore.shopDomain
  let batch = 0
  const measure = (url: string, forSeconds: number): Promise<Measured> =>
    message(
      start('client.ts', {
        url,
        path: '/webhooks',
        secret,
        domain,
        connections,
        seconds: forSeconds,
        prefix: `bench-${(batch += 1)}`,
        orderIds,
      }),
    )

  say('warming up both receivers')
  await measure(bareUrl, 4)
  const kept = (await measure(running.appUrl, 6)).answered
  say('starting the worker: a full sync of the shop')
  const worker = await startWorker(running, dir)
  await waitUntil('the bulk load', async () => (await bulkState(running)).loading)

  const ratios: number[] = []
  const latencies: number[] = []
  let slowest = 0
  for (let round = 0; round < rounds; round += 1) {
    const before = await bulkState(running)
    const alone = await measure(bareUrl, seconds)
    const ours = await measure(running.appUrl, seconds)
    const after = await bulkState(running)
    kept.push(...ours.answered)
    const wrong = Object.entries(ours.others)
    if (wrong.length > 0) say(`  answered otherwise: ${JSON.stringify(ours.others)}`)
    ratios.push(ours.perSecond / alone.perSecond)
    latencies.push(ours.p99)
    slowest = Math.max(slowest, ours.slowest)
    say(
      `  round ${round + 1}: bare ${Math.round(alone.perSecond)}/s (p99 ${Math.round(alone.p99)} ms), ours ${Math.round(ours.perSecond)}/s ` +
        `(p50 ${Math.round(ours.p50)}, p99 ${Math.round(ours.p99)} ms); bulk load ${before.loading && after.loading ? 'ran throughout' : 'HAD ENDED'}, ${after.rowsRead - before.rowsRead} lines read and ${after.rowsWritten - before.rowsWritten} orders written meanwhile`,
    )
  }
  const found = await running.db.query<{ n: number }>(
    'select count(*)::int as n from sync_delivery where webhook_id = any($1)',
    [kept],
  )
  tell('ratio_bare', rounded(median(ratios)), 'x')
  tell('p99_ms', Math.round(Math.max(...latencies)), 'ms')
  tell('lost', kept.length - (found.rows[0]?.n ?? 0), 'deliveries')
  tell('answered', kept.length, 'deliveries')
  tell('slowest_ms', Math.round(slowest), 'ms')
  worker.kill('SIGTERM')
  await new Promise<void>((done) => (worker.exitCode === null ? worker.once('exit', () => done()) : done()))
} catch (error) {
  for (const log of ['app.log', 'worker.log'])
    say(
      `the end of ${log}:\n${(await readFile(join(dir, log), 'utf8').catch(() => '')).split('\n').slice(-6).join('\n')}`,
    )
  throw error
} finally {
  for (const child of children) child.kill('SIGKILL')
  await demo?.stop()
  await rm(dir, { recursive: true, force: true })
}
