/**
 * The sender of the webhook bench, in a process of its own: signed deliveries over keep-alive connections, one at a time on each.
 * In: where, how long, how many connections, the secret. Out: one message: rate, latencies, and every id that was answered 200.
 * Invariant: each delivery has its own webhook id; a delivery counts as answered only when its 200 was read whole.
 */
import { createHmac } from 'node:crypto'
import { Client } from 'undici'

interface Order {
  url: string
  path: string
  secret: string
  domain: string
  connections: number
  seconds: number
  prefix: string
  orderIds: string[]
}

const order = JSON.parse(process.argv[2] ?? '{}') as Order

/** Bodies are signed beforehand: the bench measures the receiver. */
const bodies = order.orderIds.map((id) => {
  const body = JSON.stringify({
    id: Number(id),
    admin_graphql_api_id: `gid://shopify/Order/${id}`,
    updated_at: '2026-11-20T12:00:00Z',
  })
  return { body, signature: createHmac('sha256', order.secret).update(body).digest('base64') }
})

const answered: string[] = []
const latencies: number[] = []
const others = new Map<number, number>()
let sent = 0
let until = 0

async function connection(client: Client): Promise<void> {
  while (performance.now() < until) {
    const number = sent++
    const { body, signature } = bodies[number % bodies.length] ?? { body: '', signature: '' }
    const webhookId = `${order.prefix}-${number}`
    const began = performance.now()
    const response = await client.request({
      method: 'POST',
      path: order.path,
      headers: {
        'content-type': 'application/json',
        'x-shopify-topic': 'orders/updated',
        'x-shopify-hmac-sha256': signature,
        'x-shopify-shop-domain': order.domain,
        'x-shopify-api-version': '2026-10',
        'x-shopify-webhook-id': webhookId,
        'x-shopify-event-id': webhookId,
        'x-shopify-triggered-at': new Date().toISOString(),
      },
      body,
    })
    await response.body.dump()
    latencies.push(performance.now() - began)
    if (response.statusCode === 200) answered.push(webhookId)
    else others.set(response.statusCode, (others.get(response.statusCode) ?? 0) + 1)
  }
}

const clients = Array.from({ length: order.connections }, () => new Client(order.url))
const began = performance.now()
until = began + order.seconds * 1000
await Promise.all(clients.map(connection))
const seconds = (performance.now() - began) / 1000
await Promise.all(clients.map((client) => client.close()))
latencies.sort((a, b) => a - b)
const at = (share: number): number =>
  latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN
process.send?.(
  {
    answered,
    others: Object.fromEntries(others),
    perSecond: answered.length / seconds,
    p50: at(0.5),
    p99: at(0.99),
    slowest: latencies.at(-1) ?? Number.NaN,
  },
  () => process.disconnect(),
)
