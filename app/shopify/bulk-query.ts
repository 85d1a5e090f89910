/**
 * The text of a bulk query. In: a typed document and its variables. Out: the same query without variables, their values written in
 * as literals, because `bulkOperationRunQuery` takes none. Invariant: a value can never become syntax: it goes through the AST.
 */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { Kind, print, visit, type TypeNode, type ValueNode } from 'graphql'

/** The types whose literals need no schema to be written. Enums and inputs belong into the document itself. */
const PLAIN = new Set(['String', 'ID', 'DateTime', 'Date', 'URL', 'Decimal', 'Int', 'Float', 'Boolean'])

/** An argument whose variable is not given is left out, as GraphQL does. Throws a plain error for a variable of another type. */
export function bulkQuery<Variables extends object>(
  document: TypedDocumentNode<unknown, Variables>,
  variables: Variables,
): string {
  const given = new Map<string, unknown>(Object.entries(variables))
  const defaults = new Map<string, ValueNode>()
  const valueOf = (name: string): ValueNode | null => {
    const value = given.get(name)
    return value === undefined ? (defaults.get(name) ?? null) : literal(value)
  }
  const inlined = visit(document, {
    OperationDefinition: (node) => {
      for (const { variable, type, defaultValue } of node.variableDefinitions ?? []) {
        const named = typeName(type)
        if (!PLAIN.has(named))
          throw new Error(`bulk queries cannot take $${variable.name.value}: write the ${named} into the document`)
        if (defaultValue) defaults.set(variable.name.value, defaultValue)
      }
      return { ...node, variableDefinitions: [] }
    },
    Argument: (node) => {
      if (node.value.kind !== Kind.VARIABLE) return undefined
      const value = valueOf(node.value.name.value)
      return value === null ? null : { ...node, value }
    },
    // Inside a list or an input object.
    Variable: (node) => valueOf(node.name.value) ?? { kind: Kind.NULL },
  })
  return print(inlined)
}

function typeName(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : typeName(type.type)
}

function literal(value: unknown): ValueNode {
  if (value === null) return { kind: Kind.NULL }
  if (Array.isArray(value)) return { kind: Kind.LIST, values: value.map(literal) }
  switch (typeof value) {
    case 'string':
      return { kind: Kind.STRING, value }
    case 'boolean':
      return { kind: Kind.BOOLEAN, value }
    case 'number':
      return { kind: Number.isInteger(value) ? Kind.INT : Kind.FLOAT, value: String(value) }
    default:
      throw new Error(`a bulk query cannot carry a ${typeof value}`)
  }
}
