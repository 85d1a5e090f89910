/**
 * What the best-known sync engines do: every row an upsert of its own, five of them at once, prepared. On a sample of the lines.
 */
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import pg from 'pg'

const { url, sample } = JSON.parse(process.argv[2] ?? '{}') as { url: string; sample: number }
const AT_ONCE = 5

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
}

const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: AT_ONCE })
await pool.query(`create table single_line (order_id bigint not null, id bigint not null, variant_id bigint, product_id bigint, sku text, title text not null, variant_title text,
  quantity int not null, current_quantity int not null, unit_price_minor bigint not null, discount_minor bigint not null, requires_shipping boolean not null, primary key (order_id, id))`)
const UPSERT = {
  name: 'upsert',
  text: `insert into single_line values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (order_id, id) do update set
    variant_id = excluded.variant_id, product_id = excluded.product_id, sku = excluded.sku, title = excluded.title, variant_title = excluded.variant_title,
    quantity = excluded.quantity, current_quantity = excluded.current_quantity, unit_price_minor = excluded.unit_price_minor,
    discount_minor = excluded.discount_minor, requires_shipping = excluded.requires_shipping`,
}

const tail = (gid: string): string => gid.slice(gid.lastIndexOf('/') + 1)
const response = await fetch(url)
if (!response.ok || !response.body) throw new Error(`the file answered ${response.status}`)
const texts: string[] = []
for await (const text of createInterface({
  input: Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]),
  crlfDelay: Infinity,
})) {
  if (!text.startsWith('{"id":"gid://shopify/LineItem/')) continue
  texts.push(text)
  if (texts.length >= sample) break
}

let next = 0
async function upsertNext(): Promise<void> {
  for (let text = texts[next++]; text !== undefined; text = texts[next++]) {
    const line = JSON.parse(text) as Line
    const values = [
      tail(line.__parentId),
      tail(line.id),
      line.variant && tail(line.variant.id),
      line.product && tail(line.product.id),
      line.sku,
      line.title,
      line.variantTitle,
    ]
    await pool.query({
      ...UPSERT,
      values: [
        ...values,
        line.quantity,
        line.currentQuantity,
        Math.round(Number(line.originalUnitPriceSet.shopMoney.amount) * 100),
        0,
        line.requiresShipping,
      ],
    })
  }
}
const began = performance.now()
await Promise.all(Array.from({ length: AT_ONCE }, upsertNext))
const seconds = (performance.now() - began) / 1000
await pool.end()
// The rest of the download is not wanted.
process.send?.({ lines: texts.length, seconds, peakRssMb: 0, rowsWritten: 0 }, () => process.exit())
