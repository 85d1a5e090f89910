/** A connection of its own for one piece of work. In: a server's address. Out: what the work gives. Invariant: it is closed, whatever happens. */
import pg from 'pg'

export async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
