/**
 * The bare pipeline: stream the file, split it, JSON.parse every line, COPY the order lines into a temporary table and upsert them
 * from there, 50,000 at a time, into a plain table with a primary key. No restart point, no versions, no other tables.
 */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

const { url } = JSON.parse(process.argv[2] ?? '{}') as { url: string }
const COLUMNS =
  'order_id, id, variant_id, product_id, sku, title, variant_title, quantity, current_quantity, unit_price_minor, discount_minor, requires_shipping'
const DEFINITION = `order_id bigint not null, id bigint not null, variant_id bigint, product_id bigint, sku text, title text not null, variant_title text,
  quantity int not null, current_quantity int not null, unit_price_minor bigint not null, discount_minor bigint not null, requires_shipping boolean not null`
const BATCH = 50_000

interface Line {
  id: string
  __parentId: string
  sku: string | null
  title: string
  variantTitle: string | null
  quantity: number
  currentQuantity: number
  requiresShipping: boolean
  product: { id: string } | null
  variant: { id: string } | null
  originalUnitPriceSet: { shopMoney: { amount: string } }
  discountAllocations: { allocatedAmountSet: { shopMoney: { amount: string } } }[]
}

const db = new pg.Client({ connectionString: process.env['DATABASE_URL'] })
await db.connect()
await db.query(`create table bare_line (${DEFINITION}, primary key (order_id, id))`)
await db.query(`create temp table incoming (${DEFINITION})`)

const tail = (gid: string): string => gid.slice(gid.lastIndexOf('/') + 1)
const text = (value: string | null): string =>
  value === null
    ? '\\N'
    : value.replace(/[\\\t\n\r]/g, (special) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n' })[special] ?? '\\r')
const minor = (amount: string): number => Math.round(Number(amount) * 100)

let rows: string[] = []
let lines = 0
const began = performance.now()

async function flush(): Promise<void> {
  await db.query('begin')
  await pipeline(Readable.from([rows.join('')]), db.query(copyFrom(`copy incoming (${COLUMNS}) from stdin`)))
  await db.query(
    `insert into bare_line (${COLUMNS}) select ${COLUMNS} from incoming on conflict (order_id, id) do update set
       variant_id = excluded.variant_id, product_id = excluded.product_id, sku = excluded.sku, title = excluded.title, variant_title = excluded.variant_title,
       quantity = excluded.quantity, current_quantity = excluded.current_quantity, unit_price_minor = excluded.unit_price_minor,
       discount_minor = excluded.discount_minor, requires_shipping = excluded.requires_shipping`,
  )
  await db.query('truncate incoming')
  await db.query('commit')
  rows = []
}

const response = await fetch(url)
if (!response.ok || !response.body) throw new Error(`the file answered ${response.status}`)
let rest = ''
const decoder = new TextDecoder()
for await (const chunk of Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0])) {
  const parts = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n')
  rest = parts.pop() ?? ''
  for (const part of parts) {
    lines += 1
    const line = JSON.parse(part) as Line
    if (!line.id.startsWith('gid://shopify/LineItem/')) continue
    const discount = line.discountAllocations.reduce(
      (sum, { allocatedAmountSet }) => sum + minor(allocatedAmountSet.shopMoney.amount),
      0,
    )
    rows.push(
      `${tail(line.__parentId)}\t${tail(line.id)}\t${line.variant ? tail(line.variant.id) : '\\N'}\t${line.product ? tail(line.product.id) : '\\N'}\t${text(line.sku)}\t${text(line.title)}\t${text(line.variantTitle)}\t` +
        `${line.quantity}\t${line.currentQuantity}\t${minor(line.originalUnitPriceSet.shopMoney.amount)}\t${discount}\t${line.requiresShipping}\n`,
    )
    if (rows.length >= BATCH) await flush()
  }
}
await flush()
const seconds = (performance.now() - began) / 1000
await db.end()
process.send?.({ lines, seconds, peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024), rowsWritten: 0 })
process.disconnect?.()
