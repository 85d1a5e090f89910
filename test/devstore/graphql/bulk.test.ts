import { existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { at, type Json } from './admin-client.ts'
import { client, closeClients, manyProducts, poll, run, tail } from './bulk-client.ts'
import { bulkDocuments } from './reading-documents.ts'
import { createSmallShop } from './small-shop.ts'

afterEach(closeClients)

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
