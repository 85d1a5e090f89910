/**
 * The least a webhook receiver can do: node:http, the signature, one durable single-row insert, 200.
 * In: database address and secret. Out: its address as one message. Invariant: answers only after the insert has committed.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import http from 'node:http'
import pg from 'pg'

const { databaseUrl, secret, connections } = JSON.parse(process.argv[2] ?? '{}') as {
  databaseUrl: string
  secret: string
  connections: number
}
const pool = new pg.Pool({ connectionString: databaseUrl, max: connections })
await pool.query(
  'create table if not exists public.bare_delivery (webhook_id text primary key, topic text not null, body jsonb not null, received_at timestamptz not null default now())',
)

const server = http.createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks)
    const given = Buffer.from(String(request.headers['x-shopify-hmac-sha256']), 'base64')
    const right = createHmac('sha256', secret).update(body).digest()
    if (given.length !== right.length || !timingSafeEqual(given, right)) return void response.writeHead(401).end()
    const values = [request.headers['x-shopify-webhook-id'], request.headers['x-shopify-topic'], body.toString()]
    pool
      .query({
        name: 'insert',
        text: 'insert into public.bare_delivery (webhook_id, topic, body) values ($1, $2, $3) on conflict do nothing',
        values,
      })
      .then(
        () => response.writeHead(200, { 'content-length': 0 }).end(),
        () => response.writeHead(500).end(),
      )
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`)
})
process.once('disconnect', () => process.exit(0))
