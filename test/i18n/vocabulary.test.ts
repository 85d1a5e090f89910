/** Every word of Shopify's and of our own that a page may show has its text in the files. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'smol-toml'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { HTTP_STATUS } from '#app/kernel/errors.ts'
import {
  FINANCIAL_STATUSES,
  FULFILLMENT_STATUSES,
  ORDER_SORTS,
  PRODUCT_SORTS,
  PRODUCT_STATUSES,
  RETURN_STATUSES,
  STOCK_STATES,
} from '#app/mirror/queries.ts'
import en from '#app/i18n/en.ts'
import { RUN_STATES, PHASES } from '#app/sync/run-states.ts'
import { KPI_KEYS } from '#app/tools/analytics/engine.ts'
import { NEEDED_SCOPES } from '#app/tools/settings/scopes.ts'
import { readSdl } from '#test/devstore/schema/read.ts'

const root = join(import.meta.dirname, '../..')
const sdl = readSdl()

/** The values of an enum of Shopify's Admin API. */
function enumValues(name: string): string[] {
  const body = new RegExp(`^enum ${name} \\{\\n([^}]*)\\}`, 'm').exec(sdl)?.[1]
  if (!body) throw new Error(`the schema has no enum ${name}`)
  return body
    .trim()
    .split('\n')
    .map((line) => line.trim().split(' ')[0] ?? '')
}

const keys = (value: object): string[] => Object.keys(value).sort()
const sorted = (values: readonly string[]): string[] => [...values].sort()

describe('there is a text for', () => {
  it.each([
    ['product states', en.status.product, PRODUCT_STATUSES],
    ['payment states', en.status.financial, FINANCIAL_STATUSES],
    ['fulfilment states', en.status.fulfillment, FULFILLMENT_STATUSES],
    ['run states', en.status.run, RUN_STATES],
    ['stock states', en.products.stock, STOCK_STATES],
    ['product orders', en.products.sort, PRODUCT_SORTS],
    ['product directions', en.products.direction, PRODUCT_SORTS],
    ['order orders', en.orders.sort, ORDER_SORTS],
    ['order directions', en.orders.direction, ORDER_SORTS],
    ['scopes', en.settings.scope, NEEDED_SCOPES],
    ['run kinds', en.sync.kind, Object.keys(PHASES)],
  ] as const)('all %s, and for nothing else', (_name, texts, values) => {
    expect(keys(texts)).toEqual(sorted(values))
  })

  it('return states of orders and of returns', () => {
    expect(keys(en.status.return)).toEqual(sorted([...new Set([...RETURN_STATUSES, ...enumValues('ReturnStatus')])]))
  })

  it('every state of a shipment', () => {
    const all = [...enumValues('FulfillmentDisplayStatus'), ...enumValues('FulfillmentStatus')]
    expect(keys(en.status.shipment)).toEqual(sorted([...new Set(all)]))
  })

  it('every way of restocking', () => {
    expect(keys(en.order.restock)).toEqual(sorted(enumValues('RefundLineItemRestockType')))
  })

  it('every phase of every kind of run', () => {
    expect(keys(en.sync.phase)).toEqual(sorted([...new Set(Object.values(PHASES).flat())]))
  })

  it('every error code, on a page and in a sentence', () => {
    for (const code of Object.keys(HTTP_STATUS)) {
      expect(en.pageError).toHaveProperty(`${code}.title`)
      expect(en.pageError).toHaveProperty(`${code}.advice`)
      expect(en.error).toHaveProperty(`${code}.what`)
      expect(en.error).toHaveProperty(`${code}.advice`)
    }
  })

  it('every figure of Home, with its definition', () => {
    for (const key of KPI_KEYS) {
      expect(en.kpi).toHaveProperty(`${key}.label`)
      expect(en.kpi).toHaveProperty(`${key}.definition`)
    }
  })
})

it('the page of permissions lists the scopes of shopify.app.toml', () => {
  const config = z
    .object({ access_scopes: z.object({ scopes: z.string() }) })
    .parse(parse(readFileSync(join(root, 'shopify.app.toml'), 'utf8')))
  expect([...NEEDED_SCOPES]).toEqual(config.access_scopes.scopes.split(','))
})
