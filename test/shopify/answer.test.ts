import { describe, expect, it } from 'vitest'
import { AppError } from '#app/kernel/errors.ts'
import { collectUserErrors, judge, readCost, readErrors, type Answer } from '#app/shopify/answer.ts'

const answer = (status: number, errors: unknown = undefined, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: new Headers(headers),
  errors: readErrors(errors),
  cost: null,
})
const judged = (...args: Parameters<typeof answer>) => judge(answer(...args), 'SyncListOrders', 'a.myshopify.com')
const coded = (code: string) => [{ message: 'said', extensions: { code } }]

describe('an answer of Shopify', () => {
  it('with data and no errors is fine', () => {
    expect(judged(200)).toEqual({ kind: 'ok' })
  })

  it.each([
    [401, 'Invalid API key', 'unauthorized'],
    [200, coded('THROTTLED'), 'throttled'],
  ])('HTTP %i %j is %s', (status, errors, kind) => {
    expect(judged(status, errors).kind).toBe(kind)
  })

  it.each([
    [402, undefined, 'unavailable'],
    [403, undefined, 'missing_scope'],
    [404, undefined, 'not_found'],
    [423, undefined, 'unavailable'],
    [200, coded('ACCESS_DENIED'), 'missing_scope'],
    [200, coded('SHOP_INACTIVE'), 'unavailable'],
  ])('HTTP %i %j is refused as %s', (status, errors, code) => {
    expect(judged(status, errors)).toMatchObject({ kind: 'refused', error: { code } })
  })

  it.each([
    [429, undefined, 'no', 'throttled'],
    [430, undefined, 'no', 'throttled'],
    [500, undefined, 'maybe', 'upstream_down'],
    [503, undefined, 'maybe', 'upstream_down'],
    [200, coded('INTERNAL_SERVER_ERROR'), 'maybe', 'upstream_down'],
  ])('HTTP %i %j failed, executed: %s, as %s', (status, errors, executed, code) => {
    expect(judged(status, errors)).toMatchObject({ kind: 'failed', executed, error: { code } })
  })

  it.each([[coded('MAX_COST_EXCEEDED')], [[{ message: "Field 'x' doesn't exist" }]], ['anything']])(
    'with errors %j is our bug',
    (errors) => {
      const verdict = judged(200, errors)
      expect(verdict.kind).toBe('refused')
      expect(verdict.kind === 'refused' && verdict.error instanceof AppError).toBe(false)
    },
  )

  it('takes Retry-After for seconds, or for a date', () => {
    expect(judged(429, undefined, { 'retry-after': '2.0' })).toMatchObject({ retryAfterSeconds: 2 })
    const inTen = new Date(Date.now() + 10_000).toUTCString()
    const verdict = judged(503, undefined, { 'retry-after': inTen })
    expect(verdict.kind === 'failed' ? verdict.retryAfterSeconds : null).toBeGreaterThan(8)
  })

  it('names code and path in the error, and nothing of the variables', () => {
    const verdict = judged(200, [
      {
        message: 'Access denied for email field',
        path: ['orders', 'nodes', 0, 'email'],
        extensions: { code: 'ACCESS_DENIED' },
      },
    ])
    expect(verdict.kind === 'refused' && verdict.error.message).toBe(
      'SyncListOrders of a.myshopify.com: ACCESS_DENIED: Access denied for email field at orders.nodes.0.email',
    )
  })

  it('tells what it cost', () => {
    const throttleStatus = { maximumAvailable: 2000, currentlyAvailable: 1990, restoreRate: 100 }
    expect(
      readCost({ cost: { requestedQueryCost: 10, actualQueryCost: null, throttleStatus } })?.throttleStatus,
    ).toEqual(throttleStatus)
    expect(readCost(undefined)).toBeNull()
    expect(readCost({ cost: { requestedQueryCost: 'ten' } })).toBeNull()
  })
})

describe('user errors', () => {
  it('keep the path of the field', () => {
    const data = {
      productUpdate: {
        product: null,
        userErrors: [{ field: ['product', 'title'], message: "Title can't be blank", code: 'BLANK' }],
      },
    }
    expect(collectUserErrors(data)).toEqual([
      { path: ['product', 'title'], message: "Title can't be blank", code: 'BLANK' },
    ])
  })

  it('are found under any spelling and at any depth', () => {
    const data = {
      orderCancel: {
        orderCancelUserErrors: [{ field: null, message: 'no' }],
        job: { inner: [{ mediaUserErrors: [{ field: ['media'], message: 'bad', code: null }] }] },
      },
    }
    expect(collectUserErrors(data)).toEqual([
      { path: [], message: 'no' },
      { path: ['media'], message: 'bad' },
    ])
  })

  it('of one of several mutations begin with its name', () => {
    const data = { first: { userErrors: [] }, second: { userErrors: [{ field: ['id'], message: 'gone' }] } }
    expect(collectUserErrors(data)).toEqual([{ path: ['second', 'id'], message: 'gone' }])
  })

  it('are none when the list is empty or the payload null', () => {
    expect(collectUserErrors({ productUpdate: { userErrors: [] } })).toEqual([])
    expect(collectUserErrors({ productUpdate: null })).toEqual([])
  })
})
