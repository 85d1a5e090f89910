/**
 * Starting, watching and reading bulk operations in tests.
 * In: a client of the Admin API. Out: operations and the lines of their results. Invariant: every client is closed after its test.
 */
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ShopState } from '../model.ts'
import { createAdminClient, EVERYTHING, type AdminClient, type Json } from './admin-client.ts'
import type { AdminApiOptions } from './api.ts'
import { createSmallShop } from './small-shop.ts'

const START = `mutation ($query: String!, $group: Boolean! = false) {
  bulkOperationRunQuery(query: $query, groupObjects: $group) { bulkOperation { id status } userErrors { code field message } }
}`
const POLL = `query ($id: ID!) { bulkOperation(id: $id) {
  id type status errorCode createdAt completedAt objectCount rootObjectCount fileSize url partialDataUrl query } }`
export const CANCEL =
  'mutation ($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { id status } userErrors { field message } } }'

const clients: AdminClient[] = []
export function client(options: AdminApiOptions = {}, state: ShopState = createSmallShop()): AdminClient {
  const made = createAdminClient(state, options)
  clients.push(made)
  return made
}
export async function closeClients(): Promise<void> {
  for (const { api } of clients.splice(0)) await api.close()
}

interface Started {
  bulkOperation: { id: string; status: string } | null
  userErrors: { code: string; field: string[] | null; message: string }[]
}
export async function start(
  { data }: AdminClient,
  query: string,
  group = false,
  scopes = EVERYTHING,
): Promise<Started> {
  return (await data(START, { query, group }, scopes))['bulkOperationRunQuery'] as Started
}
export async function poll({ data }: AdminClient, id: string): Promise<Json> {
  return (await data(POLL, { id }))['bulkOperation'] as Json
}
export async function finish(shop: AdminClient, id: string): Promise<Json> {
  for (;;) {
    const operation = await poll(shop, id)
    if (!['CREATED', 'RUNNING', 'CANCELING'].includes(String(operation['status']))) return operation
    await sleep(1)
  }
}
export async function run(
  shop: AdminClient,
  query: string,
  group = false,
): Promise<{ operation: Json; text: string; lines: Json[] }> {
  const { bulkOperation, userErrors } = await start(shop, query, group)
  if (!bulkOperation) throw new Error(userErrors[0]?.message)
  const operation = await finish(shop, bulkOperation.id)
  const file = await shop.api.bulkResult(tail(bulkOperation.id))
  const text = file ? await readFile(file.path, 'utf8') : ''
  return {
    operation,
    text,
    lines: text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Json),
  }
}
export const tail = (gid: string): string => gid.slice(gid.lastIndexOf('/') + 1)

/** 600 products with three variants each, and nothing else. */
export function manyProducts(): ShopState {
  const state = createSmallShop()
  const [product] = state.products.values()
  const [variant] = state.variants.values()
  const [item] = state.inventoryItems.values()
  if (!product || !variant || !item) throw new Error('the small shop is empty')
  for (let number = 1000; number < 1600; number++) {
    const variantIds = [1, 2, 3].map((position) => `${number}${position}`)
    state.products.set(String(number), { ...product, id: String(number), variantIds })
    for (const id of variantIds) {
      state.variants.set(id, { ...variant, id, productId: String(number), inventoryItemId: `${id}9` })
      state.inventoryItems.set(`${id}9`, { ...item, id: `${id}9`, variantId: id })
    }
  }
  return state
}
