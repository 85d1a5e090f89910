/**
 * What a GraphQL document of ours must obey, as functions from documents to complaints.
 * In: parsed documents, the committed schema and its access scopes. Out: sentences; an empty list is a good document.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  buildSchema,
  concatAST,
  getNamedType,
  getNullableType,
  isAbstractType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  NoDeprecatedCustomRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { readAccess, readSdl } from '#test/devstore/schema/read.ts'

export const root = join(import.meta.dirname, '../..')

export interface OurDocument {
  path: string
  document: DocumentNode
}

export function loadSchema(): GraphQLSchema {
  return buildSchema(readSdl())
}

export function loadDocuments(): OurDocument[] {
  const paths = globSync('app/**/*.graphql', { cwd: root }).sort()
  return paths.map((path) => ({ path, document: parse(readFileSync(join(root, path), 'utf8')) }))
}

export function operationsOf(documents: OurDocument[]): { path: string; operation: OperationDefinitionNode }[] {
  return documents.flatMap(({ path, document }) =>
    document.definitions.flatMap((operation) =>
      operation.kind === Kind.OPERATION_DEFINITION ? [{ path, operation }] : [],
    ),
  )
}

/** GraphQL's own rules, and nothing deprecated. Together, because fragments may lie in another file and names must be unique. */
export function invalidities(schema: GraphQLSchema, documents: OurDocument[]): string[] {
  const all = concatAST(documents.map(({ document }) => document))
  return validate(schema, all, [...specifiedRules, NoDeprecatedCustomRule], { maxErrors: 50 }).map(
    (error) => error.message,
  )
}

/**
 * ToolVerbNoun, the tool being the folder (of a tool's part, the tool's): `app/sync/refetch.graphql` holds `SyncListOrders`,
 * `app/tools/pricing/releases/prices.graphql` holds `PricingUpdateVariants`. The shopify room only knows Bulk.
 */
export function misnamed(documents: OurDocument[]): string[] {
  return operationsOf(documents).flatMap(({ path, operation }) => {
    const folder = /^app\/tools\/([^/]+)\//.exec(path)?.[1] ?? path.split('/').at(-2) ?? ''
    // Documents of the room itself are named after their file: bulk.graphql, app-data.graphql.
    const room = folder === 'shopify' ? (path.split('/').at(-1)?.replace('.graphql', '') ?? '') : folder
    const tool = room.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())
    const name = operation.name?.value ?? '(no name)'
    return new RegExp(`^${tool}[A-Z][a-z0-9]+[A-Z]`).test(name)
      ? []
      : [`${path}: ${name} is not named ${tool} + verb + noun`]
  })
}

interface SeenField {
  node: FieldNode
  parent: GraphQLNamedType
  definition: GraphQLField<unknown, unknown>
  /** from the operation down to the parent of this field */
  above: SeenField[]
}

/** Every field of an operation, fragments followed. */
function* fieldsOf(
  schema: GraphQLSchema,
  documents: OurDocument[],
  operation: OperationDefinitionNode,
): Generator<SeenField> {
  const fragments = documents.flatMap(({ document }) =>
    document.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION),
  )
  function* below(selections: SelectionSetNode, parent: GraphQLNamedType, above: SeenField[]): Generator<SeenField> {
    for (const selection of selections.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const type = selection.typeCondition ? schema.getType(selection.typeCondition.name.value) : parent
        if (type) yield* below(selection.selectionSet, type, above)
      } else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.find((one) => one.name.value === selection.name.value)
        const type = fragment ? schema.getType(fragment.typeCondition.name.value) : undefined
        if (fragment && type) yield* below(fragment.selectionSet, type, above)
      } else if (isObjectType(parent) || isInterfaceType(parent)) {
        const definition = parent.getFields()[selection.name.value]
        if (!definition) continue
        const seen: SeenField = { node: selection, parent, definition, above }
        yield seen
        if (selection.selectionSet)
          yield* below(selection.selectionSet, getNamedType(definition.type), [...above, seen])
      }
    }
  }
  const start = schema.getRootType(operation.operation)
  if (start) yield* below(operation.selectionSet, start, [])
}

const MAX_CONNECTIONS = 5
const MAX_LEVELS_BELOW_ROOT = 2

