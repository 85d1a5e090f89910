/**
 * The bulk file of the bench: the app's own query of orders, run by the dev store over the retail year.
 * In: file, perhaps a number of orders. Out: the file; lines and bytes as a message.
 */
import { copyFile, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { print } from 'graphql'
import { SyncBulkOrdersDocument } from '#app/shopify/generated/documents.ts'
import { createAdminApi } from '#test/devstore/graphql/api.ts'
import { importUci } from '#test/devstore/shop/uci.ts'

const { file, orders } = JSON.parse(process.argv[2] ?? '{}') as { file: string; orders?: string }
const { state } = await importUci({
  asOf: new Date('2026-11-20T12:00:00Z'),
  ...(orders ? { orders: Number(orders) } : {}),
})
const api = createAdminApi(state)
const scopes = [
  'read_orders',
  'read_all_orders',
  'read_customers',
  'read_products',
  'read_locations',
  'read_returns',
  'read_fulfillments',
  'read_inventory',
]

async function ask<Data>(query: string, variables: Record<string, unknown>): Promise<Data> {
  const { body } = await api.execute({ query, variables, scopes })
  const answer = body as { data?: Data; errors?: unknown }
  if (!answer.data || answer.errors) throw new Error(`the dev store refused: ${JSON.stringify(answer.errors)}`)
  return answer.data
}

const started = await ask<{ bulkOperationRunQuery: { bulkOperation: { id: string } | null; userErrors: unknown } }>(
  'mutation ($query: String!) { bulkOperationRunQuery(query: $query) { bulkOperation { id } userErrors { message } } }',
  { query: print(SyncBulkOrdersDocument) },
)
const id = started.bulkOperationRunQuery.bulkOperation?.id
if (!id) throw new Error(`no bulk operation: ${JSON.stringify(started)}`)
for (;;) {
  await sleep(200)
  const { bulkOperation } = await ask<{ bulkOperation: { status: string; objectCount: string } }>(
    'query ($id: ID!) { bulkOperation(id: $id) { status objectCount } }',
    { id },
  )
  if (bulkOperation.status === 'CREATED' || bulkOperation.status === 'RUNNING') continue
  const result = await api.bulkResult(id.split('/').at(-1) ?? '')
  if (bulkOperation.status !== 'COMPLETED' || !result)
    throw new Error(`the bulk operation ended ${bulkOperation.status}`)
  await copyFile(result.path, file)
  process.send?.({ lines: Number(bulkOperation.objectCount), bytes: (await stat(file)).size })
  break
}
await api.close()
