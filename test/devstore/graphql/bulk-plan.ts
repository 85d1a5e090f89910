/**
 * From the query of a bulk operation to what is written for it: one kind of JSONL line per connection.
 * In: a planned query. Out: the tree of line kinds, or why Shopify would refuse the query.
 * Invariant: every rule of bulk queries is checked here, before the operation exists.
 */
import { isInterfaceType, isObjectType } from 'graphql'
import { Ref, type Context, type Listing } from './engine.ts'
import { linePrefix, type WriteText } from './json-writer.ts'
import type { FieldPlan, SelectionPlan } from './plan.ts'
import { selectionFor } from './project.ts'
import { schema } from './schema.ts'

const MAX_CONNECTIONS = 5
const MAX_DEPTH = 2

/** One connection below a node: where its items come from, and how each becomes lines. */
export interface BulkConnection {
  list: (source: unknown, context: Context) => Listing | null
  nodeOf: (value: unknown) => BulkNode
}

export interface BulkNode {
  /** the line without its closing brace */
  write: WriteText
  /** the node's gid; what its children carry as __parentId */
  id: (source: unknown, context: Context) => string
  children: readonly BulkConnection[]
}

/** Why Shopify would refuse this query as a bulk query; null = it would not. */
export function bulkRefusal(plan: SelectionPlan): string | null {
  const [root, second] = plan.fields
  if (!root || second) return 'Bulk queries must contain exactly one top-level field.'
  if (root.name === 'node' || root.name === 'nodes')
    return `Bulk queries cannot use the top-level '${root.name}' field.`
  const found = { connections: 0 }
  const refusal = checkField(root, { depth: -1, list: null, parentHasId: true }, found)
  if (refusal) return refusal
  if (found.connections === 0) return 'Bulk queries must contain at least one connection.'
  if (found.connections > MAX_CONNECTIONS)
    return `Bulk queries cannot contain more than ${MAX_CONNECTIONS} connections.`
  if (!root.connection)
    return `The dev store runs bulk queries whose top-level field is a connection; '${root.name}' is none.`
  return null
}

interface Place {
  /** connections above, less the root one */
  depth: number
  /** the list field that this place lies in */
  list: string | null
  parentHasId: boolean
}

function checkField(field: FieldPlan, place: Place, found: { connections: number }): string | null {
  if (field.leaf) return null
  if (!field.connection) {
    const list = field.isList ? field.name : place.list
    return checkSelections(field, (selection) => checkFields(selection, { ...place, list }, found))
  }
  found.connections++
  const depth = place.depth + 1
  if (place.list)
    return `Queries that contain a connection field within a list field are not currently supported ('${field.name}' in '${place.list}').`
  if (depth > MAX_DEPTH)
    return `Bulk queries cannot nest connections deeper than ${MAX_DEPTH} levels below the top-level field ('${field.name}').`
  if (!place.parentHasId)
    return `The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' return type. Connection fields without 'id': ${field.name}.`
  const node = nodeField(field)
  if (!node)
    return `All connection fields in a bulk query must select their contents using 'edges' > 'node'. Invalid connection fields: '${field.name}'.`
  const nodeType = nodeTypeName(field)
  if (!isNode(nodeType))
    return `The nodes of a bulk query must implement Node; those of '${field.name}' (${nodeType}) do not.`
  return checkSelections(node, (selection) => {
    const parentHasId = selection.fields.some((entry) => entry.name === 'id' && entry.key === 'id')
    return checkFields(selection, { depth, list: null, parentHasId }, found)
  })
}

/** Of an interface's types the first stands for all: the fields that it shares with the others are the same. */
function checkSelections(field: FieldPlan, check: (selection: SelectionPlan) => string | null): string | null {
  for (const selection of field.selections.values()) {
    const refusal = check(selection)
    if (refusal) return refusal
  }
  return null
}

