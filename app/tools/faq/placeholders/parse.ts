/**
 * Placeholders of an answer found. In: the answer as written, text or HTML. Out: parts in order, each with its place, and what is malformed.
 * Invariant: the parts put together are the answer, character for character.
 */
import type { FactName } from '../market-facts.ts'

/** What each placeholder is filled from. */
export const PLACEHOLDERS = {
  return_window: 'returnWindowDays',
  delivery_estimate: 'deliveryDays',
  delivery_dates: 'deliveryDates',
  duty_mode: 'dutyMode',
  free_shipping_threshold: 'freeShippingThreshold',
} as const satisfies Record<string, FactName>
export type PlaceholderName = keyof typeof PLACEHOLDERS

export type AnswerPart =
  | { kind: 'text'; start: number; end: number; text: string }
  | { kind: 'placeholder'; start: number; end: number; name: PlaceholderName }
  /** braces around something that is no placeholder of ours */
  | { kind: 'unknown'; start: number; end: number; text: string }
  /** braces that never close or never opened */
  | { kind: 'malformed'; start: number; end: number; text: string }

const BRACES = /\{\{([^{}]*)\}\}|\{\{+|\}\}+/g

export function parseAnswer(answer: string): AnswerPart[] {
  const parts: AnswerPart[] = []
  let at = 0
  const addText = (end: number): void => {
    if (end > at) parts.push({ kind: 'text', start: at, end, text: answer.slice(at, end) })
  }
  for (const match of answer.matchAll(BRACES)) {
    const start = match.index
    const end = start + match[0].length
    addText(start)
    at = end
    const name = match[1]?.trim()
    if (name === undefined) parts.push({ kind: 'malformed', start, end, text: match[0] })
    else if (isPlaceholder(name)) parts.push({ kind: 'placeholder', start, end, name })
    else parts.push({ kind: 'unknown', start, end, text: match[0] })
  }
  addText(answer.length)
  return parts
}

/** The placeholders an answer uses, each once, in alphabetical order. */
export function placeholdersOf(answer: string): PlaceholderName[] {
  const names = parseAnswer(answer).flatMap((part) => (part.kind === 'placeholder' ? [part.name] : []))
  return [...new Set(names)].sort()
}

function isPlaceholder(name: string): name is PlaceholderName {
  return Object.hasOwn(PLACEHOLDERS, name)
}
