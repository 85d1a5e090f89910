import { existsSync } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import type { ShopState } from '../model.ts'
import { at, createAdminClient, EVERYTHING, type AdminClient, type Json } from './admin-client.ts'
import type { AdminApiOptions } from './api.ts'
import { bulkDocuments, readingDocuments } from './reading-documents.ts'
import { createSmallShop } from './small-shop.ts'

const START = `mutation ($query: String!, $group: Boolean! = false) {
  bulkOperationRunQuery(query: $query, groupObjects: $group) { bulkOperation { id status } userErrors { code field message } }
}`
const POLL = `query ($id: ID!) { bulkOperation(id: $id) {
  id type status errorCode createdAt completedAt objectCount rootObjectCount fileSize url partialDataUrl query } }`
const CANCEL =
  'mutation ($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { id status } userErrors { field message } } }'

const clients: AdminClient[] = []
function client(options: AdminApiOptions = {}, state: ShopState = createSmallShop()): AdminClient {
  const made = createAdminClient(state, options)
  clients.push(made)
  return made
}
afterEach(async () => {
  for (const { api } of clients.splice(0)) await api.close()
})

interface Started {
  bulkOperation: { id: string; status: string } | null
  userErrors: { code: string; field: string[] | null; message: string }[]
}
async function start({ data }: AdminClient, query: string, group = false, scopes = EVERYTHING): Promise<Started> {
  return (await data(START, { query, group }, scopes))['bulkOperationRunQuery'] as Started
}
async function poll({ data }: AdminClient, id: string): Promise<Json> {
  return (await data(POLL, { id }))['bulkOperation'] as Json
}
async function finish(shop: AdminClient, id: string): Promise<Json> {
  for (;;) {
    const operation = await poll(shop, id)
    if (!['CREATED', 'RUNNING', 'CANCELING'].includes(String(operation['status']))) return operation
    await sleep(1)
  }
}
async function run(
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
const tail = (gid: string): string => gid.slice(gid.lastIndexOf('/') + 1)

/** 600 products with three variants each, and nothing else. */
function manyProducts(): ShopState {
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

/** The same selection as pages: connections become children with __parentId, as in a bulk result. */
function flatten(nodes: unknown, parentId: string | null, lines: Json[]): void {
  for (const node of nodes as Json[]) {
    const line: Json = {}
    for (const [key, value] of Object.entries(node)) {
      const children = at(value, 'edges')
      if (children === undefined) line[key] = value
      else
        flatten(
          (children as Json[]).map((edge) => edge['node']),
          String(node['id']),
          lines,
        )
    }
    if (parentId !== null) line['__parentId'] = parentId
    lines.push(line)
  }
}
const sorted = (lines: Json[]): string[] => lines.map((line) => JSON.stringify(line)).sort()

describe('a bulk result', () => {
  test.each(Object.entries(bulkDocuments))(
    'of %s equals the paginated answers to the same query, byte for byte',
    async (_name, query) => {
      const shop = client({ elapsed: () => performance.now() * 1e6 })
      const { lines, operation, text } = await run(shop, query)
      const [field] = Object.keys((await shop.data(withFirst(query))) as object)
      const data = await shop.data(withFirst(query))
      const expected: Json[] = []
      flatten(
        (at(data, `${field ?? ''}.edges`) as Json[]).map((edge) => edge['node']),
        null,
        expected,
      )
      expect(expected.length).toBeGreaterThan(3)
      expect(sorted(lines)).toEqual(sorted(expected))
      expect(text.trimEnd().split('\n').sort()).toEqual(sorted(expected))
      expect(operation).toMatchObject({
        type: 'QUERY',
        status: 'COMPLETED',
        errorCode: null,
        objectCount: String(expected.length),
        rootObjectCount: String(expected.filter((line) => !('__parentId' in line)).length),
        fileSize: String(Buffer.byteLength(text)),
        partialDataUrl: null,
        query,
      })
    },
  )

  const withFirst = (query: string): string =>
    query
      .replace(
        /^(\s*{\s*\w+)(?:\((.*?)\))? {/,
        (_all, head: string, args?: string) => `${head}(first: 5${args ? `, ${args}` : ''}) {`,
      )
      .replaceAll(/(variants|inventoryLevels|lineItems|returns|returnLineItems) {/g, '$1(first: 5) {')

  test('mixes lines: children are not beside their parents, some come before them; the same way every time', async () => {
    const query = '{ products { edges { node { id variants { edges { node { id } } } } } } }'
    const first = await run(client({}, manyProducts()), query)
    const second = await run(client({}, manyProducts()), query)
    expect(first.lines).toHaveLength(603 + 1804)
    expect(first.text).toBe(second.text)
    const place = new Map(first.lines.map((line, index) => [String(line['id']), index]))
    const distances = first.lines.flatMap((line, index) => {
      const parent = line['__parentId']
      return typeof parent === 'string' ? [index - (place.get(parent) ?? NaN)] : []
    })
    expect(distances.filter((distance) => distance < 0).length).toBeGreaterThan(distances.length / 4)
    expect(distances.filter((distance) => Math.abs(distance) > 100).length).toBeGreaterThan(distances.length / 2)
  })

  test('with groupObjects every child follows its parent directly', async () => {
    const { lines } = await run(
      client(),
      '{ products { edges { node { id variants { edges { node { id } } } } } } }',
      true,
    )
    let parent: unknown = null
    for (const line of lines) {
      if ('__parentId' in line) expect(line['__parentId']).toBe(parent)
      else parent = line['id']
    }
    expect(lines.map((line) => tail(String(line['id'])))).toEqual(['11', '111', '112', '12', '121', '13', '131'])
  })

  test('a connection below an object belongs to the nearest node with a line', async () => {
    const { lines } = await run(
      client(),
      '{ productVariants { edges { node { id inventoryItem { tracked inventoryLevels { edges { node { isActive } } } } } } } }',
      true,
    )
    expect(lines.slice(0, 2)).toEqual([
      { id: 'gid://shopify/ProductVariant/111', inventoryItem: { tracked: true } },
      { isActive: true, __parentId: 'gid://shopify/ProductVariant/111' },
    ])
  })

  test('first, after and pageInfo are ignored: everything is written', async () => {
    const { lines } = await run(
      client(),
      '{ products(first: 1) { edges { cursor node { id } } pageInfo { hasNextPage } } }',
    )
    expect(lines).toHaveLength(3)
  })

  test('without rows has no url and no file to serve', async () => {
    const shop = client()
    const { operation } = await run(shop, '{ products(query: "status:archived") { edges { node { id } } } }')
    expect(operation).toMatchObject({ status: 'COMPLETED', objectCount: '0', fileSize: '0', url: null })
    expect(await shop.api.bulkResult(tail(String(operation['id'])))).toBeNull()
  })

  test('is served from a byte on, under the address that the host chooses', async () => {
    const shop = client({ bulkUrl: (id) => `https://files.example/${id}` })
    const { operation, text } = await run(shop, '{ products { edges { node { id title } } } }')
    const id = tail(String(operation['id']))
    expect(operation['url']).toBe(`https://files.example/${id}`)
    const file = await shop.api.bulkResult(id, { from: 10 })
    expect(file).toMatchObject({ size: Buffer.byteLength(text), from: 10 })
    const handle = await open(file?.path ?? '')
    const { buffer, bytesRead } = await handle.read({ position: 10, buffer: Buffer.alloc(20) })
    await handle.close()
    expect(buffer.subarray(0, bytesRead).toString()).toBe(Buffer.from(text).subarray(10, 30).toString())
  })

  test('escapes text as JSON does', async () => {
    const { text } = await run(client(), '{ products(query: "id:12") { edges { node { title } } } }')
    expect(text).toBe('{"title":"Mug \\"quoted\\" ☕"}\n')
  })

  test('expires after seven days', async () => {
    const state = createSmallShop()
    const shop = client({}, state)
    const { operation } = await run(shop, '{ products { edges { node { id } } } }')
    state.clock.advance(7 * 24 * 3_600_000 + 1000)
    expect(await poll(shop, String(operation['id']))).toMatchObject({ status: 'EXPIRED', url: null })
    expect(await shop.api.bulkResult(tail(String(operation['id'])))).toBeNull()
  })

  test('is deleted when the API is closed', async () => {
    const shop = client()
    const { operation } = await run(shop, '{ products { edges { node { id } } } }')
    const file = await shop.api.bulkResult(tail(String(operation['id'])))
    expect(existsSync(file?.path ?? '')).toBe(true)
    await shop.api.close()
    expect(existsSync(file?.path ?? '')).toBe(false)
  })
})

describe('a bulk query is refused', () => {
  const node = (inner: string): string => `{ edges { node { id ${inner} } } }`
  test.each([
    ['without a connection', '{ shop { id } }', /at least one connection/],
    ['with two top-level fields', `{ products ${node('')} orders ${node('')} }`, /exactly one top-level field/],
    ['with a top-level node', '{ node(id: "gid://shopify/Order/71") { id } }', /cannot use the top-level 'node'/],
    [
      'with more than five connections',
      `{ products ${node(`a: variants ${node('')} b: variants ${node('')} c: variants ${node('')} d: variants ${node('')} e: variants ${node('')}`)} }`,
      /more than 5 connections/,
    ],
    [
      'nested deeper than two levels',
      `{ customers ${node(`orders ${node(`returns ${node(`returnLineItems ${node('')}`)}`)}`)} }`,
      /deeper than 2 levels.*returnLineItems/,
    ],
    [
      'with a connection inside a list',
      `{ orders ${node(`fulfillments { id events ${node('')} }`)} }`,
      /connection field within a list field.*'events' in 'fulfillments'/,
    ],
    [
      'with nodes that are no Node',
      `{ orders ${node('shippingLines { edges { node { title } } }')} }`,
      /must implement Node; those of 'shippingLines'/,
    ],
    ['with nodes instead of edges', '{ products { nodes { id } } }', /'edges' > 'node'.*'products'/],
    [
      'when the parent of a connection lacks its id',
      '{ products { edges { node { title variants { edges { node { id } } } } } } }',
      /must select the 'id' field.*variants/,
    ],
    [
      'when the parent of a connection aliases its id',
      '{ products { edges { node { key: id variants { edges { node { id } } } } } } }',
      /without an alias/,
    ],
    ['with an unknown field', '{ products { edges { node { id nonsense } } } }', /Cannot query field "nonsense"/],
    ['with a deprecated field', '{ customers { edges { node { id email } } } }', /deprecated/],
    [
      'with a field that is not implemented',
      '{ products { edges { node { id seo { title } } } } }',
      /Product\.seo is not implemented/,
    ],
    [
      'when it is a mutation',
      'mutation { tagsAdd(id: "gid://shopify/Order/71", tags: ["x"]) { node { id } } }',
      /must be a query/,
    ],
  ])('%s', async (_name, query, message) => {
    const { bulkOperation, userErrors } = await start(client(), query)
    expect(bulkOperation).toBeNull()
    expect(userErrors).toEqual([
      { code: 'INVALID', field: ['query'], message: expect.stringMatching(message) as string },
    ])
  })

  test('the four connections of the orders query are within the limits', async () => {
    const { userErrors } = await start(client(), bulkDocuments['orders'] ?? '')
    expect(userErrors).toEqual([])
  })
})

describe('a bulk operation', () => {
  const PRODUCTS = '{ products { edges { node { id } } } }'
  /** 2,400 lines at 2,000 a second: long enough to watch. */
  const slow: AdminApiOptions = { faults: { bulkLinesPerSecond: () => 2000 } }
  const SLOW = '{ products { edges { node { id variants { edges { node { id title } } } } } } }'

  test('is created at once and tells its finish as an event', async () => {
    const shop = client()
    const { bulkOperation } = await start(shop, PRODUCTS)
    expect(bulkOperation?.status).toBe('CREATED')
    await finish(shop, bulkOperation?.id ?? '')
    expect(shop.events).toEqual([
      {
        topic: 'bulk_operations/finish',
        gid: bulkOperation?.id,
        at: '2026-11-20T12:00:00Z',
        extra: {
          admin_graphql_api_id: bulkOperation?.id,
          completed_at: '2026-11-20T12:00:00Z',
          created_at: '2026-11-20T12:00:00Z',
          error_code: null,
          status: 'completed',
          type: 'query',
        },
      },
    ])
  })

  test('shows its progress while it runs, and can be cancelled', async () => {
    const shop = client(slow, manyProducts())
    const { bulkOperation } = await start(shop, SLOW)
    const id = bulkOperation?.id ?? ''
    await sleep(60)
    const running = await poll(shop, id)
    expect(running).toMatchObject({ status: 'RUNNING', completedAt: null, fileSize: null, url: null })
    expect(Number(running['objectCount'])).toBeGreaterThan(0)
    const { bulkOperations } = await shop.data(readingDocuments['bulkRunning']?.text ?? '')
    expect(at(bulkOperations, 'nodes.length')).toBe(1)
    const canceled = await shop.data(CANCEL, { id })
    expect(canceled).toMatchObject({ bulkOperationCancel: { bulkOperation: { status: 'CANCELING' }, userErrors: [] } })
    expect(await finish(shop, id)).toMatchObject({ status: 'CANCELED', errorCode: null, url: null })
    expect(shop.events.at(-1)?.extra).toMatchObject({ status: 'canceled' })
    const again = await shop.data(CANCEL, { id })
    expect(at(again, 'bulkOperationCancel.userErrors.0.message')).toBe(
      'A bulk operation cannot be canceled when it is canceled',
    )
  })

  test('runs beside at most four others; the sixth is refused until one ends', async () => {
    const shop = client(slow, manyProducts())
    const ids: string[] = []
    for (let count = 0; count < 5; count++) ids.push((await start(shop, SLOW)).bulkOperation?.id ?? '')
    const sixth = await start(shop, SLOW)
    expect(sixth).toMatchObject({ bulkOperation: null, userErrors: [{ code: 'LIMIT_REACHED' }] })
    await shop.data(CANCEL, { id: ids[0] })
    await finish(shop, ids[0] ?? '')
    expect((await start(shop, SLOW)).userErrors).toEqual([])
  })

  test('that fails leaves its partial data', async () => {
    const shop = client({ faults: { failBulkAfterLines: () => 4 } })
    const { operation, lines } = await run(
      shop,
      '{ products { edges { node { id variants { edges { node { id } } } } } } }',
    )
    expect(operation).toMatchObject({
      status: 'FAILED',
      errorCode: 'INTERNAL_SERVER_ERROR',
      objectCount: '4',
      url: null,
    })
    expect(operation['partialDataUrl']).toMatch(/^https:/)
    expect(lines).toHaveLength(4)
    expect(shop.events.at(-1)?.extra).toMatchObject({ status: 'failed', error_code: 'internal_server_error' })
  })

  test('fails with ACCESS_DENIED when the token lacks a scope', async () => {
    const shop = client()
    const { bulkOperation } = await start(shop, PRODUCTS, false, ['read_orders'])
    expect(await finish(shop, bulkOperation?.id ?? '')).toMatchObject({
      status: 'FAILED',
      errorCode: 'ACCESS_DENIED',
      url: null,
      partialDataUrl: null,
    })
  })

  test('without read_all_orders writes the last 60 days only', async () => {
    const shop = client()
    const scopes = EVERYTHING.filter((scope) => scope !== 'read_all_orders')
    const { bulkOperation } = await start(shop, '{ orders { edges { node { id } } } }', false, scopes)
    expect(await finish(shop, bulkOperation?.id ?? '')).toMatchObject({ status: 'COMPLETED', rootObjectCount: '3' })
  })

  test('lets other requests through while it writes', async () => {
    const shop = client({}, manyProducts())
    const { bulkOperation } = await start(shop, SLOW)
    let answered = 0
    while ((await poll(shop, bulkOperation?.id ?? ''))['status'] !== 'COMPLETED') {
      answered++
      await sleep(0)
    }
    expect(answered).toBeGreaterThan(0)
  })

  test('is found by status, type and id', async () => {
    const shop = client()
    const { operation } = await run(shop, PRODUCTS)
    const search = async (query: string) =>
      at(
        await shop.data('query ($query: String) { bulkOperations(first: 5, query: $query) { nodes { id } } }', {
          query,
        }),
        'bulkOperations.nodes',
      )
    expect(await search('status:completed operation_type:query')).toEqual([{ id: operation['id'] }])
    expect(await search('status:running')).toEqual([])
    expect(await search('operation_type:mutation')).toEqual([])
    expect(await search(`id:${tail(String(operation['id']))}`)).toHaveLength(1)
  })
})
