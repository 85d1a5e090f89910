/**
 * How fast shoppers get the look-up page, against the least that a look-up can do.
 * In: `--connections 50 --seconds 5 --rounds 3 --orders N`. Out: p95_ms, ratio_bare, wrong. Method: the production build with the retail year synchronised;
 * forms with order name and e-mail, signed as Shopify's proxy signs, answered with the whole page; a bare node:http server that reads one row by key;
 * both measured in turns by a client in a process of its own. The ratio is the median over the rounds, p95 the worst of them.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startDemo, type Demo } from '#test/devstore/demo/start.ts'
import { importUci } from '#test/devstore/shop/uci.ts'

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
const POOL = 12
const say = (text: string): void => void process.stderr.write(`${text}\n`)
const tell = (name: string, value: number, unit: string): void =>
  void process.stdout.write(`${name} ${value} ${unit}\n`)
const rounded = (value: number): number => Math.round(value * 100) / 100

interface Measured {
  perSecond: number
  p50: number
  p95: number
  p99: number
  slowest: number
  wrong: number
  bytesEach: number
}

const children = new Set<ChildProcess>()

function start(script: string, args: object): ChildProcess {
  const child = fork(join(import.meta.dirname, 'tracking', script), [JSON.stringify(args)], {
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

async function waitUntil(what: string, is: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 6_000; tries += 1) {
    if (await is()) return
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error(`waited ten minutes for: ${what}`)
}

function median(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

const dir = await mkdtemp(join(tmpdir(), 'tradewind-bench-tracking-'))
let demo: Demo | undefined
try {
  say('reading the shop')
  const { state } = await importUci({ asOf: new Date(), ...(values.orders ? { orders: Number(values.orders) } : {}) })
  state.shop.bucket = { maximum: 20_000, restorePerSecond: 10_000 }
  demo = await startDemo({ state, dir, env: { LOG_LEVEL: 'warn', DATABASE_POOL: String(POOL) }, onStep: say })
  const running = demo
  const secrets = JSON.parse(await readFile(join(dir, 'secrets.json'), 'utf8')) as Record<string, string>
  await running.devStore.install()
  await fetch(running.adminUrl)
  say('synchronising')
  const shipped = [...state.orders.values()].filter(({ fulfillments }) =>
    fulfillments.some(({ status }) => status === 'SUCCESS'),
  )
  const count = async (text: string): Promise<number> => (await running.db.query<{ n: number }>(text)).rows[0]?.n ?? 0
  await waitUntil(
    'the sync',
    async () => (await count(`select count(*)::int as n from sync_run where state = 'done'`)) > 0,
  )
  await waitUntil(
    'the parcels',
    async () =>
      (await count(`select count(*)::int as n from fact_cursor c where c.name = 'tracking-parcels'
        and c.seq >= (select max(seq) from mirror_change m where m.shop_id = c.shop_id)`)) > 0,
  )
  // Lanes are learned and the work list is made after a first sync, in the same process: that is not what shoppers meet.
  await waitUntil(
    'the jobs of the first sync',
    async () =>
      (await count(`select count(*)::int as n from pgboss.job where state in ('created', 'active', 'retry') and start_after <= now()
        and name <> 'parked' and name not like '\\_\\_pgboss%'`)) === 0,
  )
  const parcels = await count('select count(*)::int as n from tracking_parcel')
  await running.db.query('vacuum analyze')
  say(`  ${state.orders.size} orders, ${parcels} parcels`)

  const forms = shipped
    .flatMap(({ name, email }) =>
      email ? [new URLSearchParams({ order: name, contact: email, locale: 'de', country: 'DE' }).toString()] : [],
    )
    .filter((_form, index) => index % Math.max(1, Math.floor(shipped.length / 1_000)) === 0)
  const shopId = await count('select id as n from shop')
  const bareUrl = await message<string>(
    start('bare.ts', { databaseUrl: running.databaseUrl, connections: POOL, shopId }),
  )
  const proxy = { secret: secrets['SHOPIFY_API_SECRET'] ?? '', domain: running.devStore.shopDomain }
  const bare = (forSeconds: number): Promise<Measured> =>
    message(
      start('client.ts', { url: bareUrl, proxy: null, connections, seconds: forSeconds, forms, wanted: '"name"' }),
    )
  const ours = (forSeconds: number): Promise<Measured> =>
    message(
      start('client.ts', {
        url: running.appUrl,
        proxy,
        connections,
        seconds: forSeconds,
        forms,
        wanted: 'data-outcome="found"',
      }),
    )

  say('warming up both')
  await bare(3)
  await ours(5)
  const rounds: { bare: Measured; ours: Measured }[] = []
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const measured = { bare: await bare(seconds), ours: await ours(seconds) }
    rounds.push(measured)
    say(
      `  round ${round + 1}: bare ${Math.round(measured.bare.perSecond)}/s (p95 ${rounded(measured.bare.p95)} ms), ours ${Math.round(measured.ours.perSecond)}/s ` +
        `(p50 ${rounded(measured.ours.p50)}, p95 ${rounded(measured.ours.p95)}, p99 ${rounded(measured.ours.p99)} ms, ${Math.round(measured.ours.bytesEach)} bytes each)`,
    )
  }
  tell('p95_ms', rounded(Math.max(...rounds.map((each) => each.ours.p95))), 'ms')
  tell('ratio_bare', rounded(median(rounds.map((each) => each.ours.perSecond / each.bare.perSecond))), 'x')
  tell(
    'wrong',
    rounds.reduce((sum, each) => sum + each.ours.wrong + each.bare.wrong, 0),
    'answers',
  )
  tell('orders', state.orders.size, 'orders')
} catch (error) {
  say(
    `the end of app.log:\n${(await readFile(join(dir, 'app.log'), 'utf8').catch(() => '')).split('\n').slice(-6).join('\n')}`,
  )
  throw error
} finally {
  for (const child of children) child.kill('SIGKILL')
  await demo?.stop()
  await rm(dir, { recursive: true, force: true })
}
