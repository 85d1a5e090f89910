/**
 * Tenancy: the doors to tenant tables (the other one is shop-questions.server.ts).
 * In: a shop id and a function. Out: what the function returns, run in one transaction that can see that shop's rows and no others:
 * the role `tradewind_app` cannot bypass row-level security, and the policy compares shop_id with app.shop_id.
 * Invariant: both settings are local to the transaction, so a pooled connection never carries a shop to the next user.
 */
import type { PoolClient, QueryResult } from 'pg'
import { prisma, withConnection, type Prisma } from './client.server.ts'

/** Typed queries inside one shop. */
export type ShopTx = Prisma.TransactionClient
/** A bare connection inside one shop: COPY, set-based SQL. int8 arrives as string. */
export type ShopSql = PoolClient

/** As enterShop, for Prisma, which takes one statement at a time. */
const ENTER = "select set_config('role', 'tradewind_app', true), set_config('app.shop_id', $1, true)"

/** Runs `fn` in a Prisma transaction confined to `shopId`. Rolls back when it throws. */
export async function inShop<T>(
  shopId: number,
  fn: (tx: ShopTx) => Promise<T>,
  options: { timeoutMs?: number } = {},
): Promise<T> {
  return prisma().$transaction(
    async (tx) => {
      await tx.$queryRawUnsafe(ENTER, String(shopId))
      return fn(tx)
    },
    { timeout: options.timeoutMs ?? 15_000, maxWait: 15_000 },
  )
}

/** Runs `fn` on a bare connection in a transaction confined to `shopId`. Rolls back when it throws. */
export async function inShopSql<T>(shopId: number, fn: (sql: ShopSql) => Promise<T>): Promise<T> {
  return inShopSqlWith(shopId, '', fn)
}

/**
 * The same for paths where every trip to the database counts: `first` (statements without parameters; literals through pg's
 * escapeLiteral) travels with the beginning of the transaction, and `fn` gets its results, one per statement.
 */
export async function inShopSqlWith<T>(
  shopId: number,
  first: string,
  fn: (sql: ShopSql, results: QueryResult[]) => Promise<T>,
): Promise<T> {
  const entering = enterShop(shopId)
  return inTransaction((client, results) => fn(client, results.slice(entering.length)), [...entering, first].join('; '))
}

/** Statements that begin a transaction confined to `shopId`, in words that answer nothing: describing a row costs more than setting it. */
export function enterShop(shopId: number): string[] {
  if (!Number.isSafeInteger(shopId)) throw new Error(`not a shop id: ${shopId}`)
  return ['begin', 'set local role tradewind_app', `set local app.shop_id = '${shopId}'`]
}

/** A transaction on platform tables (shop, session, rates) on a bare connection: sees no tenant rows beyond what its owner may. */
export async function inTransactionSql<T>(fn: (client: PoolClient) => Promise<T>): Promise<T> {
  return inTransaction(fn)
}

async function inTransaction<T>(
  fn: (client: PoolClient, results: QueryResult[]) => Promise<T>,
  begin = 'begin',
): Promise<T> {
  return withConnection(async (client) => {
    // Several statements in one message answer with a list.
    const begun = (await client.query(begin)) as unknown as QueryResult | QueryResult[]
    const result = await fn(client, Array.isArray(begun) ? begun : [begun])
    await client.query('commit')
    return result
  })
}
