/**
 * Compiles a selection into a function that writes an object straight to JSON text: the fast path of bulk operations.
 * In: a SelectionPlan. Out: (source, context) => text. Invariant: the same implementations and the same leaves as `project.ts`, so the
 * two agree on every value; a value that may not be null and is, throws, because a bulk operation has no place for errors.
 */
import { Ref, type Context } from './engine.ts'
import type { FieldPlan, SelectionPlan } from './plan.ts'
import { selectionFor } from './project.ts'

export type WriteText = (source: unknown, context: Context) => string

/** `{"a":1,"b":2`: an object still open, so that the caller can add to it. */
export function linePrefix(plan: SelectionPlan): WriteText {
  const fields = plan.fields.map((field, index) => ({
    prefix: `${index === 0 ? '{' : ','}${JSON.stringify(field.key)}:`,
    write: fieldText(field),
  }))
  if (fields.length === 0) return () => '{'
  return (source, context) => {
    let text = ''
    for (const field of fields) text += field.prefix + field.write(source, context)
    return text
  }
}

function fieldText(field: FieldPlan): WriteText {
  const { resolve, args } = field
  if (!resolve) throw new Error(`${field.typeName}.${field.name} is a connection and has no text of its own`)
  const item = itemText(field)
  const where = `${field.typeName}.${field.name}`
  const { nullable, itemNullable } = field
  if (!field.isList) {
    return (source, context) => {
      const value = resolve(source, args, context)
      if (value === null && nullable) return 'null'
      if (value === null || value === undefined) throw new Error(`Cannot return null for non-nullable field ${where}`)
      return item(value, context)
    }
  }
  return (source, context) => {
    const values = resolve(source, args, context)
    if (values === null && nullable) return 'null'
    if (!Array.isArray(values)) throw new Error(`${where} is a list, the dev store answered none`)
    let text = '['
    for (let index = 0; index < values.length; index++) {
      const value: unknown = values[index]
      if (index > 0) text += ','
      if (value === null && itemNullable) text += 'null'
      else if (value === null || value === undefined) throw new Error(`Cannot return null in the list ${where}`)
      else text += item(value, context)
    }
    return `${text}]`
  }
}

function itemText(field: FieldPlan): WriteText {
  const { leaf } = field
  if (leaf) return (value) => leaf.text(leaf.serialize(value))
  if (field.selection) {
    const write = linePrefix(field.selection)
    return (value, context) => `${write(value, context)}}`
  }
  const writers = new Map([...field.selections.values()].map((selection) => [selection, linePrefix(selection)]))
  return (value, context) => {
    const write = writers.get(selectionFor(field, value))
    if (!write || !(value instanceof Ref))
      throw new Error(`${field.typeName}.${field.name} answered a type that was not planned`)
    return `${write(value.source, context)}}`
  }
}