/** Shopify's rules for bulk queries (shopify.dev "Perform bulk operations with the GraphQL Admin API", 2026-10). */
export function bulkComplaints(
  schema: GraphQLSchema,
  documents: OurDocument[],
  operation: OperationDefinitionNode,
): string[] {
  const name = operation.name?.value ?? '(no name)'
  const complaints: string[] = []
  if (operation.selectionSet.selections.length !== 1) complaints.push(`${name}: a bulk query has one top-level field`)
  let connections = 0
  for (const { node, definition, above } of fieldsOf(schema, documents, operation)) {
    const field = node.name.value
    if (above.length === 0 && (field === 'node' || field === 'nodes'))
      complaints.push(`${name}: a bulk query cannot begin with ${field}`)
    if (!isConnection(definition)) continue
    connections += 1
    if (above.filter((one) => isConnection(one.definition)).length > MAX_LEVELS_BELOW_ROOT)
      complaints.push(`${name}: ${field} is nested too deep`)
    if (above.some(isPlainList)) complaints.push(`${name}: ${field} is a connection inside a list`)
    if (!nodesImplementNode(schema, definition)) complaints.push(`${name}: the nodes of ${field} do not implement Node`)
  }
  if (connections === 0) complaints.push(`${name}: a bulk query holds at least one connection`)
  if (connections > MAX_CONNECTIONS)
    complaints.push(`${name}: ${connections} connections are more than ${MAX_CONNECTIONS}`)
  return complaints
}

function isConnection(definition: GraphQLField<unknown, unknown>): boolean {
  return getNamedType(definition.type).name.endsWith('Connection')
}

function isPlainList({ definition, parent }: SeenField): boolean {
  return isListType(getNullableType(definition.type)) && !parent.name.endsWith('Connection')
}

function nodesImplementNode(schema: GraphQLSchema, definition: GraphQLField<unknown, unknown>): boolean {
  const connection = getNamedType(definition.type)
  const nodes = isObjectType(connection) ? connection.getFields()['nodes'] : undefined
  const node = nodes ? getNamedType(nodes.type) : null
  const types = isAbstractType(node) ? schema.getPossibleTypes(node) : isObjectType(node) ? [node] : []
  return types.length > 0 && types.every((type) => type.getInterfaces().some((one) => one.name === 'Node'))
}

export interface Access {
  /** any one of the scopes of a type, or of a field, suffices */
  types: Record<string, string[]>
  fields: Record<string, Record<string, string[]>>
  protected: Record<string, Record<string, string> | string[]>
}

export function loadAccess(): Access {
  return readAccess()
}

/** What a grant allows: a write scope includes its read scope. */
export function withImplied(scopes: string[]): Set<string> {
  return new Set(scopes.flatMap((scope) => [scope, scope.replace(/^write_/, 'read_')]))
}

/** Fields that Shopify would refuse under these scopes. */
export function uncovered(
  schema: GraphQLSchema,
  access: Access,
  documents: OurDocument[],
  granted: Set<string>,
): string[] {
  const complaints = new Set<string>()
  for (const { operation } of operationsOf(documents)) {
    for (const { parent, definition } of fieldsOf(schema, documents, operation)) {
      const type = getNamedType(definition.type).name
      for (const [what, anyOf] of [
        [`${parent.name}.${definition.name}`, access.fields[parent.name]?.[definition.name]],
        [type, access.types[type]],
      ] as const) {
        if (anyOf && anyOf.length > 0 && !anyOf.some((scope) => granted.has(scope))) {
          complaints.add(`${operation.name?.value ?? '(no name)'}: ${what} needs ${anyOf.join(' or ')}`)
        }
      }
    }
  }
  return [...complaints]
}

/** Personal data as Shopify marks it, except what may be read because only a keyed hash or a region of it is stored. */
export function protectedFields(schema: GraphQLSchema, access: Access, documents: OurDocument[]): string[] {
  const found = new Set<string>()
  for (const { operation } of operationsOf(documents)) {
    for (const { parent, definition } of fieldsOf(schema, documents, operation)) {
      const marked = access.protected[parent.name]
      const isMarked = Array.isArray(marked)
        ? marked.includes(definition.name)
        : marked !== undefined && definition.name in marked
      if (isMarked) found.add(`${parent.name}.${definition.name}`)
    }
  }
  return [...found].sort()
}
