/**
 * Compiles a selection into a plan: for every field its implementation, its coerced arguments, whether the token may read it.
 * In: a validated operation with its variables. Out: SelectionPlans that `project` (objects) and `bulk-writer` (text) follow.
 * Invariant: a field without an implementation never gets into a plan; it is reported as `Type.field`.
 */
import {
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  GraphQLError,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  GraphQLString,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLDirective,
  type GraphQLObjectType,
  type SelectionSetNode,
} from 'graphql'
import type { Args, ConnectionField, FieldTable, Resolve } from './engine.ts'
import { IDEMPOTENCY_KEY } from './idempotency.ts'
import { refuseLongLists } from './input.ts'
import { leafOf, type Leaf } from './leaves.ts'
import { fieldScopes, isGranted, protectedContent, schema, typeScopes } from './schema.ts'

export interface Denial {
  message: string
  requiredAccess: string
}

export interface FieldPlan {
  key: string
  typeName: string
  name: string
  node: FieldNode
  args: Args
  resolve: Resolve<unknown> | null
  connection: ConnectionField<unknown> | null
  denial: Denial | null
  nullable: boolean
  isList: boolean
  itemNullable: boolean
  leaf: Leaf | null
  /** concrete type name -> what to read from it */
  selections: ReadonlyMap<string, SelectionPlan>
  /** the selection when only one concrete type is possible */
  selection: SelectionPlan | null
}

export interface SelectionPlan {
  typeName: string
  denial: Denial | null
  fields: readonly FieldPlan[]
}

export interface PlanInput {
  table: FieldTable
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
  variables: Readonly<Record<string, unknown>>
  scopes: readonly string[]
  approved: ReadonlySet<string>
}

export class Planner {
  /** everything that stands in the way of running the document */
  readonly errors: GraphQLError[] = []
  readonly #input: PlanInput

  constructor(input: PlanInput) {
    this.#input = input
  }

  plan(type: GraphQLObjectType, selectionSets: readonly SelectionSetNode[]): SelectionPlan {
    const fields: FieldPlan[] = []
    for (const [key, nodes] of this.#collect(type, selectionSets)) {
      const field = this.#field(type, key, nodes)
      if (field) fields.push(field)
    }
    return { typeName: type.name, denial: this.#denied(typeScopes(type.name), type.name), fields }
  }

  #collect(type: GraphQLObjectType, selectionSets: readonly SelectionSetNode[]): Map<string, FieldNode[]> {
    const fields = new Map<string, FieldNode[]>()
    for (const selectionSet of selectionSets) this.#collectInto(fields, type, selectionSet)
    return fields
  }

  #collectInto(fields: Map<string, FieldNode[]>, type: GraphQLObjectType, selectionSet: SelectionSetNode): void {
    for (const selection of selectionSet.selections) {
      const { variables } = this.#input
      if (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.['if'] === true) continue
      if (getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.['if'] === false) continue
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value
        const known = fields.get(key)
        if (known) known.push(selection)
        else fields.set(key, [selection])
        continue
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? this.#input.fragments.get(selection.name.value) : selection
      if (!fragment) continue
      const condition = fragment.typeCondition?.name.value
      if (condition === undefined || this.#applies(condition, type))
        this.#collectInto(fields, type, fragment.selectionSet)
    }
  }

