import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { at, EVERYTHING } from './admin-client.ts'
import type { AdminApiOptions } from './api.ts'
import { CANCEL, client, closeClients, finish, manyProducts, poll, run, start, tail } from './bulk-client.ts'
import { bulkDocuments, readingDocuments } from './reading-documents.ts'

afterEach(closeClients)

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
  /** 2,400 lines at 500 a second: long enough to watch, however busy the machine is. */
  const slow: AdminApiOptions = { faults: { bulkLinesPerSecond: () => 500 } }
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
    let running = await poll(shop, id)
    while (running['status'] === 'CREATED' || running['objectCount'] === '0') {
      await sleep(5)
      running = await poll(shop, id)
    }
    expect(running).toMatchObject({ status: 'RUNNING', completedAt: null, fileSize: null, url: null })
    expect(Number(running['objectCount'])).toBeLessThan(2407)
    const { bulkOperations } = await shop.data(readingDocuments['bulkRunning']?.text ?? '')
    expect(at(bulkOperations, 'nodes.length')).toBe(1)
    const canceled = await shop.data(CANCEL, { id })
    expect(canceled).toMatchObject({ bulkOperationCancel: { bulkOperation: { status: 'CANCELING' }, userErrors: [] } })
    expect(await finish(shop, id)).toMatchObject({
      status: 'CANCELED',
      errorCode: null,
      url: null,
      partialDataUrl: null,
    })
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
