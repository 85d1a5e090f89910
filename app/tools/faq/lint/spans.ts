/**
 * An answer made readable for the linter. In: sanitised HTML or text. Out: the same characters with markup blanked, and its sentences.
 * Invariant: nothing moves: a place in the result is the same place in the answer.
 */

/** From `start` to just before `end`, in the answer as written. */
export interface Span {
  start: number
  end: number
}

const BLOCK_TAG = /^<\/?(?:p|li|ul|ol|div|br|h[1-6]|tr|td|th|table|blockquote)\b/i
const MARKUP = /<[^<>]*>|&[a-z0-9#]{2,10};|\{\{[^{}]*\}\}/gi
const SENTENCE = /(?:[^.!?。！？；;\n]|[.!?](?=\S))+/g

/** Tags, entities and placeholders become spaces; tags that end a line become line ends. */
export function blankMarkup(answer: string): string {
  return answer.replace(MARKUP, (markup) =>
    BLOCK_TAG.test(markup) ? `\n${' '.repeat(markup.length - 1)}` : ' '.repeat(markup.length),
  )
}

export function sentencesOf(blanked: string): { text: string; start: number }[] {
  return [...blanked.matchAll(SENTENCE)].map((match) => ({ text: match[0], start: match.index }))
}