  #applies(condition: string, type: GraphQLObjectType): boolean {
    if (condition === type.name) return true
    const conditionType = schema.getType(condition)
    return isAbstractType(conditionType) && schema.isSubType(conditionType, type)
  }

  #field(type: GraphQLObjectType, key: string, nodes: FieldNode[]): FieldPlan | null {
    const node = nodes[0]
    if (!node) return null
    const name = node.name.value
    if (name === '__typename') return { ...TYPENAME, key, typeName: type.name, node, resolve: () => type.name }
    const definition = type.getFields()[name]
    const implementation = this.#input.table[type.name]?.[name]
    if (!definition || !implementation) {
      this.#missing(`${type.name}.${name}`, node)
      return null
    }
    const nullableType = getNullableType(definition.type)
    const isList = isListType(nullableType)
    const itemType = isList ? nullableType.ofType : nullableType
    const named = getNamedType(definition.type)
    const base = {
      key,
      typeName: type.name,
      name,
      node,
      args: this.#args(type, name, node),
      resolve: typeof implementation === 'function' ? implementation : null,
      connection: typeof implementation === 'function' ? null : implementation,
      denial: this.#fieldDenial(type.name, name, named.name),
      nullable: !isNonNullType(definition.type),
      isList,
      itemNullable: isList && !isNonNullType(itemType),
    }
    if (isLeafType(named)) return { ...base, leaf: leafOf(named), selections: new Map(), selection: null }
    const selectionSets = nodes.flatMap((entry) => (entry.selectionSet ? [entry.selectionSet] : []))
    const selections = new Map<string, SelectionPlan>()
    const concrete = isObjectType(named) ? [named] : isAbstractType(named) ? [...schema.getPossibleTypes(named)] : []
    for (const possible of concrete) {
      if (possible !== named && !this.#input.table[possible.name]) continue
      selections.set(possible.name, this.plan(possible, selectionSets))
    }
    if (isAbstractType(named)) this.#unknownFragments(selectionSets)
    return {
      ...base,
      leaf: null,
      selections,
      selection: isObjectType(named) ? (selections.get(named.name) ?? null) : null,
    }
  }

  /** A fragment on a type that the table does not know would silently never apply. */
  #unknownFragments(selectionSets: readonly SelectionSetNode[]): void {
    for (const { selections } of selectionSets) {
      for (const selection of selections) {
        if (selection.kind === Kind.FIELD) continue
        const fragment =
          selection.kind === Kind.FRAGMENT_SPREAD ? this.#input.fragments.get(selection.name.value) : selection
        const condition = fragment?.typeCondition?.name.value
        if (condition !== undefined && isObjectType(schema.getType(condition)) && !this.#input.table[condition])
          this.#missing(condition, selection)
        else if (fragment) this.#unknownFragments([fragment.selectionSet])
      }
    }
  }

  #missing(what: string, node: FieldNode | SelectionSetNode['selections'][number]): void {
    this.errors.push(
      new GraphQLError(`${what} is not implemented by the dev store`, {
        nodes: node,
        extensions: { code: 'NOT_IMPLEMENTED' },
      }),
    )
  }

  #args(type: GraphQLObjectType, name: string, node: FieldNode): Args {
    const definition = type.getFields()[name]
    if (!definition || definition.args.length === 0) return NO_ARGS
    try {
      const args = getArgumentValues(definition, node, this.#input.variables)
      refuseLongLists(args)
      const idempotent = getDirectiveValues(IDEMPOTENT, node, this.#input.variables)
      return idempotent ? { ...args, [IDEMPOTENCY_KEY]: idempotent['key'] } : args
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error
      this.errors.push(error)
      return NO_ARGS
    }
  }

  #fieldDenial(typeName: string, name: string, returns: string): Denial | null {
    const content = protectedContent(typeName, name)
    if (content !== null && !this.#input.approved.has(content)) {
      return {
        message: `This app is not approved to use the ${name} field. See https://shopify.dev/docs/apps/launch/protected-customer-data for more details.`,
        requiredAccess: `approval for protected customer data: ${content}`,
      }
    }
    return (
      this.#denied(fieldScopes(typeName, name), name) ??
      this.#denied(typeScopes(returns.replace(/Connection$/, '')), name)
    )
  }

  #denied(anyOf: readonly string[] | null, name: string): Denial | null {
    if (anyOf === null || isGranted(this.#input.scopes, anyOf)) return null
    const requiredAccess = `${anyOf.map((scope) => `\`${scope}\``).join(' or ')} access scope.`
    return { message: `Access denied for ${name} field. Required access: ${requiredAccess}`, requiredAccess }
  }
}

const IDEMPOTENT = idempotentDirective()

const NO_ARGS: Args = Object.freeze({})

const TYPENAME = {
  name: '__typename',
  args: NO_ARGS,
  connection: null,
  denial: null,
  nullable: false,
  isList: false,
  itemNullable: false,
  leaf: leafOf(GraphQLString),
  selections: new Map<string, SelectionPlan>(),
  selection: null,
}

function idempotentDirective(): GraphQLDirective {
  const directive = schema.getDirective('idempotent')
  if (!directive) throw new Error('The committed schema lost its @idempotent directive; run npm run schema:pull')
  return directive
}
