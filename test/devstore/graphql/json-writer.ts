/**
 * Compiles a selection into a function that writes an object straight to JSON text: the fast path of bulk operations.
 * In: a SelectionPlan. Out: (source, context) => text. Invariant: the same implementations and the same leaves as `project.ts`, so the
 * two agree on every value; a value that may not be null and is, throws, because a bulk operation has no place for errors.
 *
 * The function is generated as source text, because then every field has a call of its own that V8 can inline; a tree of closures
 * took twice as long for the same lines. The text holds only JSON literals and numbered names, never a value of the shop.
 */
import { Script } from 'node:vm'
import { Ref, type Args, type Context, type Resolve } from './engine.ts'
import { quoted } from './leaves.ts'
import type { FieldPlan, SelectionPlan } from './plan.ts'

export type WriteText = (source: unknown, context: Context) => string

/** What the generated function calls, by number. */
interface Parts {
  resolvers: Resolve<unknown>[]
  args: Args[]
  serializers: ((value: unknown) => unknown)[]
  quoted: (value: unknown) => string
  fail: (where: string, problem: string) => never
  Ref: typeof Ref
}

/** `{"a":1,"b":2`: an object still open, so that the caller can add to it. */
export function linePrefix(plan: SelectionPlan): WriteText {
  const generator = new Generator()
  const body = generator.generate(plan)
  const { resolvers, args, serializers } = generator
  const script = new Script(
    `(parts) => {
      const { quoted, fail, Ref } = parts
      ${resolvers.map((_, index) => `const r${index} = parts.resolvers[${index}], a${index} = parts.args[${index}]`).join('\n')}
      ${serializers.map((_, index) => `const s${index} = parts.serializers[${index}]`).join('\n')}
      return (v0, context) => { let t = ''; ${body} return t }
    }`,
    { filename: `bulk-line-${plan.typeName}.js` },
  )
  const make = script.runInThisContext() as (parts: Parts) => WriteText
  return make({ resolvers, args, serializers, quoted, fail, Ref })
}

function fail(where: string, problem: string): never {
  throw new Error(`${where}: ${problem}`)
}

const NULL_PROBLEM = JSON.stringify('cannot return null for a non-nullable field')

class Generator {
  readonly resolvers: Resolve<unknown>[] = []
  readonly args: Args[] = []
  readonly serializers: ((value: unknown) => unknown)[] = []
  /** literal text that waits for the next value, so that both are appended at once */
  #pending = ''
  #variables = 1

  generate(plan: SelectionPlan): string {
    return this.#object(plan, 'v0') + this.#flush()
  }

  #flush(): string {
    const pending = this.#pending
    this.#pending = ''
    return pending === '' ? '' : `t += ${JSON.stringify(pending)};`
  }

  #append(expression: string): string {
    const pending = this.#pending
    this.#pending = ''
    return pending === '' ? `t += ${expression};` : `t += ${JSON.stringify(pending)} + ${expression};`
  }

  /** The fields of the object in `source`, its brace left open. */
  #object(plan: SelectionPlan, source: string): string {
    this.#pending += '{'
    return plan.fields
      .map((field, index) => {
        this.#pending += `${index === 0 ? '' : ','}${JSON.stringify(field.key)}:`
        return this.#field(field, source)
      })
      .join('')
  }

  #field(field: FieldPlan, source: string): string {
    if (!field.resolve) throw new Error(`${field.typeName}.${field.name} is a connection and has no text of its own`)
    const number = this.resolvers.push(field.resolve) - 1
    this.args.push(field.args)
    const value = `v${this.#variables++}`
    const where = JSON.stringify(`${field.typeName}.${field.name}`)
    const read = `const ${value} = r${number}(${source}, a${number}, context);`
    const write = (): string => (field.isList ? this.#list(field, value, where) : this.#value(field, value, where))
    return `${read} ${this.#unlessNull(value, field.nullable, where, write)}`
  }

  #unlessNull(value: string, nullable: boolean, where: string, write: () => string): string {
    if (!nullable) return `if (${value} === null || ${value} === undefined) fail(${where}, ${NULL_PROBLEM}); ${write()}`
    const lead = this.#pending
    const whenNull = `t += ${JSON.stringify(`${lead}null`)};`
    const otherwise = write() + this.#flush()
    return `if (${value} === null) { ${whenNull} } else { if (${value} === undefined) fail(${where}, ${NULL_PROBLEM}); ${otherwise} }`
  }

  #list(field: FieldPlan, values: string, where: string): string {
    const index = `v${this.#variables++}`
    const item = `v${this.#variables++}`
    const start = `if (!Array.isArray(${values})) fail(${where}, "not a list"); ${this.#append("'['")}`
    const write =
      this.#unlessNull(item, field.itemNullable, where, () => this.#value(field, item, where)) + this.#flush()
    this.#pending = ']'
    return `${start} for (let ${index} = 0; ${index} < ${values}.length; ${index}++) {
      const ${item} = ${values}[${index}]; if (${index} > 0) t += ','; ${write} }`
  }

  #value(field: FieldPlan, value: string, where: string): string {
    const { leaf } = field
    if (leaf) {
      const serialized = `s${this.serializers.push(leaf.serialize) - 1}(${value})`
      if (leaf.form === 'bare') return this.#append(serialized)
      if (leaf.form === 'json') return this.#append(`JSON.stringify(${serialized})`)
      if (leaf.form === 'text') return this.#append(`quoted(${serialized})`)
      this.#pending += '"'
      const text = this.#append(serialized)
      this.#pending = '"'
      return text
    }
    if (field.selection) {
      const text = this.#object(field.selection, value)
      this.#pending += '}'
      return text
    }
    const lead = this.#flush()
    const branches = [...field.selections.values()].map((selection) => {
      const source = `v${this.#variables++}`
      const text = this.#object(selection, source) + this.#append("'}'")
      return `if (${value}.type === ${JSON.stringify(selection.typeName)}) { const ${source} = ${value}.source; ${text} }`
    })
    return `${lead} if (!(${value} instanceof Ref)) fail(${where}, "no type given");
      ${branches.join(' else ')} else fail(${where}, "a type that was not planned: " + ${value}.type);`
  }
}
