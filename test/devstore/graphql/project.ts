/**
 * Runs a plan for an ordinary query: walks the fields, collects objects, errors and the actual cost.
 * In: a SelectionPlan and the source object of its type. Out: the data, null where a non-null value failed below.
 * Invariant: GraphQL's rules for null: a failed field is null with an error that names its path, or takes its parent with it.
 */
import type { GraphQLFormattedError } from 'graphql'
import { CONNECTION_COST, isPaidPerItem, MUTATION_COST, OBJECT_COST, objectCost } from './cost.ts'
import { ApiError, Ref, type Context } from './engine.ts'
import { paginate } from './page.ts'
import type { Denial, FieldPlan, SelectionPlan } from './plan.ts'

export type Json = Record<string, unknown>

/** Stands for "null where null is not allowed": travels up to the next nullable place. */
const FAILED = Symbol('failed')

/** The selection that fits the value: the field's only one, or that of the type that a Ref names. */
export function selectionFor(field: FieldPlan, value: unknown): SelectionPlan {
  const plan = value instanceof Ref ? field.selections.get(value.type) : field.selection
  if (!plan) throw new Error(`${field.typeName}.${field.name} answered a type that the dev store's table does not hold`)
  return plan
}

export class Projection {
  readonly errors: GraphQLFormattedError[] = []
  cost = 0
  readonly #context: Context
  readonly #path: (string | number)[] = []

  constructor(context: Context) {
    this.#context = context
  }

  run(plan: SelectionPlan): Json | null {
    const data = this.#object(plan, null)
    this.cost = plan.typeName === 'Mutation' ? plan.fields.length * MUTATION_COST : this.cost - OBJECT_COST
    return data === FAILED ? null : data
  }

  #object(plan: SelectionPlan, source: unknown): Json | typeof FAILED {
    const result: Json = {}
    this.cost += objectCost(plan.typeName)
    for (const field of plan.fields) {
      this.#path.push(field.key)
      const value = this.#field(field, source)
      this.#path.pop()
      if (value !== FAILED) result[field.key] = value
      else if (field.nullable) result[field.key] = null
      else return FAILED
    }
    return result
  }

  #field(field: FieldPlan, source: unknown): unknown {
    if (field.denial) return this.#deny(field.denial, field)
    try {
      if (field.connection) {
        this.cost += CONNECTION_COST
        return this.#value(field, paginate(field.connection.list(source, field.args, this.#context), field.args), false)
      }
      const value = field.resolve?.(source, field.args, this.#context)
      if (!field.isList || (value === null && field.nullable)) return this.#value(field, value, field.nullable)
      if (!Array.isArray(value))
        throw new Error(`${field.typeName}.${field.name} is a list, the dev store answered none`)
      return this.#list(field, value)
    } catch (error) {
      return this.#fail(error, field)
    }
  }

  #list(field: FieldPlan, values: readonly unknown[]): unknown {
    const result: unknown[] = []
    const before = this.cost
    let dearest = 0
    for (let index = 0; index < values.length; index++) {
      const start = this.cost
      this.#path.push(index)
      const value = this.#value(field, values[index], field.itemNullable)
      this.#path.pop()
      dearest = Math.max(dearest, this.cost - start)
      if (value !== FAILED) result.push(value)
      else if (field.itemNullable) result.push(null)
      else return FAILED
    }
    if (!isPaidPerItem(field)) this.cost = before + dearest
    return result
  }

  #value(field: FieldPlan, value: unknown, nullable: boolean): unknown {
    if (value === null && nullable) return null
    if (value === null || value === undefined)
      throw new Error(`Cannot return null for non-nullable field ${field.typeName}.${field.name}`)
    if (field.leaf) return field.leaf.serialize(value)
    const plan = selectionFor(field, value)
    // What a type needs is checked at the field; behind an interface only the object itself tells its type.
    if (plan.denial && !field.selection) return this.#deny(plan.denial, field)
    return this.#object(plan, value instanceof Ref ? value.source : value)
  }

  #deny(denial: Denial, field: FieldPlan): typeof FAILED {
    return this.#fail(
      new ApiError(denial.message, {
        code: 'ACCESS_DENIED',
        documentation: 'https://shopify.dev/api/usage/access-scopes',
        requiredAccess: denial.requiredAccess,
      }),
      field,
    )
  }

  #fail(error: unknown, field: FieldPlan): typeof FAILED {
    const { loc } = field.node
    this.errors.push({
      message: error instanceof Error ? error.message : String(error),
      ...(loc ? { locations: [{ line: loc.startToken.line, column: loc.startToken.column }] } : {}),
      path: [...this.#path],
      extensions: error instanceof ApiError ? { ...error.extensions } : { code: 'INTERNAL_SERVER_ERROR' },
    })
    return FAILED
  }
}
