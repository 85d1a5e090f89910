/**
 * What the best-known sync engine does (supabase/stripe-sync-engine, packages/sync-engine/src/database/postgres.ts, `upsertMany`): every row
 * an upsert of its own that PostgreSQL parses and plans anew, five of them sent at once, the next five when all of those are done. On a sample
 * of the lines. `kinder`: the statement is prepared once and five lanes never wait for each other, which that engine does not do.
 */
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import pg from 'pg'

const { url, sample, kinder } = JSON.parse(process.argv[2] ?? '{}') as { url: string; sample: number; kinder: boolean }
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
  ...(kinder ? { name: 'upsert' } : {}),
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

async function upsert(text: string): Promise<void> {
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

let next = 0
async function lane(): Promise<void> {
  for (let text = texts[next++]; text !== undefined; text = texts[next++]) await upsert(text)
}
const began = performance.now()
if (kinder) await Promise.all(Array.from({ length: AT_ONCE }, lane))
else
  for (let start = 0; start < texts.length; start += AT_ONCE)
    await Promise.all(texts.slice(start, start + AT_ONCE).map(upsert))
const seconds = (performance.now() - began) / 1000
await pool.end()
// The rest of the download is not wanted.
process.send?.({ lines: texts.length, seconds, peakRssMb: 0, rowsWritten: 0 }, () => process.exit())
