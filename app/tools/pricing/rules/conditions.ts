/**
 * Conditions made into questions. In: a rule's conditions and the books. Out: what is asked once per variant, what is known per book,
 * and what is left to ask per cell. Invariant: a rule matches a cell when all three say yes; a condition sits in the cheapest one it can.
 */
import { foldText, inBand, type Band, type Listed } from '#app/kernel/conditions.ts'
import type { PriceBook } from '../terms.ts'
import type { Cell } from './cell.ts'
import type { Converters } from './convert.ts'
import type { Condition, SimpleCondition } from './schema.ts'
import type { PricedVariant } from './types.ts'

export type VariantTest = (variant: PricedVariant) => boolean
export type CellTest = (cell: Cell) => boolean

export interface CompiledConditions {
  variant: VariantTest[]
  /** by book index */
  books: boolean[]
  cell: CellTest[]
}

type Compiled = { level: 'variant'; test: VariantTest } | { level: 'book'; books: boolean[] } | CompiledCell
interface CompiledCell {
  level: 'cell'
  test: CellTest
}

/** All conditions joined by "and". */
export function compileConditions(
  conditions: readonly Condition[],
  books: readonly PriceBook[],
  converters: Converters,
): CompiledConditions {
  const result: CompiledConditions = { variant: [], books: books.map(() => true), cell: [] }
  for (const condition of conditions) {
    const compiled =
      condition.field === 'any'
        ? anyOf(condition.conditions.map((inner) => compileOne(inner, books, converters)))
        : compileOne(condition, books, converters)
    if (compiled.level === 'variant') result.variant.push(compiled.test)
    else if (compiled.level === 'cell') result.cell.push(compiled.test)
    else result.books = result.books.map((allowed, index) => allowed && compiled.books[index] === true)
  }
  return result
}

function anyOf(members: Compiled[]): Compiled {
  const variants = members.flatMap((member) => (member.level === 'variant' ? [member.test] : []))
  if (variants.length === members.length) {
    return { level: 'variant', test: (variant) => variants.some((test) => test(variant)) }
  }
  const books = members.flatMap((member) => (member.level === 'book' ? [member.books] : []))
  if (books.length === members.length) {
    return { level: 'book', books: (books[0] ?? []).map((_, index) => books.some((list) => list[index] === true)) }
  }
  const tests = members.map(asCellTest)
  return { level: 'cell', test: (cell) => tests.some((test) => test(cell)) }
}

function asCellTest(member: Compiled): CellTest {
  if (member.level === 'cell') return member.test
  if (member.level === 'book') return (cell) => member.books[cell.bookIndex] === true
  return (cell) => member.test(cell.variant)
}

function compileOne(condition: SimpleCondition, books: readonly PriceBook[], converters: Converters): Compiled {
  switch (condition.field) {
    case 'productType': {
      const has = textTest(condition)
      return { level: 'variant', test: (variant) => has(variant.productType) }
    }
    case 'vendor': {
      const has = textTest(condition)
      return { level: 'variant', test: (variant) => has(variant.vendor) }
    }
    case 'sku': {
      const has = textTest(condition)
      return { level: 'variant', test: (variant) => has(variant.sku ?? '') }
    }
    case 'tag': {
      const wanted = textTest({ op: 'in', values: condition.values })
      const asked = condition.op === 'in'
      return { level: 'variant', test: (variant) => hasAny(variant.tags, wanted) === asked }
    }
    case 'collection': {
      const wanted = new Set(condition.values)
      const asked = condition.op === 'in'
      return { level: 'variant', test: (variant) => hasAny(variant.collectionIds, (id) => wanted.has(id)) === asked }
    }
    case 'stockCoverDays':
      return { level: 'variant', test: (variant) => inBand(variant.coverDays ?? NaN, condition) }
    case 'ageDays':
      return { level: 'variant', test: (variant) => inBand(variant.ageDays, condition) }
    case 'book': {
      const wanted = new Set(condition.values)
      return { level: 'book', books: books.map((book) => wanted.has(book.id) === (condition.op === 'in')) }
    }
    case 'market': {
      const wanted = new Set(condition.values)
      return {
        level: 'book',
        books: books.map((book) => book.marketIds.some((id) => wanted.has(id)) === (condition.op === 'in')),
      }
    }
    case 'marginBps':
      return { level: 'cell', test: (cell) => inBand(cell.shownMarginBps(), condition) }
    case 'priceMinor': {
      const bands = books.map((book) => exchangedBand(condition, converters, book.currency))
      return { level: 'cell', test: (cell) => inBand(cell.shownMinor, bands[cell.bookIndex] ?? NOWHERE) }
    }
  }
}

const NOWHERE: Band = { min: Infinity, max: -Infinity }

/** In a book of another currency; nowhere without a rate. */
function exchangedBand(
  condition: Extract<SimpleCondition, { field: 'priceMinor' }>,
  converters: Converters,
  currency: string,
): Band {
  const converter = converters.between(condition.currency, currency)
  if (!converter.known) return NOWHERE
  const exchanged = (minor: number | null): number | null => (minor === null ? null : converter.convert(minor))
  return { min: exchanged(condition.min), max: exchanged(condition.max) }
}

/** A shop has few types and vendors and asks for them a hundred thousand times: each is folded once. */
function textTest(condition: Listed<string>): (text: string) => boolean {
  const wanted = new Set(condition.values.map(foldText))
  const asked = condition.op === 'in'
  const answers = new Map<string, boolean>()
  return (text) => {
    const answer = answers.get(text)
    if (answer !== undefined) return answer
    const found = wanted.has(foldText(text)) === asked
    answers.set(text, found)
    return found
  }
}

function hasAny(values: readonly string[], wanted: (value: string) => boolean): boolean {
  for (const value of values) if (wanted(value)) return true
  return false
}

/** Whether a rule asks how long the stock lasts: where the reorder plan says so, its trace tells. */
export function asksForCover(conditions: readonly Condition[]): boolean {
  return conditions.some((condition) =>
    condition.field === 'any' ? asksForCover(condition.conditions) : condition.field === 'stockCoverDays',
  )
}
