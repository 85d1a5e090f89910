/**
 * Connections, edges and page info: the same three shapes for every node type.
 * In: a Page. Out: field implementations for each connection type of the schema. Invariant: what holds for one connection holds for all.
 */
import { isObjectType } from 'graphql'
import { fieldsOf, type FieldTable, type TypeFields } from '../engine.ts'
import type { Page } from '../page.ts'
import { schema } from '../schema.ts'

interface Edge {
  cursor: string
  node: unknown
}

const connectionFields = fieldsOf<Page>({
  nodes: (page) => page.nodes,
  edges: (page) => page.nodes.map((node, index): Edge => ({ node, cursor: page.cursors[index] ?? '' })),
  pageInfo: (page) => page,
})

const edgeFields = fieldsOf<Edge>({
  node: (edge) => edge.node,
  cursor: (edge) => edge.cursor,
})

function allConnections(): FieldTable {
  const table: Record<string, TypeFields> = {
    PageInfo: fieldsOf<Page>({
      hasNextPage: (page) => page.hasNextPage,
      hasPreviousPage: (page) => page.hasPreviousPage,
      startCursor: (page) => page.cursors[0] ?? null,
      endCursor: (page) => page.cursors.at(-1) ?? null,
    }),
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue
    if (type.name.endsWith('Connection') && type.getFields()['pageInfo']) table[type.name] = connectionFields
    else if (type.name.endsWith('Edge') && type.getFields()['cursor']) table[type.name] = edgeFields
  }
  return table
}

export const connectionTable = allConnections()
