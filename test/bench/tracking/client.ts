/**
 * The shoppers of the tracking bench, in a process of their own: forms over keep-alive connections, one at a time on each. In: where, how long, which
 * forms. Out: one message: rate, latencies, and how many answers were not the right one. Invariant: an answer counts when it was read whole.
 */
import { createHmac } from 'node:crypto'
import { Client } from 'undici'

interface Task {
  url: string
  /** null: a server without signature */
  proxy: { secret: string; domain: string } | null
  connections: number
  seconds: number
  forms: string[]
  /** what a right answer holds */
  wanted: string
}

const task = JSON.parse(process.argv[2] ?? '{}') as Task

/** Signed once: a signature is good for 90 seconds, and the bench measures who checks it. */
function path(): string {
  if (task.proxy === null) return '/'
  const all: Record<string, string> = {
    shop: task.proxy.domain,
    logged_in_customer_id: '',
    path_prefix: '/apps/tradewind',
    timestamp: String(Math.floor(Date.now() / 1000)),
  }
  const message = Object.keys(all).sort().map((key) => `${key}=${all[key] ?? ''}`).join('') // prettier-ignore
  const signature = createHmac('sha256', task.proxy.secret).update(message).digest('hex')
  return `/proxy/track?${new URLSearchParams({ ...all, signature }).toString()}`
}

const latencies: number[] = []
let [sent, wrong, bytes, until] = [0, 0, 0, 0]
const where = path()

async function connection(client: Client, place: number): Promise<void> {
  while (performance.now() < until) {
    const form = task.forms[sent++ % task.forms.length] ?? ''
    const began = performance.now()
    const response = await client.request({
      method: 'POST',
      path: where,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': `198.51.100.${place}` },
      body: form,
    })
    const text = await response.body.text()
    latencies.push(performance.now() - began)
    bytes += text.length
    if (response.statusCode !== 200 || !text.includes(task.wanted)) wrong += 1
  }
}

const clients = Array.from({ length: task.connections }, () => new Client(task.url))
const began = performance.now()
until = began + task.seconds * 1000
await Promise.all(clients.map(connection))
const seconds = (performance.now() - began) / 1000
await Promise.all(clients.map((client) => client.close()))
latencies.sort((a, b) => a - b)
const at = (share: number): number =>
  latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN
process.send?.(
  {
    perSecond: latencies.length / seconds,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    slowest: latencies.at(-1) ?? Number.NaN,
    wrong,
    bytesEach: bytes / Math.max(1, latencies.length),
  },
  () => process.disconnect(),
)
