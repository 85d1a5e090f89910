/** Every GraphQL document of the app: valid, undeprecated, well named, allowed by our scopes, generated freshly. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from '@graphql-codegen/cli'
import { parse, type OperationDefinitionNode } from 'graphql'
import { parse as parseToml } from 'smol-toml'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import config from '../../.graphqlrc.ts'
import {
  bulkComplaints,
  invalidities,
  loadAccess,
  loadDocuments,
  loadSchema,
  misnamed,
  operationsOf,
  protectedFields,
  root,
  uncovered,
  withImplied,
  type OurDocument,
} from './graphql-rules.ts'

const schema = loadSchema()
const access = loadAccess()
const documents = loadDocuments()
const GENERATED = 'app/shopify/generated/documents.ts'

function planted(text: string): OurDocument[] {
  return [{ path: 'app/sync/planted.graphql', document: parse(text) }]
}

function firstOperation(from: OurDocument[]): OperationDefinitionNode {
  const found = operationsOf(from)[0]
  if (!found) throw new Error('the planted document has no operation')
  return found.operation
}

async function scopesOfToml(): Promise<string[]> {
  const toml = z
    .object({ access_scopes: z.object({ scopes: z.string() }) })
    .parse(parseToml(await readFile(join(root, 'shopify.app.toml'), 'utf8')))
  return toml.access_scopes.scopes.split(',')
}

describe('the GraphQL documents', () => {
  it('exist', () => {
    expect(operationsOf(documents).length).toBeGreaterThan(4)
  })

  it('are valid against the committed schema and use nothing deprecated', () => {
    expect(invalidities(schema, documents)).toEqual([])
  })

  it('are named tool, verb, noun', () => {
    expect(misnamed(documents)).toEqual([])
  })

  it('keep the rules of bulk queries where they are bulk queries', () => {
    // Tool, then Bulk: `SyncBulkOrders`.
    const bulk = operationsOf(documents).filter(({ operation }) =>
      /^[A-Z][a-z0-9]+Bulk[A-Z]/.test(operation.name?.value ?? ''),
    )
    expect(bulk.length).toBeGreaterThan(0)
    expect(bulk.flatMap(({ operation }) => bulkComplaints(schema, documents, operation))).toEqual([])
  })

  it('ask for nothing that the scopes in shopify.app.toml do not cover', async () => {
    expect(uncovered(schema, access, documents, withImplied(await scopesOfToml()))).toEqual([])
  })

  it('read no personal data but what becomes a keyed hash, and the city of a scan', () => {
    const hashed = [
      // Shopify protects it like an address; of a place it is all that is kept, and it goes with the person.
      'FulfillmentEvent.city',
      'Customer.email',
      'Customer.phone',
      'CustomerEmailAddress.emailAddress',
      'CustomerPhoneNumber.phoneNumber',
      'MailingAddress.phone',
      'MailingAddress.zip',
      'Order.email',
      'Order.phone',
    ]
    expect(protectedFields(schema, access, documents).filter((field) => !hashed.includes(field))).toEqual([])
  })
})

describe('the rules catch', () => {
  it('a deprecated field', () => {
    expect(invalidities(schema, planted('query SyncGetBulk { currentBulkOperation { id } }'))).toEqual([
      expect.stringContaining('deprecated'),
    ])
  })

  it('an unknown field', () => {
    expect(invalidities(schema, planted('query SyncGetShop { shop { nickname } }'))).toEqual([
      expect.stringContaining('nickname'),
    ])
  })

  it('a name without its tool', () => {
    expect(misnamed(planted('query GetShop { shop { id } }'))).toHaveLength(1)
  })

  it('a field without its scope', () => {
    const document = planted('query SyncListOrders { orders(first: 1) { nodes { id } } }')
    expect(uncovered(schema, access, document, new Set(['read_products']))).toContainEqual(
      expect.stringContaining('read_orders'),
    )
    expect(uncovered(schema, access, document, withImplied(['write_orders']))).toEqual([])
  })

  it.each([
    [
      'a connection inside a list',
      '{ orders { edges { node { id fulfillments { id events { edges { node { id } } } } } } } }',
      'inside a list',
    ],
    [
      'nodes without an id',
      '{ orders { edges { node { id shippingLines { edges { node { title } } } } } } }',
      'do not implement Node',
    ],
    ['no connection', '{ shop { id } }', 'at least one connection'],
    [
      'two top-level fields',
      '{ products { edges { node { id } } } orders { edges { node { id } } } }',
      'one top-level field',
    ],
  ])('in a bulk query %s', (_title, query, complaint) => {
    const document = planted(`query SyncReadAll ${query}`)
    expect(bulkComplaints(schema, document, firstOperation(document))).toContainEqual(
      expect.stringContaining(complaint),
    )
  })

  it('in a bulk query a connection three levels below the root', () => {
    const document = planted(
      'query SyncReadAll { locations { edges { node { id inventoryLevels { edges { node { id item { id inventoryLevels { edges { node { id location { id inventoryLevels { edges { node { id } } } } } } } } } } } } } } }',
    )
    expect(bulkComplaints(schema, document, firstOperation(document))).toContainEqual(
      expect.stringContaining('too deep'),
    )
  })
})

it('two levels of connections below the root are fine in a bulk query', () => {
  const document = planted(
    'query SyncReadAll { products { edges { node { id variants { edges { node { id metafields { edges { node { id } } } } } } media { edges { node { id } } } } } } }',
  )
  expect(bulkComplaints(schema, document, firstOperation(document))).toEqual([])
})

describe('the generated documents', () => {
  let fresh = ''

  beforeAll(async () => {
    const dir = await mkdtemp(join(tmpdir(), 'tradewind-codegen-'))
    const target = config.generates[GENERATED]
    if (!target) throw new Error(`.graphqlrc.ts no longer writes ${GENERATED}`)
    const out = join(dir, 'documents.ts')
    try {
      await generate({ ...config, cwd: root, silent: true, errorsOnly: true, generates: { [out]: target } }, true)
      fresh = await readFile(out, 'utf8')
    } finally {
      await rm(dir, { recursive: true })
    }
  }, 60_000)

  it('are what `npm run codegen` writes', async () => {
    const committed = await readFile(join(root, GENERATED), 'utf8')
    expect(committed === fresh ? 'fresh' : 'stale: run `npm run codegen`').toBe('fresh')
  })

  it('hold only syntax that Node can strip', async () => {
    expect(fresh).not.toMatch(/^(export )?(enum|namespace|declare)/m)
    const loaded: Record<string, unknown> = await import('#app/shopify/generated/documents.ts')
    expect(Object.keys(loaded).length).toBeGreaterThanOrEqual(operationsOf(documents).length)
  })
})
