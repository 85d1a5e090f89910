/**
 * The database: one pg pool per process, with Prisma on top of it.
 * Out: `pool()` for COPY and set-based SQL, `prisma()` for typed queries. Invariant: both share the same connections.
 */
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { env } from '#app/env.server.ts'
import { PrismaClient } from './generated/client.ts'

export type { Prisma } from './generated/client.ts'

let openPool: pg.Pool | undefined
let openPrisma: PrismaClient | undefined

export function pool(): pg.Pool {
  if (!openPool) {
    const url = env().DATABASE_URL
    if (!url)
      throw new Error('DATABASE_URL is not set: start through app/main.server.ts, which starts the embedded database')
    openPool = new pg.Pool({
      connectionString: url,
      max: env().DATABASE_POOL,
      application_name: `tradewind-${env().ROLE}`,
    })
    // An idle connection that the server closes must not take the process down; the next query opens another.
    openPool.on('error', () => undefined)
  }
  return openPool
}

export function prisma(): PrismaClient {
  openPrisma ??= new PrismaClient({ adapter: new PrismaPg(pool()) })
  return openPrisma
}

/** A connection for `fn`; whatever it leaves open when it throws is rolled back, and a connection that cannot be is thrown away. */
export async function withConnection<T>(fn: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool().connect()
  let broken: Error | undefined
  try {
    return await fn(client)
  } catch (error) {
    await client.query('rollback').catch((lost: Error) => {
      broken = lost
    })
    throw error
  } finally {
    client.release(broken)
  }
}

export async function closeDatabase(): Promise<void> {
  await openPrisma?.$disconnect()
  await openPool?.end()
  openPrisma = undefined
  openPool = undefined
}
