/**
 * The least a look-up can do: node:http, one row by its key, as JSON. In: database address. Out: its address as one message.
 * Invariant: one question to the database per request, prepared once per connection.
 */
import http from 'node:http'
import pg from 'pg'

const { databaseUrl, connections, shopId } = JSON.parse(process.argv[2] ?? '{}') as {
  databaseUrl: string
  connections: number
  shopId: number
}
const pool = new pg.Pool({ connectionString: databaseUrl, max: connections })

const server = http.createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const name = new URLSearchParams(Buffer.concat(chunks).toString()).get('order')
    const text = 'select id, name, processed_at, country from public.mirror_order where shop_id = $1 and name = $2'
    pool.query({ name: 'by-key', text, values: [shopId, name] }).then(
      ({ rows }) => {
        const body = JSON.stringify(rows[0] ?? null)
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
          .end(body)
      },
      () => response.writeHead(500).end(),
    )
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`)
})
process.once('disconnect', () => process.exit(0))
