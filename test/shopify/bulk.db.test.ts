import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { parse } from 'graphql'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cancelBulk, findBulk, isUnfinished, listRunningBulk, startBulk } from '#app/shopify/bulk.server.ts'
import { shopifyClient } from '#app/shopify/client.server.ts'
import { answered, startLocalShopify, type LocalShopify } from './local-shopify.ts'
import { storeSession } from './stored-session.ts'

const domain = 'bulk.myshopify.com'
const client = shopifyClient({ domain })
const Orders = parse(
  'query SyncBulkOrders($query: String) { orders(query: $query) { edges { node { id } } } }',
) as TypedDocumentNode<unknown, { query?: string }>
const state = (id: string, more: object = {}) => ({
  id: `gid://shopify/BulkOperation/${id}`,
  type: 'QUERY',
  status: 'RUNNING',
  errorCode: null,
  createdAt: `2026-11-21T10:00:0${id.at(-1)}Z`,
  completedAt: null,
  objectCount: '0',
  rootObjectCount: '0',
  fileSize: null,
  url: null,
  partialDataUrl: null,
  ...more,
})

let shopify: LocalShopify

beforeAll(async () => {
  shopify = await startLocalShopify()
  await storeSession(domain)
})

afterAll(async () => {
  await shopify.stop()
})

beforeEach(() => shopify.reset())

describe('a bulk operation', () => {
  it('starts with the variables written into its query', async () => {
    shopify.onGraphql(() =>
      answered({ bulkOperationRunQuery: { bulkOperation: state('7', { status: 'CREATED' }), userErrors: [] } }),
    )
    const operation = await startBulk(client, Orders, { query: 'updated_at:>=2026-01-01' })
    expect(operation).toMatchObject({ id: '7', status: 'CREATED', objectCount: 0, url: null })
    expect(isUnfinished(operation)).toBe(true)
    const { query } = shopify.asked[0]?.body['variables'] as { query: string }
    expect(query).toContain('orders(query: "updated_at:>=2026-01-01")')
    expect(query).not.toContain('$')
  })

  it.each(['LIMIT_REACHED', 'OPERATION_IN_PROGRESS'])(
    'that Shopify has no room for (%s) is to be tried again later',
    async (code) => {
      shopify.onGraphql(() =>
        answered({
          bulkOperationRunQuery: {
            bulkOperation: null,
            userErrors: [{ code, field: null, message: 'A bulk query operation is already in progress' }],
          },
        }),
      )
      await expect(startBulk(client, Orders, {})).rejects.toMatchObject({
        code: 'throttled',
        retry: { afterSeconds: 30 },
      })
    },
  )

  it('whose query Shopify refuses is rejected with its words', async () => {
    shopify.onGraphql(() =>
      answered({
        bulkOperationRunQuery: {
          bulkOperation: null,
          userErrors: [{ code: 'INVALID', field: ['query'], message: 'Invalid bulk query' }],
        },
      }),
    )
    await expect(startBulk(client, Orders, {})).rejects.toMatchObject({
      code: 'shopify_rejected',
      fields: [{ path: ['query'], message: 'Invalid bulk query', code: 'INVALID' }],
    })
  })

  it('that completed has its counts as numbers, beyond 32 bits', async () => {
    shopify.onGraphql(() =>
      answered({
        bulkOperation: state('9007199254740993', {
          status: 'COMPLETED',
          objectCount: '530104',
          fileSize: '5000000000',
          url: 'https://storage/x',
        }),
      }),
    )
    const operation = await findBulk(client, '9007199254740993')
    expect(operation).toMatchObject({
      id: '9007199254740993',
      objectCount: 530_104,
      fileSize: 5_000_000_000,
      url: 'https://storage/x',
    })
    expect(operation && isUnfinished(operation)).toBe(false)
    expect(shopify.asked[0]?.body['variables']).toEqual({ id: 'gid://shopify/BulkOperation/9007199254740993' })
  })

  it('that failed keeps the address of what it had written', async () => {
    shopify.onGraphql(() =>
      answered({
        bulkOperation: state('8', {
          status: 'FAILED',
          errorCode: 'TIMEOUT',
          partialDataUrl: 'https://storage/partial',
        }),
      }),
    )
    expect(await findBulk(client, 'gid://shopify/BulkOperation/8')).toMatchObject({
      status: 'FAILED',
      errorCode: 'TIMEOUT',
      url: null,
      partialDataUrl: 'https://storage/partial',
    })
  })

  it('that Shopify does not know is null', async () => {
    shopify.onGraphql(() => answered({ bulkOperation: null }))
    expect(await findBulk(client, '1')).toBeNull()
  })
})

describe('cancelling', () => {
  it('answers the state of the operation', async () => {
    shopify.onGraphql(() =>
      answered({ bulkOperationCancel: { bulkOperation: state('7', { status: 'CANCELING' }), userErrors: [] } }),
    )
    expect(await cancelBulk(client, '7')).toMatchObject({ status: 'CANCELING' })
  })

  it('what has ended already answers how it ended', async () => {
    shopify.onGraphql((_asked, nth) =>
      nth === 1
        ? answered({
            bulkOperationCancel: {
              bulkOperation: null,
              userErrors: [{ field: ['id'], message: 'A bulk operation cannot be canceled when it is completed' }],
            },
          })
        : answered({ bulkOperation: state('7', { status: 'COMPLETED', url: 'https://storage/x' }) }),
    )
    expect(await cancelBulk(client, '7')).toMatchObject({ status: 'COMPLETED', url: 'https://storage/x' })
  })

  it('what does not exist is not found', async () => {
    shopify.onGraphql((_asked, nth) =>
      nth === 1
        ? answered({ bulkOperationCancel: { bulkOperation: null, userErrors: [{ field: ['id'], message: 'no' }] } })
        : answered({ bulkOperation: null }),
    )
    await expect(cancelBulk(client, '7')).rejects.toMatchObject({ code: 'not_found' })
  })
})

it('the unfinished operations are listed once each, newest first', async () => {
  shopify.onGraphql(() =>
    answered({
      created: { nodes: [state('3')] },
      running: { nodes: [state('3'), state('1')] },
      canceling: { nodes: [state('2', { status: 'CANCELING' })] },
    }),
  )
  expect((await listRunningBulk(client)).map(({ id }) => id)).toEqual(['3', '2', '1'])
})