function checkFields(selection: SelectionPlan, place: Place, found: { connections: number }): string | null {
  for (const field of selection.fields) {
    const refusal = checkField(field, place, found)
    if (refusal) return refusal
  }
  return null
}

/** The field `edges > node` of a connection, when its contents are selected that way and no other. */
function nodeField(field: FieldPlan): FieldPlan | null {
  const contents = field.selection?.fields.filter((entry) => entry.name !== 'pageInfo') ?? []
  const [edges, other] = contents
  if (!edges || other || edges.name !== 'edges') return null
  return edges.selection?.fields.find((entry) => entry.name === 'node') ?? null
}

function nodeTypeName(field: FieldPlan): string {
  const edge = field.selection?.fields.find((entry) => entry.name === 'edges')?.selection
  const type = edge ? schema.getType(edge.typeName) : null
  return isObjectType(type) ? String(type.getFields()['node']?.type).replaceAll('!', '') : 'unknown'
}

function isNode(typeName: string): boolean {
  const type = schema.getType(typeName)
  return (isObjectType(type) || isInterfaceType(type)) && type.getInterfaces().some((entry) => entry.name === 'Node')
}

/** Is there anything in the query that the token may not read? */
export function isDenied(plan: SelectionPlan): boolean {
  return (
    plan.denial !== null ||
    plan.fields.some((field) => field.denial !== null || [...field.selections.values()].some(isDenied))
  )
}

export function bulkRoot(plan: SelectionPlan): BulkConnection {
  const [root] = plan.fields
  if (!root) throw new Error('A bulk query without a field was not refused')
  return connectionOf(root, (source) => source)
}

/** There is no object here that the connection could belong to. */
const ABSENT = Symbol('absent')

type Reach = (source: unknown, context: Context) => unknown

function connectionOf(field: FieldPlan, reach: Reach): BulkConnection {
  const node = nodeField(field)
  const { connection } = field
  if (!node || !connection) throw new Error(`${field.name} was not refused although it is no edges > node connection`)
  const nodes = new Map<SelectionPlan, BulkNode>(
    [...node.selections.values()].map((selection) => [selection, nodeOf(selection)]),
  )
  return {
    list: (source, context) => {
      const parent = reach(source, context)
      return parent === ABSENT ? null : connection.list(parent, field.args, context)
    },
    nodeOf: (value) => {
      const found = nodes.get(selectionFor(node, value))
      if (!found) throw new Error(`${field.name} holds a node of a type that was not planned`)
      return found
    },
  }
}

function nodeOf(selection: SelectionPlan): BulkNode {
  const children: BulkConnection[] = []
  const stripped = strip(selection, (source) => source, children)
  const id = selection.fields.find((field) => field.key === 'id' && field.name === 'id')
  return {
    write: linePrefix(stripped),
    id: (source, context) => String(id?.resolve?.(source, id.args, context)),
    children,
  }
}

/** The selection without its connections; those go to `children`, reached through the objects between. */
function strip(selection: SelectionPlan, reach: Reach, children: BulkConnection[]): SelectionPlan {
  const fields: FieldPlan[] = []
  for (const field of selection.fields) {
    if (field.connection) {
      children.push(connectionOf(field, reach))
      continue
    }
    if (field.leaf || field.isList) {
      fields.push(field)
      continue
    }
    const selections = new Map(
      [...field.selections].map(([type, inner]) => [type, strip(inner, through(field, type, reach), children)]),
    )
    fields.push({
      ...field,
      selections,
      selection: field.selection ? (selections.get(field.selection.typeName) ?? null) : null,
    })
  }
  return { ...selection, fields }
}

/** From a node to the object behind one of its fields, if it is there and of this type. */
function through(field: FieldPlan, type: string, reach: Reach): Reach {
  return (source, context) => {
    const parent = reach(source, context)
    if (parent === ABSENT) return ABSENT
    const value = field.resolve?.(parent, field.args, context) ?? ABSENT
    if (!(value instanceof Ref)) return value
    return value.type === type ? value.source : ABSENT
  }
}
