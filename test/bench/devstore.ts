/**
 * How fast the dev store answers over the real shop: a bulk export of all orders, and pages of orders and lines.
 * In: nothing (`node test/bench/devstore.ts`). Out: one JSON line. Invariant: the stand-in must be faster than what is measured against it,
 * so its own share is given both in seconds and in CPU seconds (the machine may be busy).
 */
import { createAdminApi } from '#test/devstore/graphql/api.ts'
import { bulkDocuments } from '#test/devstore/graphql/reading-documents.ts'
import { EVERYTHING, at } from '#test/devstore/graphql/admin-client.ts'
import { importUci } from '#test/devstore/shop/uci.ts'

const PAGES = 40
const ORDERS = `query ($after: String) { orders(first: 50, after: $after, sortKey: UPDATED_AT) { pageInfo { endCursor }
  nodes { id name updatedAt returnStatus displayFulfillmentStatus totalPriceSet { shopMoney { amount currencyCode } }
    lineItems(first: 5) { nodes { id sku quantity variant { id } } } } } }`
const LINES = `query ($id: ID!, $after: String) { order(id: $id) { lineItems(first: 250, after: $after) {
  pageInfo { hasNextPage endCursor } nodes { id sku quantity currentQuantity } } } }`

const { state } = await importUci({ asOf: new Date('2026-11-20T12:00:00Z') })
// Points are not what is measured here.
state.shop.bucket = { maximum: 1e9, restorePerSecond: 1e9 }
let finished: () => void = () => undefined
const api = createAdminApi(state, { onEvents: () => finished() })
const ask = async (query: string, variables: Record<string, unknown> = {}) =>
  (await api.execute({ query, variables, scopes: EVERYTHING })).body

async function timed(work: () => Promise<void>): Promise<{ seconds: number; cpuSeconds: number }> {
  const cpu = process.cpuUsage()
  const started = performance.now()
  await work()
  const { user, system } = process.cpuUsage(cpu)
  return { seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 }
}

async function bulkOrders(): Promise<string> {
  const query = (bulkDocuments['orders'] ?? '').replace(/\(query:.*?\)/, '')
  const done = new Promise<void>((resolve) => (finished = resolve))
  const started = await ask(
    'mutation ($query: String!) { bulkOperationRunQuery(query: $query) { bulkOperation { id } } }',
    { query },
  )
  await done
  return String(at(started, 'data.bulkOperationRunQuery.bulkOperation.id'))
}

async function orderPages(): Promise<void> {
  let after: unknown = null
  for (let page = 0; page < PAGES; page++) after = at(await ask(ORDERS, { after }), 'data.orders.pageInfo.endCursor')
}

const largest = [...state.orders.values()].reduce((most, order) =>
  order.lines.length > most.lines.length ? order : most,
)
async function linePages(): Promise<void> {
  let after: unknown = null
  do {
    const body = await ask(LINES, { id: `gid://shopify/Order/${largest.id}`, after })
    const info = 'data.order.lineItems.pageInfo'
    after = at(body, `${info}.hasNextPage`) === true ? at(body, `${info}.endCursor`) : null
  } while (after !== null)
}

await bulkOrders() // the second run is the measured one: the app is not slowed by a cold stand-in for long
let id = ''
const bulk = await timed(async () => {
  id = await bulkOrders()
})
const operation = await ask('query ($id: ID!) { bulkOperation(id: $id) { objectCount fileSize } }', { id })
const lines = Number(at(operation, 'data.bulkOperation.objectCount'))
await orderPages()
await linePages()
const pages = await timed(orderPages)
const large = await timed(linePages)
await api.close()
process.stdout.write(
  `${JSON.stringify({
    bulk_lines: lines,
    bulk_bytes: Number(at(operation, 'data.bulkOperation.fileSize')),
    bulk_seconds: Number(bulk.seconds.toFixed(2)),
    bulk_lines_per_second: Math.round(lines / bulk.seconds),
    bulk_lines_per_cpu_second: Math.round(lines / bulk.cpuSeconds),
    orders_page_ms: Number(((pages.seconds * 1000) / PAGES).toFixed(2)),
    largest_order_lines: largest.lines.length,
    largest_order_all_pages_ms: Number((large.seconds * 1000).toFixed(1)),
    rss_mb: Math.round(process.memoryUsage().rss / 1e6),
  })}\n`,
)
