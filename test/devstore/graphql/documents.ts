/**
 * From the text of a request to a document that Shopify would accept.
 * In: query text. Out: the parsed operation, or the errors. Parsed and validated documents are cached by text.
 * Invariant: deprecated fields, arguments and enum values are refused, and so is a mutation that lacks its required @idempotent.
 */
import {
  GraphQLError,
  Kind,
  NoDeprecatedCustomRule,
  parse,
  specifiedRules,
  validate,
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type ValidationContext,
} from 'graphql'
import { schema } from './schema.ts'

/** Mutations that need @idempotent(key:) since 2026-04. */
const IDEMPOTENT_MUTATIONS: ReadonlySet<string> = new Set([
  'inventoryActivate',
  'inventoryAdjustQuantities',
  'inventoryMoveQuantities',
  'inventorySetQuantities',
  'inventoryShipmentAddItems',
  'inventoryShipmentCreate',
  'inventoryShipmentCreateInTransit',
  'inventoryShipmentReceive',
  'inventoryTransferCreate',
  'inventoryTransferCreateAsReadyToShip',
  'inventoryTransferDuplicate',
  'inventoryTransferSetItems',
  'locationActivate',
  'locationDeactivate',
  'refundCreate',
])

export interface Operation {
  document: DocumentNode
  operation: OperationDefinitionNode
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
}

interface Checked {
  document: DocumentNode | null
  errors: readonly GraphQLError[]
}

const CACHE_SIZE = 500
const cache = new Map<string, Checked>()

function IdempotencyRule(context: ValidationContext): ASTVisitor {
  return {
    Field(node) {
      if (context.getParentType()?.name !== 'Mutation' || !IDEMPOTENT_MUTATIONS.has(node.name.value)) return
      if (node.directives?.some((directive) => directive.name.value === 'idempotent')) return
      context.reportError(
        new GraphQLError(`The @idempotent directive is required for ${node.name.value} but was not provided.`, {
          nodes: node,
          extensions: { code: 'BAD_REQUEST' },
        }),
      )
    },
  }
}

function check(query: string): Checked {
  try {
    const document = parse(query)
    return {
      document,
      errors: validate(schema, document, [...specifiedRules, NoDeprecatedCustomRule, IdempotencyRule]),
    }
  } catch (error) {
    if (error instanceof GraphQLError) return { document: null, errors: [error] }
    throw error
  }
}

function checked(query: string): Checked {
  const known = cache.get(query)
  if (known) return known
  const result = check(query)
  const oldest = cache.size >= CACHE_SIZE ? cache.keys().next().value : undefined
  if (oldest !== undefined) cache.delete(oldest)
  cache.set(query, result)
  return result
}

/** The operation to run, or why it cannot run. */
export function loadOperation(
  query: string,
  operationName: string | null | undefined,
): Operation | readonly GraphQLError[] {
  const { document, errors } = checked(query)
  if (document === null || errors.length > 0) return errors
  const fragments = new Map<string, FragmentDefinitionNode>()
  const operations: OperationDefinitionNode[] = []
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition)
  }
  const operation = operationName ? operations.find((entry) => entry.name?.value === operationName) : operations[0]
  if (!operation) return [new GraphQLError(`No operation named "${operationName ?? ''}"`)]
  if (!operationName && operations.length > 1)
    return [new GraphQLError('An operation name is required: the document holds several operations')]
  return { document, operation, fragments }
}
